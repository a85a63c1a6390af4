import { nearestStep, toPixels } from '../../lib/decimal';
import type { Bar } from '../../lib/marketWire';
import type { ChartAxis } from '../barAxis';
import { newDrawing, pointsOf, type Drawing, type DrawingPoint, type DrawingTool } from './drawing';
import type { DrawingLayer, Hit } from './DrawingLayer';
import type { Place } from './geometry';
import { magnetPrice } from './snap';

/** What the editor needs of the chart it works on. */
export interface EditorChart {
  readonly axis: ChartAxis;
  /** Steps of prices, and with how many decimals they are written. */
  readonly increment: string;
  readonly precision: number;
  /** Whether a place of the container lies on the price pane. */
  isOnPane(at: Place): boolean;
  /** The open of the nearest place for a bar, also beyond the last; null without bars. */
  barTimeAt(x: number): number | null;
  barAt(time: number): Bar | null;
  /** So many places for bars later than `time`; earlier for a negative number. */
  moveBars(time: number, by: number): number;
  /** The chart stays where it is while something is drawn or dragged. */
  hold(isHeld: boolean): void;
}

export interface EditorEvents {
  /** All its points are placed. */
  onDrawn(drawing: Drawing): void;
  /** It was moved to where `drawing` has it. */
  onMoved(drawing: Drawing): void;
  onSelected(id: string | null): void;
  /** Another tool is at work; null: none. */
  onTool(tool: DrawingTool | null): void;
}

interface Grip {
  readonly drawing: Drawing;
  readonly handle: number | null;
  readonly from: Place;
  readonly startTime: number;
  readonly startPrice: number;
}

/** Pointer travel below this is a click, in pixels. */
const clickSlack = 5;
/** A magnet pulls from this far, in pixels. */
const magnetReach = 14;
const leftButton = 0;

/** Places, selects and moves drawings with pointer and keys. It owns none: what was done is told, and comes back with {@link show}. */
export class DrawingEditor {
  private drawings: readonly Drawing[] = [];
  private tool: DrawingTool | null = null;
  private color = 0;
  private hasMagnet = false;
  private placed: DrawingPoint[] = [];
  private pressedAt: Place | null = null;
  private pending: Drawing | null = null;
  private selected: string | null = null;
  private hovered: string | null = null;
  private grip: Grip | null = null;
  /** Where the first point was pressed: releasing there does not place the second. */
  private firstPress: Place | null = null;

  constructor(
    private readonly container: HTMLElement,
    private readonly chart: EditorChart,
    private readonly layer: DrawingLayer,
    private readonly events: EditorEvents,
  ) {
    // Before the chart's own handlers, which would pan.
    container.addEventListener('pointerdown', this.onDown, true);
    window.addEventListener('pointermove', this.onMove, true);
    window.addEventListener('pointerup', this.onUp, true);
    window.addEventListener('pointercancel', this.onCancel, true);
  }

  destroy(): void {
    this.container.removeEventListener('pointerdown', this.onDown, true);
    window.removeEventListener('pointermove', this.onMove, true);
    window.removeEventListener('pointerup', this.onUp, true);
    window.removeEventListener('pointercancel', this.onCancel, true);
  }

  /** These and no others. */
  show(drawings: readonly Drawing[]): void {
    this.drawings = drawings;
    if (this.grip === null && this.placed.length === 0) this.pending = null;
    if (this.selected !== null && !drawings.some((one) => one.id === this.selected && !one.isHidden)) this.choose(null);
    this.paint();
  }

  /** `color`: index in the palette; a magnet puts points on the prices of bars. */
  use(tool: DrawingTool | null, color: number, hasMagnet: boolean): void {
    this.color = color;
    this.hasMagnet = hasMagnet;
    if (tool === this.tool) return;
    this.tool = tool;
    this.drop();
    if (tool !== null) this.choose(null);
    this.chart.hold(tool !== null);
    this.container.classList.toggle('is-drawing', tool !== null);
  }

  select(id: string | null): void {
    this.choose(id);
  }

  get selectedId(): string | null {
    return this.selected;
  }

  /** Puts back what is under way, lays the tool aside, or lets go of the selection; false when there was none of these. */
  cancel(): boolean {
    if (this.grip !== null || this.placed.length > 0) {
      this.drop();
      return true;
    }
    if (this.tool !== null) {
      this.events.onTool(null);
      return true;
    }
    if (this.selected === null) return false;
    this.choose(null);
    return true;
  }

  /** The next point of the tool at a bar and a price: what a click does, for the keyboard. */
  place(time: number, price: number): boolean {
    if (this.tool === null) return false;
    this.put({ time, price: this.stepped(price) });
    return true;
  }

  /** Moves the selected drawing by bars and by steps of the price; false when there is none to move. */
  nudge(bars: number, steps: number): boolean {
    const drawing = this.drawings.find((one) => one.id === this.selected);
    if (drawing === undefined || drawing.isLocked) return false;
    const step = toPixels(this.chart.increment);
    this.events.onMoved(this.shifted(drawing, bars, steps * (step > 0 ? step : 10 ** -this.chart.precision)));
    return true;
  }

  private readonly onDown = (event: PointerEvent): void => {
    const at = this.placeOf(event);
    if (event.button !== leftButton || !this.chart.isOnPane(at)) return;
    if (this.tool !== null) {
      event.stopImmediatePropagation();
      this.pressedAt = at;
      if (this.placed.length === 0) this.put(this.pointAt(at));
      return;
    }
    const hit = this.layer.hit(at);
    this.choose(hit?.drawing.id ?? null);
    if (hit === null) return;
    event.stopImmediatePropagation();
    this.take(hit, at);
  };

