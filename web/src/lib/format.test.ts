import { expect, test } from 'vitest';
import { formatAge, formatBytes, formatCountdown, formatDateTime, formatDecimal, formatMillis, formatOld, formatPercent, formatRate, formatSigned, formatSince, unknown } from './format';
import { parseNanos } from './time';

test('Digits of a price stay as they came', () => {
  expect(formatDecimal('1234567.50')).toBe('1\u202f234\u202f567.50');
  expect(formatDecimal('0.00001234')).toBe('0.00001234');
  expect(formatDecimal('-1.50')).toBe('\u22121.50');
});

test('What is not known is a dash, never a word of the machine', () => {
  const values = [formatDecimal(null), formatDecimal('NaN'), formatSigned(null), formatPercent(Number.NaN), formatRate(undefined), formatMillis(Infinity), formatAge(null), formatBytes(null)];
  expect(values).toEqual(values.map(() => unknown));
});

test('A change carries its sign, nothing has none', () => {
  expect(formatSigned({ mantissa: 150n, scale: 2 })).toBe('+1.50');
  expect(formatSigned({ mantissa: -150n, scale: 2 })).toBe('\u22121.50');
  expect(formatSigned({ mantissa: 0n, scale: 2 })).toBe('0.00');
  expect(formatPercent(-0.5)).toBe('\u22120.50 %');
});

test('The month of a date is a word', () => {
  expect(formatDateTime(Date.parse('2026-11-21T14:30:05Z'), 'America/New_York')).toBe('21 Nov 2026 09:30:05');
});

test('Ages, countdowns and sizes read at a glance', () => {
  expect([formatAge(250), formatAge(34_000), formatAge(300_000), formatAge(-5)]).toEqual(['0.3 s', '34 s', '5 min', '0.0 s']);
  expect([formatCountdown(65), formatCountdown(3_725), formatCountdown(90_061)]).toEqual(['01:05', '1:02:05', '1 d 01:01']);
  expect([formatBytes(999), formatBytes(9_120_044), formatBytes(212e9)]).toEqual(['999 B', '9.12 MB', '212.0 GB']);
});

test('U-221 An age is relative for a day and a date with its zone after that', () => {
  const at = parseNanos('1763718510000000000');
  expect(formatOld(at, 34_000, 'UTC')).toBe('34 s');
  expect(formatOld(at, 86_399_000, 'UTC')).toBe('23 h');
  expect(formatOld(at, 86_400_000, 'UTC')).toBe('21 Nov 2025 09:48:30 UTC');
  expect(formatSince(at, 1763718510000 + 86_400_000, 'UTC')).toBe('21 Nov 2025 09:48:30 UTC');
});
