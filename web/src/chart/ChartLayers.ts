import type { IChartApiBase, ISeriesApi, SeriesType, Time } from 'lightweight-charts';
import type { Bar } from '../lib/marketWire';
import { indexOfTime, timeOfIndex, type ChartAxis } from './barAxis';
import { CompareLayer, type CompareLine, type CompareValue } from './CompareLayer';
import { DrawingEditor, type EditorEvents } from './drawings/DrawingEditor';
import { DrawingLayer } from './drawings/DrawingLayer';
import { GapMarks, type GapMark, type GapPlace } from './gapMarks';
import type { ChartLook } from './look';
import { SessionShade, type Sessions, type VisibleBars } from './SessionShade';
import type { PlaceRange } from './stretch';

export interface LayerSetup {
  readonly precision: number;
  readonly increment: string;
  /** Seconds from one bar to the next, for places beyond the bars. */
  readonly step: number;
}

type Series = ISeriesApi<SeriesType, Time>;

/** What lies behind and over the bars of a chart: sessions, gaps, compared instruments, drawings. */
export class ChartLayers implements ChartAxis {
  readonly editor: DrawingEditor;
  private readonly drawings: DrawingLayer;
  private readonly shade: SessionShade;
  private readonly compare: CompareLayer;
  private readonly gapMarks = new GapMarks((time) => this.xOf(time));
  private gaps: readonly GapMark[] = [];
  private series: Series | null = null;
  private bars: readonly Bar[] = [];
  private times: number[] = [];

  /** `range`: the places in view, null before anything is drawn; `base`: the price from which percent is measured. */
  constructor(
    container: HTMLElement, private readonly chart: IChartApiBase<Time>, private readonly setup: LayerSetup, private look: ChartLook,
    private readonly range: () => PlaceRange | null, base: () => number, events: EditorEvents,
  ) {
    this.shade = new SessionShade(() => this.visible(), look);
    this.compare = new CompareLayer(() => this.visible(), base, (price) => this.yOf(price), look);
    this.drawings = new DrawingLayer(this, look, setup.precision, (from, to) => this.indexOf(to) - this.indexOf(from));
    this.editor = new DrawingEditor(container, {
      axis: this,
      increment: setup.increment,
      precision: setup.precision,
      isOnPane: ({ x, y }) => {
        const { width, height } = chart.paneSize(0);
        return x >= 0 && x <= width && y >= 0 && y <= height;
      },
      barTimeAt: (x) => {
        const index = this.indexAt(x);
        return index === null ? null : timeOfIndex(Math.round(index), this.times, setup.step);
      },
      barAt: (time) => {
        const index = this.indexOf(time);
        return Number.isInteger(index) ? this.bars[index] ?? null : null;
      },
      moveBars: (time, by) => timeOfIndex(this.indexOf(time) + by, this.times, setup.step),
      hold: (isHeld) => chart.applyOptions({ handleScroll: { mouseWheel: true, pressedMouseMove: !isHeld, horzTouchDrag: !isHeld, vertTouchDrag: !isHeld } }),
    }, this.drawings, events);
  }

  destroy(): void {
    this.editor.destroy();
  }

  /** The bars are drawn by this series from now on. */
  attach(series: Series): void {
    if (this.series !== null) for (const layer of this.all) this.series.detachPrimitive(layer);
    this.series = series;
    for (const layer of this.all) series.attachPrimitive(layer);
  }

  /** All bars are new. */
  setBars(bars: readonly Bar[]): void {
    this.bars = bars;
    this.times = bars.map((bar) => bar.time);
    this.showGaps();
  }

  /** Bars from the index `from` on changed or are new; the oldest may have left. */
  update(bars: readonly Bar[], from: number): void {
    if (bars[0]?.time !== this.times[0]) {
      this.setBars(bars);
      return;
    }
    this.bars = bars;
    const had = this.times.length;
    this.times.length = Math.min(had, from);
    for (let i = this.times.length; i < bars.length; i++) this.times.push(bars[i]?.time ?? 0);
    // A gap is drawn once there is a bar after it.
    if (this.times.length > had) this.showGaps();
  }

  setSessions(sessions: Sessions | null): void {
    this.shade.set(sessions);
    this.chart.applyOptions({});
  }

  setGaps(gaps: readonly GapMark[]): void {
    this.gaps = gaps;
    this.showGaps();
  }

  /** Those in view, where they are drawn. */
  gapPlaces(): readonly GapPlace[] {
    return this.gapMarks.places(this.chart.paneSize(0).width);
  }

  setCompare(lines: readonly CompareLine[]): void {
    this.compare.set(lines);
  }

  pointCompare(id: string | null): void {
    this.compare.point(id);
  }

  compareAt(time: number): readonly CompareValue[] {
    const index = this.indexOf(time);
    return this.compare.at(time, Number.isInteger(index) ? this.times[index - 1] ?? null : null);
  }

  applyLook(look: ChartLook): void {
    this.look = look;
    this.shade.applyLook(look);
    this.compare.applyLook(look);
    this.drawings.applyLook(look);
    this.showGaps();
  }

  xOf(time: number): number | null {
    return this.times.length === 0 ? null : this.xAt(this.indexOf(time));
  }

  yOf(price: number): number | null {
    return this.series?.priceToCoordinate(price) ?? null;
  }

  timeAt(x: number): number | null {
    const index = this.indexAt(x);
    return index === null ? null : timeOfIndex(index, this.times, this.setup.step);
  }

  priceAt(y: number): number | null {
    return this.series?.coordinateToPrice(y) ?? null;
  }

  private get all(): readonly (SessionShade | GapMarks | CompareLayer | DrawingLayer)[] {
    return [this.shade, this.gapMarks, this.compare, this.drawings];
  }

  private showGaps(): void {
    this.gapMarks.set(this.gaps, this.times, this.look.line);
  }

  private indexOf(time: number): number {
    return indexOfTime(time, this.times, this.setup.step);
  }

  /** The library places whole bars only; the visible range counts from the middle of the first to the middle of the last place. */
  private xAt(index: number): number {
    const range = this.range();
    if (range === null) return 0;
    const spacing = this.chart.timeScale().width() / (range.to - range.from + 1);
    return (index - range.from + 0.5) * spacing - 1;
  }

  private indexAt(x: number): number | null {
    const range = this.range();
    if (range === null || this.times.length === 0) return null;
    const spacing = this.chart.timeScale().width() / (range.to - range.from + 1);
    return range.from - 0.5 + (x + 1) / spacing;
  }

  private visible(): VisibleBars | null {
    const range = this.range();
    const from = Math.max(0, Math.floor(range?.from ?? 0));
    const to = Math.min(this.times.length - 1, Math.ceil(range?.to ?? 0));
    if (range === null || to < from) return null;
    return { from, to, timeAt: (index) => this.times[index] ?? 0, xAt: (index) => this.xAt(index) };
  }
}
