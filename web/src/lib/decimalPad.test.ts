import { expect, test } from 'vitest';
import { decimalsOf, padOf } from './decimalPad';

test('U-261 A number lacks as many digits as the longest of its column has more, and its mark where it has none', () => {
  expect(['12', '12.5', '-0.125', null].map(decimalsOf)).toEqual([0, 1, 3, 0]);
  expect([3, 1, 0].map((own) => padOf(own, 3))).toEqual([undefined, '2', 'mark-3']);
});
