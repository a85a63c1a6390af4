import { expect, test } from 'vitest';
import { firstAtOrAfter, firstNotBefore } from './search';

test('The first that is not before is found at every place, also at the ends and among none', () => {
  for (let count = 0; count < 20; count++) {
    for (let wanted = 0; wanted <= count; wanted++) expect(firstNotBefore(count, (i) => i < wanted)).toBe(wanted);
  }
});

test('A time between two opens finds the later one', () => {
  const bars = [10, 20, 40].map((time) => ({ time }));
  expect([5, 10, 11, 20, 39, 40, 41].map((time) => firstAtOrAfter(bars, time))).toEqual([0, 0, 1, 1, 2, 2, 3]);
});
