import { useMutation, useQuery, useQueryClient, type UseMutationResult, type UseQueryResult } from '@tanstack/react-query';
import { asOf, stamped } from '../lib/asOf';
import { includesRole, type Role } from '../lib/accessWire';
import { decodeJob, type Job } from '../lib/jobWire';
import { pastAt } from '../lib/pastTime';
import { decodeStatus, type SystemStatus } from '../lib/statusWire';
import { fetchBars } from './bars';
import { ApiError, call, idInPath, readAs } from './http';
import { keys } from './keys';
import {
  decodeCatalog, decodeCoverage, decodeGap, decodeInfo, decodeInstrument, decodePage, decodeParquetStatus,
  decodeSubscriptions, type BarPage, type Catalog, type CoverageRow, type Gap, type Instrument, type Page, type ParquetStatus,
  type Subscriptions, type SystemInfo,
} from './types';

const second = 1_000;
const pageItems = 1_000;
const mostPages = 10;

type Query = Readonly<Record<string, string | number | undefined>>;

function listPage<T>(path: string, decode: (item: unknown) => T, signal: AbortSignal, cursor?: string, query: Query = {}): Promise<Page<T>> {
  return call(path, { query: { ...query, limit: pageItems, cursor }, signal }).then((answer) => readAs(answer, (body) => decodePage(body, decode)));
}

/** All pages of a list, up to ten thousand items. */
export async function listAll<T>(path: string, decode: (item: unknown) => T, signal: AbortSignal, query: Query = {}): Promise<readonly T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  let first: Page<T> | null = null;
  for (let page = 0; page < mostPages; page++) {
    const answer = await listPage(path, decode, signal, cursor, query);
    first ??= answer;
    items.push(...answer.items);
    if (answer.nextCursor === null) break;
    cursor = answer.nextCursor;
  }
  return stamped(items, asOf(first));
}

export async function fetchInfo(signal?: AbortSignal): Promise<SystemInfo> {
  return readAs(await call('/system/info', signal === undefined ? {} : { signal }), decodeInfo);
}

export function useInfo(): UseQueryResult<SystemInfo> {
  return useQuery({
    queryKey: keys.info,
    queryFn: ({ signal }) => fetchInfo(signal),
    staleTime: 60 * second,
  });
}

/** What the server says of itself, for as long as the stream has not said it. */
export function useStatus(): UseQueryResult<SystemStatus> {
  return useQuery({
    queryKey: keys.status,
    queryFn: async ({ signal }) => readAs(await call('/system/status', { signal }), decodeStatus),
    staleTime: 5 * second,
  });
}

/** Whether the server lets this page do what needs the role: of the past nothing can be changed. */
export function useMay(needed: Role): boolean {
  return includesRole(useInfo().data?.role, needed) && pastAt === null;
}

/** Recording, alerts, layouts: what needs a trader. */
export function useCanAct(): boolean {
  return useMay('trader');
}

export function useInstruments(): UseQueryResult<readonly Instrument[]> {
  return useQuery({
    queryKey: keys.instruments,
    queryFn: ({ signal }) => listAll('/instruments', decodeInstrument, signal),
    staleTime: 10 * second,
    // Asked again it would be as if it had never failed: while the server starts, useStart asks.
    refetchInterval: ({ state }) => (isStarting(state.error) ? false : 30 * second),
  });
}

/** The server is there, and waits for what it needs before it answers anything but about itself. */
function isStarting(error: Error | null): boolean {
  return error instanceof ApiError && error.code === 'starting';
}

/** True once a server answers that had been starting when this page asked it. */
export function useStart(): boolean {
  const isWaiting = isStarting(useInstruments().error);
  const answer = useQuery({
    queryKey: keys.start,
    queryFn: async ({ signal }) => call('/instruments', { query: { limit: 1 }, signal }),
    enabled: isWaiting,
    retry: false,
    refetchInterval: 2 * second,
  });
  return isWaiting && answer.isSuccess;
}

export function useSubscriptions(): UseQueryResult<Subscriptions> {
  return useQuery({
    queryKey: keys.subscriptions,
    queryFn: async ({ signal }) => readAs(await call('/subscriptions', { query: { limit: pageItems }, signal }), decodeSubscriptions),
    refetchInterval: 2 * second,
  });
}

/** `isWanted`: what is known is shown all the same. */
export function useSparkBars(instrumentId: string, timeframe: string, count: number, isWanted = true): UseQueryResult<BarPage> {
  return useQuery({
    enabled: isWanted,
    queryKey: keys.bars.spark(instrumentId, timeframe),
    queryFn: ({ signal }) => fetchBars(instrumentId, timeframe, { order: 'desc', limit: count }, signal),
    // One bar is no line yet: after a first start history comes soon.
    refetchInterval: ({ state }) => ((state.data?.bars.length ?? 0) < 2 ? 10 : 30) * second,
    staleTime: 15 * second,
  });
}

