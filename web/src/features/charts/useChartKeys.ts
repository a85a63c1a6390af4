import { useEffect, useRef } from 'react';
import { drawingTools, type DrawingTool } from '../../chart/drawings/drawing';
import type { Bar } from '../../lib/marketWire';
import { favouriteTimeframes, type Timeframe } from '../../lib/timeframes';
import { isFree, nameOf, useKeys, type KeyMap } from '../../ui/keyboard';
import { showOverlay } from '../../ui/overlays';
import { endReplay, setReplay } from '../../ui/replay';
import { usualOf } from '../../ui/shortcuts';
import { chartHistory } from './chartHistory';
import { toolKeys } from './DrawBar';
import type { ChartHandle } from './useBarFeed';
import type { ChartDrawings } from './useDrawings';
import type { ReplayClock } from './useReplayClock';

/** Keys of the whole page, and those of buying and selling, for which nothing else may be there. */
const keptLetters: readonly string[] = ['m', 'f', 'b', 's'];

/** What one press leaves of the bars in view; another one brings them back. */
const zoomIn = 0.7;

export interface ChartActs {
  readonly chooseTimeframe: (timeframe: Timeframe) => void;
  readonly goToTime: () => void;
  readonly goLive: () => void;
  readonly addAlert: () => void;
  readonly chooseIndicators: () => void;
  readonly compare: () => void;
  readonly toggleObjects: () => void;
  readonly toggleDepth: () => void;
  readonly toggleTable: () => void;
  readonly toggleReplay: () => void;
  readonly switchInstrument: (by: number) => void;
  /** The menu of what can be done at the crosshair. */
  readonly openMenu: () => void;
  /** The bar that the crosshair went to is read out. */
  readonly read: (bar: Bar) => void;
}

/** The keys of the active chart: what they do depends on what is under way, a replay first, then what is drawn. */
export function useChartKeys(isActive: boolean, handle: ChartHandle | null, drawings: ChartDrawings, clock: ReplayClock, acts: ChartActs): void {
  const { replay } = clock;
  const editor = handle?.chart.layers.editor ?? null;
  const move = (by: 1 | -1): void => {
    if (drawings.tool === null && editor?.nudge(by, 0) === true) return;
    if (replay.until !== null && drawings.tool === null) {
      void clock.step(by);
      return;
    }
    const bar = handle?.chart.moveCrosshair(by) ?? null;
    if (bar !== null) acts.read(bar);
  };
  const enter = (): void => {
    const place = handle?.chart.crosshairPlace() ?? null;
    if (place !== null && drawings.tool !== null) editor?.place(place.time, place.price);
    else if (place !== null && replay.isPicking) clock.begin(place.time);
    else if (drawings.selected !== null && !drawings.selected.isLocked) drawings.edit(drawings.selected);
  };
  const escape = (): void => {
    if (editor?.cancel() === true) return;
    if (replay.until !== null || replay.isPicking) endReplay();
    else handle?.chart.clearCrosshair();
  };
  const remove = (): void => {
    if (drawings.selected !== null && !drawings.selected.isLocked) drawings.remove(drawings.selected.id);
  };
  const map: KeyMap = {
    ...Object.fromEntries(favouriteTimeframes.map((timeframe, i) => [String(i + 1), () => acts.chooseTimeframe(timeframe)])),
    ...Object.fromEntries(drawingTools.map((tool: DrawingTool) => [`Alt+${toolKeys[tool].slice(-1).toLowerCase()}`, () => drawings.use(tool)])),
    g: acts.goToTime,
    l: acts.goLive,
    a: acts.addAlert,
    i: acts.chooseIndicators,
    c: acts.compare,
    o: acts.toggleObjects,
    d: acts.toggleDepth,
    t: acts.toggleTable,
    r: acts.toggleReplay,
    '[': () => acts.switchInstrument(-1),
    ']': () => acts.switchInstrument(1),
    '+': () => handle?.chart.view.zoom(zoomIn),
    '=': () => handle?.chart.view.zoom(zoomIn),
    '-': () => handle?.chart.view.zoom(1 / zoomIn),
    Home: () => handle?.chart.view.goToStart(),
    End: acts.goLive,
    ArrowLeft: () => move(-1),
    ArrowRight: () => move(1),
    Delete: remove,
    Backspace: remove,
    Enter: enter,
    Escape: escape,
    ...(drawings.selected === null ? {} : { ArrowUp: () => void editor?.nudge(0, 1), ArrowDown: () => void editor?.nudge(0, -1) }),
    ...(replay.until === null ? {} : { ' ': () => setReplay({ isPlaying: !replay.isPlaying }) }),
  };
  useKeys(isActive ? map : {});
  useMenuKey(isActive, acts.openMenu);
  useSearchLetters(isActive);
  useEffect(() => {
    if (!isActive) return undefined;
    const onKey = (event: KeyboardEvent): void => {
      const usual = usualOf(nameOf(event));
      const isRedo = usual === 'Mod+y' || (usual === 'Mod+z' && event.shiftKey);
      // A field undoes its own letters.
      const isInField = event.target instanceof HTMLElement && ['INPUT', 'TEXTAREA', 'SELECT'].includes(event.target.tagName);
      if ((usual !== 'Mod+z' && usual !== 'Mod+y') || isInField || document.querySelector('dialog[open]') !== null) return;
      event.preventDefault();
      if (isRedo) chartHistory.redo();
      else chartHistory.undo();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [isActive]);
}

/** Shift+F10 and the menu key. Not in {@link KeyMap}: F10 alone is the browser's. */
function useMenuKey(isActive: boolean, open: () => void): void {
  const latest = useRef(open);
  useEffect(() => {
    latest.current = open;
  });
  useEffect(() => {
    if (!isActive) return undefined;
    const onKey = (event: KeyboardEvent): void => {
      if (!(event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) || !isFree(event)) return;
      event.preventDefault();
      latest.current();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [isActive]);
}

/** Letters that are no keys begin a search for an instrument. */
function useSearchLetters(isActive: boolean): void {
  useEffect(() => {
    if (!isActive) return undefined;
    const onKey = (event: KeyboardEvent): void => {
      // What is a key was taken by now.
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !/^[a-z]$/i.test(event.key) || !isFree(event)) return;
      if (keptLetters.includes(event.key.toLowerCase()) || usualOf(event.key.toLowerCase()) !== event.key.toLowerCase()) return;
      event.preventDefault();
      showOverlay({ kind: 'palette', query: event.key });
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [isActive]);
}
