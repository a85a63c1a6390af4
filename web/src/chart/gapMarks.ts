import type {
  IPrimitivePaneRenderer, IPrimitivePaneView, ISeriesPrimitive, SeriesAttachedParameter, Time,
} from 'lightweight-charts';
import { firstNotBefore } from '../lib/search';

/** A hole in the recording between two bars; times in seconds. */
export interface GapMark {
  readonly id: number;
  readonly from: number;
  readonly to: number;
}

/** Where a hole is drawn, in pixels from the left edge of the chart. */
export interface GapPlace {
  readonly id: number;
  readonly left: number;
  readonly width: number;
}

/** Bars on both sides of holes; `id`: of the longest of them. */
interface Slot {
  readonly before: number;
  readonly after: number;
  readonly id: number;
  readonly length: number;
}

const fewestPixels = 4;

type DrawTarget = Parameters<IPrimitivePaneRenderer['draw']>[0];

/** Hatches the slot in front of the first bar after a hole: with no bars inside it the hole has no width of its own. */
export class GapMarks implements ISeriesPrimitive<Time>, IPrimitivePaneView, IPrimitivePaneRenderer {
  private requestUpdate: (() => void) | null = null;
  private slots: readonly Slot[] = [];
  private color = '';

  /** `xOf`: where the bar that opens then stands, in pixels. */
  constructor(private readonly xOf: (time: number) => number | null) {}

  attached(parameters: SeriesAttachedParameter<Time>): void {
    this.requestUpdate = parameters.requestUpdate;
  }

  detached(): void {
    this.requestUpdate = null;
  }

  /** `times`: of the bars on the chart, ascending. */
  set(gaps: readonly GapMark[], times: readonly number[], color: string): void {
    this.color = color;
    const slots = new Map<number, Slot>();
    for (const gap of gaps) {
      const index = firstNotBefore(times.length, (i) => (times[i] ?? 0) < gap.to);
      const after = times[index];
      const before = times[index - 1];
      if (after === undefined || before === undefined) continue;
      // Many short holes between the same two bars are one mark.
      const known = slots.get(after);
      const length = gap.to - gap.from;
      if (known === undefined || known.length < length) slots.set(after, { before, after, id: gap.id, length });
    }
    this.slots = [...slots.values()];
    this.requestUpdate?.();
  }

  /** Those in view. */
  places(width: number): readonly GapPlace[] {
    return this.slots.flatMap((slot) => {
      const left = this.xOf(slot.before);
      const right = this.xOf(slot.after);
      if (left === null || right === null || right < 0 || left > width) return [];
      return [{ id: slot.id, left, width: Math.max(fewestPixels, right - left) }];
    });
  }

  paneViews(): readonly IPrimitivePaneView[] {
    return [this];
  }

  zOrder(): 'bottom' {
    return 'bottom';
  }

  renderer(): IPrimitivePaneRenderer {
    return this;
  }

  draw(target: DrawTarget): void {
    target.useBitmapCoordinateSpace(({ context, bitmapSize, horizontalPixelRatio: ratio }) => {
      context.strokeStyle = this.color;
      context.lineWidth = Math.max(1, ratio);
      for (const slot of this.slots) {
        const left = this.xOf(slot.before);
        const right = this.xOf(slot.after);
        if (left === null || right === null || right < 0 || left * ratio > bitmapSize.width) continue;
        const x = Math.round(left * ratio);
        const width = Math.max(Math.round((right - left) * ratio), Math.round(fewestPixels * ratio));
        context.save();
        context.beginPath();
        context.rect(x, 0, width, bitmapSize.height);
        context.clip();
        context.beginPath();
        const step = Math.round(6 * ratio);
        for (let y = -width; y < bitmapSize.height + width; y += step) {
          context.moveTo(x, y + width);
          context.lineTo(x + width, y);
        }
        context.stroke();
        context.restore();
      }
    });
  }
}
