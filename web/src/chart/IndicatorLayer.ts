import {
  HistogramSeries, LineSeries, LineStyle,
  type HistogramData, type IChartApiBase, type IPaneApi, type IPriceLine, type ISeriesApi, type LineData, type LineWidth, type Time, type WhitespaceData,
} from 'lightweight-charts';
import { formatPlain } from '../lib/format';
import { Calculation } from '../lib/indicators/calculation';
import { BarColumns } from '../lib/indicators/columns';
import { precisionOf, type Choice, type IndicatorDefinition } from '../lib/indicators/definition';
import type { Bar } from '../lib/marketWire';
import type { ChartLook } from './look';
import type { Stretch } from './stretch';
import { asTime } from './zonedScale';

/** Of an indicator's own pane. */
export const paneHeights = ['small', 'normal', 'large'] as const;

export type PaneHeight = (typeof paneHeights)[number];

/** An indicator on a chart. */
export interface ChartIndicator {
  /** The same as long as it is the same indicator on the chart, whatever its parameters. */
  readonly id: string;
  readonly definition: IndicatorDefinition;
  readonly choice: Choice;
  /** Index in the palette of the look. */
  readonly color: number;
  readonly isHidden: boolean;
  /** It can neither be changed nor removed until that is taken back. */
  readonly isLocked: boolean;
  readonly height: PaneHeight;
}

export interface IndicatorValue {
  readonly id: string;
  /** One an output; null where it has none. */
  readonly values: readonly (number | null)[];
  readonly colors: readonly string[];
}

type Drawn = ISeriesApi<'Line' | 'Histogram', Time>;

interface Shown {
  indicator: ChartIndicator;
  calculation: Calculation;
  readonly series: readonly Drawn[];
  readonly levels: readonly IPriceLine[];
}

/** A closed bar this far back is drawn by giving the series all its points again. */
const fewBars = 50;
/** Heights of an indicator's own pane, against 1 of the price pane. */
const paneShares: Readonly<Record<PaneHeight, number>> = { small: 0.16, normal: 0.28, large: 0.6 };
const lineWidth: LineWidth = 1;
const pointedWidth: LineWidth = 3;

/** The indicators of a chart: their values, their series and their panes. */
export class IndicatorLayer {
  private readonly columns: BarColumns;
  private shown: Shown[] = [];
  /** The one whose lines are wide; null: none. */
  private pointed: string | null = null;
  /** Of the bars, what the series hold. */
  private stretch: Stretch = { from: 0, to: 0 };

  constructor(
    private readonly chart: IChartApiBase<Time>,
    private look: ChartLook,
    private readonly precision: number,
    sessionOf: (time: number) => number,
  ) {
    this.columns = new BarColumns(sessionOf);
  }

  /** Shows these and no others, in this order; `bars` are those of the chart. */
  show(list: readonly ChartIndicator[], bars: readonly Bar[]): void {
    this.catchUp(bars);
    for (const old of this.shown.filter((s) => !list.some((i) => i.id === s.indicator.id && i.definition === s.indicator.definition))) this.remove(old);
    this.shown = list.map((indicator) => {
      const old = this.shown.find((s) => s.indicator.id === indicator.id);
      const shown = old ?? this.add(indicator);
      if (old === undefined || !isSameChoice(old.indicator.choice, indicator.choice)) {
        shown.calculation = new Calculation(indicator.definition, indicator.choice);
        shown.calculation.update(this.columns, 0);
        this.drawOne(shown);
      }
      // What was pulled by hand stays until another height is chosen.
      if (old === undefined || old.indicator.height !== indicator.height) this.paneOf(shown)?.setStretchFactor(paneShares[indicator.height]);
      shown.indicator = indicator;
      this.style(shown);
      return shown;
    });
    this.orderPanes();
  }

  /** Draws the lines of one wider than the others; null: of none. */
  point(id: string | null): void {
    this.pointed = id;
    for (const shown of this.shown) this.style(shown);
  }

  /** All bars are new; they are drawn by {@link draw}. */
  setBars(bars: readonly Bar[]): void {
    this.columns.set(bars, 0);
    for (const { calculation } of this.shown) calculation.update(this.columns, 0);
  }

  /** Bars from the index `from` on changed or are new, and the oldest may have left. The index from which values may be others. */
  update(bars: readonly Bar[], from: number): number {
    if (this.shown.length === 0) return from;
    const gone = bars[0] === undefined ? 0 : this.columns.time.indexOf(bars[0].time);
    if (gone < 0) {
      this.setBars(bars);
      return 0;
    }
    // A chart that showed nothing yet has columns behind those of its bars.
    const first = Math.min(from, this.columns.length - gone);
    this.columns.dropFirst(gone);
    this.columns.set(bars, first);
    for (const { calculation } of this.shown) {
      calculation.dropFirst(gone);
      calculation.update(this.columns, first);
    }
    return first;
  }

  /** Gives the series the values at these bars and no others. */
  draw(stretch: Stretch): void {
    this.stretch = stretch;
    for (const shown of this.shown) this.drawOne(shown);
  }

