import { useEffect } from 'react';
import { formatCountdown, formatPercent } from '../../lib/format';
import { t } from '../../lib/text';
import { closeOfBar, type Timeframe } from '../../lib/timeframes';
import { changePercentOf, type CellInstrument } from '../../stream/cells';
import { useLine, useStream } from '../../stream/context';
import { useFreshness } from '../../stream/useFreshness';
import { useNow } from '../../ui/useNow';
import type { ChartHandle } from './useBarFeed';

/**
 * Keeps beside the last price on the axis what must be known of it: how old it is when it is stale, or that it is late; else the day's change
 * and the time left to the bar's close.
 */
export function LastLabel({ handle, timeframe, instrument }: {
  readonly handle: ChartHandle | null;
  readonly timeframe: Timeframe;
  readonly instrument: CellInstrument;
}): null {
  const { client, market } = useStream();
  const second = useNow(1_000);
  const { staleFor } = useFreshness(instrument);
  const quality = useLine(instrument.id, (line) => line.quality);
  const note = staleFor !== null ? t.freshness.axis(staleFor) : quality === null ? '' : t.freshness.quality[quality];
  useEffect(() => {
    if (handle === null) return;
    // A bar of a replay has no time left.
    const { isReplay } = handle.shown;
    const last = isReplay ? null : handle.shown.last;
    const left = last === null || last.isClosed ? 0 : closeOfBar(last, timeframe) - client.serverNow() / 1000;
    const change = isReplay ? null : changePercentOf(market.peek(instrument.id));
    const usual = [...(change === null ? [] : [formatPercent(change)]), ...(left > 0 ? [formatCountdown(left)] : [])].join('  ');
    handle.chart.setLastLabel(isReplay || note === '' ? usual : note);
  }, [handle, timeframe, client, market, instrument.id, second, note]);
  return null;
}
