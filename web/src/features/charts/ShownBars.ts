import type { Bar } from '../../lib/marketWire';
import type { BarCanvas } from './BarFeed';

/** Which of the loaded bars are shown. */
export interface BarFilter {
  /** Bars that are not closed by then are of the future; null: none is. Seconds. */
  readonly until: number | null;
  /** Null: all. */
  readonly isWanted: ((time: number) => boolean) | null;
  /** When a bar that opens at `open` closes, in seconds. */
  readonly closeOf: (open: number) => number;
}

/**
 * Stands between the feed and the chart: of the bars that are loaded the chart gets those that pass. In a replay the future is held back
 * here, so that nothing behind can show it.
 */
export class ShownBars implements BarCanvas {
  private loaded: readonly Bar[] = [];
  private list: readonly Bar[] = [];
  private filter: BarFilter;

  constructor(private readonly canvas: BarCanvas, closeOf: (open: number) => number) {
    this.filter = { until: null, isWanted: null, closeOf };
  }

  /** Oldest first. */
  get bars(): readonly Bar[] {
    return this.list;
  }

  get last(): Bar | null {
    return this.list[this.list.length - 1] ?? null;
  }

  get isReplay(): boolean {
    return this.filter.until !== null;
  }

  /** The bar that opens then. */
  at(time: number): Bar | null {
    const bar = this.list[firstAtOrAfter(this.list, time)];
    return bar?.time === time ? bar : null;
  }

  before(time: number): Bar | null {
    return this.list[firstAtOrAfter(this.list, time) - 1] ?? null;
  }

  /** The next loaded bar that is still held back as future; null when there is none. */
  get next(): Bar | null {
    const last = this.last;
    const from = last === null ? 0 : firstAtOrAfter(this.loaded, last.time + 1);
    for (let i = from; i < this.loaded.length; i++) {
      const bar = this.loaded[i];
      if (bar !== undefined && bar.isClosed && (this.filter.isWanted === null || this.filter.isWanted(bar.time))) return bar;
    }
    return null;
  }

  show(change: Partial<BarFilter>): void {
    const before = this.list;
    this.filter = { ...this.filter, ...change };
    this.list = this.passed();
    // One more bar at the end is drawn as if it had just come.
    const added = this.list[this.list.length - 1];
    if (added !== undefined && this.list.length === before.length + 1 && before[before.length - 1] === this.list[this.list.length - 2]) this.canvas.updateBar(added, this.list);
    else this.canvas.setBars(this.list, 'keep');
  }

  setBars(bars: readonly Bar[], view: 'live' | 'keep' | { readonly around: number }): void {
    this.loaded = bars;
    this.list = this.passed();
    this.canvas.setBars(this.list, view);
  }

  updateBar(bar: Bar, bars: readonly Bar[]): void {
    this.loaded = bars;
    if (this.isOpen) {
      this.list = bars;
      this.canvas.updateBar(bar, bars);
      return;
    }
    if (!this.isPassing(bar)) return;
    this.list = this.passed();
    this.canvas.updateBar(bar, this.list);
  }

  private get isOpen(): boolean {
    return this.filter.until === null && this.filter.isWanted === null;
  }

  private passed(): readonly Bar[] {
    return this.isOpen ? this.loaded : this.loaded.filter((bar) => this.isPassing(bar));
  }

  private isPassing({ time }: Bar): boolean {
    const { until, isWanted, closeOf } = this.filter;
    return (until === null || closeOf(time) <= until) && (isWanted === null || isWanted(time));
  }
}

function firstAtOrAfter(bars: readonly Bar[], time: number): number {
  let low = 0;
  let high = bars.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((bars[middle]?.time ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