  /** Values from the index `from` on are others; the series hold `stretch` from now on. `newest`: time of the last bar that they have. */
  drawFrom(from: number, stretch: Stretch, newest: number): void {
    if (stretch.to - from > fewBars) {
      this.draw(stretch);
      return;
    }
    this.stretch = stretch;
    for (const shown of this.shown) {
      shown.series.forEach((series, k) => {
        for (let i = Math.max(from, stretch.from); i < stretch.to; i++) {
          const point = this.pointOf(shown, k, i);
          series.update(point, Number(point.time) < newest);
        }
      });
    }
  }

  /** The values at a bar. */
  at(index: number): readonly IndicatorValue[] {
    return this.shown.filter((s) => !s.indicator.isHidden).map((s) => ({
      id: s.indicator.id, values: s.calculation.at(index), colors: s.indicator.definition.outputs.map((_, k) => this.colorOf(s.indicator, k)),
    }));
  }

  /** Colours that are part of the points come with the next {@link draw}. */
  applyLook(look: ChartLook): void {
    this.look = look;
    for (const shown of this.shown) this.style(shown);
  }

  private catchUp(bars: readonly Bar[]): void {
    if (this.shown.length === 0) this.columns.set(bars, 0);
  }

  private add(indicator: ChartIndicator): Shown {
    const { definition } = indicator;
    const pane = definition.pane === 'price' ? 0 : this.chart.panes().length;
    const precision = precisionOf(definition, this.precision);
    const { range } = definition;
    const series = definition.outputs.map((output) => {
      const options = {
        lastValueVisible: definition.pane === 'own', priceLineVisible: false,
        priceFormat: { type: 'custom' as const, formatter: (value: number) => formatPlain(value, precision), minMove: 10 ** -precision },
        ...(range === null ? {} : { autoscaleInfoProvider: () => ({ priceRange: { minValue: range[0], maxValue: range[1] } }) }),
      };
      const made: Drawn = output.style === 'histogram'
        ? this.chart.addSeries(HistogramSeries, options, pane)
        : this.chart.addSeries(LineSeries, {
          ...options, lineWidth, crosshairMarkerVisible: false, lineStyle: output.style === 'dashed' ? LineStyle.Dashed : LineStyle.Solid,
        }, pane);
      return made;
    });
    const [first] = series;
    if (pane > 0) first?.priceScale().applyOptions({ scaleMargins: { top: 0.12, bottom: 0.12 } });
    const levels = first === undefined ? [] : definition.levels.map((price) =>
      first.createPriceLine({ price, lineStyle: LineStyle.Dotted, lineWidth, axisLabelVisible: false, title: '' }));
    return { indicator, calculation: new Calculation(definition, indicator.choice), series, levels };
  }

  /** A pane without series goes with its last one. */
  private remove(shown: Shown): void {
    for (const series of shown.series) this.chart.removeSeries(series);
  }

  private orderPanes(): void {
    const own = this.shown.flatMap((shown) => {
      const pane = this.paneOf(shown);
      return pane === undefined ? [] : [{ kind: shown.indicator.definition.kind, pane }];
    });
    own.forEach(({ pane }, i) => {
      if (pane.paneIndex() !== i + 1) pane.moveTo(i + 1);
    });
    this.chart.chartElement().dataset['panes'] = own.map(({ kind }) => kind).join(' ');
  }

  private paneOf({ indicator, series }: Shown): IPaneApi<Time> | undefined {
    return indicator.definition.pane === 'own' ? series[0]?.getPane() : undefined;
  }

  private style({ indicator, series, levels }: Shown): void {
    series.forEach((one, k) => one.applyOptions({ color: this.colorOf(indicator, k), visible: !indicator.isHidden, lineWidth: indicator.id === this.pointed ? pointedWidth : lineWidth }));
    for (const level of levels) level.applyOptions({ color: this.look.muted });
  }

  private colorOf(indicator: ChartIndicator, output: number): string {
    const { palette } = this.look;
    // Bands are one thing of one colour; the lines of an own pane must be told apart.
    const offset = indicator.definition.pane === 'price' ? 0 : output;
    return palette[(indicator.color + offset) % palette.length] ?? this.look.text;
  }

  private drawOne(shown: Shown): void {
    const { from, to } = this.stretch;
    shown.series.forEach((series, k) => {
      const points: ReturnType<typeof this.pointOf>[] = [];
      for (let i = from; i < to; i++) points.push(this.pointOf(shown, k, i));
      series.setData(points);
    });
  }

  private pointOf(shown: Shown, output: number, i: number): LineData<Time> | HistogramData<Time> | WhitespaceData<Time> {
    const time = asTime(this.columns.time[i] ?? 0);
    const value = shown.calculation.output(output)[i];
    if (value === undefined || Number.isNaN(value)) return { time };
    if (shown.indicator.definition.outputs[output]?.style !== 'histogram') return { time, value };
    return { time, value, color: value < 0 ? this.look.down : this.look.up };
  }
}

function isSameChoice(a: Choice, b: Choice): boolean {
  const names = Object.keys(a.numbers);
  return a.source === b.source && names.length === Object.keys(b.numbers).length && names.every((name) => a.numbers[name] === b.numbers[name]);
}
