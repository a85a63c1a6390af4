import type {
  AutoscaleInfo, IPrimitivePaneRenderer, IPrimitivePaneView, ISeriesPrimitive, ISeriesPrimitiveAxisView, Logical, SeriesAttachedParameter, Time,
} from 'lightweight-charts';
import { formatDecimal, formatPercent } from '../lib/format';
import { firstNotBefore } from '../lib/search';
import type { ChartLook } from './look';
import type { VisibleBars } from './SessionShade';

type DrawTarget = Parameters<IPrimitivePaneRenderer['draw']>[0];

/** A bar of a compared instrument, as numbers for drawing. */
export interface ComparePoint {
  /** Its open, in seconds. */
  readonly time: number;
  readonly open: number;
  readonly close: number;
  /** The close with all its digits. */
  readonly text: string;
}

export interface CompareLine {
  readonly id: string;
  /** Index in the palette of the look. */
  readonly color: number;
  /** `percent`: as far from its price at the left edge as the bars are from theirs. `own`: spread over the pane. */
  readonly scale: 'percent' | 'own';
  /** The difference of two prices: it has no percent, and its label says its value. */
  readonly isSpread: boolean;
  readonly isHidden: boolean;
  /** Ascending. */
  readonly points: readonly ComparePoint[];
}

/** A line against the bars in view. */
interface Course {
  readonly line: CompareLine;
  /** What it is measured from: its open at the left edge. */
  readonly base: number;
  readonly closes: readonly { readonly index: number; readonly close: number; readonly text: string }[];
}

export interface CompareValue {
  readonly id: string;
  readonly close: number | null;
  /** The close with all its digits; null where it has none. */
  readonly text: string | null;
  /** From the left edge of the view; null of a spread. */
  readonly percent: number | null;
}

const lineWidth = 1.5;
const pointedWidth = 3;
/** Share of the pane that a line on its own scale leaves free above and below. */
const ownTop = 0.1;
const ownBottom = 0.25;

/**
 * Lines of other instruments over the bars. In percent they share the axis of the bars: a close stands where the bars would stand had they
 * moved as far since the left edge. A compared bar counts for the bar that opens with it, else for the next one.
 */
export class CompareLayer implements ISeriesPrimitive<Time>, IPrimitivePaneView, IPrimitivePaneRenderer {
  private requestUpdate: (() => void) | null = null;
  private lines: readonly CompareLine[] = [];
  private height = 0;
  private pointed: string | null = null;

  constructor(
    private readonly visible: () => VisibleBars | null,
    /** The price that the bars are measured from. */
    private readonly base: () => number,
    private readonly yOf: (price: number) => number | null,
    private look: ChartLook,
  ) {}

  attached(parameters: SeriesAttachedParameter<Time>): void {
    this.requestUpdate = parameters.requestUpdate;
  }

  detached(): void {
    this.requestUpdate = null;
  }

  set(lines: readonly CompareLine[]): void {
    this.lines = lines;
    this.requestUpdate?.();
  }

  /** Draws one line wider than the others; null: none. */
  point(id: string | null): void {
    this.pointed = id;
    this.requestUpdate?.();
  }

  applyLook(look: ChartLook): void {
    this.look = look;
    this.requestUpdate?.();
  }

  /** At the bar that opens then. */
  at(time: number, before: number | null): readonly CompareValue[] {
    const bars = this.visible();
    return this.lines.filter((line) => !line.isHidden).map((line) => {
      const point = pointFor(line.points, time, before);
      const base = bars === null ? 0 : this.courseOf(line, bars)?.base ?? 0;
      const percent = point === null || base === 0 || line.isSpread ? null : (point.close / base - 1) * 100;
      return { id: line.id, close: point?.close ?? null, text: point?.text ?? null, percent };
    });
  }

  paneViews(): readonly IPrimitivePaneView[] {
    return [this];
  }

  renderer(): IPrimitivePaneRenderer {
    return this;
  }

