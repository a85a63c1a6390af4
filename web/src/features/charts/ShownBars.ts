import type { Bar } from '../../lib/marketWire';
import { firstAtOrAfter } from '../../lib/search';
import type { BarCanvas } from './BarFeed';
import { quietBetween, withQuiet, type Filling } from './quietBars';

/** Which of the loaded bars are shown. */
export interface BarFilter {
  /** Bars that are not closed by then are of the future; null: none is. Seconds. */
  readonly until: number | null;
  /** Null: all. */
  readonly isWanted: ((time: number) => boolean) | null;
  /** Null: an interval without a bar stays without one. */
  readonly filling: Filling | null;
  /** When a bar that opens at `open` closes, in seconds. */
  readonly closeOf: (open: number) => number;
}

/**
 * Stands between the feed and the chart: of the bars that are loaded the chart gets those that pass, and flat ones between them where that is
 * wanted. In a replay the future is held back here, so that nothing behind can show it.
 */
export class ShownBars implements BarCanvas {
  private loaded: readonly Bar[] = [];
  private list: readonly Bar[] = [];
  private filter: BarFilter;
  /** Up to when the time after the last bar is filled, in seconds; null: it is not. */
  private edge: number | null = null;

  constructor(private readonly canvas: BarCanvas, closeOf: (open: number) => number) {
    this.filter = { until: null, isWanted: null, filling: null, closeOf };
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

  get isFilled(): boolean {
    return this.filter.filling !== null;
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
    // Other bars may not reach the live edge.
    if (bars[bars.length - 1]?.time !== this.loaded[this.loaded.length - 1]?.time) this.edge = null;
    this.loaded = bars;
    this.list = this.passed();
    this.canvas.setBars(this.list, view);
  }

  updateBar(bar: Bar, bars: readonly Bar[]): void {
    const first = this.loaded[0];
    this.loaded = bars;
    if (this.isOpen) {
      this.list = bars;
      this.canvas.updateBar(bar, bars);
      return;
    }
    if (!this.isPassing(bar)) return;
    if (this.filter.filling === null) {
      this.list = this.passed();
      this.canvas.updateBar(bar, this.list);
      return;
    }
    const last = this.last;
    if (last !== null && bar.time >= last.time && first === bars[0]) this.append(bar, last);
    else this.redraw();
  }

  /** Time went on at the live edge, in seconds: intervals that began without a trade get their bar. True when one did. */
  advance(now: number): boolean {
    const { filling, closeOf, until } = this.filter;
    this.edge = now;
    const last = this.last;
    if (filling === null || until !== null || last === null || closeOf(last.time) > now) return false;
    const before = this.list.length;
    const known = last.isQuiet === true ? before - 1 : before;
    this.list = this.passed();
    if (this.list.length === before) return false;
    for (const bar of this.list.slice(known)) this.canvas.updateBar(bar, this.list);
    return true;
  }

  private get isOpen(): boolean {
    return this.filter.until === null && this.filter.isWanted === null && this.filter.filling === null;
  }

  /** The bar is the last one as it is now, or comes after it. */
  private append(bar: Bar, last: Bar): void {
    const quiet = bar.time === last.time ? [] : quietBetween(last, bar.time, this.isQuietWanted, this.filter.closeOf);
    this.list = [...(bar.time === last.time ? this.list.slice(0, -1) : this.list), ...quiet, bar];
    for (const one of [...quiet, bar]) this.canvas.updateBar(one, this.list);
  }

  private redraw(): void {
    this.list = this.passed();
    this.canvas.setBars(this.list, 'keep');
  }

  private passed(): readonly Bar[] {
    if (this.isOpen) return this.loaded;
    const { filling, closeOf, until, isWanted } = this.filter;
    const passing = until === null && isWanted === null ? this.loaded : this.loaded.filter((bar) => this.isPassing(bar));
    if (filling === null) return passing;
    const result = withQuiet(passing, this.isQuietWanted, closeOf);
    const last = result[result.length - 1];
    if (last === undefined || this.edge === null || until !== null) return result;
    return [...result, ...quietBetween(last, this.edge + 1, this.isQuietWanted, closeOf, this.edge)];
  }

  private readonly isQuietWanted = (open: number): boolean =>
    this.filter.filling?.isTrading(open) === true && (this.filter.isWanted === null || this.filter.isWanted(open));

  private isPassing({ time, closesAt }: Bar): boolean {
    const { until, isWanted, closeOf } = this.filter;
    return (until === null || (closesAt ?? closeOf(time)) <= until) && (isWanted === null || isWanted(time));
  }
}
