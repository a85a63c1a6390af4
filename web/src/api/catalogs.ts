import { useMutation, useQuery, useQueryClient, type UseMutationResult, type UseQueryResult } from '@tanstack/react-query';
import { stamped } from '../lib/asOf';
import { fieldsOf, flag, listOr, numberOr, text, textOr } from '../lib/decode';
import { nanos } from '../lib/marketWire';
import type { Nanos } from '../lib/time';
import { parseTimeframe, type Timeframe } from '../lib/timeframes';
import type { BarRange } from './bars';
import { call, idInPath, readAs } from './http';
import { keys } from './keys';
import { listAll } from './queries';
import { decodeBarPage, decodeCatalog, type BarPage, type Catalog } from './types';

const second = 1_000;

/** A catalog of NautilusTrader that is read where it lies. */
export interface OpenedCatalog {
  readonly id: number;
  readonly name: string;
  /** Null: only an admin is told. */
  readonly path: string | null;
  readonly isAvailable: boolean;
}

export function decodeOpenedCatalog(value: unknown): OpenedCatalog {
  const f = fieldsOf(value, 'a catalog');
  return { id: numberOr(f, 'id', 0), name: text(f, 'name'), path: textOr(f, 'path', null), isAvailable: flag(f, 'available') };
}

/** What of an instrument bars can be made of. */
export interface CatalogSource {
  /** `trades`, `quotes`, or a bar type. */
  readonly from: string;
  readonly priceTypes: readonly string[];
  readonly timeframes: readonly Timeframe[];
  readonly last: Nanos | null;
  readonly isOverlapping: boolean;
  /** Why no bars can be made of it; null: some can. */
  readonly problem: string | null;
}

export interface CatalogInstrument {
  readonly catalogId: number;
  readonly catalog: string;
  readonly instrumentId: string;
  readonly pricePrecision: number;
  readonly sizePrecision: number;
  readonly sources: readonly CatalogSource[];
}

export function decodeCatalogInstrument(value: unknown): CatalogInstrument {
  const f = fieldsOf(value, 'an instrument of a catalog');
  return {
    catalogId: numberOr(f, 'catalog_id', 0),
    catalog: text(f, 'catalog'),
    instrumentId: text(f, 'instrument_id'),
    pricePrecision: numberOr(f, 'price_precision', 2),
    sizePrecision: numberOr(f, 'size_precision', 0),
    sources: listOr(f, 'sources', (item) => {
      const source = fieldsOf(item, 'a source of bars');
      return {
        from: text(source, 'from'),
        priceTypes: listOr(source, 'price_types', String),
        timeframes: listOr(source, 'timeframes', (code) => parseTimeframe(String(code))).filter((timeframe) => timeframe !== null),
        last: nanos(source, 'ts_max'),
        isOverlapping: flag(source, 'overlapping'),
        problem: textOr(source, 'problem', null),
      };
    }),
  };
}

export function useOpenedCatalogs(): UseQueryResult<readonly OpenedCatalog[]> {
  return useQuery({ queryKey: keys.catalogs.list, queryFn: ({ signal }) => listAll('/catalogs', decodeOpenedCatalog, signal), staleTime: 10 * second });
}

export function useOpenCatalog(): UseMutationResult<OpenedCatalog, Error, { readonly path: string; readonly name: string }> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ path, name }) => decodeOpenedCatalog((await call('/catalogs', { method: 'POST', body: { path, name: name === '' ? null : name } })).body),
    onSettled: () => client.invalidateQueries({ queryKey: keys.catalogs.list }),
  });
}

export function useCloseCatalog(): UseMutationResult<unknown, Error, number> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id) => call(`/catalogs/${id}`, { method: 'DELETE' }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.catalogs.list }),
  });
}

export function useCatalogContent(id: number): UseQueryResult<Catalog> {
  return useQuery({
    queryKey: keys.catalogs.content(id),
    queryFn: async ({ signal }) => readAs(await call(`/catalogs/${id}/content`, { query: { include: 'files' }, signal }), decodeCatalog),
    staleTime: 10 * second,
  });
}

export function useCatalogInstrument(id: number, instrumentId: string): UseQueryResult<CatalogInstrument> {
  return useQuery({
    queryKey: keys.catalogs.instrument(id, instrumentId),
    queryFn: async ({ signal }) => readAs(await call(`/catalogs/${id}/instruments/${idInPath(instrumentId)}`, { signal }), decodeCatalogInstrument),
    staleTime: 60 * second,
  });
}

/** Which bars of a catalog. */
export interface CatalogBars {
  readonly catalogId: number;
  readonly from: string;
  /** Of quotes; else null. */
  readonly priceType: string | null;
  /** Hears how many rows of a page could not be used, and why the first could not. */
  readonly onRefused: (rows: number, reason: string | null) => void;
}

/** Oldest first, whatever the order of the request was. */
export async function fetchCatalogBars(bars: CatalogBars, instrumentId: string, timeframe: string, range: BarRange, signal: AbortSignal): Promise<BarPage> {
  const answer = await call(`/catalogs/${bars.catalogId}/instruments/${idInPath(instrumentId)}/bars`, {
    query: {
      timeframe, from: bars.from, price_type: bars.priceType?.toLowerCase(), start: range.start, end: range.end, order: range.order, limit: range.limit, time: 'ns',
    },
    signal,
  });
  const page = readAs(answer, decodeBarPage);
  const f = fieldsOf(answer.body, 'the bars');
  bars.onRefused(numberOr(f, 'rows_refused', 0), textOr(f, 'refusal', null));
  for (const bar of page.bars) stamped(bar, answer.asOf);
  return range.order === 'desc' ? stamped({ ...page, bars: [...page.bars].reverse() }, answer.asOf) : page;
}
