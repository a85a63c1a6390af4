import { useEffect, useMemo, useRef } from 'react';
import { useGaps } from '../../api/queries';
import type { Gap } from '../../api/types';
import { secondsOf } from '../../lib/time';
import { stepOf, type Timeframe } from '../../lib/timeframes';
import type { ChartHandle } from './useBarFeed';

/** The gaps of an instrument that are not filled, hatched on its chart; bars of one that was filled meanwhile are fetched. */
export function useChartGaps(handle: ChartHandle | null, instrumentId: string, timeframe: Timeframe): readonly Gap[] {
  const all = useGaps().data;
  const gaps = useMemo(() => (all ?? []).filter((gap) => gap.instrumentId === null || gap.instrumentId === instrumentId), [all, instrumentId]);
  const open = useMemo(() => gaps.filter((gap) => gap.state !== 'filled'), [gaps]);
  const before = useRef<{ readonly handle: ChartHandle | null; readonly open: readonly Gap[] }>({ handle: null, open: [] });
  useEffect(() => {
    handle?.chart.setGaps(open.flatMap(({ id, from, to }) => (from === null || to === null ? [] : [{ id, from: secondsOf(from), to: secondsOf(to) }])));
  }, [handle, open]);
  useEffect(() => {
    const filled = before.current.handle === handle ? before.current.open.filter((gap) => gaps.some((now) => now.id === gap.id && now.state === 'filled')) : [];
    before.current = { handle, open };
    const starts = filled.flatMap(({ from }) => (from === null ? [] : [secondsOf(from)]));
    if (starts.length > 0) void handle?.feed.refetch(Math.min(...starts) - stepOf(timeframe));
  }, [handle, gaps, open, timeframe]);
  return open;
}
