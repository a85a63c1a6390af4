import type { FrameQueue } from '../lib/frameQueue';
import { decodeBar, decodeQuote, decodeTrade, type Bar, type Quote, type Trade } from '../lib/marketWire';
import { Paced } from '../lib/paced';
import { millisOf, type Nanos } from '../lib/time';
import type { Delivery, StreamClient, TopicListener } from './client';
import { browserMillis } from './clock';
import type { Latency } from './latency';
import { closeRate, listRate, slowRate } from './rates';

/** The market of one instrument as the stream last told it. A new object for each change. */
export interface LiveInstrument {
  readonly quote: Quote | null;
  readonly trade: Trade | null;
  /** The day that is open, and the one before it. */
  readonly day: Bar | null;
  readonly previousDay: Bar | null;
  /** What was received last while somebody reads the tape, newest first. */
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

/** What is shown of an instrument. */
export type Held = 'price' | 'quotes' | 'tape';

const keptRecent = 40;

/** Between two changes of the tape, in milliseconds: of hundreds of trades a second nobody reads one by one. */
const tapePause = 100;

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
  /** Tells them. */
  readonly notify: () => void;
  readonly held: Counted;
  readonly quoted: Counted;
  readonly tape: Counted;
}

/** What is there while at least one holder is. */
class Counted {
  private holders = 0;
  private leave: (() => void) | null = null;

  constructor(private readonly join: () => () => void) {}

  get isHeld(): boolean {
    return this.holders > 0;
  }

