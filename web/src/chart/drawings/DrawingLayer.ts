import type {
  IPrimitivePaneRenderer, IPrimitivePaneView, ISeriesPrimitive, ISeriesPrimitiveAxisView, SeriesAttachedParameter, Time,
} from 'lightweight-charts';
import { toPixels } from '../../lib/decimal';
import { formatPercent, formatPlain } from '../../lib/format';
import { t } from '../../lib/text';
import type { ChartAxis } from '../barAxis';
import type { ChartLook } from '../look';
import { fibonacciLevels, type Drawing } from './drawing';
import { isOn, segmentsOf, type Area, type Place } from './geometry';
import { measure } from './measure';

type DrawTarget = Parameters<IPrimitivePaneRenderer['draw']>[0];
type Context = CanvasRenderingContext2D;

/** What the layer draws; of the editor. */
export interface Scene {
  readonly drawings: readonly Drawing[];
  /** One that is being placed or dragged stands for the one of the same id. */
  readonly pending: Drawing | null;
  readonly selected: string | null;
  readonly hovered: string | null;
}

export interface Hit {
  readonly drawing: Drawing;
  /** Index of the point that was hit; null: the drawing between its points. */
  readonly handle: number | null;
}

/** Radius of a handle, and how near a pointer must be to take one or a line. */
const handleRadius = 4;
const handleReach = 8;
const lineReach = 5;
const pad = 4;

/** Paints drawings over the bars and says what lies under the pointer. */
export class DrawingLayer implements ISeriesPrimitive<Time>, IPrimitivePaneView, IPrimitivePaneRenderer {
  private requestUpdate: (() => void) | null = null;
  private scene: Scene = { drawings: [], pending: null, selected: null, hovered: null };
  private area: Area = { width: 0, height: 0 };
  private readonly textSizes = new Map<string, Area>();

  /** `barsBetween`: how many bars lie between two times, with a sign. */
  constructor(
    private readonly axis: ChartAxis, private look: ChartLook, private readonly precision: number,
    private readonly barsBetween: (from: number, to: number) => number,
  ) {}

  attached(parameters: SeriesAttachedParameter<Time>): void {
    this.requestUpdate = parameters.requestUpdate;
  }

  detached(): void {
    this.requestUpdate = null;
  }

  show(scene: Scene): void {
    this.scene = scene;
    this.requestUpdate?.();
  }

  applyLook(look: ChartLook): void {
    this.look = look;
    this.requestUpdate?.();
  }

  /** The topmost drawing at a place of the pane; the handles of the selected one come first. */
  hit(at: Place): Hit | null {
    const shown = this.shown();
    const selected = shown.find((drawing) => drawing.id === this.scene.selected);
    for (const drawing of selected === undefined ? [...shown].reverse() : [selected, ...[...shown].reverse()]) {
      const places = this.placesOf(drawing);
      const handle = places.findIndex((place) => Math.hypot(place.x - at.x, place.y - at.y) <= handleReach);
      if (handle >= 0 && drawing.tool !== 'text') return { drawing, handle };
      const size = this.textSizes.get(drawing.id) ?? { width: 0, height: 0 };
      if (isOn(drawing.tool, places, at, this.area, lineReach, size)) return { drawing, handle: null };
    }
    return null;
  }

  paneViews(): readonly IPrimitivePaneView[] {
    return [this];
  }

  zOrder(): 'top' {
    return 'top';
  }

  renderer(): IPrimitivePaneRenderer {
    return this;
  }

  /** A horizontal line says its price on the axis; so does each point of the selected drawing. */
  priceAxisViews(): readonly ISeriesPrimitiveAxisView[] {
    return this.shown().flatMap((drawing) => {
      const isLabelled = drawing.tool === 'horizontal' || (drawing.id === this.scene.selected && drawing.tool !== 'vertical');
      if (!isLabelled) return [];
      return drawing.points.flatMap((point) => {
        const y = this.axis.yOf(toPixels(point.price));
        return y === null ? [] : [{
          coordinate: () => y, text: () => toPixels(point.price).toFixed(this.precision), textColor: () => this.look.onData, backColor: () => this.colorOf(drawing),
        }];
      });
    });
  }

  draw(target: DrawTarget): void {
    target.useMediaCoordinateSpace(({ context, mediaSize }) => {
      this.area = mediaSize;
      for (const drawing of this.shown()) this.paint(context, drawing);
    });
  }

  private shown(): readonly Drawing[] {
    const { drawings, pending } = this.scene;
    const list = pending === null ? drawings
      : drawings.some((one) => one.id === pending.id) ? drawings.map((one) => (one.id === pending.id ? pending : one)) : [...drawings, pending];
    return list.filter((drawing) => !drawing.isHidden);
  }

