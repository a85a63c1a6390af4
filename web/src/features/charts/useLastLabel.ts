import { useEffect } from 'react';
import { formatAge, formatCountdown } from '../../lib/format';
import { t } from '../../lib/text';
import { closeOfSeconds, type Timeframe } from '../../lib/timeframes';
import { useFreshness, type CellInstrument } from '../../stream/cells';
import { useLine, useStream } from '../../stream/context';
import { useNow } from '../../ui/useNow';
import type { ChartHandle } from './useBarFeed';

/** Keeps beside the last price on the axis what must be known of it: how old it is when it is stale, that it is late, else the time left to the bar's close. */
export function useLastLabel(handle: ChartHandle | null, timeframe: Timeframe, instrument: CellInstrument): void {
  const { client } = useStream();
  const second = useNow(1_000);
  const { freshness, age } = useFreshness(instrument);
  const quality = useLine(instrument.id, (line) => line.quality);
  const note = freshness === 'stale' ? t.freshness.axis(formatAge(age)) : quality === null ? '' : t.freshness.quality[quality];
  useEffect(() => {
    if (handle === null) return;
    // A bar of a replay has no time left.
    const last = handle.shown.isReplay ? null : handle.feed.window.last;
    const left = last === null || last.isClosed ? 0 : closeOfSeconds(last.time, timeframe) - client.serverNow() / 1000;
    handle.chart.setLastLabel(handle.shown.isReplay || note === '' ? (left > 0 ? formatCountdown(left) : '') : note);
  }, [handle, timeframe, client, second, note]);
}
