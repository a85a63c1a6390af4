import type { BarPage, BarRange } from '../../api/bars';
import { usualPage } from '../../lib/barPages';
import { decodeBar, type Bar } from '../../lib/marketWire';
import { nanosFromSeconds } from '../../lib/time';
import { closeOfSeconds, type Timeframe } from '../../lib/timeframes';
import type { TopicListener } from '../../stream/client';
import type { Topic } from '../../stream/protocol';
import { BarWindow, windowCapacity } from './barWindow';

/** What the feed draws on; the chart, or a list in a test. */
export interface BarCanvas {
  setBars(bars: readonly Bar[], view: 'live' | 'keep' | { readonly around: number }): void;
  updateBar(bar: Bar, bars: readonly Bar[]): void;
}

export interface BarFeedWorld {
  fetchBars(range: BarRange, signal: AbortSignal): Promise<BarPage>;
  subscribe(topic: Topic, listener: TopicListener): () => void;
}

export interface FeedView {
  readonly phase: 'loading' | 'ready' | 'empty' | 'error';
  readonly error: Error | null;
  readonly diagnostic: string | null;
  readonly isLoadingMore: boolean;
  readonly atStart: boolean;
  readonly atLive: boolean;
  readonly last: Bar | null;
  readonly barType: string;
  readonly priceType: string;
  readonly boundary: 'session' | 'utc';
  /** Rises with every change of any bar. */
  readonly version: number;
}

const aroundSize = 500;
/** With the cap lifted the window grows by a quarter of itself at once: each growth copies all the bars there are. */
const growth = 4;

/** A page that is short holds all there is, but where the server ended it early. */
function isAll(page: BarPage, size: number): boolean {
  return page.bars.length < size && !page.hasMore;
}

/**
 * The bars of one instrument and timeframe for one chart: loads, pages both ways, and follows the stream. Feeds the canvas directly;
 * React hears of it through {@link watch} only.
 */
export class BarFeed {
  readonly window: BarWindow;
  private readonly watchers = new Set<() => void>();
  private readonly abort = new AbortController();
  private leave: (() => void) | null = null;
  private held: Bar[] = [];
  private snapshots = 0;
  private appended = 0;
  private loading = 0;
  private state: FeedView = {
    phase: 'loading', error: null, diagnostic: null, isLoadingMore: false, atStart: false, atLive: false, last: null,
    barType: '', priceType: '', boundary: 'utc', version: 0,
  };

  constructor(
    private readonly instrumentId: string,
    private readonly timeframe: Timeframe,
    private readonly world: BarFeedWorld,
    private readonly canvas: BarCanvas,
    /** How many bars it holds, and how many it asks for at once. */
    private readonly capacity = windowCapacity,
    private readonly page = usualPage,
  ) {
    this.window = new BarWindow(capacity);
  }

  readonly view = (): FeedView => this.state;

  readonly watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  /** How many new bars came in all; the badge counts from where the view left the live edge. */
  get appendedBars(): number {
    return this.appended;
  }

  /** `around`: seconds; without it the live edge. */
  async start(around: number | null): Promise<void> {
    // A topic that somebody else follows has its snapshot at once; it waits for the first page, as all that the stream tells meanwhile.
    this.loading++;
    this.leave = this.world.subscribe(
      { channel: 'bars', instrumentId: this.instrumentId, timeframe: this.timeframe, snapshot: 2 },
      {
        onData: ({ data, isSnapshot }) => this.received(data.map(decodeBar), isSnapshot),
        onError: (detail) => this.change({ diagnostic: detail }),
      });
    await (around === null ? this.goLive() : this.goTo(around));
  }

  stop(): void {
    this.abort.abort();
    this.leave?.();
    this.watchers.clear();
  }

