import { useEffect, useMemo, useState } from 'react';
import { fetchBars, type BarKind } from '../../api/bars';
import { closeOfSeconds, type Timeframe } from '../../lib/timeframes';
import { useStream } from '../../stream/context';
import { listRate } from '../../stream/rates';
import type { ChartCompare } from './chartSetup';
import { CompareFeed } from './CompareFeed';
import { spreadPoints } from './spread';
import { useFeedView, type ChartHandle } from './useBarFeed';

/** Draws compared instruments over the bars. The answer: why one has no line, by its instrument. */
export function useCompares(handle: ChartHandle | null, compares: readonly ChartCompare[], timeframe: Timeframe, isExchangeDays: boolean, until: number | null): ReadonlyMap<string, string> {
  const { client } = useStream();
  const [version, setVersion] = useState(0);
  const [failures, setFailures] = useState<ReadonlyMap<string, string>>(new Map());
  const ids = [...new Set(compares.flatMap((one) => (one.minus === null ? [one.instrumentId] : [one.instrumentId, one.minus])))].join('\n');
  const feeds = useMemo(() => new Map<string, CompareFeed>(), [client, timeframe, isExchangeDays]);
  useEffect(() => {
    const wanted = ids === '' ? [] : ids.split('\n');
    const kind: BarKind = isExchangeDays ? { boundary: 'session' } : {};
    for (const id of wanted) {
      if (feeds.has(id)) continue;
      feeds.set(id, new CompareFeed({
        fetchBars: (range, signal) => fetchBars(id, timeframe, range, signal, kind),
        subscribe: (listener) => client.subscribe({ channel: 'bars', instrumentId: id, timeframe, ...kind, snapshot: 2 }, listener, listRate),
      }, () => setVersion((v) => v + 1), (why) => setFailures((before) => new Map(before).set(id, why))));
    }
    for (const [id, feed] of feeds) {
      if (wanted.includes(id)) continue;
      feed.stop();
      feeds.delete(id);
    }
  }, [client, feeds, ids, timeframe, isExchangeDays]);
  useEffect(() => () => {
    for (const feed of feeds.values()) feed.stop();
    feeds.clear();
  }, [feeds]);
  const first = useFeedView(handle, () => handle?.feed.window.first?.time ?? null);
  useEffect(() => {
    if (first !== null) for (const feed of feeds.values()) feed.reach(first);
  }, [feeds, ids, first]);
  useEffect(() => {
    handle?.chart.layers.setCompare(compares.flatMap((one) => {
      const feed = feeds.get(one.instrumentId);
      const minus = one.minus === null ? null : feeds.get(one.minus);
      if (feed === undefined || minus === undefined) return [];
      const closeOf = (open: number): number => closeOfSeconds(open, timeframe);
      const points = minus === null ? feed.points(until, closeOf) : spreadPoints(feed.barsUntil(until, closeOf), minus.barsUntil(until, closeOf));
      return [{ id: one.id, color: one.color, scale: one.scale, isHidden: one.isHidden, isSpread: minus !== null, points }];
    }));
    handle?.feed.tell();
  }, [handle, feeds, compares, version, until, timeframe]);
  return failures;
}
