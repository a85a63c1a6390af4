import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore, type RefObject } from 'react';
import { fetchBars, type BarKind } from '../../api/bars';
import { fetchCatalogBars, type CatalogBars } from '../../api/catalogs';
import type { Instrument } from '../../api/types';
import type { EditorEvents } from '../../chart/drawings/DrawingEditor';
import { PriceChart } from '../../chart/PriceChart';
import { liftedPage, usualPage } from '../../lib/barPages';
import { pageFrames } from '../../lib/frameQueue';
import { Paced } from '../../lib/paced';
import { tradingDayOf } from '../../lib/tradingHours';
import { closeOfSeconds, precisionOf, stepOf, type Timeframe } from '../../lib/timeframes';
import { useStream } from '../../stream/context';
import { closeRate, sharedRate } from '../../stream/rates';
import { useLook, watchLook } from '../../ui/preferences';
import { currentReplay } from '../../ui/replay';
import { BarFeed, type FeedView } from './BarFeed';
import { liftedCapacity, windowCapacity } from './barWindow';
import { hasExchangeDays, historyOf, type ChartSetup } from './chartSetup';
import { currentLayout } from './layoutStore';
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

/**
 * Makes the chart and the feed of one instrument and timeframe, joins them, and ends both with the component. Null from the moment when
 * another instrument or timeframe is asked for until its chart is there: the one before ends in the same turn, before other effects run.
 */
