import { afterEach, expect, test } from 'vitest';
import { formatAge, formatBytes, formatCount, formatDecimal, formatMillis, formatPercent, formatRate, formatShort } from './format';
import { numberStyles, setNumberStyle, withMarks, withoutMarks } from './numberStyle';

afterEach(() => setNumberStyle('international', false));

test('U-219 Thousands and decimals follow the chosen style, everywhere a number is written', () => {
  const seen = numberStyles.map((style) => {
    setNumberStyle(style, false);
    return formatDecimal('-1234567.50');
  });
  expect(seen).toEqual(['\u22121\u202f234\u202f567.50', '\u22121,234,567.50', '\u22121.234.567,50', '\u22121\u202f234\u202f567,50', '\u22121\u2019234\u2019567.50']);
  setNumberStyle('german', false);
  expect([formatCount(1_234), formatRate(1.5), formatShort(1_234_567), formatBytes(1_500), formatAge(1_500), formatMillis(1.25), formatPercent(-1.5)])
    .toEqual(['1.234', '1,5', '1,23 M', '1,50 kB', '1,5 s', '1,25 ms', '\u22121,50 %']);
});

test('U-219 What is written in any style has its machine form, and text that is no number has none', () => {
  for (const style of numberStyles) {
    setNumberStyle(style, false);
    for (const plain of ['1234567.50', '-0.00001234', '0', '999']) expect(withoutMarks(withMarks(plain)), style).toBe(plain);
  }
  setNumberStyle('international', false);
  expect(withoutMarks('+1\u202f234.5')).toBe('1234.5');
  expect(withoutMarks('12:30')).toBeNull();
  expect(withoutMarks('AAPL')).toBeNull();
});
