import { expect, test } from 'vitest';
import { parseDecimal } from '../../lib/decimal';
import { compareSortValues, type SortValue } from './columns';

function sorted(values: readonly SortValue[], descending: boolean): SortValue[] {
  return [...values].sort((a, b) => compareSortValues(a, b, descending));
}

test('Unknown values come last in both directions', () => {
  expect(sorted([null, 2, 1], false)).toEqual([1, 2, null]);
  expect(sorted([null, 2, 1], true)).toEqual([2, 1, null]);
});

test('Prices of different precision sort by value', () => {
  const prices = ['10.5', '9.75', '100'].map((text) => parseDecimal(text));
  expect(sorted(prices, false)).toEqual([prices[1], prices[0], prices[2]]);
});
