import { fieldsOf, flag, numberOr, text, textOr } from './decode';
import type * as Wire from './schema';
import { parseNanos, secondsOf, type Nanos } from './time';

/** The objects that REST and the WebSocket both carry, decoded once at the edge. Prices and sizes stay text. */

export interface Quote {
  readonly bid: string | null;
  readonly ask: string | null;
  readonly bidSize: string | null;
  readonly askSize: string | null;
  readonly tsEvent: Nanos | null;
  readonly tsInit: Nanos | null;
}

export interface Trade {
  /** Unique within the instrument. */
  readonly id: string;
  readonly price: string;
  readonly size: string;
  readonly tsEvent: Nanos | null;
  readonly tsInit: Nanos | null;
}

export type BarSource = 'ticks' | 'broker_history' | 'import' | 'unknown';

export interface Bar {
  readonly tsOpen: Nanos;
  /** `tsOpen` in whole seconds: bars are never shorter. */
  readonly time: number;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  readonly volume: string;
  readonly tradeCount: number | null;
  readonly vwap: string | null;
  readonly isClosed: boolean;
  readonly revision: number;
  readonly source: BarSource;
  /** Of the exchange's days: when it ends, in seconds. Absent: with its interval of UTC. */
  readonly closesAt?: number;
  /** Nothing traded in it: a flat bar at the close before, which no server sent. */
  readonly isQuiet?: true;
}

export function decodeQuote(value: unknown): Quote {
  const f = fieldsOf<Wire.QuoteItem>(value, 'a quote');
  return {
    bid: textOr(f, 'bid_price', null),
    ask: textOr(f, 'ask_price', null),
    bidSize: textOr(f, 'bid_size', null),
    askSize: textOr(f, 'ask_size', null),
    tsEvent: nanos(f, 'ts_event'),
    tsInit: nanos(f, 'ts_init'),
  };
}

export function decodeTrade(value: unknown): Trade {
  const f = fieldsOf<Wire.TradeItem>(value, 'a trade');
  return { id: text(f, 'trade_id'), price: text(f, 'price'), size: text(f, 'size'), tsEvent: nanos(f, 'ts_event'), tsInit: nanos(f, 'ts_init') };
}

export function decodeBar(value: unknown): Bar {
  const f = fieldsOf<Wire.BarItem>(value, 'a bar');
  const tsOpen = parseNanos(text(f, 'ts_open'));
  if (tsOpen === null) throw new Error(`Expected ts_open in nanoseconds, found ${text(f, 'ts_open')}.`);
  const closes = nanos(f, 'session_close');
  return {
    tsOpen,
    time: secondsOf(tsOpen),
    ...(closes === null ? {} : { closesAt: secondsOf(closes) }),
    open: text(f, 'open'),
    high: text(f, 'high'),
    low: text(f, 'low'),
    close: text(f, 'close'),
    volume: textOr(f, 'volume', '0'),
    tradeCount: numberOr(f, 'trade_count', null),
    vwap: textOr(f, 'vwap', null),
    isClosed: flag(f, 'is_closed'),
    revision: numberOr(f, 'revision', 0),
    source: barSource(textOr(f, 'source', '')),
  };
}

function barSource(source: string): BarSource {
  return source === 'ticks' || source === 'broker_history' || source === 'import' ? source : 'unknown';
}

/** A time of the wire; null when absent or zero. */
export function nanos<F extends object>(f: F, key: keyof F & string): Nanos | null {
  return parseNanos(textOr(f, key, null));
}
