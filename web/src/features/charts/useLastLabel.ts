import { useEffect } from 'react';
import { formatCountdown, formatPercent } from '../../lib/format';
import { closeOfSeconds, type Timeframe } from '../../lib/timeframes';
import { changePercentOf } from '../../stream/cells';
import { useStream } from '../../stream/context';
import { useNow } from '../../ui/useNow';
import type { ChartHandle } from './useBarFeed';

/** Keeps the day's change and the time left to the bar's close beside the last price. */
export function useLastLabel(handle: ChartHandle | null, instrumentId: string, timeframe: Timeframe): void {
  const { client, market } = useStream();
  const second = useNow(1_000);
  useEffect(() => {
    if (handle === null) return;
    // A bar of a replay has no time left.
    const last = handle.shown.isReplay ? null : handle.shown.last;
    const left = last === null || last.isClosed ? 0 : closeOfSeconds(last.time, timeframe) - client.serverNow() / 1000;
    const change = handle.shown.isReplay ? null : changePercentOf(market.peek(instrumentId));
    handle.chart.setLastLabel([...(change === null ? [] : [formatPercent(change)]), ...(left > 0 ? [formatCountdown(left)] : [])].join('  '));
  }, [handle, instrumentId, timeframe, client, market, second]);
}
