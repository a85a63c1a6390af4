import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { Instrument } from '../../api/types';
import { chartPath } from '../../lib/paths';
import { t } from '../../lib/text';
import { favouriteTimeframes, type Timeframe } from '../../lib/timeframes';
import { hasVolume } from '../../stream/cells';
import { useHold } from '../../stream/context';
import { useKeys } from '../../ui/keyboard';
import { showOverlay } from '../../ui/overlays';
import { setLook, useLook } from '../../ui/preferences';
import { navigate } from '../../ui/router';
import { BarTable } from './BarTable';
import { ChartHead, ChartTools, DrawTools } from './ChartToolbar';
import type { ChartSetup } from './chartSetup';
import { GoToDate } from './GoToDate';
import { IndicatorDialog } from './IndicatorDialog';
import { IndicatorLegend } from './IndicatorLegend';
import type { CrosshairLink } from './crosshairLink';
import { withCell, type ChartCell } from './layout';
import { setLayout } from './layoutStore';
import { Legend } from './Legend';
import { NewBarsBadge } from './NewBarsBadge';
import { PlotState } from './PlotState';
import { TimeframeBar } from './TimeframeBar';
import { useBarFeed, useFeedView } from './useBarFeed';
import { useAlertLines } from './useAlertLines';
import { useLastLabel } from './useLastLabel';
import { textOfSeconds, useChartPlace } from './useChartPlace';

