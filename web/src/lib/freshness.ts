import type { MarketHours } from './tradingHours';

/** `none`: nothing has come yet. `closed`: silence is what the calendar expects. */
export type Freshness = 'live' | 'stale' | 'closed' | 'none';

/** Silence, in milliseconds, that is worth a mark while the market is open, where the server has not said how patient to be. */
const usualStall = 15_000;

export function freshnessOf(ageMillis: number | null, hours: MarketHours | null, stallMillis: number | null): Freshness {
  if (ageMillis !== null && ageMillis <= (stallMillis ?? usualStall)) return 'live';
  if (hours !== null && !hours.isOpen) return 'closed';
  return ageMillis === null ? 'none' : 'stale';
}