  private placesOf(drawing: Drawing): readonly Place[] {
    return drawing.points.flatMap((point) => {
      const x = this.axis.xOf(point.time);
      const y = this.axis.yOf(toPixels(point.price));
      return x === null || y === null ? [] : [{ x, y }];
    });
  }

  private colorOf(drawing: Drawing): string {
    return this.look.palette[drawing.color % this.look.palette.length] ?? this.look.text;
  }

  private paint(context: Context, drawing: Drawing): void {
    const places = this.placesOf(drawing);
    const [a, b] = places;
    // A price that the axis has no place for, as zero on a logarithmic one.
    if (a === undefined || places.length < drawing.points.length) return;
    const color = this.colorOf(drawing);
    const isMarked = drawing.id === this.scene.selected || drawing.id === this.scene.hovered;
    context.save();
    context.font = `${this.look.fontSize}px ${this.look.font}`;
    context.textBaseline = 'middle';
    context.strokeStyle = color;
    context.fillStyle = color;
    context.lineWidth = isMarked ? 2 : 1.5;
    if (b !== undefined && (drawing.tool === 'rectangle' || drawing.tool === 'measure')) {
      context.globalAlpha = drawing.tool === 'measure' ? 0.16 : 0.1;
      context.fillRect(Math.min(a.x, b.x), Math.min(a.y, b.y), Math.abs(b.x - a.x), Math.abs(b.y - a.y));
      context.globalAlpha = 1;
    }
    for (const [i, { from, to }] of segmentsOf(drawing.tool, places, this.area).entries()) {
      context.setLineDash(drawing.tool === 'vertical' || (drawing.tool === 'fibonacci' && i === 0) ? [4, 4] : []);
      context.beginPath();
      context.moveTo(from.x, sharp(from.y));
      context.lineTo(to.x, sharp(to.y));
      context.stroke();
    }
    context.setLineDash([]);
    this.label(context, drawing, a, b);
    if (isMarked && !drawing.isLocked) this.handles(context, places, color);
    context.restore();
  }

  private label(context: Context, drawing: Drawing, a: Place, b: Place | undefined): void {
    const [from, to] = drawing.points;
    switch (drawing.tool) {
      case 'text':
        this.textSizes.set(drawing.id, { width: context.measureText(drawing.text).width, height: this.look.fontSize + 2 * pad });
        context.fillText(drawing.text, a.x, a.y - this.look.fontSize / 2 - pad);
        return;
      case 'fibonacci':
        if (b === undefined || from === undefined || to === undefined) return;
        context.textAlign = 'left';
        for (const share of fibonacciLevels) {
          const price = toPixels(from.price) + (toPixels(to.price) - toPixels(from.price)) * share;
          context.fillText(`${share} (${formatPlain(price, this.precision)})`, Math.min(a.x, b.x) + pad, a.y + (b.y - a.y) * share - this.look.fontSize / 2 - 2);
        }
        return;
      case 'measure': {
        if (b === undefined || from === undefined || to === undefined) return;
        const lines = t.drawings.measured(measure(from, to, this.barsBetween), (price) => signed(price, this.precision), (percent) => formatPercent(percent));
        this.box(context, lines, (a.x + b.x) / 2, b.y, b.y <= a.y);
        return;
      }
      default:
        if (drawing.name !== '') context.fillText(drawing.name, a.x + pad, a.y - this.look.fontSize / 2 - pad);
    }
  }

  /** A filled box with lines of text, above or below a place. */
  private box(context: Context, lines: readonly string[], x: number, y: number, isAbove: boolean): void {
    const step = this.look.fontSize + pad;
    const width = Math.max(...lines.map((line) => context.measureText(line).width)) + 2 * pad;
    const height = lines.length * step + pad;
    const top = Math.min(Math.max(0, isAbove ? y - height - pad : y + pad), Math.max(0, this.area.height - height));
    const left = Math.min(Math.max(0, x - width / 2), Math.max(0, this.area.width - width));
    context.fillRect(left, top, width, height);
    context.fillStyle = this.look.onData;
    context.textAlign = 'center';
    lines.forEach((line, i) => context.fillText(line, left + width / 2, top + pad / 2 + step * (i + 0.5)));
  }

  private handles(context: Context, places: readonly Place[], color: string): void {
    context.strokeStyle = color;
    context.fillStyle = this.look.background;
    context.lineWidth = 1.5;
    for (const { x, y } of places) {
      context.beginPath();
      context.arc(x, y, handleRadius, 0, 2 * Math.PI);
      context.fill();
      context.stroke();
    }
  }
}

/** A horizontal line on the middle of a pixel is one pixel wide. */
function sharp(y: number): number {
  return Math.round(y) + 0.5;
}

function signed(value: number, precision: number): string {
  return value > 0 ? `+${formatPlain(value, precision)}` : formatPlain(value, precision);
}
