import type { IChartApiBase, ISeriesApi, ITimeScaleApi, Time } from 'lightweight-charts';
import { toPixels } from '../lib/decimal';
import { formatShort } from '../lib/format';
import type { Bar } from '../lib/marketWire';
import { firstAtOrAfter } from '../lib/search';
import { AskedRange } from './AskedRange';
import type { ChartType } from './chartTypes';
import { IndicatorLayer } from './IndicatorLayer';
import type { ChartLook } from './look';
import { isRising, MainSeries } from './MainSeries';
import { isShortAfter, isShortBefore, isTooLong, stretchAround, type PlaceRange, type Stretch } from './stretch';
import type { PlaceScale } from './TimeView';
import { VolumeSeries, type VolumePoint } from './volumeSeries';
import { asTime } from './zonedScale';

export interface DrawnSetup {
  readonly precision: number;
  readonly hasVolume: boolean;
  /** The number of the trading day of a bar, from its open in seconds. */
  readonly sessionOf: (time: number) => number;
}

const nothing: Stretch = { from: 0, to: 0 };
/** What is thought to be in view before anything is drawn, in bars. */
const firstView = 300;

/**
 * The bars of a chart, and the series of the library that draw them. With each update the library makes anew all that its series hold; so they hold
 * the bars around the view only, and others when it moves on. Places are told outside as if all bars were there.
 */
export class DrawnBars implements PlaceScale {
  main: MainSeries;
  readonly indicators: IndicatorLayer;
  private readonly scale: ITimeScaleApi<Time>;
  private readonly volume: ISeriesApi<'Custom', Time>;
  private readonly volumeView = new VolumeSeries();
  private list: readonly Bar[] = [];
  /** What the series hold, with the opens of its first and last bar: the list may have changed below. */
  private stretch = nothing;
  private first = 0;
  private newest = 0;
  /** Of all bars, when they were drawn last: how many, and the open of the last. */
  private known = { count: 0, last: 0 };
  private isDrawing = false;
  private readonly asked = new AskedRange();

  constructor(private readonly chart: IChartApiBase<Time>, private readonly setup: DrawnSetup, type: ChartType, private look: ChartLook) {
    this.scale = chart.timeScale();
    this.main = new MainSeries(chart, type, look);
    this.indicators = new IndicatorLayer(chart, look, setup.precision, setup.sessionOf);
    this.volume = chart.addCustomSeries(this.volumeView, {
      priceScaleId: 'volume', lastValueVisible: false, priceLineVisible: false,
      priceFormat: { type: 'custom', formatter: formatShort, minMove: 0.01 },
    });
    chart.priceScale('volume').applyOptions({ scaleMargins: { top: 0.84, bottom: 0 } });
  }

  get bars(): readonly Bar[] {
    return this.list;
  }

  get last(): Bar | undefined {
    return this.list[this.list.length - 1];
  }

  /** Other bars or another view are not drawn yet: what the library tells meanwhile is of no use. */
  get isBetween(): boolean {
    return this.isDrawing || this.asked.value !== null;
  }

  /** Of the first bar at or after `time`; the number of bars when there is none. */
  indexOf(time: number): number {
    return firstAtOrAfter(this.list, time);
  }

  range(): PlaceRange | null {
    return this.asked.value ?? this.drawnRange();
  }

  /** What is on the screen. */
  drawnRange(): PlaceRange | null {
    const range = this.scale.getVisibleLogicalRange();
    if (range === null) return null;
    this.align();
    return { from: range.from + this.stretch.from, to: range.to + this.stretch.from };
  }

  show(view: PlaceRange): void {
    this.reach(view, false);
    this.ask(view);
  }

  /** The place at a pixel of the plot. */
  placeAt(x: number): number | null {
    const place = this.scale.coordinateToLogical(x);
    return place === null ? null : place + this.stretch.from;
  }

  /** The list as it is now; it is drawn by {@link redraw}, or what changed in it by {@link update}. */
  take(bars: readonly Bar[]): void {
    this.list = bars;
  }

