import {
  CandlestickSeries, createChartEx, CrosshairMode, LineStyle, TickMarkType,
  type CandlestickData, type IChartApiBase, type IPriceLine, type ISeriesApi, type MouseEventParams, type Time,
} from 'lightweight-charts';
import { compareDecimals, parseDecimal, toPixels } from '../lib/decimal';
import { formatClock, formatDate, formatShort, zoneLabel } from '../lib/format';
import type { Bar } from '../lib/marketWire';
import { zonedParts } from '../lib/time';
import { GapMarks, type GapMark } from './gapMarks';
import { readLook, type ChartLook } from './look';
import { VolumeSeries, type VolumePoint } from './volumeSeries';
import { asTime, ZonedScale } from './zonedScale';

export interface PriceChartEvents {
  /** The bar under the crosshair, by its open in seconds; null without a crosshair. */
  onCrosshair(time: number | null): void;
  /** Indices of the first and last bar in view; may lie outside the data. */
  onRange(from: number, to: number): void;
}

export interface PriceChartSetup {
  readonly precision: number;
  readonly zone: string;
  readonly timePrecision: 'second' | 'minute' | 'day';
  readonly hasVolume: boolean;
}

/** How wide a bar of a fresh chart is, in pixels, with its space. */
const firstSpacing = 7;

/**
 * A candle chart with volume, behind an imperative handle: React never renders its data. Bars are given oldest first; updates are
 * collected and painted once a frame.
 */
