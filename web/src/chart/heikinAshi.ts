import { toPixels } from '../lib/decimal';
import type { Bar } from '../lib/marketWire';

export interface Candle {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

/**
 * Averaged candles: close is the mean of the bar's four prices, open the middle of the averaged body before (of the bar's own body for
 * the first), high and low take in both. `candles` holds those before `from`, and gets the others.
 */
export function heikinAshi(bars: readonly Bar[], candles: Candle[], from: number): Candle[] {
  candles.length = Math.min(candles.length, from);
  for (let i = candles.length; i < bars.length; i++) {
    const bar = bars[i];
    if (bar === undefined) break;
    const open = toPixels(bar.open);
    const high = toPixels(bar.high);
    const low = toPixels(bar.low);
    const end = toPixels(bar.close);
    const before = candles[i - 1];
    const start = before === undefined ? (open + end) / 2 : (before.open + before.close) / 2;
    const close = (open + high + low + end) / 4;
    candles.push({ open: start, high: Math.max(high, start, close), low: Math.min(low, start, close), close });
  }
  return candles;
}