  /** The newest bars, and from then on every change of them. */
  async goLive(): Promise<void> {
    if (this.window.atLive) return;
    await this.load(async (signal) => {
      const page = await this.world.fetchBars({ order: 'desc', limit: this.page }, signal);
      this.window.replace(page.bars, { atStart: isAll(page, this.page), atLive: true });
      this.named(page);
      // The page may have been fetched some seconds ahead.
      const last = this.window.last;
      if (last !== null && this.held.length > 0 && this.mayHaveMissed(this.held)) await this.catchUp(last, signal);
      this.canvas.setBars(this.window.bars, 'live');
    });
  }

  /** Shows the bars around a time, in seconds. */
  async goTo(time: number): Promise<void> {
    const isHere = this.window.first !== null && this.window.last !== null
      && time >= this.window.first.time && (time <= this.window.last.time || this.window.atLive);
    if (isHere) {
      this.canvas.setBars(this.window.bars, { around: time });
      return;
    }
    await this.load(async (signal) => {
      const at = nanosFromSeconds(time).toString();
      const [before, after] = await Promise.all([
        this.world.fetchBars({ end: at, order: 'desc', limit: aroundSize }, signal),
        this.world.fetchBars({ start: at, order: 'asc', limit: aroundSize }, signal),
      ]);
      this.window.replace([...before.bars, ...after.bars], {
        atStart: isAll(before, aroundSize), atLive: isAll(after, aroundSize),
      });
      this.named(after.bars.length > 0 ? after : before);
      this.canvas.setBars(this.window.bars, { around: time });
    });
  }

  async loadOlder(): Promise<void> {
    const first = this.window.first;
    if (first === null || this.window.atStart) return;
    await this.more(async (signal) => {
      const pages = this.capacity > windowCapacity ? Math.max(1, Math.floor(this.window.bars.length / (growth * this.page))) : 1;
      let older: readonly Bar[] = [];
      let end = first.tsOpen;
      for (let i = 0; i < pages; i++) {
        const page = await this.world.fetchBars({ end: end.toString(), order: 'desc', limit: this.page }, signal);
        older = [...page.bars, ...older];
        if (isAll(page, this.page)) {
          this.window.prepend(older, true);
          return;
        }
        end = page.bars[0]?.tsOpen ?? end;
      }
      this.window.prepend(older, false);
    });
  }

  /**
   * While all there is is shown: asks whether there is more before it by now, as after a first start, when history comes a little later. True when
   * there is; where nothing came, or the question failed, nothing changes.
   */
  async lookForOlder(): Promise<boolean> {
    const first = this.window.first;
    if (this.loading > 0 || this.state.phase === 'error' || !this.window.atStart || this.window.bars.length + this.page > this.capacity) return false;
    let page: BarPage;
    try {
      page = await this.world.fetchBars({ ...(first === null ? {} : { end: first.tsOpen.toString() }), order: 'desc', limit: this.page }, this.abort.signal);
    } catch {
      return false;
    }
    const isAsBefore = this.loading === 0 && this.window.atStart && this.window.first?.time === first?.time;
    if (page.bars.length === 0 || this.abort.signal.aborted || !isAsBefore) return false;
    if (first === null) this.window.replace(page.bars, { atStart: isAll(page, this.page), atLive: true });
    else this.window.prepend(page.bars, isAll(page, this.page));
    this.canvas.setBars(this.window.bars, first === null ? 'live' : 'keep');
    this.named(page);
    this.change({ phase: 'ready' });
    return true;
  }

  /** Loads older pages until there are `count` bars and a screen of them besides, or there are no more. */
  async reachBack(count: number): Promise<void> {
    while (!this.abort.signal.aborted && this.window.bars.length < Math.min(count + this.page, this.capacity) && !this.window.atStart) {
      const had = this.window.bars.length;
      await this.loadOlder();
      if (this.window.bars.length <= had) return;
    }
  }

  async loadNewer(): Promise<void> {
    const last = this.window.last;
    if (last === null || this.window.atLive) return;
    await this.more((signal) => this.catchUp(last, signal));
  }

