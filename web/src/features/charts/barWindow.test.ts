import { expect, test } from 'vitest';
import type { Bar } from '../../lib/marketWire';
import { nanosFromSeconds } from '../../lib/time';
import { BarWindow } from './barWindow';

function bar(time: number, part: Partial<Bar> = {}): Bar {
  return {
    tsOpen: nanosFromSeconds(time), time, open: '1', high: '1', low: '1', close: '1', volume: '0', tradeCount: 1, vwap: null,
    isClosed: true, revision: 0, source: 'ticks', ...part,
  };
}

function filled(from: number, to: number, capacity?: number): BarWindow {
  const window = new BarWindow(capacity);
  window.replace(Array.from({ length: to - from }, (_, i) => bar(from + i)), { atStart: false, atLive: true });
  return window;
}

const times = (window: BarWindow): number[] => window.bars.map((b) => b.time);

test('Older pages go in front without a doubled bar', () => {
  const window = filled(10, 13);
  window.prepend([bar(8), bar(9), bar(10)], true);
  expect(times(window)).toEqual([8, 9, 10, 11, 12]);
  expect(window.atStart).toBe(true);
});

test('A newer page replaces the last bar by its later state', () => {
  const window = filled(10, 12);
  window.append([bar(11, { close: '5' }), bar(12)], true);
  expect(times(window)).toEqual([10, 11, 12]);
  expect(window.at(11)?.close).toBe('5');
});

test('A live bar is appended, then moved', () => {
  const window = filled(10, 12);
  expect(window.merge(bar(12, { isClosed: false }))).toBe('appended');
  expect(window.merge(bar(12, { isClosed: false, close: '2' }))).toBe('updated');
  expect(window.last?.close).toBe('2');
});

test('A late tick revises the bar it belongs to', () => {
  const window = filled(10, 13);
  expect(window.merge(bar(11, { revision: 1, high: '9' }))).toBe('updated');
  expect(window.at(11)?.high).toBe('9');
});

test('An earlier state never undoes a revision or a close', () => {
  const window = filled(10, 13);
  window.merge(bar(11, { revision: 2, close: '7' }));
  expect(window.merge(bar(11, { revision: 1, close: '3' }))).toBe('outside');
  expect(window.merge(bar(12, { isClosed: false, close: '3' }))).toBe('outside');
  expect([window.at(11)?.close, window.at(12)?.close]).toEqual(['7', '1']);
});

test('Away from the live edge newer bars stay outside, and older ones always', () => {
  const window = new BarWindow();
  window.replace([bar(10), bar(11)], { atStart: false, atLive: false });
  expect(window.merge(bar(12))).toBe('outside');
  expect(window.merge(bar(5))).toBe('outside');
  expect(times(window)).toEqual([10, 11]);
});

test('F_720 Past the capacity the far end is given up', () => {
  const scrolledBack = filled(10, 14, 5);
  scrolledBack.prepend([bar(7), bar(8), bar(9)], false);
  expect(times(scrolledBack)).toEqual([7, 8, 9, 10, 11]);
  expect(scrolledBack.atLive).toBe(false);

  const growing = filled(10, 15, 5);
  growing.merge(bar(15));
  expect(times(growing)).toEqual([11, 12, 13, 14, 15]);
  expect(growing.atStart).toBe(false);
});
