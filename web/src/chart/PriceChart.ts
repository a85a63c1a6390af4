import {
  createChartEx, CrosshairMode, LineStyle, PriceScaleMode, type TickMarkType,
  type IChartApiBase, type IPriceLine, type MouseEventParams, type Time,
} from 'lightweight-charts';
import { toPixels } from '../lib/decimal';
import { formatPercent, formatPlain } from '../lib/format';
import type { Bar } from '../lib/marketWire';
import { AlertLines, type AlertLine } from './AlertLines';
import type { ChartType, ScaleMode } from './chartTypes';
import { ChartLayers } from './ChartLayers';
import { DrawnBars, type DrawnSetup } from './DrawnBars';
import type { EditorEvents } from './drawings/DrawingEditor';
import type { GapMark } from './gapMarks';
import type { ChartIndicator, IndicatorValue } from './IndicatorLayer';
import { readLook, type ChartLook } from './look';
import { isRising } from './MainSeries';
import type { PlaceRange } from './stretch';
import { TimeView } from './TimeView';
import { crosshairTime, tickMark, type TimePrecision } from './timeText';
import { asTime, ZonedScale } from './zonedScale';

export interface PriceChartEvents extends EditorEvents {
  /** The bar under the crosshair, by its open in seconds; null without a crosshair. */
  onCrosshair(time: number | null): void;
  /** Indices of the first and last bar in view; may lie outside the data. */
  onRange(from: number, to: number): void;
  /** The line of an alert was let go at another price. */
  onAlertMoved(id: number, price: number): void;
  /** The price axis follows the bars by itself, or was pulled by hand and stays. */
  onAutoScale(isAuto: boolean): void;
}

export interface PriceChartSetup extends DrawnSetup {
  /** The step of prices that people set; empty when it is not known. */
  readonly increment: string;
  /** Seconds from one bar to the next. */
  readonly step: number;
  readonly zone: string;
  readonly timePrecision: TimePrecision;
  readonly type: ChartType;
}

export interface PriceScale {
  readonly mode: ScaleMode;
  readonly isInverted: boolean;
  /** False: the axis stays as it is until it is pulled. */
  readonly isAuto: boolean;
}

/**
 * A chart of bars with volume and indicators, behind an imperative handle: React never renders its data. Bars are given oldest first; updates are
 * collected and painted once a frame.
 */
export class PriceChart {
  /** Moves and zooms. */
  readonly view: TimeView;
  /** What lies behind and over the bars. */
  readonly layers: ChartLayers;
  private readonly scale = new ZonedScale();
  private readonly chart: IChartApiBase<Time>;
  private readonly drawn: DrawnBars;
  private lastLine: IPriceLine;
  private lastLabel = '';
  private readonly alertLines: AlertLines;
  private readonly resize: ResizeObserver;
  private readonly waiting = new Map<number, Bar>();
  private lowest = Infinity;
  private mode: ScaleMode = 'linear';
  /** The open of the bar at the left edge. */
  private base = 0;
  private frame: number | null = null;
  /** The frame in which the series get what the view has come near to. */
  private reaching: number | null = null;
  /** A pointer holds the chart or one of its axes. */
  private isPulled = false;
  private crosshair: number | null = null;
  /** Height of the pointer in the price pane, in pixels. */
  private pointerY: number | null = null;
  private isGone = false;
  private isAuto = true;
  private readonly viewers = new Set<() => void>();
  /** True while the crosshair is moved for another chart. */
  private isMarking = false;
  /** The open of the bar to which keys moved the crosshair; null while a pointer has it, or nothing. */
  private stepped: number | null = null;
  private look: ChartLook;

