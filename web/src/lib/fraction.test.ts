import { expect, test } from 'vitest';
import { denominatorOf, formatFraction } from './fraction';

test('U-216 An increment of a 32nd or a 64th has a denominator, one of a cent has none', () => {
  expect(denominatorOf('0.03125')).toBe(32n);
  expect(denominatorOf('0.015625')).toBe(64n);
  expect(denominatorOf('0.125')).toBe(8n);
  expect(denominatorOf('0.01')).toBeNull();
  expect(denominatorOf('0.25')).toBeNull();
  expect(denominatorOf('0')).toBeNull();
});

test('U-216 A price is told in points and parts, exactly or not at all', () => {
  expect(formatFraction('109.15625', 32n)).toBe("109'05");
  expect(formatFraction('109.000000', 64n)).toBe("109'00");
  expect(formatFraction('1109.984375', 64n)).toBe("1\u202f109'63");
  expect(formatFraction('-0.03125', 32n)).toBe("\u22120'01");
  expect(formatFraction('109.1', 32n)).toBeNull();
  expect(formatFraction('109.5', 256n)).toBe("109'128");
  expect(formatFraction(null, 32n)).toBe('—');
});
