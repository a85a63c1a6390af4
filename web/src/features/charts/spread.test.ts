import { expect, test } from 'vitest';
import type { Bar } from '../../lib/marketWire';
import { nanosFromSeconds } from '../../lib/time';
import { spreadPoints } from './spread';

function bar(time: number, open: string, close: string): Bar {
  return { tsOpen: nanosFromSeconds(time), time, open, high: close, low: open, close, volume: '1', tradeCount: 1, vwap: null, isClosed: true, revision: 0, source: 'ticks' };
}

test('U-085 A spread is the exact difference, also of prices that no double holds, at bars that both have', () => {
  const a = [bar(60, '0.30', '0.3'), bar(120, '9007199254740993.01', '9007199254740993.02'), bar(180, '1', '1')];
  const b = [bar(60, '0.1', '0.1'), bar(120, '0.005', '0.001'), bar(240, '1', '1')];
  expect(spreadPoints(a, b).map(({ time, text }) => [time, text])).toEqual([[60, '0.2'], [120, '9007199254740993.019']]);
  expect(spreadPoints(b, a)[0]?.text).toBe('-0.2');
});
