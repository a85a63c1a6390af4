import { expect, test } from 'vitest';
import { indexOfTime, timeOfIndex } from './barAxis';

/** A minute apart, with a night between the third and the fourth. */
const times = [600, 660, 720, 7_200, 7_260];

test('A time between bars lies between them, outside it goes on at their pace', () => {
  expect(indexOfTime(660, times, 60)).toBe(1);
  expect(indexOfTime(690, times, 60)).toBe(1.5);
  expect(indexOfTime(3_960, times, 60)).toBe(2.5);
  expect(indexOfTime(540, times, 60)).toBe(-1);
  expect(indexOfTime(7_380, times, 60)).toBe(6);
});

test('Placing and reading again gives the same second', () => {
  for (const time of [0, 540, 600, 661, 3_000, 7_199, 7_260, 9_999]) expect(timeOfIndex(indexOfTime(time, times, 60), times, 60)).toBe(time);
  expect(timeOfIndex(indexOfTime(700, [600], 60), [600], 60)).toBe(700);
});
