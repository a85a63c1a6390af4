import { expect, test } from 'vitest';
import { isShortAfter, isShortBefore, isTooLong, stretchAround } from './stretch';

const counts = [0, 1, 2, 499, 501, 1_000, 20_000, 1_000_000];
const widths = [2, 40, 250, 600, 3_000];
/** Every place that a view can have: left of the bars, at their ends and between them. */
const views = counts.flatMap((count) => widths.flatMap((width) =>
  [-width + 2, -2, 0, Math.floor(count / 3), count - width, count - width + 5, count - 2].map((from) => ({ count, view: { from, to: from + width } }))));

test('U-058 A stretch lies among the bars, holds those in view, and is as long as the view asks for, not as the bars are', () => {
  for (const { count, view } of views) {
    const { from, to } = stretchAround(view, count);
    expect(from).toBeGreaterThanOrEqual(0);
    expect(to).toBeLessThanOrEqual(count);
    expect(from).toBeLessThanOrEqual(Math.max(0, Math.min(count, Math.floor(view.from))));
    expect(to).toBeGreaterThanOrEqual(Math.min(count, Math.max(0, Math.ceil(view.to))));
    expect(to - from).toBeLessThanOrEqual(Math.max(5 * (view.to - view.from), (view.to - view.from) + 1_002));
  }
});

test('U-058 A fresh stretch is neither short nor too long, so that it is not made again and again', () => {
  for (const { count, view } of views) {
    const stretch = stretchAround(view, count);
    const states = [isShortBefore(stretch, view), isShortAfter(stretch, view, count), isTooLong(stretch, view, count)];
    expect(states, JSON.stringify({ count, view })).toEqual([false, false, false]);
  }
});

test('U-058 A view that comes within half its width of an end with more behind it asks for more', () => {
  const stretch = { from: 1_000, to: 3_000 };
  expect(isShortBefore(stretch, { from: 1_101, to: 1_301 })).toBe(false);
  expect(isShortBefore(stretch, { from: 1_099, to: 1_299 })).toBe(true);
  expect(isShortBefore({ from: 0, to: 3_000 }, { from: 10, to: 210 })).toBe(false);
  expect(isShortAfter(stretch, { from: 2_699, to: 2_899 }, 5_000)).toBe(false);
  expect(isShortAfter(stretch, { from: 2_701, to: 2_901 }, 5_000)).toBe(true);
  expect(isShortAfter(stretch, { from: 2_900, to: 3_100 }, 3_000)).toBe(false);
  expect(isTooLong({ from: 0, to: 20_000 }, { from: 19_800, to: 20_005 }, 20_000)).toBe(true);
});
