import { useCallback, useEffect, useRef, useState, useSyncExternalStore, type RefObject } from 'react';
import { fetchBars } from '../../api/queries';
import type { Instrument } from '../../api/types';
import type { EditorEvents } from '../../chart/drawings/DrawingEditor';
import { PriceChart } from '../../chart/PriceChart';
import { tradingDayOf } from '../../lib/tradingHours';
import { closeOfSeconds, precisionOf, stepOf, type Timeframe } from '../../lib/timeframes';
import { useStream } from '../../stream/context';
import { useLook, watchLook } from '../../ui/preferences';
import { currentReplay } from '../../ui/replay';
import { BarFeed, pageSize, type FeedView } from './BarFeed';
import { liftedCapacity, liftedPage, windowCapacity } from './barWindow';
import { historyOf, type ChartSetup } from './chartSetup';
import { ShownBars } from './ShownBars';

/** Bars closer to an edge of the loaded window than this are reason to load the next page. */
const edgeBars = 150;

export interface ChartHandle {
  readonly chart: PriceChart;
  readonly feed: BarFeed;
  /** What of the feed the chart has: all of it, or less in a replay. */
  readonly shown: ShownBars;
}

export interface ChartEvents extends EditorEvents {
  readonly onCrosshair: (time: number | null) => void;
  readonly onRange: (from: number, to: number, handle: ChartHandle) => void;
  readonly onAlertMoved: (id: number, price: number) => void;
  readonly onAutoScale: (isAuto: boolean) => void;
}

/** Makes the chart and the feed of one instrument and timeframe, joins them, and ends both with the component. */
export function useBarFeed(
  container: RefObject<HTMLDivElement | null>,
  instrument: Instrument,
  timeframe: Timeframe,
  zone: string,
  around: number | null,
  setup: ChartSetup,
  events: ChartEvents,
): ChartHandle | null {
  const { client } = useStream();
  const { holdsAllBars } = useLook();
  const [handle, setHandle] = useState<ChartHandle | null>(null);
  const latest = useRef({ events, around, zone, setup });
  useEffect(() => {
    latest.current = { events, around, zone, setup };
  });
  useEffect(() => {
    const element = container.current;
    if (element === null) return undefined;
    const timePrecision = precisionOf(timeframe);
    const isMid = instrument.barPriceType !== 'LAST';
    const isIndex = instrument.instrumentClass === 'INDEX_INSTRUMENT';
    let made: ChartHandle | null = null;
    const chart = new PriceChart(element, {
      // Mid prices have one decimal more than the prices they lie between.
      precision: instrument.pricePrecision + (isMid ? 1 : 0),
      increment: instrument.priceIncrement,
      step: stepOf(timeframe),
      zone: timePrecision === 'day' ? 'UTC' : latest.current.zone,
      timePrecision,
      hasVolume: !isMid && !isIndex,
      type: latest.current.setup.type,
      sessionOf: tradingDayOf(instrument.tradingHours, instrument.timeZone),
    }, {
      onCrosshair: (time) => latest.current.events.onCrosshair(time),
      onAlertMoved: (id, price) => latest.current.events.onAlertMoved(id, price),
      onAutoScale: (isAuto) => latest.current.events.onAutoScale(isAuto),
      onDrawn: (drawing) => latest.current.events.onDrawn(drawing),
      onMoved: (drawing) => latest.current.events.onMoved(drawing),
      onSelected: (id) => latest.current.events.onSelected(id),
      onTool: (tool) => latest.current.events.onTool(tool),
      onRange: (from, to) => {
        if (made === null) return;
        latest.current.events.onRange(from, to, made);
        if (from < edgeBars) void made.feed.loadOlder();
        // In a replay the next bars are loaded when they are due.
        if (!made.shown.isReplay && to > made.shown.bars.length - edgeBars) void made.feed.loadNewer();
      },
    });
    const shown = new ShownBars(chart, (open) => closeOfSeconds(open, timeframe));
    const { until } = currentReplay();
    if (until !== null) shown.show({ until });
    const feed = new BarFeed(instrument.id, timeframe, {
      fetchBars: (range, signal) => fetchBars(instrument.id, timeframe, range, signal),
      subscribe: (topic, listener) => client.subscribe(topic, listener),
    }, shown, holdsAllBars ? liftedCapacity : windowCapacity, holdsAllBars ? liftedPage : pageSize);
    made = { chart, feed, shown };
    setHandle(made);
    void feed.start(until ?? latest.current.around);
    const unwatch = watchLook(() => chart.applyLook());
    return () => {
      unwatch();
      feed.stop();
      chart.destroy();
      setHandle(null);
    };
  }, [client, container, instrument.id, instrument.pricePrecision, instrument.priceIncrement, instrument.barPriceType, instrument.instrumentClass, instrument.tradingHours, instrument.timeZone, timeframe, holdsAllBars]);

  useEffect(() => {
    if (handle !== null && precisionOf(timeframe) !== 'day') handle.chart.setZone(zone);
  }, [handle, zone, timeframe]);

  const { type, scale, isInverted, isAuto, indicators } = setup;
  const canBeLog = useFeedView(handle, () => handle?.chart.canBeLog ?? true);
  useEffect(() => handle?.chart.setType(type), [handle, type]);
  useEffect(() => handle?.chart.setScale({ mode: scale === 'log' && !canBeLog ? 'linear' : scale, isInverted, isAuto }), [handle, scale, canBeLog, isInverted, isAuto]);
  const isReady = useFeedView(handle, (view) => view.phase === 'ready');
  useEffect(() => {
    handle?.chart.showIndicators(indicators);
    // A slow indicator needs more bars than a first page has.
    if (isReady) void handle?.feed.reachBack(historyOf(indicators));
  }, [handle, indicators, isReady]);
  return handle;
}

const nothing: FeedView = {
  phase: 'loading', error: null, diagnostic: null, isLoadingMore: false, atStart: false, atLive: false, last: null,
  barType: '', priceType: '', version: 0,
};

/** A narrow value of the feed's state. */
export function useFeedView<T>(handle: ChartHandle | null, select: (view: FeedView) => T): T {
  const watch = useCallback((watcher: () => void) => handle?.feed.watch(watcher) ?? (() => undefined), [handle]);
  return useSyncExternalStore(watch, () => select(handle?.feed.view() ?? nothing));
}
