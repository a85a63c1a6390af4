import { useEffect } from 'react';
import { formatCountdown } from '../../lib/format';
import { closeOfSeconds, type Timeframe } from '../../lib/timeframes';
import { useStream } from '../../stream/context';
import { useNow } from '../../ui/useNow';
import type { ChartHandle } from './useBarFeed';

/** Keeps the time left to the bar's close beside the last price. */
export function useLastLabel(handle: ChartHandle | null, timeframe: Timeframe): void {
  const { client } = useStream();
  const second = useNow(1_000);
  useEffect(() => {
    if (handle === null) return;
    // A bar of a replay has no time left.
    const last = handle.shown.isReplay ? null : handle.feed.window.last;
    const left = last === null || last.isClosed ? 0 : closeOfSeconds(last.time, timeframe) - client.serverNow() / 1000;
    handle.chart.setLastLabel(left > 0 ? formatCountdown(left) : '');
  }, [handle, timeframe, client, second]);
}