export function useBarFeed(
  container: RefObject<HTMLDivElement | null>,
  instrument: Instrument,
  timeframe: Timeframe,
  zone: string,
  around: number | null,
  setup: ChartSetup,
  events: ChartEvents,
  /** Out of whose files the bars are; the same object as long as they are the same. Null: they are of the database, and follow the stream. */
  catalog: CatalogBars | null = null,
): ChartHandle | null {
  const { client } = useStream();
  const { holdsAllBars } = useLook();
  const { id, pricePrecision, priceIncrement, barPriceType, instrumentClass, tradingHours, timeZone } = instrument;
  const priceType = priceTypeOf(instrument, setup);
  const isOwnPrice = priceType === barPriceType;
  const isExchangeDays = isOwnPrice && hasExchangeDays(timeframe, setup);
  const plan = useMemo(
    () => ({ client, id, timeframe, pricePrecision, priceIncrement, priceType, isOwnPrice, isExchangeDays, instrumentClass, tradingHours, timeZone, holdsAllBars, catalog }),
    [client, id, timeframe, pricePrecision, priceIncrement, priceType, isOwnPrice, isExchangeDays, instrumentClass, tradingHours, timeZone, holdsAllBars, catalog]);
  const [made, setMade] = useState<{ readonly plan: object; readonly handle: ChartHandle } | null>(null);
  const handle = made?.plan === plan ? made.handle : null;
  const latest = useRef({ events, around, zone, setup });
  useEffect(() => {
    latest.current = { events, around, zone, setup };
  });
  useEffect(() => {
    const element = container.current;
    if (element === null) return undefined;
    const timePrecision = precisionOf(plan.timeframe);
    // Bars that the server keeps have no price in their name; the others are made from ticks.
    const asked: BarKind = { ...(plan.isOwnPrice ? {} : { priceType: plan.priceType }), ...(plan.isExchangeDays ? { boundary: 'session' } : {}) };
    const isIndex = plan.instrumentClass === 'INDEX_INSTRUMENT';
    let joined: ChartHandle | null = null;
    const chart = new PriceChart(element, {
      // Mid prices have one decimal more than the prices they lie between.
      precision: plan.pricePrecision + (plan.priceType === 'MID' ? 1 : 0),
      increment: plan.priceIncrement,
      step: stepOf(plan.timeframe),
      zone: timePrecision === 'day' ? 'UTC' : latest.current.zone,
      timePrecision,
      hasVolume: plan.priceType === 'LAST' && !isIndex,
      type: latest.current.setup.type,
      sessionOf: tradingDayOf(plan.tradingHours, plan.timeZone),
    }, {
      onCrosshair: (time) => latest.current.events.onCrosshair(time),
      onAlertMoved: (id, price) => latest.current.events.onAlertMoved(id, price),
      onAutoScale: (isAuto) => latest.current.events.onAutoScale(isAuto),
      onDrawn: (drawing) => latest.current.events.onDrawn(drawing),
      onMoved: (drawing) => latest.current.events.onMoved(drawing),
      onSelected: (id) => latest.current.events.onSelected(id),
      onTool: (tool) => latest.current.events.onTool(tool),
      onRange: (from, to) => {
        if (joined === null) return;
        latest.current.events.onRange(from, to, joined);
        if (from < edgeBars) void joined.feed.loadOlder();
        // In a replay the next bars are loaded when they are due.
        if (!joined.shown.isReplay && to > joined.shown.bars.length - edgeBars) void joined.feed.loadNewer();
      },
    });
    const shown = new ShownBars(chart, (open) => closeOfSeconds(open, plan.timeframe));
    const { catalog: files } = plan;
    // A replay is of what the database holds.
    const until = files === null ? currentReplay().until : null;
    if (until !== null) shown.show({ until });
    const feed = new BarFeed(plan.id, plan.timeframe, files !== null ? {
      fetchBars: (range, signal) => fetchCatalogBars(files, plan.id, plan.timeframe, range, signal),
      subscribe: () => () => undefined,
    } : {
      fetchBars: (range, signal) => fetchBars(plan.id, plan.timeframe, range, signal, asked),
      subscribe: (topic, listener) => plan.client.subscribe({ ...topic, ...asked }, listener, currentLayout().cells.length > 1 ? sharedRate : closeRate),
    }, shown, plan.holdsAllBars ? liftedCapacity : windowCapacity, plan.holdsAllBars ? liftedPage : usualPage);
    joined = { chart, feed, shown };
    setMade({ plan, handle: joined });
    void feed.start(until ?? latest.current.around);
    const unwatch = watchLook(() => chart.applyLook());
    return () => {
      unwatch();
      feed.stop();
      chart.destroy();
      setMade(null);
    };
  }, [container, plan]);

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

/** Which price the bars of the chart are of. */
export function priceTypeOf(instrument: Pick<Instrument, 'barPriceType'>, setup: Pick<ChartSetup, 'priceType'>): string {
  return setup.priceType ?? instrument.barPriceType;
}

const nothing: FeedView = {
  phase: 'loading', error: null, diagnostic: null, isLoadingMore: false, atStart: false, atLive: false, last: null,
  barType: '', priceType: '', boundary: 'utc', version: 0,
};

/** A narrow value of the feed's state. */
export function useFeedView<T>(handle: ChartHandle | null, select: (view: FeedView) => T): T {
  // Ticks may come faster than frames.
  const watch = useCallback((watcher: () => void) => handle?.feed.watch(() => pageFrames.schedule(watcher)) ?? (() => undefined), [handle]);
  return useSyncExternalStore(watch, () => select(handle?.feed.view() ?? nothing));
}

/** Between two changes of the figures in a legend, in milliseconds: those that change faster cannot be read. */
const figurePause = 200;

/** Renders again when any bar has changed, as often as figures can be read. */
export function useFeedFigures(handle: ChartHandle | null): void {
  const shown = useRef(0);
  const watch = useCallback((watcher: () => void) => {
    if (handle === null) return () => undefined;
    const change = (): void => {
      shown.current = handle.feed.view().version;
      watcher();
    };
    const paced = new Paced(figurePause, () => pageFrames.schedule(change));
    const leave = handle.feed.watch(() => paced.ask());
    // What changed before it was watched.
    shown.current = handle.feed.view().version;
    return () => {
      leave();
      paced.stop();
      pageFrames.cancel(change);
    };
  }, [handle]);
  // A store's change is rendered in the frame that tells of it, a state's in a turn of its own.
  useSyncExternalStore(watch, () => shown.current);
}
