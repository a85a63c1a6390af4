import { useCallback, useRef, useSyncExternalStore } from 'react';
import { formatAge } from '../lib/format';
import { freshnessOf, type Freshness } from '../lib/freshness';
import { millisOf, type Nanos } from '../lib/time';
import { marketHoursAt } from '../lib/tradingHours';
import { useStream, type Stream } from './context';
import { useSecond, watchSecond } from './useSecond';

export interface FreshInstrument {
  readonly id: string;
  readonly timeZone: string | null;
  readonly tradingHours: string | null;
}

export interface Currency {
  readonly freshness: Freshness;
  /** How old a stale one is, in words; else null. */
  readonly staleFor: string | null;
}

/** How current the market of an instrument is; looked at with each tick and each second, and rendered when it has changed. */
export function useFreshness(instrument: FreshInstrument): Currency {
  const stream = useStream();
  const { market, lines } = stream;
  const { id } = instrument;
  const watch = useCallback((watcher: () => void) => {
    const leaves = [market.watch(id, watcher), lines.watch(watcher), watchSecond(watcher)];
    return () => leaves.forEach((leave) => leave());
  }, [market, lines, id]);
  const last = useRef<Currency>({ freshness: 'none', staleFor: null });
  return useSyncExternalStore(watch, () => {
    const { freshness, age } = agedOf(stream, instrument);
    const staleFor = freshness === 'stale' ? formatAge(age) : null;
    if (last.current.freshness !== freshness || last.current.staleFor !== staleFor) last.current = { freshness, staleFor };
    return last.current;
  });
}

export interface Aged {
  readonly freshness: Freshness;
  /** Milliseconds since the server received the last tick. */
  readonly age: number | null;
  /** When a closed market opens, in milliseconds since the epoch. */
  readonly nextOpen: number | null;
  readonly lastTick: Nanos | null;
}

/** The same with the age itself, rendered each second. */
export function useAge(instrument: FreshInstrument): Aged {
  const stream = useStream();
  useFreshness(instrument);
  useSecond();
  return agedOf(stream, instrument);
}

function agedOf({ client, market, lines }: Stream, { id, timeZone, tradingHours }: FreshInstrument): Aged {
  const { lastTick } = market.peek(id);
  const now = client.serverNow();
  const age = lastTick === null ? null : Math.max(0, now - millisOf(lastTick));
  const hours = marketHoursAt(tradingHours, timeZone, now);
  return { freshness: freshnessOf(age, hours, lines.of(id).stallMillis), age, nextOpen: hours?.nextOpen ?? null, lastTick };
}
