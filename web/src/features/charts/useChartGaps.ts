import { useEffect, useMemo, useRef } from 'react';
import { useGaps } from '../../api/queries';
import type { Gap } from '../../api/types';
import { secondsOf } from '../../lib/time';
import type { ChartHandle } from './useBarFeed';

/** The gaps of an instrument that are not filled, hatched on its chart; bars of one that was filled meanwhile are fetched. */
export function useChartGaps(handle: ChartHandle | null, instrumentId: string): readonly Gap[] {
  const all = useGaps().data;
  const gaps = useMemo(() => (all ?? []).filter((gap) => gap.instrumentId === null || gap.instrumentId === instrumentId), [all, instrumentId]);
  const open = useMemo(() => gaps.filter((gap) => gap.state !== 'filled'), [gaps]);
  const before = useRef<{ readonly handle: ChartHandle | null; readonly open: readonly Gap[] }>({ handle: null, open: [] });
  useEffect(() => {
    handle?.chart.layers.setGaps(open.flatMap(({ id, from, to }) => (from === null || to === null ? [] : [{ id, from: secondsOf(from), to: secondsOf(to) }])));
  }, [handle, open]);
  useEffect(() => {
    const filled = before.current.handle === handle ? before.current.open.filter((gap) => gaps.some((now) => now.id === gap.id && now.state === 'filled')) : [];
    before.current = { handle, open };
    for (const { from, to } of filled) if (from !== null && to !== null) void handle?.feed.refetch(secondsOf(from) - 1, secondsOf(to) + 1);
  }, [handle, gaps, open]);
  return open;
}
