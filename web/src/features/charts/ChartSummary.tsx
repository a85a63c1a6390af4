import type { ReactNode } from 'react';
import { compareTexts, parseDecimal, percentChange } from '../../lib/decimal';
import { formatDecimal, formatPercent } from '../../lib/format';
import type { Bar } from '../../lib/marketWire';
import { t } from '../../lib/text';
import type { Timeframe } from '../../lib/timeframes';
import { barTime } from './barTime';
import { useFeedView, type ChartHandle } from './useBarFeed';

/** What the picture shows, in words, for those who cannot see it. */
export function ChartSummary({ handle, id, what, timeframe, zone, visible }: {
  readonly handle: ChartHandle | null;
  /** Of the element, for what it describes. */
  readonly id: string;
  readonly what: string;
  readonly timeframe: Timeframe;
  readonly zone: string;
  readonly visible: { readonly from: number; readonly to: number };
}): ReactNode {
  useFeedView(handle, (view) => (view.phase === 'ready' ? view.last?.time : null));
  const bars = handle?.shown.bars.slice(Math.max(0, visible.from), visible.to + 1) ?? [];
  const [first, last] = [bars[0], bars[bars.length - 1]];
  if (first === undefined || last === undefined) return null;
  const [then, now] = [parseDecimal(first.open), parseDecimal(last.close)];
  const change = then === null || now === null ? null : percentChange(now, then);
  const high = bars.reduce((most, bar) => (isAbove(bar.high, most) ? bar.high : most), first.high);
  const low = bars.reduce((least, bar) => (isAbove(least, bar.low) ? bar.low : least), first.low);
  return (
    <p className="visually-hidden" id={id} data-testid="chart-summary">
      {t.summary.text(what, timeOf(first), timeOf(last), formatDecimal(last.close), formatPercent(change), formatDecimal(high), formatDecimal(low))}
    </p>
  );

  function timeOf(bar: Bar): string {
    return barTime(bar, timeframe, zone);
  }
}

function isAbove(a: string, b: string): boolean {
  return (compareTexts(a, b) ?? 0) > 0;
}