  constructor(private readonly container: HTMLElement, private setup: PriceChartSetup, private readonly events: PriceChartEvents) {
    this.scale.zone = setup.zone;
    this.look = readLook(container);
    this.chart = createChartEx<Time, ZonedScale>(container, this.scale, {
      width: container.clientWidth,
      height: container.clientHeight,
      // The licence's attribution stands beside the chart: the library's own logo needs an inline style.
      layout: { attributionLogo: false },
      crosshair: { mode: CrosshairMode.Normal },
      // A chart that glides on counts from where it was let go, as one that is pulled does, but nobody tells when it comes to rest.
      kineticScroll: { touch: false, mouse: false },
      rightPriceScale: { scaleMargins: { top: 0.08, bottom: 0.22 } },
      timeScale: { rightOffset: 6, barSpacing: 6, minBarSpacing: 0.5, timeVisible: true, secondsVisible: true },
    });
    this.container.dataset['type'] = setup.type;
    this.drawn = new DrawnBars(this.chart, setup, setup.type, this.look);
    this.view = new TimeView(this.drawn, container);
    this.lastLine = this.addLastLine();
    // Before the lines of alerts: what is drawn is taken first.
    this.layers = new ChartLayers(container, this.chart, setup, this.look, () => this.drawn.drawnRange(), () => this.base, events);
    this.layers.attach(this.drawn.main.series);
    this.alertLines = new AlertLines(container, this.chart, this.drawn.main.series, this.look, (id, price) => this.events.onAlertMoved(id, price));
    this.applySetup();
    this.applyLook();
    this.chart.subscribeCrosshairMove(this.onCrosshairMove);
    this.chart.timeScale().subscribeVisibleLogicalRangeChange(() => {
      if (!this.drawn.isBetween) this.noticeRange();
      this.reachSoon();
    });
    container.addEventListener('pointerdown', this.onPointerDown, true);
    window.addEventListener('pointerup', this.onPointerUp, true);
    window.addEventListener('pointercancel', this.onPointerUp, true);
    container.addEventListener('pointerup', this.noticeScale);
    container.addEventListener('dblclick', this.noticeScale);
    this.resize = new ResizeObserver(() => this.chart.resize(container.clientWidth, container.clientHeight));
    this.resize.observe(container);
  }

  /** After this no part of it may be used; calls of an answer that was under way do nothing. */
  destroy(): void {
    this.isGone = true;
    if (this.frame !== null) cancelAnimationFrame(this.frame);
    if (this.reaching !== null) cancelAnimationFrame(this.reaching);
    this.resize.disconnect();
    this.container.removeEventListener('pointerdown', this.onPointerDown, true);
    window.removeEventListener('pointerup', this.onPointerUp, true);
    window.removeEventListener('pointercancel', this.onPointerUp, true);
    this.container.removeEventListener('pointerup', this.noticeScale);
    this.container.removeEventListener('dblclick', this.noticeScale);
    this.alertLines.destroy();
    this.layers.destroy();
    this.chart.remove();
  }

  /** Replaces all bars. `view`: what to show; `keep` leaves the bars in view where they are, and the live edge at the edge. */
  setBars(bars: readonly Bar[], view: 'live' | 'keep' | { readonly around: number }): void {
    if (this.isGone) return;
    this.waiting.clear();
    const held = view === 'keep' ? this.heldView() : null;
    this.drawn.take(bars);
    this.lowest = bars.reduce((lowest, bar) => Math.min(lowest, toPixels(bar.low)), Infinity);
    this.drawn.redraw(this.wantedView(view, held));
    this.container.dataset['bars'] = String(bars.length);
    this.layers.setBars(bars);
    this.drawLastLine();
    this.reachSoon();
    this.tellViewers();
  }

  /** A bar that is new, moved or was revised; `bars` is the list it is part of by now. */
  updateBar(bar: Bar, bars: readonly Bar[]): void {
    if (this.isGone) return;
    this.drawn.take(bars);
    this.waiting.set(bar.time, bar);
    this.frame ??= requestAnimationFrame(() => this.paint());
  }

  setType(type: ChartType): void {
    if (this.isGone || type === this.drawn.main.type) return;
    this.container.dataset['type'] = type;
    const old = this.drawn.main.series;
    this.drawn.setType(type);
    const { main } = this.drawn;
    this.layers.attach(main.series);
    this.chart.removeSeries(old);
    this.lastLine = this.addLastLine();
    this.alertLines.setSeries(main.series);
    main.setBase(this.base);
    this.applySetup();
    this.setBars(this.drawn.bars, 'keep');
  }

  /** A logarithmic axis has no place for prices of zero and below. */
  get canBeLog(): boolean {
    return this.lowest > 0;
  }

  setScale({ mode, isInverted, isAuto }: PriceScale): void {
    if (this.isGone) return;
    this.mode = mode;
    this.isAuto = isAuto;
    this.chart.priceScale('right').applyOptions({
      mode: mode === 'log' ? PriceScaleMode.Logarithmic : PriceScaleMode.Normal, invertScale: isInverted, autoScale: isAuto,
    });
    this.applyPriceFormat();
  }

  showIndicators(indicators: readonly ChartIndicator[]): void {
    if (!this.isGone) this.drawn.indicators.show(indicators, this.drawn.bars);
  }

