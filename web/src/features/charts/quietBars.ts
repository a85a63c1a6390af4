import { nanosFromSeconds } from '../../lib/time';
import type { Bar } from '../../lib/marketWire';

/** Where an interval without a bar gets a flat one. */
export interface Filling {
  /** Whether trading could have been in the interval that opens then: neither a closed market nor a hole in the recording. */
  readonly isTrading: (open: number) => boolean;
}

/** A silence of more intervals than a chart holds is no quiet market. */
const mostQuiet = 20_000;

/** The bars with flat ones in the intervals between them. `closeOf`: when a bar that opens at `open` closes, in seconds. */
export function withQuiet(bars: readonly Bar[], isTrading: (open: number) => boolean, closeOf: (open: number) => number): Bar[] {
  const result: Bar[] = [];
  for (const bar of bars) {
    const before = result[result.length - 1];
    if (before !== undefined) result.push(...quietBetween(before, bar.time, isTrading, closeOf));
    result.push(bar);
  }
  return result;
}

/** Flat bars after `before` that open earlier than `end`. All are over but one that closes after `now`. */
export function quietBetween(before: Bar, end: number, isTrading: (open: number) => boolean, closeOf: (open: number) => number, now = end): readonly Bar[] {
  const result: Bar[] = [];
  for (let open = closeOf(before.time), count = 0; open < end; open = closeOf(open), count++) {
    if (count >= mostQuiet) return [];
    if (isTrading(open)) result.push(flatAfter(before, open, closeOf(open) <= now));
  }
  return result;
}

function flatAfter({ close, source }: Bar, open: number, isClosed: boolean): Bar {
  return {
    tsOpen: nanosFromSeconds(open), time: open, open: close, high: close, low: close, close, volume: '0', tradeCount: 0, vwap: null, isClosed, revision: 0,
    source, isQuiet: true,
  };
}
