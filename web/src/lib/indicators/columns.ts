import { parseDecimal, toPixels } from '../decimal';
import type { Bar } from '../marketWire';

/** Which price of a bar an indicator looks at; `typical` is (high + low + close) / 3. */
export const priceSources = ['close', 'open', 'high', 'low', 'median', 'typical'] as const;

export type PriceSource = (typeof priceSources)[number];

/**
 * Bars as columns of numbers, oldest first, for arithmetic on what will be drawn. A missing volume is 0; `vwap` of a bar that has none
 * is its typical price. `session` numbers the trading days: bars of one day share it.
 */
export class BarColumns {
  readonly time: number[] = [];
  readonly open: number[] = [];
  readonly high: number[] = [];
  readonly low: number[] = [];
  readonly close: number[] = [];
  readonly volume: number[] = [];
  readonly vwap: number[] = [];
  readonly session: number[] = [];

  /** `sessionOf`: the number of the trading day that a bar belongs to, from its open in seconds. */
  constructor(private readonly sessionOf: (time: number) => number) {}

  get length(): number {
    return this.time.length;
  }

  /** Takes over `bars` from `from` on; what stands before is the same as before. */
  set(bars: readonly Bar[], from: number): void {
    for (const column of this.all) column.length = Math.min(column.length, from);
    for (let i = from; i < bars.length; i++) {
      const bar = bars[i];
      if (bar !== undefined) this.push(bar);
    }
  }

  /** Forgets the oldest `count` bars. */
  dropFirst(count: number): void {
    for (const column of this.all) column.splice(0, count);
  }

  /** The price of a bar that an indicator looks at; NaN outside of the data. */
  price(source: PriceSource, i: number): number {
    const high = this.high[i] ?? NaN;
    const low = this.low[i] ?? NaN;
    switch (source) {
      case 'open':
        return this.open[i] ?? NaN;
      case 'high':
        return high;
      case 'low':
        return low;
      case 'close':
        return this.close[i] ?? NaN;
      case 'median':
        return (high + low) / 2;
      case 'typical':
        return (high + low + (this.close[i] ?? NaN)) / 3;
    }
  }

  private get all(): readonly number[][] {
    return [this.time, this.open, this.high, this.low, this.close, this.volume, this.vwap, this.session];
  }

  private push(bar: Bar): void {
    const high = toPixels(bar.high);
    const low = toPixels(bar.low);
    const close = toPixels(bar.close);
    this.time.push(bar.time);
    this.open.push(toPixels(bar.open));
    this.high.push(high);
    this.low.push(low);
    this.close.push(close);
    this.volume.push(parseDecimal(bar.volume) === null ? 0 : toPixels(bar.volume));
    this.vwap.push(parseDecimal(bar.vwap) === null ? (high + low + close) / 3 : toPixels(bar.vwap ?? ''));
    this.session.push(this.sessionOf(bar.time));
  }
}
