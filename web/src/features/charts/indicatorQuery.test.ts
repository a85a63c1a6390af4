import { expect, test } from 'vitest';
import { indicatorsOfText, indicatorText } from './indicatorQuery';

const newId = (): string => 'x';

test('U-003 Indicators of an address come back with their parameters and their price', () => {
  const text = 'sma(20);macd(12,26,9);ema(50,open)';
  expect(indicatorText(indicatorsOfText(text, newId))).toBe(text);
  expect(indicatorText([])).toBe('');
});

test('What an address asks for and nobody knows is left out, and a number out of range falls back', () => {
  expect(indicatorText(indicatorsOfText('no_such(1);sma(-7);sma(7,moon);;)(', newId))).toBe('sma(20);sma(7)');
});
