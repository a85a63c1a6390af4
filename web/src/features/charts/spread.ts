import type { ComparePoint } from '../../chart/CompareLayer';
import { parseDecimal, printDecimal, subtract, toPixels } from '../../lib/decimal';
import type { Bar } from '../../lib/marketWire';

/** One instrument less another, exactly, at each bar that both have. Both ascending. */
export function spreadPoints(bars: readonly Bar[], minus: readonly Bar[]): readonly ComparePoint[] {
  const byTime = new Map(minus.map((bar) => [bar.time, bar]));
  return bars.flatMap((bar) => {
    const other = byTime.get(bar.time);
    const open = other === undefined ? null : difference(bar.open, other.open);
    const close = other === undefined ? null : difference(bar.close, other.close);
    return open === null || close === null ? [] : [{ time: bar.time, open: toPixels(open), close: toPixels(close), text: close }];
  });
}

function difference(text: string, minus: string): string | null {
  const [a, b] = [parseDecimal(text), parseDecimal(minus)];
  return a === null || b === null ? null : printDecimal(subtract(a, b));
}