  /** The axis makes room for lines that share it. */
  autoscaleInfo(_from: Logical, _to: Logical): AutoscaleInfo | null {
    const base = this.base();
    const prices = this.courses().filter(({ line }) => line.scale === 'percent')
      .flatMap((course) => course.closes.map(({ close }) => (base * close) / course.base));
    if (prices.length === 0) return null;
    let [minValue, maxValue] = [Infinity, -Infinity];
    for (const price of prices) {
      minValue = Math.min(minValue, price);
      maxValue = Math.max(maxValue, price);
    }
    return { priceRange: { minValue, maxValue } };
  }

  priceAxisViews(): readonly ISeriesPrimitiveAxisView[] {
    return this.courses().flatMap((course) => {
      const last = course.closes[course.closes.length - 1];
      const y = last === undefined ? null : this.place(course, last.close);
      if (last === undefined || y === null) return [];
      return [{
        coordinate: () => y, text: () => (course.line.isSpread ? formatDecimal(last.text) : formatPercent((last.close / course.base - 1) * 100)), textColor: () => this.look.onData,
        backColor: () => this.colorOf(course.line),
      }];
    });
  }

  draw(target: DrawTarget): void {
    const bars = this.visible();
    target.useMediaCoordinateSpace(({ context, mediaSize }) => {
      this.height = mediaSize.height;
      if (bars === null) return;
      for (const course of this.courses()) {
        context.strokeStyle = this.colorOf(course.line);
        context.lineWidth = course.line.id === this.pointed ? pointedWidth : lineWidth;
        context.lineJoin = 'round';
        context.beginPath();
        let isFirst = true;
        for (const { index, close } of course.closes) {
          const y = this.place(course, close);
          if (y === null) continue;
          if (isFirst) context.moveTo(bars.xAt(index), y);
          else context.lineTo(bars.xAt(index), y);
          isFirst = false;
        }
        context.stroke();
      }
    });
  }

  private courses(): readonly Course[] {
    const bars = this.lines.length === 0 ? null : this.visible();
    if (bars === null) return [];
    return this.lines.flatMap((line) => (line.isHidden ? [] : this.courseOf(line, bars) ?? []));
  }

  private courseOf(line: CompareLine, bars: VisibleBars): Course | null {
    const { points } = line;
    const closes: { readonly index: number; readonly close: number; readonly text: string }[] = [];
    let base = 0;
    let at = firstAfter(points, bars.from === 0 ? bars.timeAt(0) - 1 : bars.timeAt(bars.from - 1));
    for (let index = bars.from; index <= bars.to; index++) {
      const time = bars.timeAt(index);
      let found: ComparePoint | null = null;
      for (let point = points[at]; point !== undefined && point.time <= time; point = points[++at]) found = point;
      if (found === null) continue;
      if (closes.length === 0) base = found.open;
      closes.push({ index, close: found.close, text: found.text });
    }
    return closes.length === 0 || (base === 0 && !line.isSpread) ? null : { line, base, closes };
  }

  private place({ line, base, closes }: Course, close: number): number | null {
    if (line.scale === 'percent') return this.yOf((this.base() * close) / base);
    let [low, high] = [Infinity, -Infinity];
    for (const one of closes) {
      low = Math.min(low, one.close);
      high = Math.max(high, one.close);
    }
    const share = high === low ? 0.5 : (close - low) / (high - low);
    return this.height * (1 - ownBottom - share * (1 - ownTop - ownBottom));
  }

  private colorOf(line: CompareLine): string {
    return this.look.palette[line.color % this.look.palette.length] ?? this.look.text;
  }
}

/** Index of the first point that opens after `time`. */
function firstAfter(points: readonly ComparePoint[], time: number): number {
  return firstNotBefore(points.length, (i) => (points[i]?.time ?? 0) <= time);
}

/** The newest point that opens at `time` or before it, but after the bar before. */
export function pointFor(points: readonly ComparePoint[], time: number, before: number | null): ComparePoint | null {
  const point = points[firstAfter(points, time) - 1];
  return point === undefined || (before === null ? point.time !== time : point.time <= before) ? null : point;
}
