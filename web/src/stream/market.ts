import type { FrameQueue } from '../lib/frameQueue';
import { decodeBar, decodeQuote, decodeTrade, type Bar, type Quote, type Trade } from '../lib/marketWire';
import { millisOf, type Nanos } from '../lib/time';
import type { Delivery, StreamClient } from './client';
import { browserMillis } from './clock';
import type { Latency } from './latency';

/** The market of one instrument as the stream last told it. A new object for each change. */
export interface LiveInstrument {
  readonly quote: Quote | null;
  readonly trade: Trade | null;
  /** The day that is open, and the one before it. */
  readonly day: Bar | null;
  readonly previousDay: Bar | null;
  /** What was received last, newest first. */
  readonly recentTrades: readonly Trade[];
  readonly recentQuotes: readonly Quote[];
  /** When the server received the newest of these. */
  readonly lastTick: Nanos | null;
  /** The stream has answered, with ticks or without any. */
  readonly isTold: boolean;
  /** Why the server does not tell. */
  readonly refusal: string | null;
}

const nothing: LiveInstrument = { quote: null, trade: null, day: null, previousDay: null, recentTrades: [], recentQuotes: [], lastTick: null, isTold: false, refusal: null };

const keptRecent = 40;

/** Updates since the page was opened: shown, and merged into a shown one by the server. */
export interface UpdateCounts {
  readonly shown: number;
  readonly merged: number;
}

interface Slot {
  live: LiveInstrument;
  shown: number;
  merged: number;
  readonly watchers: Set<() => void>;
  holders: number;
  leave: (() => void) | null;
}

/** Quotes, trades and day bars of the instruments somebody looks at. Watchers hear at most once a frame. */
export class MarketStore {
  private readonly slots = new Map<string, Slot>();
  private newest: Nanos | null = null;

  /** When the first update came that no frame has shown yet. */
  private unpainted: number | null = null;

  constructor(private readonly client: StreamClient, private readonly frames: FrameQueue, private readonly latency: Latency) {}

  /** The newest `ts_init` of all instruments. */
  get newestTick(): Nanos | null {
    return this.newest;
  }

  peek(instrumentId: string): LiveInstrument {
    return this.slots.get(instrumentId)?.live ?? nothing;
  }

  /** Keeps the instrument's topics subscribed until the result is called. */
  hold(instrumentId: string): () => void {
    const slot = this.slotOf(instrumentId);
    if (slot.holders++ === 0) slot.leave = this.join(instrumentId, slot);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      if (--slot.holders > 0) return;
      slot.leave?.();
      slot.leave = null;
    };
  }

  countsOf(instrumentIds: readonly string[]): UpdateCounts {
    const counted = instrumentIds.flatMap((id) => this.slots.get(id) ?? []);
    return { shown: counted.reduce((sum, slot) => sum + slot.shown, 0), merged: counted.reduce((sum, slot) => sum + slot.merged, 0) };
  }

  watch(instrumentId: string, watcher: () => void): () => void {
    const slot = this.slotOf(instrumentId);
    slot.watchers.add(watcher);
    return () => slot.watchers.delete(watcher);
  }

  private slotOf(instrumentId: string): Slot {
    let slot = this.slots.get(instrumentId);
    if (slot === undefined) {
      slot = { live: nothing, shown: 0, merged: 0, watchers: new Set(), holders: 0, leave: null };
      this.slots.set(instrumentId, slot);
    }
    return slot;
  }

  private count(slot: Slot, { data, isSnapshot, conflated }: Delivery): void {
    if (isSnapshot) return;
    slot.shown += data.length;
    slot.merged += conflated;
  }

  /** How long the newest tick of a message was on its way, leg by leg. */
  private measure({ published }: Delivery, tick: { readonly tsEvent: Nanos | null; readonly tsInit: Nanos | null }): void {
    const now = browserMillis();
    if (tick.tsEvent !== null && tick.tsInit !== null) {
      const toServer = millisOf(tick.tsInit) - millisOf(tick.tsEvent);
      this.latency.add('exchange', toServer - (this.latency.of('gateway', now)?.p50 ?? 0), now);
    }
    if (published !== null) this.latency.add('browser', this.client.serverNow() - published, now);
    if (this.unpainted !== null) return;
    this.unpainted = now;
    this.frames.schedule(() => {
      // The frame's own task ends before it is painted; what is queued behind it runs after.
      setTimeout(() => {
        const painted = browserMillis();
        if (this.unpainted !== null) this.latency.add('pixel', painted - this.unpainted, painted);
        this.unpainted = null;
      });
    });
  }

  private join(instrumentId: string, slot: Slot): () => void {
    const notify = (): void => {
      for (const watcher of [...slot.watchers]) watcher();
    };
    const change = (part: Partial<LiveInstrument>, tick: Nanos | null): void => {
      const lastTick = later(slot.live.lastTick, tick);
      slot.live = { ...slot.live, ...part, lastTick };
      this.newest = later(this.newest, tick);
      this.frames.schedule(notify);
    };
    const told = { isTold: true, refusal: null };
    const onError = (refusal: string): void => change({ refusal }, null);
    const leaves = [
      this.client.subscribe({ channel: 'quotes', instrumentId, snapshot: 1 }, {
        onData: (delivery) => {
          const { data, isSnapshot } = delivery;
          this.count(slot, delivery);
          const quotes = data.slice(-keptRecent).map(decodeQuote).reverse();
          const quote = quotes[0];
          if (quote === undefined) change(told, null);
          else change({ ...told, quote, recentQuotes: newestFirst(quotes, isSnapshot ? [] : slot.live.recentQuotes) }, quote.tsInit);
          if (quote !== undefined && !isSnapshot) this.measure(delivery, quote);
        },
        onError,
      }),
      this.client.subscribe({ channel: 'trades', instrumentId, snapshot: keptRecent }, {
        onData: (delivery) => {
          const { data, isSnapshot } = delivery;
          this.count(slot, delivery);
          const trades = data.slice(-keptRecent).map(decodeTrade).reverse();
          const trade = trades[0];
          if (trade === undefined) change(told, null);
          else change({ ...told, trade, recentTrades: newestFirst(trades, isSnapshot ? [] : slot.live.recentTrades) }, trade.tsInit);
          if (trade !== undefined && !isSnapshot) this.measure(delivery, trade);
        },
        onError,
      }),
      this.client.subscribe({ channel: 'bars', instrumentId, timeframe: '1D', snapshot: 2 }, {
        onData: ({ data }) => {
          for (const item of data) change(withDay(slot.live, decodeBar(item)), null);
        },
      }),
    ];
    return () => leaves.forEach((leave) => leave());
  }
}

function withDay(live: LiveInstrument, bar: Bar): Partial<LiveInstrument> {
  if (live.day === null || bar.tsOpen === live.day.tsOpen) return { day: bar };
  if (bar.tsOpen > live.day.tsOpen) return { previousDay: live.day, day: bar };
  return live.previousDay === null || bar.tsOpen >= live.previousDay.tsOpen ? { previousDay: bar } : {};
}

function newestFirst<T>(fresh: readonly T[], known: readonly T[]): readonly T[] {
  return [...fresh, ...known].slice(0, keptRecent);
}

function later(a: Nanos | null, b: Nanos | null): Nanos | null {
  if (a === null) return b;
  return b === null || a > b ? a : b;
}
