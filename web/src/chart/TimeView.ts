import type { ITimeScaleApi, Time } from 'lightweight-charts';

/** How wide a bar of a fresh chart is, in pixels, with its space. */
const firstSpacing = 7;
const fewestBars = 40;
/** Free room right of the newest bar, in bars. */
const room = 5;

/** Which bars of a chart are in view, by their index. */
export class TimeView {
  constructor(private readonly scale: ITimeScaleApi<Time>, private readonly container: HTMLElement) {}

  showLast(count: number): void {
    this.show(count - this.firstWidth, count + room);
  }

  /** The last of `count` bars at three quarters of the width, the zoom as it is. */
  endAt(count: number): void {
    const range = this.scale.getVisibleLogicalRange();
    const width = range === null ? this.firstWidth : range.to - range.from;
    this.show(count - width * 0.75, count + width * 0.25);
  }

  /** To the live edge, the zoom as it is. At once: the library ends a glide where it is when a bar comes. */
  goLive(): void {
    this.scale.scrollToPosition(room, false);
  }

  goToStart(): void {
    const range = this.scale.getVisibleLogicalRange();
    const width = range === null ? this.firstWidth : range.to - range.from;
    this.show(-2, width - 2);
  }

  showAround(index: number): void {
    this.show(index - this.firstWidth / 2, index + this.firstWidth / 2);
  }

  show(from: number, to: number): void {
    this.scale.setVisibleLogicalRange({ from, to });
  }

  zoom(factor: number): void {
    const range = this.scale.getVisibleLogicalRange();
    if (range === null) return;
    const width = Math.max(10, (range.to - range.from) * factor);
    this.show(range.to - width, range.to);
  }

  isInView(index: number): boolean {
    const range = this.scale.getVisibleLogicalRange();
    return range === null || (index >= range.from && index <= range.to);
  }

  private get firstWidth(): number {
    return Math.max(fewestBars, Math.round(this.container.clientWidth / firstSpacing));
  }
}
