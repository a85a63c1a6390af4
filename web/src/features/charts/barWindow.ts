import type { Bar } from '../../lib/marketWire';
import { firstAtOrAfter } from '../../lib/search';

/** How many bars a series holds; beyond that the far end is dropped and fetched again when it is scrolled to. */
export const windowCapacity = 20_000;
/** The same with the cap lifted. */
export const liftedCapacity = 1_000_000;

export type Merge = 'appended' | 'updated' | 'outside';

/** A run of bars without a hole in between, oldest first, each open once. Knows whether it reaches the first bar and the live edge. */
export class BarWindow {
  private list: Bar[] = [];
  private reachesStart = false;
  private reachesLive = false;

  constructor(private readonly capacity = windowCapacity) {}

  get bars(): readonly Bar[] {
    return this.list;
  }

  get first(): Bar | null {
    return this.list[0] ?? null;
  }

  get last(): Bar | null {
    return this.list[this.list.length - 1] ?? null;
  }

  get atStart(): boolean {
    return this.reachesStart;
  }

  get atLive(): boolean {
    return this.reachesLive;
  }

  replace(bars: readonly Bar[], edges: { readonly atStart: boolean; readonly atLive: boolean }): void {
    this.list = [...bars];
    this.reachesStart = edges.atStart;
    this.reachesLive = edges.atLive;
  }

  /** Older bars, oldest first. Past the capacity the newest are given up, and with them the live edge. */
  prepend(bars: readonly Bar[], atStart: boolean): void {
    const first = this.list[0];
    const older = first === undefined ? bars : bars.filter((bar) => bar.time < first.time);
    this.list = [...older, ...this.list];
    this.reachesStart = atStart;
    if (this.list.length <= this.capacity) return;
    this.list = this.list.slice(0, this.capacity);
    this.reachesLive = false;
  }

  /** Newer bars, oldest first; the one that was last before may be among them in a later state. */
  append(bars: readonly Bar[], atLive: boolean): void {
    const start = bars[0];
    const kept = start === undefined ? this.list : this.list.filter((bar) => bar.time < start.time);
    this.list = [...kept, ...bars];
    this.reachesLive = atLive;
    this.trimStart();
  }

  /** A single bar of the stream. One that is older than the window, or newer while the window is not live, stays outside. */
  merge(bar: Bar): Merge {
    const last = this.last;
    if (last === null || bar.time > last.time) {
      if (!this.reachesLive) return 'outside';
      this.list.push(bar);
      this.trimStart();
      return 'appended';
    }
    const index = this.indexOf(bar.time);
    const known = this.list[index];
    if (known === undefined || index === 0 && bar.time < known.time) return 'outside';
    if (known.time === bar.time) {
      // A late copy of an earlier state must not undo a revision.
      if (bar.revision < known.revision || (known.isClosed && !bar.isClosed)) return 'outside';
      this.list[index] = bar;
    } else {
      this.list.splice(index, 0, bar);
    }
    return 'updated';
  }

  at(time: number): Bar | null {
    const bar = this.list[this.indexOf(time)];
    return bar !== undefined && bar.time === time ? bar : null;
  }

  /** The bar before the one that opens then. */
  before(time: number): Bar | null {
    return this.list[this.indexOf(time) - 1] ?? null;
  }

  /** Index of the first bar at or after `time`; the length when there is none. */
  indexOf(time: number): number {
    return firstAtOrAfter(this.list, time);
  }

  /** A full window gives up a hundredth at once, so that not every new bar moves all others. */
  private trimStart(): void {
    if (this.list.length <= this.capacity) return;
    this.list = this.list.slice(Math.floor(this.capacity / 100) - this.capacity);
    this.reachesStart = false;
  }
}
