import { expect, test } from 'vitest';
import { instantOfWallClock, isoOf, knownZone, parseNanos, zoneOffsetSeconds } from './time';

test('Nanoseconds keep every digit', () => {
  const at = parseNanos('1703462400000000001');
  expect(at === null ? null : isoOf(at)).toBe('2023-12-25T00:00:00.000000001Z');
  expect(at?.toString()).toBe('1703462400000000001');
});

test('Zero and garbage are no times', () => {
  expect([parseNanos('0'), parseNanos('1.5'), parseNanos(''), parseNanos(null)]).toEqual([null, null, null, null]);
});

test('The offset of New York changes with daylight saving', () => {
  const at = (text: string): number => Date.parse(text) / 1000;
  expect(zoneOffsetSeconds(at('2026-03-08T06:59:59Z'), 'America/New_York')).toBe(-5 * 3600);
  expect(zoneOffsetSeconds(at('2026-03-08T07:00:00Z'), 'America/New_York')).toBe(-4 * 3600);
  expect(zoneOffsetSeconds(at('2026-11-01T06:00:00Z'), 'America/New_York')).toBe(-5 * 3600);
});

test('A wall clock gives the instant in its zone', () => {
  expect(instantOfWallClock('2026-11-21 09:30', 'America/New_York')).toBe(Date.parse('2026-11-21T14:30:00Z') / 1000);
  expect(instantOfWallClock('2026-07-01', 'Europe/Berlin')).toBe(Date.parse('2026-06-30T22:00:00Z') / 1000);
  expect(instantOfWallClock('2026-07-01T10:00:05', 'UTC')).toBe(Date.parse('2026-07-01T10:00:05Z') / 1000);
});

test('A date that does not exist is refused', () => {
  expect([instantOfWallClock('2026-02-30', 'UTC'), instantOfWallClock('21.11.2026', 'UTC'), instantOfWallClock('', 'UTC')]).toEqual([null, null, null]);
});

test('Zone names of brokers are understood', () => {
  expect(knownZone('US/Eastern')).toBe('US/Eastern');
  expect(knownZone('EST (Eastern Standard Time)')).toBe('America/New_York');
  expect(knownZone('Nowhere/Land')).toBeNull();
  expect(knownZone('')).toBeNull();
});
