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

/** What is on its way for a chart that is just being opened; later it is no answer any more. */
let ahead: { readonly key: string; readonly askedAt: number; readonly page: Promise<BarPage> } | null = null;
const goodFor = 3_000;

/** Asks for the newest bars before the chart is there that will ask for them. */
export function fetchBarsAhead(instrumentId: string, timeframe: string, limit: number): void {
  const page = fetchBars(instrumentId, timeframe, { order: 'desc', limit });
  // Who takes it hears of a failure.
  page.catch(() => undefined);
  ahead = { key: keyOf(instrumentId, timeframe, { order: 'desc', limit }, undefined), askedAt: performance.now(), page };
}

/** Oldest first, whatever the order of the request was. */
export async function fetchBars(instrumentId: string, timeframe: string, range: BarRange, signal?: AbortSignal, priceType?: string): Promise<BarPage> {
  if (ahead !== null && ahead.key === keyOf(instrumentId, timeframe, range, priceType)) {
    const { askedAt, page } = ahead;
    ahead = null;
    if (performance.now() - askedAt < goodFor) return page;
  }
  const answer = await call(`/instruments/${idInPath(instrumentId)}/bars`, {
    query: { timeframe, price_type: priceType, start: range.start, end: range.end, order: range.order, limit: range.limit, time: 'ns' },
    ...(signal === undefined ? {} : { signal }),
  });
  const page = readAs(answer, decodeBarPage);
  // Each by itself: the stream renews single bars.
  for (const bar of page.bars) stamped(bar, answer.asOf);
  return range.order === 'desc' ? stamped({ ...page, bars: [...page.bars].reverse() }, answer.asOf) : page;
}

function keyOf(instrumentId: string, timeframe: string, range: BarRange, priceType: string | undefined): string {
  return JSON.stringify([instrumentId, timeframe, priceType, range.start, range.end, range.order, range.limit]);
}
