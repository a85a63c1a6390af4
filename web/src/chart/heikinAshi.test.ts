import { expect, test } from 'vitest';
import { nanosFromSeconds } from '../lib/time';
import type { Bar } from '../lib/marketWire';
import { heikinAshi } from './heikinAshi';

function bar(time: number, open: string, high: string, low: string, close: string): Bar {
  return { tsOpen: nanosFromSeconds(time), time, open, high, low, close, volume: '1', tradeCount: 1, vwap: null, isClosed: true, revision: 0, source: 'ticks' };
}

const bars = [bar(60, '10', '14', '8', '12'), bar(120, '12', '13', '6', '7'), bar(180, '7', '7', '7', '7')];

test('The body is averaged with the one before, the wicks take in both', () => {
  expect(heikinAshi(bars, [], 0)).toEqual([
    { open: 11, close: 11, high: 14, low: 8 },
    { open: 11, close: 9.5, high: 13, low: 6 },
    { open: 10.25, close: 7, high: 10.25, low: 7 },
  ]);
});

test('From a bar on it goes on with those before', () => {
  const whole = heikinAshi(bars, [], 0);
  expect(heikinAshi(bars, heikinAshi(bars.slice(0, 2), [], 0), 1)).toEqual(whole);
  expect(heikinAshi(bars, heikinAshi(bars.slice(0, 2), [], 0), 2)).toEqual(whole);
});
