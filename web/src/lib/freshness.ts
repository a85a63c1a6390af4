import type { MarketHours } from './tradingHours';

/** `none`: nothing has come yet. `closed`: silence is what the calendar expects. */
export type Freshness = 'live' | 'stale' | 'closed' | 'none';

/** Silence of a line, in milliseconds, that is worth a mark while its market is open. */
export const stallMillis = 15_000;

export function freshnessOf(ageMillis: number | null, hours: MarketHours | null): Freshness {
  if (ageMillis !== null && ageMillis <= stallMillis) return 'live';
  if (hours !== null && !hours.isOpen) return 'closed';
  return ageMillis === null ? 'none' : 'stale';
}
