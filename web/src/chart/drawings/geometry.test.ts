import { expect, test } from 'vitest';
import { distance, isOn, segmentsOf } from './geometry';

const area = { width: 400, height: 200 };
const none = { width: 0, height: 0 };
const a = { x: 100, y: 100 };
const b = { x: 200, y: 50 };

test('The distance to a segment ends at its ends', () => {
  expect(distance({ x: 150, y: 85 }, { from: { x: 100, y: 80 }, to: { x: 200, y: 80 } })).toBe(5);
  expect(distance({ x: 203, y: 84 }, { from: { x: 100, y: 80 }, to: { x: 200, y: 80 } })).toBe(5);
  expect(distance({ x: 3, y: 4 }, { from: { x: 0, y: 0 }, to: { x: 0, y: 0 } })).toBe(5);
});

test('A trend line ends where it was put, a ray leaves the pane', () => {
  const past = { x: 300, y: 0 };
  expect(isOn('trend', [a, b], past, area, 4, none)).toBe(false);
  expect(isOn('ray', [a, b], past, area, 4, none)).toBe(true);
  expect(isOn('ray', [b, a], { x: 300, y: 0 }, area, 4, none)).toBe(false);
  expect(isOn('ray', [b, a], { x: 0, y: 150 }, area, 4, none)).toBe(true);
});

test('Horizontal and vertical lines span the pane', () => {
  expect(segmentsOf('horizontal', [a], area)).toEqual([{ from: { x: 0, y: 100 }, to: { x: 400, y: 100 } }]);
  expect(segmentsOf('vertical', [a], area)).toEqual([{ from: { x: 100, y: 0 }, to: { x: 100, y: 200 } }]);
});

test('A rectangle is taken at its edge only, a measurement anywhere inside', () => {
  expect(isOn('rectangle', [a, b], { x: 150, y: 75 }, area, 4, none)).toBe(false);
  expect(isOn('rectangle', [a, b], { x: 150, y: 52 }, area, 4, none)).toBe(true);
  expect(isOn('measure', [a, b], { x: 150, y: 75 }, area, 4, none)).toBe(true);
});

test('A Fibonacci retracement has its levels between its points, from the first to the second', () => {
  const levels = segmentsOf('fibonacci', [{ x: 0, y: 200 }, { x: 100, y: 100 }], area).slice(1).map((s) => Number(s.from.y.toFixed(1)));
  expect(levels).toEqual([200, 176.4, 161.8, 150, 138.2, 121.4, 100]);
});

test('A text is taken on its letters', () => {
  const size = { width: 60, height: 12 };
  expect(isOn('text', [a], { x: 130, y: 94 }, area, 4, size)).toBe(true);
  expect(isOn('text', [a], { x: 180, y: 94 }, area, 4, size)).toBe(false);
});
