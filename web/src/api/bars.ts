import { stamped } from '../lib/asOf';
import { call, idInPath, readAs } from './http';
import { decodeBarPage, type BarPage } from './types';

export type { BarPage } from './types';

export interface BarRange {
  readonly start?: string;
  readonly end?: string;
  readonly order: 'asc' | 'desc';
  readonly limit: number;
}

/** Which bars of a timeframe. */
export interface BarKind {
  /** Absent: the price that the instrument's own bars are of. */
  readonly priceType?: string;
  /** Of 1D and longer: the days of the exchange. Absent: those of UTC. */
  readonly boundary?: 'session';
}

/** The newest bars of a chart that is likely to be opened; later they are no answer any more. */
let ahead: { readonly key: string; readonly askedAt: number; readonly page: Promise<BarPage>; isThere: boolean } | null = null;
const goodFor = 3_000;

/** Asks for the newest bars before the chart is there that will ask for them. Resolves when they are there; null: they are. */
export function fetchBarsAhead(instrumentId: string, timeframe: string, limit: number, kind: BarKind = {}): Promise<unknown> | null {
  const range: BarRange = { order: 'desc', limit };
  const key = keyOf(instrumentId, timeframe, range, kind);
  if (ahead === null || ahead.key !== key || performance.now() - ahead.askedAt >= goodFor) {
    ahead = null;
    const asked = { key, askedAt: performance.now(), page: fetchBars(instrumentId, timeframe, range, undefined, kind), isThere: false };
    ahead = asked;
    asked.page.then(
      () => { asked.isThere = true; },
      // Whoever took it has heard of it; the next one asks anew.
      () => { if (ahead === asked) ahead = null; });
  }
  return ahead.isThere ? null : ahead.page;
}

/** Oldest first, whatever the order of the request was. */
export async function fetchBars(instrumentId: string, timeframe: string, range: BarRange, signal?: AbortSignal, kind: BarKind = {}): Promise<BarPage> {
  if (ahead !== null && ahead.key === keyOf(instrumentId, timeframe, range, kind)) {
    const { askedAt, page } = ahead;
    ahead = null;
    if (performance.now() - askedAt < goodFor) return page;
  }
  const answer = await call(`/instruments/${idInPath(instrumentId)}/bars`, {
    query: { timeframe, price_type: kind.priceType?.toLowerCase(), boundary: kind.boundary, start: range.start, end: range.end, order: range.order, limit: range.limit, time: 'ns' },
    ...(signal === undefined ? {} : { signal }),
  });
  const page = readAs(answer, decodeBarPage);
  // Each by itself: the stream renews single bars.
  for (const bar of page.bars) stamped(bar, answer.asOf);
  return range.order === 'desc' ? stamped({ ...page, bars: [...page.bars].reverse() }, answer.asOf) : page;
}

function keyOf(instrumentId: string, timeframe: string, range: BarRange, kind: BarKind): string {
  return JSON.stringify([instrumentId, timeframe, kind.priceType, kind.boundary, range.start, range.end, range.order, range.limit]);
}
