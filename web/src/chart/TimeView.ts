import type { ITimeScaleApi, LogicalRange, Time } from 'lightweight-charts';

/** How wide a bar of a fresh chart is, in pixels, with its space. */
const firstSpacing = 7;
const fewestBars = 40;
/** Free room right of the newest bar, in bars. */
const room = 5;

interface Range {
  readonly from: number;
  readonly to: number;
}

/** Which bars of a chart are in view, by their index. */
export class TimeView {
  /** What was asked for and is not drawn yet: the library tells the range of the last frame. */
  private asked: Range | null = null;

  constructor(
    private readonly scale: Pick<ITimeScaleApi<Time>, 'getVisibleLogicalRange' | 'setVisibleLogicalRange' | 'scrollToPosition'>,
    private readonly container: Pick<HTMLElement, 'clientWidth'>,
  ) {}

  showLast(count: number): void {
    this.show(count - this.firstWidth, count + room);
  }

  /** The last of `count` bars at three quarters of the width, the zoom as it is. */
  endAt(count: number): void {
    const { range } = this;
    const width = range === null ? this.firstWidth : range.to - range.from;
    this.show(count - width * 0.75, count + width * 0.25);
  }

  /** To the live edge, the zoom as it is. At once: the library ends a glide where it is when a bar comes. */
  goLive(): void {
    this.asked = null;
    this.scale.scrollToPosition(room, false);
  }

  goToStart(): void {
    const { range } = this;
    const width = range === null ? this.firstWidth : range.to - range.from;
    this.show(-2, width - 2);
  }

  showAround(index: number): void {
    this.show(index - this.firstWidth / 2, index + this.firstWidth / 2);
  }

  show(from: number, to: number): void {
    const asked = { from, to };
    this.asked = asked;
    this.scale.setVisibleLogicalRange(asked);
    // The library draws in its own frame, which was asked for before this one.
    requestAnimationFrame(() => {
      if (this.asked === asked) this.asked = null;
    });
  }

  /** So many times as many bars, the right edge where it is. */
  zoom(factor: number): void {
    const { range } = this;
    if (range === null) return;
    const width = Math.max(10, (range.to - range.from) * factor);
    this.show(range.to - width, range.to);
  }

  isInView(index: number): boolean {
    const { range } = this;
    return range === null || (index >= range.from && index <= range.to);
  }

  /** What is in view, or was asked to be; null before anything is drawn. */
  get range(): Range | LogicalRange | null {
    return this.asked ?? this.scale.getVisibleLogicalRange();
  }

  private get firstWidth(): number {
    return Math.max(fewestBars, Math.round(this.container.clientWidth / firstSpacing));
  }
}
