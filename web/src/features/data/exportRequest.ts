import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import type { EstimateQuestion } from '../../api/exports';
import { call, idInPath } from '../../api/http';
import { keys } from '../../api/keys';
import { decodeResults, type ExportResult } from '../../lib/jobWire';

export type ExportKind = 'ticks' | 'quotes' | 'bars' | 'deltas' | 'depths' | 'daily';
export type Compression = 'snappy' | 'zstd' | 'gzip' | 'none';
/** A catalog of NautilusTrader, or files of plain columns beside it. */
export type ExportFormat = 'nautilus' | 'flat';
export type OnOverlap = 'skip' | 'replace';

export interface ExportRequest {
  readonly kind: ExportKind;
  readonly instrumentId: string;
  readonly source: string;
  /** Dates of UTC days, `2026-11-21`; the end is not included. A daily export has only a start. */
  readonly start: string;
  readonly end: string;
  readonly timeframe: string;
  readonly compression: Compression;
  readonly format: ExportFormat;
  readonly onOverlap: OnOverlap;
}

export interface Started {
  /** Null when the answer already holds the results. */
  readonly jobId: string | null;
  readonly results: readonly ExportResult[];
}

/** Order books exist only as files of NautilusTrader. */
export function hasFlatForm(kind: ExportKind): boolean {
  return kind !== 'deltas' && kind !== 'depths';
}

/** What the export will be: a choice that its kind does not have counts for nothing. */
export function formatOf(request: ExportRequest): ExportFormat {
  return hasFlatForm(request.kind) ? request.format : 'nautilus';
}

function pathOf(request: ExportRequest): string {
  if (request.kind === 'daily') return '/parquet/export/daily';
  return `/parquet/export/${request.kind}/${encodeURIComponent(request.source)}/${idInPath(request.instrumentId)}`;
}

function bodyOf(request: ExportRequest): object {
  const made = { compression: request.compression, format: formatOf(request) };
  if (request.kind === 'daily') return { date: request.start, ...made };
  return {
    start: request.start,
    end: request.end,
    ...made,
    on_overlap: request.onOverlap,
    verify: true,
    ...(request.kind === 'bars' ? { timeframe: request.timeframe } : {}),
  };
}

/** Starts the export and does not wait: its job tells how it goes. */
export function useStartExport(): UseMutationResult<Started, Error, ExportRequest> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (request: ExportRequest) => {
      const answer = await call(pathOf(request), { method: 'POST', body: bodyOf(request), headers: { prefer: 'wait=0' } });
      const jobId = answer.location === null ? null : decodeURIComponent(answer.location.split('/').pop() ?? '');
      return { jobId, results: answer.status === 200 ? decodeResults(answer.body) : [] };
    },
    onSuccess: async () => {
      await Promise.all([
        client.invalidateQueries({ queryKey: keys.jobs.all }),
        client.invalidateQueries({ queryKey: keys.catalog }),
      ]);
    },
  });
}

export const dataTypes: Readonly<Record<ExportKind, string | undefined>> = {
  ticks: 'trade_tick', quotes: 'quote_tick', bars: 'bar', deltas: 'order_book_deltas', depths: 'order_book_depths', daily: undefined,
};

/** What to ask before the export is started; null while the form is not filled in. */
export function questionOf(request: ExportRequest): EstimateQuestion | null {
  const from = Date.parse(`${request.start}T00:00:00Z`);
  if (!Number.isFinite(from)) return null;
  const made = { compression: request.compression, format: formatOf(request) };
  if (request.kind === 'daily') return { start: request.start, end: new Date(from + 86_400_000).toISOString().slice(0, 10), ...made };
  if (!(Date.parse(`${request.end}T00:00:00Z`) > from) || request.instrumentId === '') return null;
  return {
    dataType: dataTypes[request.kind],
    instrumentId: request.instrumentId,
    timeframe: request.kind === 'bars' ? request.timeframe : undefined,
    start: request.start,
    end: request.end,
    ...made,
  };
}

const kindOfWord: Readonly<Record<string, ExportKind>> = { trade: 'ticks', quote: 'quotes', bar: 'bars', depth: 'deltas' };

/** What a link to the form asks for: `?instrument=&kind=&start=&end=`. */
export function requestFromQuery(query: string): Partial<ExportRequest> {
  const wanted = new URLSearchParams(query);
  const [instrumentId, kind, start, end] = [wanted.get('instrument'), kindOfWord[wanted.get('kind') ?? ''], wanted.get('start'), wanted.get('end')];
  return {
    ...(instrumentId === null ? {} : { instrumentId }), ...(kind === undefined ? {} : { kind }), ...(start === null ? {} : { start }), ...(end === null ? {} : { end }),
  };
}