export class PriceChart {
  private readonly scale = new ZonedScale();
  private readonly chart: IChartApiBase<Time>;
  private readonly candles: ISeriesApi<'Candlestick', Time>;
  private readonly lastLine: IPriceLine;
  private readonly volume: ISeriesApi<'Custom', Time>;
  private readonly volumeView = new VolumeSeries();
  private readonly gapMarks = new GapMarks();
  private readonly resize: ResizeObserver;
  private bars: readonly Bar[] = [];
  /** How many bars the series hold, and the time of the last. */
  private drawn = { count: 0, newest: 0 };
  private gaps: readonly GapMark[] = [];
  private readonly waiting = new Map<number, Bar>();
  private frame: number | null = null;
  private crosshair: number | null = null;
  private isGone = false;
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
      rightPriceScale: { scaleMargins: { top: 0.08, bottom: 0.22 } },
      timeScale: { rightOffset: 6, barSpacing: 6, minBarSpacing: 0.5, timeVisible: true, secondsVisible: true },
    });
    this.candles = this.chart.addSeries(CandlestickSeries, { lastValueVisible: false, priceLineVisible: false });
    this.lastLine = this.candles.createPriceLine({ price: 0, lineStyle: LineStyle.Dotted, lineVisible: false, axisLabelVisible: false });
    this.candles.attachPrimitive(this.gapMarks);
    this.volume = this.chart.addCustomSeries(this.volumeView, {
      priceScaleId: 'volume', lastValueVisible: false, priceLineVisible: false,
      priceFormat: { type: 'custom', formatter: formatShort, minMove: 0.01 },
    });
    this.chart.priceScale('volume').applyOptions({ scaleMargins: { top: 0.84, bottom: 0 } });
    this.applySetup();
    this.applyLook();
    this.chart.subscribeCrosshairMove(this.onCrosshairMove);
    this.chart.timeScale().subscribeVisibleLogicalRangeChange((range) => {
      if (range !== null) this.events.onRange(Math.round(range.from), Math.round(range.to));
    });
    this.resize = new ResizeObserver(() => this.chart.resize(container.clientWidth, container.clientHeight));
    this.resize.observe(container);
  }

  /** After this every call does nothing: an effect may still hold the handle when the chart is replaced. */
  destroy(): void {
    this.isGone = true;
    if (this.frame !== null) cancelAnimationFrame(this.frame);
    this.resize.disconnect();
    this.chart.remove();
  }

  /** Replaces all bars. `view`: what to show; `keep` leaves the distance to the right edge as it is. */
  setBars(bars: readonly Bar[], view: 'live' | 'keep' | { readonly around: number }): void {
    if (this.isGone) return;
    this.waiting.clear();
    this.bars = bars;
    this.drawAll();
    this.gapMarks.set(this.gaps, bars.map((bar) => bar.time), this.look.line);
    this.drawLastLine();
    if (view === 'live') this.showLast();
    else if (view !== 'keep') this.showAround(view.around);
  }

  /** A bar that is new, moved or was revised; `bars` is the list it is part of by now. */
  updateBar(bar: Bar, bars: readonly Bar[]): void {
    if (this.isGone) return;
    this.bars = bars;
    this.waiting.set(bar.time, bar);
    this.frame ??= requestAnimationFrame(() => this.paint());
  }

  setGaps(gaps: readonly GapMark[]): void {
    if (this.isGone) return;
    this.gaps = gaps;
    this.gapMarks.set(gaps, this.bars.map((bar) => bar.time), this.look.line);
  }

  /** Beside the last price on the axis: the time left to the bar's close. */
  setLastLabel(text: string): void {
    if (!this.isGone) this.lastLine.applyOptions({ title: text });
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
      layout: { background: { color: look.background }, textColor: look.muted, fontFamily: look.font, fontSize: look.fontSize },
      grid: { vertLines: { color: look.grid }, horzLines: { color: look.grid } },
      rightPriceScale: { borderColor: look.line },
      timeScale: { borderColor: look.line },
      crosshair: {
        vertLine: { color: look.muted, labelBackgroundColor: look.muted },
        horzLine: { color: look.muted, labelBackgroundColor: look.muted },
      },
    });
    this.candles.applyOptions({
      upColor: look.background, borderUpColor: look.up, wickUpColor: look.up,
      downColor: look.down, borderDownColor: look.down, wickDownColor: look.down,
    });
    this.volumeView.setColors(look.up, look.down);
    this.gapMarks.set(this.gaps, this.bars.map((bar) => bar.time), look.line);
    this.drawLastLine();
  }

  showLast(): void {
    const count = this.bars.length;
    this.chart.timeScale().setVisibleLogicalRange({ from: count - this.firstView, to: count + 5 });
  }

  /** Glides to the live edge without changing the zoom. */
  goLive(): void {
    this.chart.timeScale().scrollToRealTime();
  }

  goToStart(): void {
    const range = this.chart.timeScale().getVisibleLogicalRange();
    const width = range === null ? this.firstView : range.to - range.from;
    this.chart.timeScale().setVisibleLogicalRange({ from: -2, to: width - 2 });
  }

  showAround(time: number): void {
    const index = this.bars.findIndex((bar) => bar.time >= time);
    const middle = index < 0 ? this.bars.length : index;
    this.chart.timeScale().setVisibleLogicalRange({ from: middle - this.firstView / 2, to: middle + this.firstView / 2 });
  }

  showTimes(from: number, to: number): void {
    const at = (time: number): number => {
      const index = this.bars.findIndex((bar) => bar.time >= time);
      return index < 0 ? this.bars.length : index;
    };
    this.chart.timeScale().setVisibleLogicalRange({ from: at(from), to: Math.max(at(from) + 5, at(to)) });
  }

  zoom(factor: number): void {
    const range = this.chart.timeScale().getVisibleLogicalRange();
    if (range === null) return;
    const width = Math.max(10, (range.to - range.from) * factor);
    this.chart.timeScale().setVisibleLogicalRange({ from: range.to - width, to: range.to });
  }

  /** Moves the crosshair by bars, from the last bar when there is none; the bar it stands on now. */
  moveCrosshair(step: number): Bar | null {
    const at = this.crosshair === null ? this.bars.length : this.bars.findIndex((bar) => bar.time === this.crosshair);
    const index = Math.min(this.bars.length - 1, Math.max(0, at + step));
    const bar = this.bars[index];
    if (bar === undefined) return null;
    this.chart.setCrosshairPosition(toPixels(bar.close), asTime(bar.time), this.candles);
    this.setCrosshair(bar.time);
    const range = this.chart.timeScale().getVisibleLogicalRange();
    if (range !== null && (index < range.from || index > range.to)) this.showAround(bar.time);
    return bar;
  }

  clearCrosshair(): void {
    this.chart.clearCrosshairPosition();
    this.setCrosshair(null);
  }

  private get firstView(): number {
    return Math.max(40, Math.round(this.container.clientWidth / firstSpacing));
  }

  /** The picture as it is, without what HTML lays over it. */
  picture(): HTMLCanvasElement {
    return this.chart.takeScreenshot();
  }

  private readonly onCrosshairMove = (event: MouseEventParams<Time>): void => {
    this.setCrosshair(typeof event.time === 'number' ? event.time : null);
  };

  private setCrosshair(time: number | null): void {
    if (time === this.crosshair) return;
    this.crosshair = time;
    this.events.onCrosshair(time);
  }

  private paint(): void {
    this.frame = null;
    const due = [...this.waiting.values()].sort((a, b) => a.time - b.time);
    this.waiting.clear();
    const { count, newest } = this.drawn;
    // The library updates bars that it has and appends newer ones; one that came late into an interval without a bar it cannot insert.
    if (this.bars.length !== count + due.filter((bar) => bar.time > newest).length) this.drawAll();
    else
      for (const bar of due) {
        const isLate = bar.time < newest;
        this.candles.update(this.candleOf(bar), isLate);
        if (this.setup.hasVolume) this.volume.update(this.volumeOf(bar), isLate);
      }
    this.rememberDrawn();
    this.drawLastLine();
  }

  private drawAll(): void {
    this.candles.setData(this.bars.map((bar) => this.candleOf(bar)));
    this.volume.setData(this.setup.hasVolume ? this.bars.map((bar) => this.volumeOf(bar)) : []);
    this.rememberDrawn();
  }

  private rememberDrawn(): void {
    this.drawn = { count: this.bars.length, newest: this.bars[this.bars.length - 1]?.time ?? 0 };
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
      price: toPixels(last.close), color, lineVisible: true, axisLabelVisible: true, axisLabelColor: color, axisLabelTextColor: this.look.onData,
    });
  }

  private candleOf(bar: Bar): CandlestickData<Time> {
    return {
      time: asTime(bar.time),
      open: toPixels(bar.open), high: toPixels(bar.high), low: toPixels(bar.low), close: toPixels(bar.close),
    };
  }

  private volumeOf(bar: Bar): VolumePoint {
    const isUp = isRising(bar);
    return { time: asTime(bar.time), volume: toPixels(bar.volume), isUp, color: isUp ? this.look.up : this.look.down };
  }

  private applySetup(): void {
    const { precision, zone, timePrecision } = this.setup;
    this.candles.applyOptions({
      priceFormat: { type: 'custom', formatter: (price: number) => price.toFixed(precision), minMove: 10 ** -precision },
    });
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

function isRising(bar: Bar): boolean {
  const open = parseDecimal(bar.open);
  const close = parseDecimal(bar.close);
  return open === null || close === null || compareDecimals(close, open) >= 0;
}

function crosshairTime(seconds: number, zone: string, precision: PriceChartSetup['timePrecision']): string {
  const millis = seconds * 1000;
  const p = zonedParts(millis, zone);
  if (precision === 'day') return `${p.weekday} ${formatDate(millis, 'UTC')}`;
  const clock = formatClock(millis, zone);
  return `${p.weekday} ${formatDate(millis, zone)} ${precision === 'second' ? clock : clock.slice(0, 5)} ${zoneLabel(zone, millis)}`;
}

function tickMark(seconds: number, kind: TickMarkType, zone: string): string {
  const p = zonedParts(seconds * 1000, zone);
  switch (kind) {
    case TickMarkType.Year:
      return p.year;
    case TickMarkType.Month:
      return p.month;
    case TickMarkType.DayOfMonth:
      return `${Number(p.day)} ${p.month}`;
    case TickMarkType.Time:
      return `${p.hour}:${p.minute}`;
    case TickMarkType.TimeWithSeconds:
      return `${p.hour}:${p.minute}:${p.second}`;
  }
}
