import { useEffect, useMemo } from 'react';
import type { Gap } from '../../api/types';
import type { SessionKind } from '../../chart/SessionShade';
import { secondsOf } from '../../lib/time';
import { useStream } from '../../stream/context';
import type { ChartHandle } from './useBarFeed';

/** Often enough that a bar begins well within a second of its time. */
const lookEvery = 250;

/** Flat bars where nothing traded, as time goes on too; none while the market is closed or nothing was recorded. */
export function useFilling(handle: ChartHandle | null, isFilled: boolean, kindAt: (open: number) => SessionKind | null, gaps: readonly Gap[]): void {
  const { client } = useStream();
  const filling = useMemo(() => {
    if (!isFilled) return null;
    const holes = gaps.flatMap(({ from, to }) => (from === null || to === null ? [] : [{ from: secondsOf(from), to: secondsOf(to) }]));
    return { isTrading: (open: number) => kindAt(open) !== 'closed' && !holes.some(({ from, to }) => from <= open && open < to) };
  }, [isFilled, kindAt, gaps]);
  useEffect(() => {
    if (handle === null || (filling === null && !handle.shown.isFilled)) return undefined;
    handle.shown.show({ filling });
    handle.feed.tell();
    if (filling === null) return undefined;
    const advance = (): void => {
      if (handle.feed.window.atLive && handle.shown.advance(Math.floor(client.serverNow() / 1000))) handle.feed.tell();
    };
    advance();
    const timer = setInterval(advance, lookEvery);
    return () => clearInterval(timer);
  }, [handle, filling, client]);
}
