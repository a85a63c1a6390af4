import {
  AreaSeries, BarSeries, BaselineSeries, CandlestickSeries, LineSeries, LineType,
  type CandlestickData, type DeepPartial, type IChartApiBase, type ISeriesApi, type SeriesOptionsCommon, type SingleValueData, type Time,
} from 'lightweight-charts';
import { compareTexts, toPixels } from '../lib/decimal';
import type { Bar } from '../lib/marketWire';
import { assertNever } from '../lib/assert';
import type { ChartType } from './chartTypes';
import { heikinAshi, type Candle } from './heikinAshi';
import type { ChartLook } from './look';
import type { Stretch } from './stretch';
import { asTime } from './zonedScale';

type AnySeries = ISeriesApi<'Candlestick' | 'Bar' | 'Line' | 'Area' | 'Baseline', Time>;

type Point = CandlestickData<Time> | SingleValueData<Time>;

const common: DeepPartial<SeriesOptionsCommon> = { lastValueVisible: false, priceLineVisible: false };

/** The bars of a chart as one series of the library, in the way that is chosen. */
export class MainSeries {
  readonly series: AnySeries;
  private averaged: Candle[] = [];

  constructor(chart: IChartApiBase<Time>, readonly type: ChartType, private look: ChartLook) {
    this.series = addSeries(chart, type);
    this.series.setSeriesOrder(0);
    this.applyLook(look);
  }

  /** Colours that are part of the points come with the next {@link draw}. */
  applyLook(look: ChartLook): void {
    this.look = look;
    const { up, down, background, accent } = look;
    switch (this.type) {
      case 'candles':
      case 'hollow':
      case 'heikin_ashi':
        // Rising is hollow, falling is filled: colour is not the only sign.
        this.options({ upColor: background, borderUpColor: up, wickUpColor: up, downColor: down, borderDownColor: down, wickDownColor: down });
        return;
      case 'bars':
        this.options({ upColor: up, downColor: down, thinBars: false });
        return;
      case 'line':
      case 'step':
        this.options({ color: accent, lineWidth: 2, lineType: this.type === 'step' ? LineType.WithSteps : LineType.Simple });
        return;
      case 'area':
        this.options({ lineColor: accent, topColor: faded(accent, '40'), bottomColor: faded(accent, '05'), lineWidth: 2 });
        return;
      case 'baseline':
        this.options({
          topLineColor: up, topFillColor1: faded(up, '40'), topFillColor2: faded(up, '10'),
          bottomLineColor: down, bottomFillColor1: faded(down, '10'), bottomFillColor2: faded(down, '40'), lineWidth: 2,
        });
        return;
      default:
        assertNever(this.type);
    }
  }

  /** All bars are new; they are drawn by {@link draw}. */
  setBars(bars: readonly Bar[]): void {
    this.averaged = this.type === 'heikin_ashi' ? heikinAshi(bars, [], 0) : [];
  }

  /** Gives the series these bars and no others. */
  draw(bars: readonly Bar[], { from, to }: Stretch): void {
    const points: Point[] = [];
    for (let i = from; i < to; i++) points.push(this.pointOf(bars, i));
    this.series.setData(points);
  }

  /** The bar at the index `from` changed or is new; `newest` is the time of the last one that the series has. */
  update(bars: readonly Bar[], from: number, stretch: Stretch, newest: number): void {
    let last = from + 1;
    if (this.type === 'heikin_ashi') {
      this.averaged = heikinAshi(bars, this.averaged, from);
      last = bars.length;
    }
    for (let i = Math.max(from, stretch.from); i < Math.min(last, stretch.to); i++) {
      const point = this.pointOf(bars, i);
      this.series.update(point, Number(point.time) < newest);
    }
  }

  /** The price from which the baseline type measures. */
  setBase(price: number): void {
    if (this.type === 'baseline') this.options({ baseValue: { type: 'price', price } });
  }

  private pointOf(bars: readonly Bar[], i: number): Point {
    const bar = bars[i];
    if (bar === undefined) throw new Error(`Expected a bar at ${i} of ${bars.length}.`);
    const time = asTime(bar.time);
    switch (this.type) {
      case 'candles':
      case 'bars':
        return { time, ...candleOf(bar) };
      case 'hollow': {
        // Colour against the close before, body against the open.
        const before = bars[i - 1];
        const color = before === undefined || !isBelow(bar.close, before.close) ? this.look.up : this.look.down;
        const isHollow = !isBelow(bar.close, bar.open);
        return { time, ...candleOf(bar), color: isHollow ? this.look.background : color, borderColor: color, wickColor: color };
      }
      case 'heikin_ashi':
        return { time, ...this.averaged[i] ?? candleOf(bar) };
      case 'line':
      case 'step':
      case 'area':
      case 'baseline':
        return { time, value: toPixels(bar.close) };
      default:
        return assertNever(this.type);
    }
  }

  private options(options: object): void {
    this.series.applyOptions(options);
  }
}

function addSeries(chart: IChartApiBase<Time>, type: ChartType): AnySeries {
  switch (type) {
    case 'candles':
    case 'hollow':
    case 'heikin_ashi':
      return chart.addSeries(CandlestickSeries, common);
    case 'bars':
      return chart.addSeries(BarSeries, common);
    case 'line':
    case 'step':
      return chart.addSeries(LineSeries, common);
    case 'area':
      return chart.addSeries(AreaSeries, common);
    case 'baseline':
      return chart.addSeries(BaselineSeries, common);
    default:
      return assertNever(type);
  }
}

function candleOf(bar: Bar): Candle {
  return { open: toPixels(bar.open), high: toPixels(bar.high), low: toPixels(bar.low), close: toPixels(bar.close) };
}

function isBelow(a: string, b: string): boolean {
  return (compareTexts(a, b) ?? 0) < 0;
}

export function isRising(bar: Bar): boolean {
  return !isBelow(bar.close, bar.open);
}

/** A `#rrggbb` token with an opacity in hexadecimal. */
function faded(color: string, alpha: string): string {
  return `${color}${alpha}`;
}
