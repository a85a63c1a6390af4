import type { ComparePoint } from '../../chart/CompareLayer';
import type { BarPage, BarRange } from '../../api/bars';
import { toPixels } from '../../lib/decimal';
import { decodeBar, type Bar } from '../../lib/marketWire';
import { nanosFromSeconds } from '../../lib/time';
import type { TopicListener } from '../../stream/client';

export interface CompareWorld {
  fetchBars(range: BarRange, signal: AbortSignal): Promise<BarPage>;
  subscribe(listener: TopicListener): () => void;
}

const pageSize = 2_000;
/** Bars of a compared instrument in a series; more are not fetched. */
const mostBars = 40_000;

/** The bars of a compared instrument, as far back as the chart goes; the newest move with the stream. */
export class CompareFeed {
  private readonly abort = new AbortController();
  private readonly leave: () => void;
  private bars: readonly Bar[] = [];
  /** Seconds; all bars from here on are loaded, but those that the stream has not told. */
  private from = Infinity;
  private isLoading = false;
  private wanted = Infinity;

  constructor(private readonly world: CompareWorld, private readonly onChange: () => void, private readonly onFailure: (why: string) => void) {
    this.leave = world.subscribe({
      onData: ({ data }) => this.take(data.map(decodeBar)),
      onError: (detail) => onFailure(detail),
    });
  }

  stop(): void {
    this.abort.abort();
    this.leave();
  }

  /** Ascending. `until`: seconds; bars that close later are held back. */
  points(until: number | null, closeOf: (open: number) => number): readonly ComparePoint[] {
    return this.barsUntil(until, closeOf).map((bar) => ({ time: bar.time, open: toPixels(bar.open), close: toPixels(bar.close), text: bar.close }));
  }

  /** Ascending; what closes after `until`, in seconds, is held back. */
  barsUntil(until: number | null, closeOf: (open: number) => number): readonly Bar[] {
    return until === null ? this.bars : this.bars.filter((bar) => (bar.closesAt ?? closeOf(bar.time)) <= until);
  }

  /** Loads what is missing back to the bar that opens at `from`, in seconds. */
  reach(from: number): void {
    this.wanted = Math.min(this.wanted, from);
    if (!this.isLoading && this.wanted < this.from) void this.load();
  }

  private async load(): Promise<void> {
    this.isLoading = true;
    try {
      while (this.wanted < this.from && this.bars.length < mostBars) {
        const end = Number.isFinite(this.from) ? { end: nanosFromSeconds(this.from).toString() } : {};
        const page = await this.world.fetchBars({ ...end, order: 'desc', limit: pageSize }, this.abort.signal);
        const first = page.bars[0];
        this.merge(page.bars);
        this.from = first === undefined || page.bars.length < pageSize ? -Infinity : first.time;
        this.onChange();
      }
    } catch (error) {
      if (!this.abort.signal.aborted) this.onFailure(error instanceof Error ? error.message : String(error));
    }
    this.isLoading = false;
  }

  private take(bars: readonly Bar[]): void {
    this.merge(bars);
    this.onChange();
  }

  private merge(bars: readonly Bar[]): void {
    const byTime = new Map(this.bars.map((bar) => [bar.time, bar]));
    for (const bar of bars) {
      const known = byTime.get(bar.time);
      if (known === undefined || bar.revision > known.revision || (bar.revision === known.revision && (bar.isClosed || !known.isClosed))) byTime.set(bar.time, bar);
    }
    this.bars = [...byTime.values()].sort((a, b) => a.time - b.time);
  }
}
