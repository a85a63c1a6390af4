import type { PlaceRange } from './stretch';

/** How wide a bar of a fresh chart is, in pixels, with its space. */
const firstSpacing = 7;
const fewestBars = 40;
/** Free room right of the newest bar, in bars. */
const room = 5;

/** What a view is of: bars in a row. */
export interface PlaceScale {
  /** What is in view, or was asked to be; null before anything is drawn. */
  range(): PlaceRange | null;
  show(view: PlaceRange): void;
}

/** Which bars of a chart are in view, by their index. */
export class TimeView {
  constructor(
    private readonly scale: PlaceScale,
    private readonly container: Pick<HTMLElement, 'clientWidth'>,
  ) {}

  /** The last of `count` bars, in a fresh chart. */
  lastOf(count: number): PlaceRange {
    return { from: count - this.firstWidth, to: count + room };
  }

  /** Around a bar, in a fresh chart. */
  around(index: number): PlaceRange {
    return { from: index - this.firstWidth / 2, to: index + this.firstWidth / 2 };
  }

  /** The last of `count` bars at three quarters of the width, the zoom as it is. */
  endAt(count: number): void {
    const { range } = this;
    const width = range === null ? this.firstWidth : range.to - range.from;
    this.show({ from: count - width * 0.75, to: count + width * 0.25 });
  }

  /** The last of `count` bars at the right edge, the zoom as it is. At once: the library ends a glide where it is when a bar comes. */
  goLive(count: number): void {
    const { range } = this;
    const width = range === null ? this.firstWidth : range.to - range.from;
    this.show({ from: count - 1 + room - width, to: count - 1 + room });
  }

  goToStart(): void {
    const { range } = this;
    const width = range === null ? this.firstWidth : range.to - range.from;
    this.show({ from: -2, to: width - 2 });
  }

  show(view: PlaceRange): void {
    this.scale.show(view);
  }

  /** So many times as many bars, the right edge where it is. */
  zoom(factor: number): void {
    const { range } = this;
    if (range === null) return;
    const width = Math.max(10, (range.to - range.from) * factor);
    this.show({ from: range.to - width, to: range.to });
  }

  isInView(index: number): boolean {
    const { range } = this;
    return range === null || (index >= range.from && index <= range.to);
  }

  get range(): PlaceRange | null {
    return this.scale.range();
  }

  private get firstWidth(): number {
    return Math.max(fewestBars, Math.round(this.container.clientWidth / firstSpacing));
  }
}