/** The view leaves the live edge when this many of the newest bars are out of sight. */
const awayBars = 2;

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
  const setSetup = (change: Partial<ChartSetup>): void => setLayout((layout) => withCell(layout, cell.id, { setup: { ...setup, ...change } }));
  const { isDepthShown } = useLook();
  const plot = useRef<HTMLDivElement>(null);
  const [crosshair, setCrosshair] = useState<number | null>(null);
  const [spoken, setSpoken] = useState('');
  const [isGoing, setGoing] = useState(false);
  const [isChoosing, setChoosing] = useState(false);
  const [visible, setVisible] = useState<{ readonly from: number; readonly to: number }>({ from: 0, to: 0 });
  const [leftAt, setLeftAt] = useState<number | null>(null);
  const writing = useRef<ReturnType<typeof setTimeout> | null>(null);
  useHold([instrument.id]);

  const moveAlert = useRef<(id: number, price: number) => void>(() => undefined);

  const around = place.at ?? (place.range === null ? null : Math.floor((place.range.from + place.range.to) / 2));
  const handle = useBarFeed(plot, instrument, place.timeframe, place.zone, around, setup, {
    onCrosshair: (time) => {
      setCrosshair(time);
      link?.move(cell.id, time);
    },
    onAlertMoved: (id, price) => moveAlert.current(id, price),
    onRange: (from, to, { feed }) => {
      setVisible((before) => (before.from === from && before.to === to ? before : { from, to }));
      const { bars } = feed.window;
      const isAway = bars.length > 0 && (!feed.window.atLive || to < bars.length - 1 - awayBars);
      setLeftAt((left) => (isAway ? left ?? feed.appendedBars : null));
      if (writing.current !== null) clearTimeout(writing.current);
      writing.current = setTimeout(() => {
        const first = bars[Math.max(0, from)];
        const last = bars[Math.min(bars.length - 1, to)];
        if (bars.length === 0) return;
        if (!isAway) place.change({ from: null, to: null, at: null });
        else if (first !== undefined && last !== undefined) place.change({ from: textOfSeconds(first.time), to: textOfSeconds(last.time), at: null });
      }, 400);
    },
  });
  // A view of the chart before must not be written into the address of this one.
  useEffect(() => () => {
    if (writing.current !== null) clearTimeout(writing.current);
  }, [instrument.id, place.timeframe]);
  const barCount = useFeedView(handle, (view) => (view.phase === 'ready' ? 1 : 0));
  const wanted = useRef(place.range);
  useEffect(() => {
    // The range of the address is applied once, when the first bars are there.
    if (handle === null || barCount === 0 || wanted.current === null) return;
    handle.chart.showTimes(wanted.current.from, wanted.current.to);
    wanted.current = null;
  }, [handle, barCount]);
  useLastLabel(handle, place.timeframe);
  const alerts = useAlertLines(handle, instrument);
  useEffect(() => {
    moveAlert.current = alerts.move;
  });
  useEffect(() => link?.watch(cell.id, (time) => {
    handle?.chart.markTime(time);
    setCrosshair(time === null ? null : handle?.chart.timeOfBarAt(time) ?? null);
  }), [link, cell.id, handle]);

  const goLive = (): void => {
    setLeftAt(null);
    if (handle === null) return;
    if (handle.feed.window.atLive) handle.chart.view.goLive();
    else void handle.feed.goLive();
  };
  const chooseTimeframe = (timeframe: Timeframe): void => {
    const edge = leftAt === null ? undefined : handle?.feed.window.bars[Math.min(handle.feed.window.bars.length - 1, visible.to)];
    place.change({ tf: timeframe, from: null, to: null, at: edge === undefined ? null : textOfSeconds(edge.time) });
  };
  const step = (by: number): void => {
    const bar = handle?.chart.moveCrosshair(by) ?? null;
    if (bar !== null) setSpoken(t.chart.spokenBar(bar, place.zone));
  };
  const switchInstrument = (by: number): void => {
    const recorded = instruments.filter((i) => i.recording);
    const index = recorded.findIndex((i) => i.id === instrument.id);
    const next = recorded[(index + by + recorded.length) % recorded.length];
    if (next !== undefined) navigate(chartPath(next.id, { tf: place.timeframe }));
  };
  useKeys(!isActive ? {} : {
    ...Object.fromEntries(favouriteTimeframes.map((timeframe, i) => [String(i + 1), () => chooseTimeframe(timeframe)])),
    g: () => setGoing(true),
    l: goLive,
    a: alerts.add,
    i: () => setChoosing(true),
    d: () => setLook({ isDepthShown: !isDepthShown }),
    t: () => place.change({ view: place.isTable ? null : 'table' }),
    '[': () => switchInstrument(-1),
    ']': () => switchInstrument(1),
    '+': () => handle?.chart.view.zoom(0.7),
    '=': () => handle?.chart.view.zoom(0.7),
    '-': () => handle?.chart.view.zoom(1.4),
    Home: () => handle?.chart.view.goToStart(),
    End: goLive,
    ArrowLeft: () => step(-1),
    ArrowRight: () => step(1),
    Escape: () => handle?.chart.clearCrosshair(),
  });

  return (
    <>
      <section
        className="panel chart-panel"
        aria-label={t.chart.label(instrument.id, place.timeframe)}
        data-testid="chart-panel"
        data-active={isActive}
        data-alone={isAlone}
        data-instrument={instrument.id}
        onPointerDownCapture={onActivate}
        onFocusCapture={onActivate}
      >
        <ChartHead instrument={instrument} onSwitch={() => showOverlay({ kind: 'palette', query: '' })}>
          <DrawTools instrument={instrument} place={place} handle={handle} setup={setup} onSetup={setSetup} onIndicators={() => setChoosing(true)} onAlert={alerts.add} />
        </ChartHead>
        <div className="chart-controls">
          <TimeframeBar value={place.timeframe} onChange={chooseTimeframe} />
          <ChartTools instrument={instrument} place={place} handle={handle} isLive={leftAt === null} onLive={goLive} onGo={() => setGoing(true)} />
        </div>
        <div className="plot-frame">
          <div
            ref={plot}
            className="plot"
            data-testid="plot"
            aria-hidden="true"
            onContextMenu={(event) => {
              // A long press is the chart's own crosshair.
              if (event.nativeEvent instanceof PointerEvent && event.nativeEvent.pointerType === 'touch') return;
              event.preventDefault();
              alerts.add();
            }}
          />
          <div className="legends">
            <Legend instrument={instrument} handle={handle} crosshair={crosshair} timeframe={place.timeframe} zone={place.zone} isDerived={setup.type === 'heikin_ashi'} />
            <IndicatorLegend instrument={instrument} handle={handle} crosshair={crosshair} setup={setup} />
          </div>
          <PlotState handle={handle} instrument={instrument} timeframe={place.timeframe} firstVisible={visible.from} />
          {alerts.problem !== null && <p className="plot-edge alert-fault" role="alert" data-testid="alert-fault">{alerts.problem}</p>}
          <NewBarsBadge handle={handle} since={leftAt} onLive={goLive} />
          {place.isTable && (
            <BarTable handle={handle} instrument={instrument} timeframe={place.timeframe} zone={place.zone} visible={visible} />
          )}
        </div>
        <footer className="chart-foot">
          <span>{t.chart.zoneNote(place.zone)}</span>
          <a href="https://www.tradingview.com/" target="_blank" rel="noopener noreferrer" data-testid="attribution">{t.chart.attribution}</a>
        </footer>
        <p className="visually-hidden" role="status" aria-live="polite">{spoken}</p>
      </section>
      {isChoosing && (
        <IndicatorDialog setup={setup} hasVolume={hasVolume(instrument)} onChange={setSetup} onClose={() => setChoosing(false)} />
      )}
      {isGoing && (
        <GoToDate
          zone={place.zone}
          onClose={() => setGoing(false)}
          onGo={(seconds) => {
            setGoing(false);
            void handle?.feed.goTo(seconds);
          }}
        />
      )}
    </>
  );
}