  /** Draws the lines of an indicator or of what is compared wider than the others; null: none. */
  pointAt(id: string | null): void {
    if (this.isGone) return;
    this.drawn.indicators.point(id);
    this.layers.pointCompare(id);
  }

  /** Shows these lines and no others. */
  setAlerts(lines: readonly AlertLine[]): void {
    if (!this.isGone) this.alertLines.show(lines);
  }

  /** Where the pointer stands; else the close of the bar under the crosshair; else the last price. Of pixels, so not on a tick. */
  priceAtCrosshair(): number | null {
    const pointed = this.pointerY === null ? null : this.drawn.main.series.coordinateToPrice(this.pointerY);
    if (pointed !== null) return pointed;
    const bar = this.crosshair === null ? this.bars[this.bars.length - 1] : this.bars[this.indexOf(this.crosshair)];
    return bar === undefined ? null : toPixels(bar.close);
  }

  /**
   * What stands at a pixel of the plot: the bar by its open in seconds, the first or the last one beside them, and the price, of pixels, so not on a
   * tick. Null before there are bars, and a price below the pane of prices.
   */
  spotAt(x: number, y: number): { readonly time: number | null; readonly price: number | null } {
    const index = this.drawn.placeAt(x);
    const time = index === null ? null : this.bars[Math.max(0, Math.min(this.bars.length - 1, Math.round(index)))]?.time ?? null;
    return { time, price: y > (this.chart.panes()[0]?.getHeight() ?? 0) ? null : this.drawn.main.series.coordinateToPrice(y) };
  }

  /** Told now, and whenever another part of the bars is in view, or other bars or gaps are. */
  watchView(viewer: () => void): () => void {
    this.viewers.add(viewer);
    viewer();
    return () => this.viewers.delete(viewer);
  }

  /** The holes in the recording, hatched. */
  setGaps(gaps: readonly GapMark[]): void {
    if (this.isGone) return;
    this.layers.setGaps(gaps);
    this.tellViewers();
  }

  /** The axis goes as far as it must to show the price, and stays there. */
  showPrice(price: number): void {
    const scale = this.chart.priceScale('right');
    const range = scale.getVisibleRange();
    if (range === null || (price >= range.from && price <= range.to)) return;
    const room = (range.to - range.from) * 0.05;
    scale.setVisibleRange({ from: Math.min(range.from, price - room), to: Math.max(range.to, price + room) });
    this.noticeScale();
  }

  /** Shows so many times as much of the prices around the middle, and stays there. */
  zoomPrices(factor: number): void {
    const scale = this.chart.priceScale('right');
    const range = this.isGone ? null : scale.getVisibleRange();
    if (range === null) return;
    const [middle, half] = [(range.from + range.to) / 2, ((range.to - range.from) / 2) * factor];
    scale.setVisibleRange({ from: middle - half, to: middle + half });
    this.noticeScale();
  }

  /** The bar under the crosshair, else the last one, with its close: where the keyboard places a point. */
  crosshairPlace(): { readonly time: number; readonly price: number } | null {
    const bar = this.crosshair === null ? this.bars[this.bars.length - 1] : this.bars[this.indexOf(this.crosshair)];
    return bar === undefined ? null : { time: bar.time, price: toPixels(bar.close) };
  }

  /** The values of the indicators at the bar that opens then. */
  indicatorsAt(time: number): readonly IndicatorValue[] {
    const index = this.indexOf(time);
    return this.isGone || this.bars[index]?.time !== time ? [] : this.drawn.indicators.at(index);
  }

  /** Beside the last price on the axis. */
  setLastLabel(text: string): void {
    if (this.isGone) return;
    this.lastLabel = text;
    this.drawLastLine();
  }

  setZone(zone: string): void {
    if (this.isGone) return;
    this.setup = { ...this.setup, zone };
    this.scale.zone = zone;
    this.applySetup();
    this.setBars(this.bars, 'keep');
  }

  applyLook(): void {
    if (this.isGone) return;
    const look = readLook(this.container);
    this.look = look;
    this.chart.applyOptions({
      layout: {
        background: { color: look.background }, textColor: look.muted, fontFamily: look.font, fontSize: look.fontSize,
        panes: { separatorColor: look.line, separatorHoverColor: look.grid },
      },
      grid: { vertLines: { color: look.grid }, horzLines: { color: look.grid } },
      rightPriceScale: { borderColor: look.line },
      timeScale: { borderColor: look.line },
      crosshair: {
        vertLine: { color: look.muted, labelBackgroundColor: look.muted },
        horzLine: { color: look.muted, labelBackgroundColor: look.muted },
      },
    });
    this.drawn.applyLook(look);
    this.alertLines.applyLook(look);
    this.layers.applyLook(look);
    this.drawLastLine();
    // At once: a page that is printed waits for no frame.
    this.chart.resize(this.container.clientWidth, this.container.clientHeight, true);
  }

