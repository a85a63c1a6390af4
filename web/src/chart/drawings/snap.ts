import type { Bar } from '../../lib/marketWire';
import { toPixels } from '../../lib/decimal';

/** The open, high, low or close of a bar that is nearest on the screen; null when none is within `reach` pixels of `y`. */
export function magnetPrice(bar: Bar, y: number, yOf: (price: number) => number | null, reach: number): string | null {
  let best: { readonly price: string; readonly away: number } | null = null;
  for (const price of [bar.open, bar.high, bar.low, bar.close]) {
    const at = yOf(toPixels(price));
    const away = at === null ? Infinity : Math.abs(at - y);
    if (away <= reach && (best === null || away < best.away)) best = { price, away };
  }
  return best?.price ?? null;
}