  /** The result ends it, once. */
  hold(): () => void {
    if (this.holders++ === 0) this.leave = this.join();
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      if (--this.holders === 0) this.leave?.();
    };
  }
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

  /** Keeps the instrument's topics subscribed until the result is called: its price, or its quotes as well, or every tick in its tape. */
  hold(instrumentId: string, what: Held): () => void {
    const slot = this.slotOf(instrumentId);
    const leaves = [slot.held.hold(), ...(what === 'price' ? [] : [slot.quoted.hold()]), ...(what === 'tape' ? [slot.tape.hold()] : [])];
    return () => leaves.forEach((leave) => leave());
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
      const made: Slot = {
        live: nothing, shown: 0, merged: 0, watchers: new Set(),
        notify: () => {
          for (const watcher of [...made.watchers]) watcher();
        },
        held: new Counted(() => this.join(instrumentId, made)),
        quoted: new Counted(() => this.client.subscribe({ channel: 'quotes', instrumentId }, nothingMore(), listRate)),
        tape: new Counted(() => this.joinTape(instrumentId, made)),
      };
      slot = made;
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
  private measure({ isSnapshot, published, received }: Delivery, tick: { readonly tsEvent: Nanos | null; readonly tsInit: Nanos | null }): void {
    if (isSnapshot) return;
    const now = browserMillis();
    if (tick.tsEvent !== null && tick.tsInit !== null) {
      const toServer = millisOf(tick.tsInit) - millisOf(tick.tsEvent);
      this.latency.add('exchange', toServer - (this.latency.of('gateway', now)?.p50 ?? 0), now);
    }
    if (published !== null) this.latency.add('browser', this.client.serverTime(received) - published, now);
    if (this.unpainted !== null) return;
    this.unpainted = received;
    this.frames.schedule(() => {
      // The frame's own task ends before it is painted; what is queued behind it runs after.
      setTimeout(() => {
        const painted = browserMillis();
        if (this.unpainted !== null) this.latency.add('pixel', painted - this.unpainted, painted);
        this.unpainted = null;
      });
    });
  }

  private change(slot: Slot, part: Partial<LiveInstrument>, tick: Nanos | null): void {
    const lastTick = later(slot.live.lastTick, tick);
    slot.live = { ...slot.live, ...part, lastTick };
    this.newest = later(this.newest, tick);
    this.frames.schedule(slot.notify);
  }

  private join(instrumentId: string, slot: Slot): () => void {
    const told = { isTold: true, refusal: null };
    const onError = (refusal: string): void => this.change(slot, { refusal }, null);
    const day = { channel: 'bars', instrumentId, timeframe: '1D', boundary: 'session', snapshot: 2 } as const;
    const leaves: (() => void)[] = [];
    let isUntraded = false;
    /** Of either channel only the newest is told: what becomes of it, or of none. */
    const newest = (take: (item: unknown, delivery: Delivery) => void, none: () => void = () => undefined): TopicListener => ({
      onData: (delivery) => {
        this.count(slot, delivery);
        const item = delivery.data.at(-1);
        if (item === undefined) {
          none();
          this.change(slot, told, null);
        } else take(item, delivery);
      },
      onError,
    });
    leaves.push(
      this.client.subscribe({ channel: 'quotes', instrumentId, snapshot: 1 }, newest((item, delivery) => {
        const quote = decodeQuote(item);
        const isNew = quote.tsInit !== slot.live.quote?.tsInit;
        const recent = slot.tape.isHeld && isNew ? { recentQuotes: newestFirst([quote], slot.live.recentQuotes) } : {};
        this.change(slot, { ...told, quote, ...recent }, quote.tsInit);
        this.measure(delivery, quote);
        // How current the price is comes from quotes too.
      }), slowRate),
      this.client.subscribe({ channel: 'last', instrumentId }, newest((item, delivery) => {
        const trade = decodeTrade(item);
        this.change(slot, { ...told, trade }, trade.tsInit);
        this.measure(delivery, trade);
      }, () => {
        // Where nothing trades the day's bar has the price.
        if (!isUntraded) leaves.push(this.client.subscribe(day, nothingMore(), listRate));
        isUntraded = true;
      }), listRate),
      this.client.subscribe(day, {
        onData: ({ data }) => {
          for (const item of data) this.change(slot, withDay(slot.live, decodeBar(item)), null);
        },
      }, slowRate),
    );
    return () => leaves.forEach((leave) => leave());
  }

  private joinTape(instrumentId: string, slot: Slot): () => void {
    slot.live = { ...slot.live, recentQuotes: slot.live.quote === null ? [] : [slot.live.quote] };
    let waiting: Trade[] = [];
    const shown = new Paced(tapePause, () => {
      this.change(slot, { recentTrades: newestFirst(waiting, slot.live.recentTrades) }, null);
      waiting = [];
    });
    const leaveQuotes = this.client.subscribe({ channel: 'quotes', instrumentId }, nothingMore(), closeRate);
    const leave = this.client.subscribe({ channel: 'trades', instrumentId, snapshot: keptRecent }, {
      onData: (delivery) => {
        // Every one of them is told, but when there are too many.
        if (delivery.conflated > 0) this.count(slot, delivery);
        if (delivery.isSnapshot) slot.live = { ...slot.live, recentTrades: [] };
        waiting = newestFirst(delivery.data.slice(-keptRecent).map(decodeTrade).reverse(), delivery.isSnapshot ? [] : waiting);
        shown.ask();
      },
    });
    return () => {
      leave();
      leaveQuotes();
      shown.stop();
      slot.live = { ...slot.live, recentTrades: [], recentQuotes: [] };
    };
  }
}

/** Who needs a topic more often, and hears it elsewhere. */
function nothingMore(): TopicListener {
  return { onData: () => undefined };
}

function withDay(live: LiveInstrument, bar: Bar): Partial<LiveInstrument> {
  if (live.day === null || bar.tsOpen === live.day.tsOpen) return { day: bar };
  if (bar.tsOpen > live.day.tsOpen) return { previousDay: live.day, day: bar };
  return live.previousDay === null || bar.tsOpen >= live.previousDay.tsOpen ? { previousDay: bar } : {};
}

function newestFirst<T>(fresh: readonly T[], known: readonly T[]): T[] {
  return [...fresh, ...known].slice(0, keptRecent);
}

function later(a: Nanos | null, b: Nanos | null): Nanos | null {
  if (a === null) return b;
  return b === null || a > b ? a : b;
}