  goLive(): void {
    this.view.goLive(this.bars.length);
  }

  showLast(): void {
    this.view.show(this.view.lastOf(this.bars.length));
  }

  showAround(time: number): void {
    this.view.show(this.view.around(this.indexOf(time)));
  }

  showTimes(from: number, to: number): void {
    const first = this.indexOf(from);
    this.view.show({ from: first, to: Math.max(first + 5, this.indexOf(to)) });
  }

  /** Moves the crosshair by bars, from the last bar when there is none; the bar it stands on now. */
  moveCrosshair(step: number): Bar | null {
    const at = this.crosshair === null ? this.bars.length : this.indexOf(this.crosshair);
    const index = Math.min(this.bars.length - 1, Math.max(0, at + step));
    const bar = this.bars[index];
    if (bar === undefined) return null;
    this.stepped = bar.time;
    this.pointerY = null;
    if (!this.view.isInView(index)) this.showAround(bar.time);
    this.standAt(bar);
    this.setCrosshair(bar.time);
    return bar;
  }

  /** Shows where the crosshair of another chart stands: at the bar that is open then, if it is in view; null takes it away. */
  markTime(time: number | null): void {
    if (this.isGone) return;
    const index = time === null ? -1 : this.indexOf(time + 1) - 1;
    const bar = this.bars[index];
    if (bar !== undefined && this.view.isInView(index)) {
      this.standAt(bar);
      return;
    }
    this.isMarking = true;
    this.chart.clearCrosshairPosition();
    this.isMarking = false;
  }

  /** The open of the last bar that began by then; null before the first. */
  timeOfBarAt(time: number): number | null {
    return this.bars[this.indexOf(time + 1) - 1]?.time ?? null;
  }

  clearCrosshair(): void {
    this.stepped = null;
    this.chart.clearCrosshairPosition();
    this.setCrosshair(null);
  }

  /** The picture as it is, without what HTML lays over it. */
  picture(): HTMLCanvasElement {
    return this.chart.takeScreenshot();
  }

  private readonly onCrosshairMove = (event: MouseEventParams<Time>): void => {
    if (this.isMarking) return;
    if (event.sourceEvent !== undefined) this.stepped = null;
    const stepped = this.stepped === null ? undefined : this.bars[this.indexOf(this.stepped)];
    if (stepped !== undefined && stepped.time === this.stepped) {
      // Bars moved below it: where the keys put it is a bar, not a place on the screen.
      if (event.time !== stepped.time) this.standAt(stepped);
      return;
    }
    if (event.point === undefined || (event.paneIndex ?? 0) !== 0) this.pointerY = null;
    // Bars that change below a pointer at rest leave it where it is.
    else if (event.sourceEvent !== undefined) this.pointerY = event.point.y;
    this.setCrosshair(typeof event.time === 'number' ? event.time : null);
  };

  /** The library tells nobody that its axis was pulled or set free. */
  private readonly noticeScale = (): void => {
    const isAuto = this.chart.priceScale('right').options().autoScale;
    if (isAuto === this.isAuto) return;
    this.isAuto = isAuto;
    this.events.onAutoScale(isAuto);
  };

  /** Which bar is at the left edge: the library keeps a place by its index only, and one that it has not drawn yet not at all. Null at the live edge. */
  private heldView(): { readonly time: number; readonly offset: number; readonly width: number } | null {
    const { range } = this.view;
    if (range === null || range.to >= this.bars.length - 1) return null;
    const first = Math.max(0, Math.floor(range.from));
    const bar = this.bars[first];
    return bar === undefined ? null : { time: bar.time, offset: range.from - first, width: range.to - range.from };
  }

  /** Null: as before, counted from the last bar. */
  private wantedView(view: 'live' | 'keep' | { readonly around: number }, held: ReturnType<typeof this.heldView>): PlaceRange | null {
    if (view === 'live') return this.view.lastOf(this.bars.length);
    if (view !== 'keep') return this.view.around(this.indexOf(view.around));
    if (held === null) return null;
    const from = this.indexOf(held.time) + held.offset;
    return { from, to: from + held.width };
  }

