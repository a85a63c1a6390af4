import { LineStyle, type IChartApiBase, type IPriceLine, type ISeriesApi, type LineWidth, type SeriesType, type Time } from 'lightweight-charts';
import type { ChartLook } from './look';

/** A price at which an alert is raised. */
export interface AlertLine {
  readonly id: number;
  readonly price: number;
  readonly title: string;
  readonly level: 'info' | 'warning' | 'critical';
  /** Somebody should look: it was raised and not acknowledged. */
  readonly isRaised: boolean;
  readonly canMove: boolean;
}

type Series = ISeriesApi<SeriesType, Time>;

const usualWidth: LineWidth = 1;
const raisedWidth: LineWidth = 2;
/** A line is taken when the pointer is this close, in pixels. */
const reach = 5;

/** The dashed lines of alerts on the price axis, and moving one with the pointer. Escape puts it back. */
export class AlertLines {
  private lines: readonly AlertLine[] = [];
  private drawn = new Map<number, IPriceLine>();
  private moved: { readonly line: AlertLine; price: number } | null = null;

  constructor(
    private readonly container: HTMLElement,
    private readonly chart: IChartApiBase<Time>,
    private series: Series,
    private look: ChartLook,
    private readonly onMoved: (id: number, price: number) => void,
  ) {
    // Before the chart's own handlers, which would pan.
    container.addEventListener('pointerdown', this.onDown, true);
    container.addEventListener('pointermove', this.onMove, true);
    window.addEventListener('pointerup', this.onUp, true);
    window.addEventListener('pointercancel', this.putBack, true);
    window.addEventListener('keydown', this.onKey, true);
  }

  destroy(): void {
    this.container.removeEventListener('pointerdown', this.onDown, true);
    this.container.removeEventListener('pointermove', this.onMove, true);
    window.removeEventListener('pointerup', this.onUp, true);
    window.removeEventListener('pointercancel', this.putBack, true);
    window.removeEventListener('keydown', this.onKey, true);
  }

  show(lines: readonly AlertLine[]): void {
    for (const [id, line] of this.drawn) {
      if (lines.some((one) => one.id === id)) continue;
      this.series.removePriceLine(line);
      this.drawn.delete(id);
    }
    this.lines = lines;
    for (const line of lines) this.draw(line);
    this.container.dataset['alerts'] = lines.map((line) => line.title).join('\n');
  }

  /** The bars are drawn by another series now; lines went with the old one. */
  setSeries(series: Series): void {
    this.series = series;
    this.drawn = new Map();
    this.show(this.lines);
  }

  applyLook(look: ChartLook): void {
    this.look = look;
    for (const line of this.lines) this.draw(line);
  }

  private draw(line: AlertLine): void {
    const color = { info: this.look.text, warning: this.look.warn, critical: this.look.critical }[line.level];
    const options = {
      price: this.moved?.line.id === line.id ? this.moved.price : line.price, title: line.title, color, axisLabelColor: color, axisLabelTextColor: this.look.onData,
      lineStyle: LineStyle.LargeDashed, lineWidth: line.isRaised ? raisedWidth : usualWidth, lineVisible: true, axisLabelVisible: true,
    };
    const known = this.drawn.get(line.id);
    if (known === undefined) this.drawn.set(line.id, this.series.createPriceLine(options));
    else known.applyOptions(options);
  }

  private yOf(event: PointerEvent): number {
    return event.clientY - this.container.getBoundingClientRect().top;
  }

  private lineAt(y: number): AlertLine | null {
    // Below the price pane are those of indicators.
    if (y > (this.chart.panes()[0]?.getHeight() ?? 0)) return null;
    const near = this.lines.filter((line) => line.canMove).map((line) => ({ line, away: Math.abs((this.series.priceToCoordinate(line.price) ?? Infinity) - y) }))
      .sort((a, b) => a.away - b.away)[0];
    return near !== undefined && near.away <= reach ? near.line : null;
  }

  private readonly onDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    const line = this.lineAt(this.yOf(event));
    if (line === null) return;
    this.moved = { line, price: line.price };
    this.hold(true);
  };

  private readonly onMove = (event: PointerEvent): void => {
    if (this.moved === null) {
      this.container.classList.toggle('is-over-alert', this.lineAt(this.yOf(event)) !== null);
      return;
    }
    const price = this.series.coordinateToPrice(this.yOf(event));
    if (price === null) return;
    this.moved.price = price;
    this.draw(this.moved.line);
  };

  private readonly onUp = (): void => {
    const { moved } = this;
    if (moved === null) return;
    this.end();
    if (moved.price !== moved.line.price) this.onMoved(moved.line.id, moved.price);
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    if (this.moved === null || event.key !== 'Escape') return;
    event.stopPropagation();
    this.putBack();
  };

  private readonly putBack = (): void => {
    const line = this.moved?.line;
    if (line === undefined) return;
    this.end();
    this.draw(line);
  };

  private end(): void {
    this.moved = null;
    this.hold(false);
  }

  /** The chart stays where it is while a line moves. */
  private hold(isHeld: boolean): void {
    this.chart.applyOptions({ handleScroll: !isHeld, handleScale: !isHeld });
  }
}
