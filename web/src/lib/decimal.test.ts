import { expect, test } from 'vitest';
import { compareDecimals, compareTexts, parseDecimal, percentChange, nearestStep, positionInRange, printDecimal, subtract, type Decimal } from './decimal';

function decimal(text: string): Decimal {
  const parsed = parseDecimal(text);
  if (parsed === null) throw new Error(`Expected a decimal, found ${text}.`);
  return parsed;
}

test('Parsing a decimal and printing it gives the same bytes', () => {
  const texts = ['0', '150.25', '-0.5', '0.00001234', '1234567890123456789.123456789', '100', '0.10', '-12.00'];
  expect(texts.map((text) => printDecimal(decimal(text)))).toEqual(texts);
});

test('What is no plain decimal is refused', () => {
  expect(['', '1e5', 'NaN', '+1', '1.', '.5', '1,5', ' 1'].map((text) => parseDecimal(text))).toEqual(Array(8).fill(null));
});

test('A difference is exact where doubles are not', () => {
  expect(printDecimal(subtract(decimal('0.3'), decimal('0.1')))).toBe('0.2');
  expect(printDecimal(subtract(decimal('1.1'), decimal('2')))).toBe('-0.9');
});

test('Decimals of different scale compare by value', () => {
  expect(compareDecimals(decimal('1.50'), decimal('1.5'))).toBe(0);
  expect(compareDecimals(decimal('-2'), decimal('1.5'))).toBeLessThan(0);
  expect(compareDecimals(decimal('9007199254740993.01'), decimal('9007199254740993'))).toBeGreaterThan(0);
});

test('A change in percent from zero is not known', () => {
  expect(percentChange(decimal('110'), decimal('100'))).toBe(10);
  expect(percentChange(decimal('1'), decimal('0'))).toBeNull();
});

test('A position in an empty range is not known', () => {
  expect(positionInRange(decimal('15'), decimal('10'), decimal('20'))).toBe(0.5);
  expect(positionInRange(decimal('25'), decimal('10'), decimal('20'))).toBe(1);
  expect(positionInRange(decimal('10'), decimal('10'), decimal('10'))).toBeNull();
});

test('A price from the screen becomes the nearest step, with the decimals of the instrument', () => {
  expect(nearestStep(190.1234, '0.01', 2)).toBe('190.12');
  expect(nearestStep(5893.37, '0.25', 2)).toBe('5893.25');
  expect(nearestStep(1.084_231, '0.00005', 5)).toBe('1.08425');
  expect(nearestStep(-37.631, '0.01', 2)).toBe('-37.63');
  expect(nearestStep(12.3, '', 2)).toBe('12.30');
});

test('Texts compare as the numbers they are, also where their doubles do not differ', () => {
  expect(compareTexts('9007199254740993', '9007199254740992')).toBe(1);
  expect(compareTexts('0.1000000000000000055', '0.1')).toBe(1);
  expect(compareTexts('1.50', '1.5')).toBe(0);
  expect(compareTexts('-2', '1')).toBe(-1);
  expect(compareTexts('NaN', '1')).toBe(null);
  expect(compareTexts('1e3', '1')).toBe(null);
  expect(compareTexts(undefined, '1')).toBe(null);
});