  private noticeRange(): void {
    const range = this.drawn.range();
    if (range === null) return;
    const [from, to] = [Math.round(range.from), Math.round(range.to)];
    this.measureFrom(this.bars[Math.max(0, from)]);
    this.events.onRange(from, to);
    this.tellViewers();
  }

  /** In a frame of its own: the library tells of a range while it is still at work on it, and of none that it comes back to by then. */
  private reachSoon(): void {
    this.reaching ??= requestAnimationFrame(() => {
      this.reaching = null;
      if (this.drawn.isBetween) {
        this.reachSoon();
        return;
      }
      const range = this.drawn.range();
      if (range === null) return;
      this.drawn.reach(range, this.isPulled);
      this.noticeRange();
    });
  }

  private readonly onPointerDown = (): void => {
    this.isPulled = true;
  };

  private readonly onPointerUp = (): void => {
    if (!this.isPulled) return;
    this.isPulled = false;
    this.reachSoon();
  };

  private tellViewers(): void {
    for (const viewer of [...this.viewers]) viewer();
  }

  /** Without a word to anybody. */
  private standAt(bar: Bar): void {
    this.isMarking = true;
    this.chart.setCrosshairPosition(toPixels(bar.close), asTime(bar.time), this.drawn.main.series);
    this.isMarking = false;
  }

  private setCrosshair(time: number | null): void {
    if (time === this.crosshair) return;
    this.crosshair = time;
    this.events.onCrosshair(time);
  }

  private paint(): void {
    this.frame = null;
    const due = [...this.waiting.values()].sort((a, b) => a.time - b.time);
    this.waiting.clear();
    const [first] = due;
    if (first === undefined) return;
    for (const bar of due) this.lowest = Math.min(this.lowest, toPixels(bar.low));
    this.drawn.update(due);
    this.container.dataset['bars'] = String(this.bars.length);
    this.layers.update(this.bars, this.indexOf(first.time));
    this.drawLastLine();
  }

  private get bars(): readonly Bar[] {
    return this.drawn.bars;
  }

  private indexOf(time: number): number {
    return this.drawn.indexOf(time);
  }

  /** The bar at the left edge is where percent, index and baseline begin. */
  private measureFrom(bar: Bar | undefined): void {
    const base = bar === undefined ? this.base : toPixels(bar.open);
    if (base === this.base) return;
    this.base = base;
    this.drawn.main.setBase(base);
    if (this.mode === 'percent' || this.mode === 'indexed') this.applyPriceFormat();
  }

  /**
   * Percent and index are the same lines as prices with other words on the axis. The library's own modes would measure each series
   * from its own first value, and shift indicators against the bars.
   */
  private applyPriceFormat(): void {
    const { mode, base } = this;
    const { precision } = this.setup;
    const formatter = mode === 'percent' && base !== 0 ? (price: number) => formatPercent((price / base - 1) * 100)
      : mode === 'indexed' && base !== 0 ? (price: number) => formatPlain((price / base) * 100, 2)
        : (price: number) => formatPlain(price, precision);
    this.drawn.main.series.applyOptions({ priceFormat: { type: 'custom', formatter, minMove: 10 ** -precision } });
  }

  private addLastLine(): IPriceLine {
    return this.drawn.main.series.createPriceLine({ price: 0, lineStyle: LineStyle.Dotted, lineVisible: false, axisLabelVisible: false });
  }

  /** The library would take the label's colour from the body, which is hollow in a rising bar. */
  private drawLastLine(): void {
    const last = this.bars[this.bars.length - 1];
    if (last === undefined) {
      this.lastLine.applyOptions({ lineVisible: false, axisLabelVisible: false });
      return;
    }
    const color = isRising(last) ? this.look.up : this.look.down;
    this.lastLine.applyOptions({
      price: toPixels(last.close), title: this.lastLabel, color, lineVisible: true, axisLabelVisible: true, axisLabelColor: color, axisLabelTextColor: this.look.onData,
    });
    this.container.dataset['last'] = `${last.close} ${this.lastLabel}`;
  }

  private applySetup(): void {
    const { zone, timePrecision } = this.setup;
    this.applyPriceFormat();
    this.chart.applyOptions({
      localization: {
        timeFormatter: (time: Time) => crosshairTime(Number(time), zone, timePrecision),
      },
    });
    // Options of the time scale that only a chart over time has.
    const timeScale: object = { tickMarkFormatter: (time: Time, kind: TickMarkType) => tickMark(Number(time), kind, zone) };
    this.chart.applyOptions({ timeScale });
  }
}
