import { expect, test } from 'vitest';
import { marketHoursAt, tradingDayOf } from './tradingHours';

const text = '20261120:0400-20261120:2000;20261121:CLOSED;20261122:CLOSED;20261123:0400-20261123:2000';
const zone = 'America/New_York';

test('Inside a session the market is open until its end', () => {
  expect(marketHoursAt(text, zone, Date.parse('2026-11-20T15:00:00Z')))
    .toEqual({ isOpen: true, nextOpen: null, closesAt: Date.parse('2026-11-21T01:00:00Z') });
});

test('On a closed day the next opening is told', () => {
  expect(marketHoursAt(text, zone, Date.parse('2026-11-21T15:00:00Z')))
    .toEqual({ isOpen: false, nextOpen: Date.parse('2026-11-23T09:00:00Z'), closesAt: null });
});

test('Beyond the calendar nobody knows', () => {
  expect(marketHoursAt(text, zone, Date.parse('2026-12-24T15:00:00Z'))).toBeNull();
  expect(marketHoursAt('every day', zone, 0)).toBeNull();
  expect(marketHoursAt(null, zone, 0)).toBeNull();
  expect(marketHoursAt(text, null, 0)).toBeNull();
});

test('A trading day that opens in the evening belongs to the day after', () => {
  const dayOf = tradingDayOf('20261122:1700-20261123:1600;20261123:1700-20261124:1600', 'America/Chicago');
  const at = (text: string): number => dayOf(Date.parse(text) / 1000);
  // Sunday 16:59 and 17:00 in Chicago, Monday noon, Monday 17:00.
  expect(at('2026-11-22T23:00:00Z') - at('2026-11-22T22:59:59Z')).toBe(1);
  expect(at('2026-11-23T18:00:00Z')).toBe(at('2026-11-22T23:00:00Z'));
  expect(at('2026-11-23T23:00:00Z')).toBe(at('2026-11-22T23:00:00Z') + 1);
});

test('Without a session over midnight days are those of the exchange', () => {
  const dayOf = tradingDayOf(text, zone);
  const at = (when: string): number => dayOf(Date.parse(when) / 1000);
  expect(at('2026-11-20T05:00:00Z') - at('2026-11-20T04:59:59Z')).toBe(1);
  expect(at('2026-11-20T21:00:00Z')).toBe(at('2026-11-20T05:00:00Z'));
  // All round the clock, and an unknown calendar: midnight.
  for (const hours of ['20261120:0000-20261121:0000', null]) {
    expect(tradingDayOf(hours, null)(86_400)).toBe(tradingDayOf(hours, null)(86_399) + 1);
  }
});