  private readonly onMove = (event: PointerEvent): void => {
    const at = this.placeOf(event);
    if (this.grip !== null) {
      this.pending = this.dragged(this.grip, at);
      this.paint();
    } else if (this.tool !== null && this.placed.length > 0) {
      this.pending = this.draft([...this.placed, this.pointAt(at)]);
      this.paint();
    } else if (this.tool === null && event.buttons === 0) {
      const hovered = this.container.contains(targetOf(event)) && this.chart.isOnPane(at) ? this.layer.hit(at)?.drawing.id ?? null : null;
      if (hovered === this.hovered) return;
      this.hovered = hovered;
      this.container.classList.toggle('is-over-drawing', hovered !== null);
      this.paint();
    }
  };

  private readonly onUp = (event: PointerEvent): void => {
    const at = this.placeOf(event);
    const { grip, pressedAt } = this;
    this.pressedAt = null;
    if (grip !== null) {
      const moved = this.dragged(grip, at);
      this.grip = null;
      this.chart.hold(this.tool !== null);
      const isMoved = Math.hypot(at.x - grip.from.x, at.y - grip.from.y) >= clickSlack;
      this.pending = isMoved ? moved : null;
      if (isMoved) this.events.onMoved(moved);
      this.paint();
      return;
    }
    if (this.tool === null || pressedAt === null || this.placed.length === 0) return;
    const isDragged = Math.hypot(at.x - pressedAt.x, at.y - pressedAt.y) >= clickSlack;
    if (isDragged || this.firstPress !== pressedAt) this.put(this.pointAt(at));
  };

  private readonly onCancel = (): void => {
    this.drop();
  };

  private put(point: DrawingPoint): void {
    const { tool } = this;
    if (tool === null) return;
    if (this.placed.length === 0) this.firstPress = this.pressedAt;
    this.placed.push(point);
    if (this.placed.length < pointsOf[tool]) {
      this.pending = this.draft(this.placed);
      this.paint();
      return;
    }
    const drawn = this.draft(this.placed);
    this.placed = [];
    this.pressedAt = null;
    this.pending = null;
    if (drawn === null) return;
    this.events.onDrawn(drawn);
    this.events.onTool(null);
  }

  private draft(points: readonly DrawingPoint[]): Drawing | null {
    return this.tool === null ? null : newDrawing(this.pending?.id ?? crypto.randomUUID(), this.tool, points, this.color);
  }

  private take({ drawing, handle }: Hit, at: Place): void {
    if (drawing.isLocked) return;
    this.grip = { drawing, handle, from: at, startTime: this.chart.barTimeAt(at.x) ?? 0, startPrice: this.chart.axis.priceAt(at.y) ?? 0 };
    this.chart.hold(true);
  }

  private dragged({ drawing, handle, startTime, startPrice }: Grip, at: Place): Drawing {
    if (handle !== null) {
      const point = this.pointAt(at);
      return { ...drawing, points: drawing.points.map((old, i) => (i === handle ? point : old)) };
    }
    const time = this.chart.barTimeAt(at.x) ?? startTime;
    return this.shifted(drawing, this.barsFrom(startTime, time), (this.chart.axis.priceAt(at.y) ?? startPrice) - startPrice);
  }

  private barsFrom(from: number, to: number): number {
    const [a, b] = [this.chart.axis.xOf(from), this.chart.axis.xOf(to)];
    const [first, next] = [this.chart.axis.xOf(from), this.chart.axis.xOf(this.chart.moveBars(from, 1))];
    if (a === null || b === null || first === null || next === null || next === first) return 0;
    return Math.round((b - a) / (next - first));
  }

  private shifted(drawing: Drawing, bars: number, price: number): Drawing {
    return {
      ...drawing,
      points: drawing.points.map((point) => ({
        time: bars === 0 ? point.time : this.chart.moveBars(point.time, bars),
        price: price === 0 ? point.price : this.stepped(toPixels(point.price) + price),
      })),
    };
  }

  private pointAt(at: Place): DrawingPoint {
    const time = this.chart.barTimeAt(at.x) ?? 0;
    const bar = this.hasMagnet ? this.chart.barAt(time) : null;
    const pulled = bar === null ? null : magnetPrice(bar, at.y, (price) => this.chart.axis.yOf(price), magnetReach);
    return { time, price: pulled ?? this.stepped(this.chart.axis.priceAt(at.y) ?? 0) };
  }

  private stepped(price: number): string {
    return nearestStep(price, this.chart.increment, this.chart.precision);
  }

  private choose(id: string | null): void {
    if (id === this.selected) return;
    this.selected = id;
    this.events.onSelected(id);
    this.paint();
  }

  private drop(): void {
    this.placed = [];
    this.pressedAt = null;
    this.pending = null;
    if (this.grip !== null) this.chart.hold(this.tool !== null);
    this.grip = null;
    this.paint();
  }

  private paint(): void {
    this.layer.show({ drawings: this.drawings, pending: this.pending, selected: this.selected, hovered: this.hovered });
  }

  private placeOf(event: PointerEvent): Place {
    const box = this.container.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }
}

function targetOf(event: Event): Node | null {
  return event.target instanceof Node ? event.target : null;
}
