import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import { flushSync } from 'react-dom';
import { useCanAct } from '../../api/queries';
import type { Instrument } from '../../api/types';
import { newDrawing } from '../../chart/drawings/drawing';
import { isSample } from '../../lib/dataset';
import { pastAt } from '../../lib/pastTime';
import { toPixels } from '../../lib/decimal';
import { pageFrames } from '../../lib/frameQueue';
import { chartPath } from '../../lib/paths';
import { t } from '../../lib/text';
import type { Timeframe } from '../../lib/timeframes';
import { hasVolume } from '../../stream/cells';
import { useHold } from '../../stream/context';
import { showOverlay } from '../../ui/overlays';
import { offerActs, type PageAct } from '../../ui/pageActs';
import { setLook, useLook } from '../../ui/preferences';
import { endReplay, setReplay } from '../../ui/replay';
import { navigate, useIsOwnWindow } from '../../ui/router';
import { BarTable } from './BarTable';
import { changeSetup } from './changeSetup';
import { ChartMenu } from './ChartMenu';
import { chartMenuActs } from './chartMenuActs';
import { ChartHead, ChartTools, DrawTools } from './ChartToolbar';
import { hasExchangeDays, type ChartSetup } from './chartSetup';
import { ChartSummary } from './ChartSummary';
import { openChartWindow } from './chartWindow';
import { CompareDialog } from './CompareDialog';
import { CompareLegend } from './CompareLegend';
import { DrawBar, DrawNote } from './DrawBar';
import { DrawingDialog } from './DrawingDialog';
import { GapTags } from './GapTags';
import { GoToDate } from './GoToDate';
import { IndicatorDialog } from './IndicatorDialog';
import { IndicatorLegend } from './IndicatorLegend';
import type { CrosshairLink } from './crosshairLink';
import type { ChartCell } from './layout';
import { LastLabel } from './LastLabel';
import { Legend } from './Legend';
import { NewBarsBadge } from './NewBarsBadge';
import { ObjectsPanel } from './ObjectsPanel';
import { PlotState } from './PlotState';
import { ReplayBar } from './ReplayBar';
import { savePicture } from './savePicture';
import { TimeframeBar } from './TimeframeBar';
import { useAlertLines } from './useAlertLines';
import { priceTypeOf, useBarFeed, useFeedView, type ChartHandle } from './useBarFeed';
import { useChartGaps } from './useChartGaps';
import { useChartKeys } from './useChartKeys';
import { useCompares } from './useCompares';
import { useDrawings, useDrawnChart } from './useDrawings';
import { useFilling } from './useFilling';
import { useOlderBars } from './useOlderBars';
import { useReplayClock } from './useReplayClock';
import { useSessions } from './useSessions';
import { textOfSeconds, useChartPlace } from './useChartPlace';

/** The view leaves the live edge when this many of the newest bars are out of sight. */
const awayBars = 2;

/** Indices of the first and last bar in view; those of a chart that has ended say nothing of the next one's. */
interface View {
  readonly of: ChartHandle;
  readonly from: number;
  readonly to: number;
}

/** Before a chart has drawn: no bar. */
const nothingSeen = { from: 1, to: 0 };

type Overlay = 'none' | 'indicators' | 'compare' | 'time';