/** The last ticks before a time, newest first. */
export async function fetchTicksBefore<T>(
  instrumentId: string, kind: 'trades' | 'quotes', end: string, limit: number, decode: (item: unknown) => T, signal: AbortSignal,
): Promise<readonly T[]> {
  const answer = await call(`/instruments/${idInPath(instrumentId)}/${kind}`, { query: { end, order: 'desc', limit, time: 'ns' }, signal });
  return decodePage(answer.body, decode).items;
}

export function useCoverage(): UseQueryResult<readonly CoverageRow[]> {
  return useQuery({
    queryKey: keys.coverage,
    queryFn: ({ signal }) => listAll('/data/coverage', decodeCoverage, signal),
    refetchInterval: 15 * second,
  });
}

/** Newest first; the server lists them by start. */
export function useGaps(): UseQueryResult<readonly Gap[]> {
  return useQuery({
    queryKey: keys.gaps,
    queryFn: async ({ signal }) => {
      const gaps = await listAll('/data/gaps', decodeGap, signal);
      return stamped([...gaps].sort((a, b) => Number((b.from ?? 0n) - (a.from ?? 0n))), asOf(gaps));
    },
    refetchInterval: 15 * second,
  });
}

export function useCatalog(): UseQueryResult<Catalog> {
  return useQuery({
    queryKey: keys.catalog,
    queryFn: async ({ signal }) => readAs(await call('/parquet/catalog', { query: { include: 'files' }, signal }), decodeCatalog),
    staleTime: 10 * second,
  });
}

export function useParquetStatus(): UseQueryResult<ParquetStatus> {
  return useQuery({
    queryKey: keys.parquetStatus,
    queryFn: async ({ signal }) => readAs(await call('/parquet/status', { signal }), decodeParquetStatus),
    staleTime: 30 * second,
  });
}

export function useJobList(): UseQueryResult<readonly Job[]> {
  return useQuery({
    queryKey: keys.jobs.all,
    queryFn: async ({ signal }) => {
      const page = await listPage('/jobs', decodeJob, signal);
      return stamped(page.items, asOf(page));
    },
    refetchInterval: 15 * second,
  });
}

export async function fetchJob(id: string): Promise<Job> {
  return readAs(await call(`/jobs/${encodeURIComponent(id)}`), decodeJob);
}

export interface RecordingChange {
  readonly instrumentId: string;
  readonly isOn: boolean;
  /** `trade`, `quote`, `depth`; without it trades and quotes are switched on, and everything off. */
  readonly kinds?: readonly string[];
}

export function useSetRecording(): UseMutationResult<unknown, Error, RecordingChange> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ instrumentId, isOn, kinds }: RecordingChange) =>
      call(`/instruments/${idInPath(instrumentId)}/subscriptions`, {
        method: isOn ? 'POST' : 'DELETE', ...(kinds === undefined ? {} : { query: { kinds: kinds.join(',') } }),
      }),
    onSettled: async () => {
      await Promise.all([
        client.invalidateQueries({ queryKey: keys.instruments }),
        client.invalidateQueries({ queryKey: keys.subscriptions }),
      ]);
    },
  });
}

export function useResolve(): UseMutationResult<readonly Instrument[], Error, string> {
  return useMutation({
    mutationFn: async (query: string) =>
      readAs(await call('/instruments/resolve', { method: 'POST', body: { query } }), (body) => decodePage(body, decodeInstrument).items),
  });
}

/** Has the source's history fill one gap; the answer is there at once, a job goes on. */
export function useBackfill(): UseMutationResult<unknown, Error, Gap> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (gap: Gap) => call('/data/backfill', {
      method: 'POST',
      headers: { Prefer: 'wait=0' },
      body: { instrument_id: gap.instrumentId, start: String(gap.from), end: String(gap.to), kinds: [gap.kind] },
    }),
    onSettled: () => Promise.all([client.invalidateQueries({ queryKey: keys.gaps }), client.invalidateQueries({ queryKey: keys.jobs.all })]),
  });
}

export interface GapExplanation {
  readonly id: number;
  readonly explanation: string;
}

export function useExplainGap(): UseMutationResult<unknown, Error, GapExplanation> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, explanation }: GapExplanation) => call(`/data/gaps/${id}/explain`, { method: 'POST', body: { explanation } }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.gaps }),
  });
}

export function useCancelJob(): UseMutationResult<unknown, Error, string> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => call(`/jobs/${encodeURIComponent(id)}`, { method: 'DELETE' }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.jobs.all }),
  });
}
