import { expect, test } from 'vitest';
import { pointFor } from './CompareLayer';

const points = [60, 120, 300].map((time) => ({ time, open: time, close: time + 1, text: String(time + 1) }));

test('U-085 A compared bar counts for the bar that opens with it, else for the next one, and once', () => {
  expect(pointFor(points, 120, 60)?.time).toBe(120);
  expect(pointFor(points, 240, 60)?.time).toBe(120);
  expect(pointFor(points, 240, 180)).toBeNull();
  expect(pointFor(points, 60, null)?.time).toBe(60);
  expect(pointFor(points, 90, null)).toBeNull();
  expect(pointFor([], 90, 30)).toBeNull();
});