  /** Asks again for the bars from a time on, in seconds, which may have changed. Without an end: an answer with both ends is kept for ever. */
  async refetch(from: number): Promise<void> {
    await this.more(async (signal) => {
      const page = await this.world.fetchBars({ start: nanosFromSeconds(from).toString(), order: 'asc', limit: this.page }, signal);
      for (const bar of page.bars) this.window.merge(bar);
    });
  }

  /** Says that what is shown changed, to those who read it from the canvas. */
  tell(): void {
    this.change({});
  }

  private async catchUp(last: Bar, signal: AbortSignal): Promise<void> {
    const page = await this.world.fetchBars({ start: last.tsOpen.toString(), order: 'asc', limit: this.page }, signal);
    this.window.append(page.bars, isAll(page, this.page));
  }

  private async load(act: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const turn = ++this.loading;
    this.change({ phase: this.window.bars.length > 0 ? 'ready' : 'loading', error: null, isLoadingMore: true });
    try {
      await act(this.abort.signal);
    } catch (error) {
      if (this.abort.signal.aborted || turn !== this.loading) return;
      this.loading = 0;
      this.change({ phase: 'error', error: error instanceof Error ? error : new Error(String(error)), isLoadingMore: false });
      return;
    }
    if (this.abort.signal.aborted || turn !== this.loading) return;
    this.loading = 0;
    const held = this.held;
    this.held = [];
    for (const bar of held) this.take(bar);
    this.change({ phase: this.window.bars.length === 0 ? 'empty' : 'ready', isLoadingMore: false });
  }

  /** Pages at the edges: a failure leaves what is there. */
  private async more(act: (signal: AbortSignal) => Promise<void>): Promise<void> {
    if (this.loading > 0) return;
    await this.load(async (signal) => {
      await act(signal);
      this.canvas.setBars(this.window.bars, 'keep');
    });
  }

  private received(bars: readonly Bar[], isSnapshot: boolean): void {
    const isFirst = isSnapshot && this.snapshots++ === 0;
    if (this.loading > 0) {
      this.held.push(...bars);
      return;
    }
    if (isSnapshot && !(isFirst && bars.length === 0) && this.mayHaveMissed(bars)) {
      void this.loadMissed();
      return;
    }
    for (const bar of bars) this.take(bar);
    this.change({});
  }

  /** After a reconnect, and after a page that was fetched ahead, bars may have closed that nobody told of. */
  private mayHaveMissed(bars: readonly Bar[]): boolean {
    const last = this.window.last;
    const first = bars[0];
    if (last === null || !this.window.atLive) return false;
    // Bars that are made while they are followed begin with the open one, or with none.
    return first === undefined || first.time > closeOfSeconds(last.time, this.timeframe) || (!last.isClosed && first.time > last.time);
  }

  private async loadMissed(): Promise<void> {
    const last = this.window.last;
    if (last !== null) await this.more((signal) => this.catchUp(last, signal));
  }

  private take(bar: Bar): void {
    if (this.window.bars.length === 0 && this.state.phase !== 'error') {
      this.window.replace([bar], { atStart: true, atLive: true });
      this.canvas.setBars(this.window.bars, 'live');
      this.change({ phase: 'ready' });
      return;
    }
    const merge = this.window.merge(bar);
    if (merge === 'outside') {
      if (this.window.last !== null && bar.time > this.window.last.time) this.appended++;
      return;
    }
    if (merge === 'appended') this.appended++;
    this.canvas.updateBar(bar, this.window.bars);
  }

  private named(page: BarPage): void {
    this.change({ barType: page.barType, priceType: page.priceType, boundary: page.boundary, diagnostic: page.diagnostic });
  }

  private change(part: Partial<FeedView>): void {
    this.state = {
      ...this.state,
      ...part,
      atStart: this.window.atStart,
      atLive: this.window.atLive,
      last: this.window.last,
      version: this.state.version + 1,
    };
    for (const watcher of [...this.watchers]) watcher();
  }
}
