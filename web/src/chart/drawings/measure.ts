import { toPixels } from '../../lib/decimal';
import type { DrawingPoint } from './drawing';

/** What lies between two points: the price, the percent of the first, bars and seconds; signed, from the first to the second. */
export interface Measurement {
  readonly price: number;
  readonly percent: number | null;
  readonly bars: number;
  readonly seconds: number;
}

export function measure(a: DrawingPoint, b: DrawingPoint, barsBetween: (from: number, to: number) => number): Measurement {
  const from = toPixels(a.price);
  const price = toPixels(b.price) - from;
  return { price, percent: from === 0 ? null : (price / Math.abs(from)) * 100, bars: Math.round(barsBetween(a.time, b.time)), seconds: b.time - a.time };
}