export function ChartView({ cell, instrument, instruments, isActive, isAlone, link, onActivate }: {
  readonly cell: ChartCell;
  readonly instrument: Instrument;
  readonly instruments: readonly Instrument[];
  /** The keys and the address bar belong to it. */
  readonly isActive: boolean;
  readonly isAlone: boolean;
  /** Null: its crosshair moves alone. */
  readonly link: CrosshairLink | null;
  readonly onActivate: () => void;
}): ReactNode {
  const place = useChartPlace(instrument, cell, isActive);
  const { setup } = cell;
  const setSetup = (change: Partial<ChartSetup>): void => changeSetup(cell, change);
  const { isDepthShown } = useLook();
  const isOwnWindow = useIsOwnWindow();
  const summary = useId();
  const plot = useRef<HTMLDivElement>(null);
  const [crosshair, setCrosshair] = useState<number | null>(null);
  const [spoken, setSpoken] = useState('');
  const [overlay, setOverlay] = useState<Overlay>('none');
  const [isObjectsOpen, setObjectsOpen] = useState(false);
  const [menu, setMenu] = useState<{ readonly x: number; readonly y: number; readonly acts: readonly PageAct[] } | null>(null);
  const [pointed, setPointed] = useState<string | null>(null);
  const canAct = useCanAct();
  const drawings = useDrawings(instrument.id);
  const [seen, setSeen] = useState<View | null>(null);
  const [leftAt, setLeftAt] = useState<number | null>(null);
  const writing = useRef<ReturnType<typeof setTimeout> | null>(null);
  useHold([instrument.id]);

  const moveAlert = useRef<(id: number, price: number) => void>(() => undefined);

  const wanted = useRef(place.range);
  const around = place.at ?? (place.range === null ? null : Math.floor((place.range.from + place.range.to) / 2));
  const handle = useBarFeed(plot, instrument, place.timeframe, place.zone, around, setup, {
    onCrosshair: (time) => {
      setCrosshair(time);
      link?.move(cell.id, time);
    },
    onAlertMoved: (id, price) => moveAlert.current(id, price),
    onAutoScale: (isAuto) => setSetup({ isAuto }),
    ...drawings.events,
    onRange: (from, to, of) => {
      const { feed, shown } = of;
      // With what else the next frame changes, not in a task of its own after this one.
      const show = (act: () => void): void => pageFrames.schedule(() => flushSync(act));
      show(() => setSeen((before) => (before?.of === of && before.from === from && before.to === to ? before : { of, from, to })));
      // A replay has no live edge, and is not what an address leads to.
      if (shown.isReplay) return;
      const { bars } = shown;
      const isAway = bars.length > 0 && (!feed.window.atLive || to < bars.length - 1 - awayBars);
      show(() => setLeftAt((left) => (isAway ? left ?? feed.appendedBars : null)));
      if (writing.current !== null) clearTimeout(writing.current);
      // Until the range of the address is in view, what is in view is not to be told there.
      if (wanted.current !== null) return;
      writing.current = setTimeout(() => {
        const first = bars[Math.max(0, from)];
        const last = bars[Math.min(bars.length - 1, to)];
        if (bars.length === 0) return;
        if (!isAway) place.change({ from: null, to: null, at: null });
        else if (first !== undefined && last !== undefined) place.change({ from: textOfSeconds(first.time), to: textOfSeconds(last.time), at: null });
      }, 400);
    },
  });
  useOlderBars(handle);
  // A view of the chart before must not be written into the address of this one.
  useEffect(() => () => {
    if (writing.current !== null) clearTimeout(writing.current);
  }, [instrument.id, place.timeframe]);
  const visible = seen !== null && seen.of === handle ? seen : nothingSeen;
  const barCount = useFeedView(handle, (view) => (view.phase === 'ready' ? 1 : 0));
  useEffect(() => {
    // The range of the address is applied once, when the first bars are there.
    if (handle === null || barCount === 0 || wanted.current === null) return;
    handle.chart.showTimes(wanted.current.from, wanted.current.to);
    wanted.current = null;
  }, [handle, barCount]);
  useDrawnChart(handle, drawings);
  const clock = useReplayClock(handle, place.timeframe, isActive);
  const isReplay = clock.replay.until !== null;
  const kindAt = useSessions(handle, instrument, place.timeframe, setup.extended, setup.isFilled);
  const gaps = useChartGaps(handle, instrument.id, place.timeframe);
  useFilling(handle, setup.isFilled, kindAt, gaps);
  const failures = useCompares(handle, setup.compares, place.timeframe, hasExchangeDays(place.timeframe, setup), clock.replay.until);
  const alerts = useAlertLines(handle, instrument, setup);
  useEffect(() => {
    moveAlert.current = alerts.move;
  });
  useEffect(() => link?.watch(cell.id, (time) => {
    handle?.chart.markTime(time);
    setCrosshair(time === null ? null : handle?.chart.timeOfBarAt(time) ?? null);
  }), [link, cell.id, handle]);

  const goLive = (): void => {
    endReplay();
    setLeftAt(null);
    if (handle === null) return;
    if (handle.feed.window.atLive) handle.chart.goLive();
    else void handle.feed.goLive();
  };
  const chooseTimeframe = (timeframe: Timeframe): void => {
    const edge = leftAt === null ? undefined : handle?.shown.bars[Math.min(handle.shown.bars.length - 1, visible.to)];
    place.change({ tf: timeframe, from: null, to: null, at: edge === undefined ? null : textOfSeconds(edge.time) });
  };
  const switchInstrument = (by: number): void => {
    const recorded = instruments.filter((i) => i.recording);
    const index = recorded.findIndex((i) => i.id === instrument.id);
    const next = recorded[(index + by + recorded.length) % recorded.length];
    if (next !== undefined) navigate(chartPath(next.id, { tf: place.timeframe }));
  };
  const toggleReplay = (): void => (isReplay || clock.replay.isPicking ? endReplay() : setReplay({ isPicking: true }));
  const toggleObjects = (): void => setObjectsOpen(!isObjectsOpen);
  const toggleTable = (): void => place.change({ view: place.isTable ? null : 'table' });
  const toggleDepth = isOwnWindow ? null : (): void => setLook({ isDepthShown: !isDepthShown });
  /** What can be done at a place, absent at the crosshair. */
  const actsHere = (at?: { readonly time: number | null; readonly price: number | null }): readonly PageAct[] => chartMenuActs({ price: alerts.priceHere(at?.price), time: at?.time ?? crosshair ?? handle?.shown.last?.time ?? null }, {
    goLive, toggleObjects, toggleTable, toggleDepth,
    addAlert: alerts.add,
    drawLine: (time, price) => drawings.put(newDrawing(crypto.randomUUID(), 'horizontal', [{ time, price }], drawings.color.current)),
    copy: (text) => void navigator.clipboard.writeText(text).catch(() => setSpoken(t.copy.refused)),
    replayFrom: clock.begin,
    goToTime: () => setOverlay('time'),
    chooseIndicators: () => setOverlay('indicators'),
    compare: () => setOverlay('compare'),
    openWindow: isOwnWindow ? null : () => openChartWindow(plot.current?.closest('.panel') ?? null),
    savePicture: () => {
      if (handle !== null) savePicture(handle.chart.picture(), instrument.id, place.timeframe, place.zone);
    },
  });
  const openMenu = (at?: { readonly x: number; readonly y: number }): void => {
    const box = plot.current?.getBoundingClientRect();
    // The crosshair follows a pointer with the next frame: too late for a quick click.
    if (at !== undefined) setMenu({ ...at, acts: actsHere(handle?.chart.spotAt(at.x - (box?.left ?? 0), at.y - (box?.top ?? 0))) });
    else setMenu({ x: (box?.left ?? 0) + (box?.width ?? 0) / 2, y: (box?.top ?? 0) + (box?.height ?? 0) / 3, acts: actsHere() });
  };
  const latestActs = useRef(actsHere);
  useEffect(() => {
    latestActs.current = actsHere;
  });
  useEffect(() => (isActive ? offerActs(() => latestActs.current()) : undefined), [isActive]);
  useEffect(() => handle?.chart.pointAt(pointed), [handle, pointed]);
  useChartKeys(isActive, handle, drawings, clock, {
    chooseTimeframe, goLive, toggleReplay, toggleObjects, toggleTable, switchInstrument,
    goToTime: () => setOverlay('time'),
    addAlert: () => alerts.add(),
    chooseIndicators: () => setOverlay('indicators'),
    compare: () => setOverlay('compare'),
    toggleDepth: () => toggleDepth?.(),
    openMenu,
    read: (bar) => setSpoken(t.chart.spokenBar(bar, place.zone)),
  });

  return (
    <>
      <section
        className="panel chart-panel"
        aria-label={t.chart.label(instrument.id, place.timeframe)}
        aria-describedby={summary}
        data-testid="chart-panel"
        data-active={isActive}
        data-alone={isAlone}
        data-instrument={instrument.id}
        onPointerDownCapture={onActivate}
        onFocusCapture={onActivate}
      >
        <ChartHead instrument={instrument} isReplay={isReplay || isSample} onSwitch={() => showOverlay({ kind: 'palette', query: '' })}>
          <DrawTools instrument={instrument} place={place} handle={handle} setup={setup} onSetup={setSetup} onIndicators={() => setOverlay('indicators')} onCompare={() => setOverlay('compare')} onAlert={() => alerts.add()} />
        </ChartHead>
        <div className="chart-controls">
          <TimeframeBar value={place.timeframe} onChange={chooseTimeframe} />
          <ChartTools
            instrument={instrument} place={place} handle={handle} isLive={leftAt === null && !isReplay && !isSample && pastAt === null} isReplay={isReplay || clock.replay.isPicking}
            onLive={goLive} onGo={() => setOverlay('time')} onReplay={toggleReplay}
          />
        </div>
        {isActive && <ReplayBar clock={clock} zone={place.zone} onJump={() => setOverlay('time')} />}
        <div className="plot-row">
          <DrawBar drawings={drawings} isObjectsOpen={isObjectsOpen} onObjects={toggleObjects} />
        <div className="plot-frame">
          <div
            ref={plot}
            className="plot"
            data-testid="plot"
            aria-hidden="true"
            data-picking={clock.replay.isPicking}
            onClick={() => {
              if (clock.replay.isPicking && crosshair !== null) clock.begin(crosshair);
            }}
            onDoubleClick={() => {
              if (drawings.selected !== null && !drawings.selected.isLocked) drawings.edit(drawings.selected);
            }}
            onContextMenu={(event) => {
              // A long press is the chart's own crosshair.
              if (event.nativeEvent instanceof PointerEvent && event.nativeEvent.pointerType === 'touch') return;
              event.preventDefault();
              openMenu({ x: event.clientX, y: event.clientY });
            }}
          />
          <LastLabel handle={handle} timeframe={place.timeframe} instrument={instrument} />
          <div className="legends">
            <Legend instrument={instrument} handle={handle} crosshair={crosshair} timeframe={place.timeframe} zone={place.zone} isDerived={setup.type === 'heikin_ashi'} />
            <IndicatorLegend instrument={instrument} handle={handle} crosshair={crosshair} setup={setup} />
            <CompareLegend handle={handle} crosshair={crosshair} setup={setup} failures={failures} />
          </div>
          <GapTags handle={handle} gaps={gaps} zone={place.zone} />
          <DrawNote drawings={drawings} />
          <PlotState handle={handle} instrument={instrument} timeframe={place.timeframe} firstVisible={visible.from} />
          {alerts.problem !== null && <p className="plot-edge alert-fault" role="alert" data-testid="alert-fault">{alerts.problem}</p>}
          {!isReplay && <NewBarsBadge handle={handle} since={leftAt} onLive={goLive} />}
          {place.isTable && (
            <BarTable handle={handle} instrument={instrument} timeframe={place.timeframe} zone={place.zone} visible={visible} />
          )}
        </div>
        {isObjectsOpen && (
          <ObjectsPanel
            drawings={drawings} setup={setup} alerts={alerts.rules} canAct={canAct} pointed={pointed} onSetup={setSetup} onPoint={setPointed}
            onFocus={(time) => void handle?.feed.goTo(time)}
            onFocusPrice={(price) => handle?.chart.showPrice(toPixels(price))}
            onIndicators={() => setOverlay('indicators')} onCompare={() => setOverlay('compare')} onRemoveAlert={alerts.remove} onClose={toggleObjects}
          />
        )}
        </div>
        <footer className="chart-foot">
          <span>{t.chart.zoneNote(place.zone)}</span>
          <a href="https://www.tradingview.com/" target="_blank" rel="noopener noreferrer" data-testid="attribution">{t.chart.attribution}</a>
        </footer>
        <ChartSummary handle={handle} id={summary} what={t.chart.label(instrument.id, place.timeframe)} timeframe={place.timeframe} zone={place.zone} visible={visible} />
        <p className="visually-hidden" role="status" aria-live="polite" data-testid="spoken-bar">{spoken}</p>
      </section>
      {menu !== null && <ChartMenu at={menu} acts={menu.acts} onClose={() => setMenu(null)} />}
      {overlay === 'indicators' && (
        <IndicatorDialog setup={setup} hasVolume={hasVolume(instrument) && priceTypeOf(instrument, setup) === 'LAST'} onChange={setSetup} onClose={() => setOverlay('none')} />
      )}
      {overlay === 'compare' && (
        <CompareDialog setup={setup} instrument={instrument} instruments={instruments} onChange={setSetup} onClose={() => setOverlay('none')} />
      )}
      {drawings.edited !== null && (
        <DrawingDialog
          key={drawings.edited.id} drawing={drawings.edited} zone={place.zone}
          onSave={(drawing) => {
            drawings.put(drawing);
            drawings.edit(null);
          }}
          onClose={() => drawings.edit(null)}
        />
      )}
      {overlay === 'time' && (
        <GoToDate
          zone={place.zone}
          onClose={() => setOverlay('none')}
          onGo={(seconds) => {
            setOverlay('none');
            if (isReplay || clock.replay.isPicking) clock.jump(seconds);
            else void handle?.feed.goTo(seconds);
          }}
        />
      )}
    </>
  );
}
