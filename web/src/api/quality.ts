import { useInfiniteQuery, useQuery, type InfiniteData, type UseInfiniteQueryResult, type UseQueryResult } from '@tanstack/react-query';
import { fieldsOf, itemsOf, listOr, numberOr, text, textOr } from '../lib/decode';
import { nanos } from '../lib/marketWire';
import type { Nanos } from '../lib/time';
import { call, readAs } from './http';
import { keys } from './keys';
import { decodePage, type Page } from './types';

/** What the API says of the quality of market data, decoded at the edge. */

export interface QualityRow {
  readonly instrumentId: string | null;
  readonly kind: string | null;
  readonly rule: string;
  readonly action: string;
  /** What the rule says, one sentence. */
  readonly text: string;
  readonly count: number;
  readonly first: Nanos | null;
  readonly last: Nanos | null;
}

export interface Suspect {
  readonly instrumentId: string;
  readonly since: Nanos | null;
}

export interface QualityReport {
  readonly rows: readonly QualityRow[];
  readonly suspects: readonly Suspect[];
  readonly clockOffsetMs: number | null;
  readonly clockSkewedSince: Nanos | null;
  readonly notKept: number;
}

function decodeRow(value: unknown): QualityRow {
  const f = fieldsOf(value, 'a line of the quality report');
  return {
    instrumentId: textOr(f, 'instrument_id', null),
    kind: textOr(f, 'kind', null),
    rule: text(f, 'rule'),
    action: textOr(f, 'action', 'note'),
    text: textOr(f, 'text', ''),
    count: numberOr(f, 'count', 0),
    first: nanos(f, 'first'),
    last: nanos(f, 'last'),
  };
}

export function decodeQuality(value: unknown): QualityReport {
  const f = fieldsOf(value, 'the quality report');
  const clock = fieldsOf(f['clock'] ?? {}, 'the clock');
  return {
    rows: itemsOf(f['items'], 'items', decodeRow),
    suspects: listOr(f, 'suspects', (item) => {
      const s = fieldsOf(item, 'a suspect');
      return { instrumentId: text(s, 'instrument_id'), since: nanos(s, 'since') };
    }),
    clockOffsetMs: numberOr(clock, 'offset_ms', null),
    clockSkewedSince: nanos(clock, 'skewed_since'),
    notKept: numberOr(f, 'not_kept', 0),
  };
}

/** One case in which a rule applied. */
export interface QualityCase {
  readonly at: Nanos | null;
  readonly instrumentId: string | null;
  readonly kind: string | null;
  readonly rule: string;
  readonly action: string;
  readonly text: string;
  readonly tsEvent: Nanos | null;
  readonly price: string | null;
  readonly size: string | null;
  readonly bid: string | null;
  readonly ask: string | null;
  readonly raw: string | null;
  readonly detail: string | null;
}

export function decodeCase(value: unknown): QualityCase {
  const f = fieldsOf(value, 'a case');
  return {
    at: nanos(f, 'at'),
    instrumentId: textOr(f, 'instrument_id', null),
    kind: textOr(f, 'kind', null),
    rule: text(f, 'rule'),
    action: textOr(f, 'action', 'note'),
    text: textOr(f, 'text', ''),
    tsEvent: nanos(f, 'ts_event'),
    price: textOr(f, 'price', null),
    size: textOr(f, 'size', null),
    bid: textOr(f, 'bid_price', null),
    ask: textOr(f, 'ask_price', null),
    raw: textOr(f, 'raw', null),
    detail: textOr(f, 'detail', null),
  };
}

/** Refused ticks, or what was kept with a flag. */
export type CaseList = 'quarantine' | 'suspects';

const second = 1_000;
const pageCases = 100;

export function useQuality(): UseQueryResult<QualityReport> {
  return useQuery({
    queryKey: keys.quality.report,
    queryFn: async ({ signal }) => readAs(await call('/data/quality', { signal }), decodeQuality),
    refetchInterval: 15 * second,
  });
}

/** The newest cases of one line of the report. */
export function useExamples(row: QualityRow, count: number): UseQueryResult<readonly QualityCase[]> {
  return useQuery({
    queryKey: keys.quality.examples(row.instrumentId ?? '', row.rule),
    queryFn: async ({ signal }) => {
      const query = { rule: row.rule, instrument_id: row.instrumentId ?? undefined, limit: count };
      return readAs(await call(`/data/${row.action === 'reject' ? 'quarantine' : 'suspects'}`, { query, signal }), (body) => decodePage(body, decodeCase).items);
    },
    staleTime: 5 * second,
  });
}

export function useCases(list: CaseList): UseInfiniteQueryResult<InfiniteData<Page<QualityCase>>> {
  return useInfiniteQuery({
    queryKey: keys.quality.cases(list),
    queryFn: async ({ signal, pageParam }) =>
      readAs(await call(`/data/${list}`, { query: { limit: pageCases, cursor: pageParam ?? undefined }, signal }), (body) => decodePage(body, decodeCase)),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
}
