import { expect, test } from 'vitest';
import { closeOfSeconds, parseTimeframe, secondsIn, timeframeGroups, timeframes } from './timeframes';

test('There are twenty timeframes, and the bar shows each once', () => {
  expect(timeframes).toHaveLength(20);
  expect(timeframeGroups.flat()).toEqual([...timeframes]);
});

test('Case matters only between minute and month', () => {
  expect(parseTimeframe('1d')).toBe('1D');
  expect(parseTimeframe('4H')).toBe('4h');
  expect(parseTimeframe('1m')).toBe('1m');
  expect(parseTimeframe('1M')).toBe('1M');
  expect(parseTimeframe('5M')).toBeNull();
  expect(parseTimeframe('7m')).toBeNull();
});

test('Months close on the first of the next', () => {
  const open = Date.UTC(2026, 1, 1) / 1000;
  expect(closeOfSeconds(open, '1M')).toBe(Date.UTC(2026, 2, 1) / 1000);
  expect(closeOfSeconds(open, '12h')).toBe(open + 43_200);
  expect(secondsIn('1W')).toBe(604_800);
});