  /** Draws all anew; `view`: what is shown, null: as the library does it, which keeps a last bar that is in view where it is. */
  redraw(view: PlaceRange | null): void {
    const range = this.range();
    const { list } = this;
    this.main.setBars(list);
    this.indicators.setBars(list);
    const width = range === null ? firstView : range.to - range.from;
    this.draw(stretchAround(view ?? { from: list.length - width, to: list.length }, list.length));
    if (view !== null) this.ask(view);
  }

  /** Draws bars of the list that are new, moved or were revised; oldest first, at least one. */
  update(due: readonly Bar[]): void {
    this.align();
    const { list, known, newest } = this;
    const from = this.indexOf(due[0]?.time ?? 0);
    const reachesEnd = this.newest === known.last;
    const stretch = reachesEnd ? { from: this.stretch.from, to: list.length } : this.stretch;
    // The library updates bars that it has and appends newer ones; one that came late into an interval without a bar it cannot insert.
    if (list.length !== known.count + due.filter((bar) => bar.time > known.last).length) {
      this.main.setBars(list);
      this.indicators.update(list, from);
      this.draw(stretch);
      return;
    }
    this.remember(stretch);
    for (const bar of due) {
      const index = this.indexOf(bar.time);
      this.main.update(list, index, stretch, newest);
      if (this.setup.hasVolume && index >= stretch.from && index < stretch.to) this.volume.update(this.volumeOf(bar), bar.time < newest);
    }
    this.indicators.drawFrom(this.indicators.update(list, from), stretch, newest);
  }

  /**
   * Sees to it that the series hold what is around the view. `isPulled`: a hand pulls the chart, from where it stood when it began; until it lets go
   * nothing may be cut, nor added after the last bar.
   */
  reach(view: PlaceRange, isPulled: boolean): void {
    this.align();
    const count = this.list.length;
    const { stretch } = this;
    const wanted = stretchAround(view, count);
    if (isPulled) {
      // The library counts from the last bar.
      if (isShortBefore(stretch, view)) this.draw({ from: wanted.from, to: stretch.to });
    } else if (isShortBefore(stretch, view) || isShortAfter(stretch, view, count) || isTooLong(stretch, view, count)) {
      const inView = this.range();
      this.draw(wanted);
      if (inView !== null) this.ask(inView);
    }
  }

  setType(type: ChartType): void {
    this.main = new MainSeries(this.chart, type, this.look);
    this.main.setBars(this.list);
  }

  applyLook(look: ChartLook): void {
    this.look = look;
    this.volumeView.setColors(look.up, look.down);
    this.main.applyLook(look);
    this.indicators.applyLook(look);
    // Some have their colour in their points.
    this.align();
    this.draw(this.stretch);
  }

  private ask(view: PlaceRange): void {
    this.scale.setVisibleLogicalRange({ from: view.from - this.stretch.from, to: view.to - this.stretch.from });
    this.asked.ask(view);
  }

  private draw(stretch: Stretch): void {
    // What lies over the bars asks for places while they are drawn.
    this.remember(stretch);
    this.isDrawing = true;
    this.main.draw(this.list, stretch);
    this.volume.setData(this.setup.hasVolume ? this.list.slice(stretch.from, stretch.to).map((bar) => this.volumeOf(bar)) : []);
    this.indicators.draw(stretch);
    this.isDrawing = false;
  }

  private remember(stretch: Stretch): void {
    const { list } = this;
    this.stretch = stretch;
    this.first = list[stretch.from]?.time ?? 0;
    this.newest = list[stretch.to - 1]?.time ?? 0;
    this.known = { count: list.length, last: this.last?.time ?? 0 };
  }

  /** Bars before those of the series may have come or left since. */
  private align(): void {
    const { list, stretch } = this;
    if (stretch.to === stretch.from) return;
    if (list[stretch.from]?.time === this.first && list[stretch.to - 1]?.time === this.newest) return;
    const from = this.indexOf(this.first);
    this.stretch = { from, to: Math.max(from, this.indexOf(this.newest + 1)) };
  }

  private volumeOf(bar: Bar): VolumePoint {
    const isUp = isRising(bar);
    return { time: asTime(bar.time), volume: toPixels(bar.volume), isUp, color: isUp ? this.look.up : this.look.down };
  }
}
