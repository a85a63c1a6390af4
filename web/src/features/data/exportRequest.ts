import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { call, idInPath } from '../../api/http';
import { keys } from '../../api/keys';
import type { CoverageRow } from '../../api/types';
import { decodeResults, type ExportResult } from '../../lib/jobWire';
import { millisOf } from '../../lib/time';

export type ExportKind = 'ticks' | 'quotes' | 'bars' | 'deltas' | 'depths' | 'daily';
export type Compression = 'snappy' | 'zstd' | 'gzip' | 'none';
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
  readonly onOverlap: OnOverlap;
}

export interface Started {
  /** Null when the answer already holds the results. */
  readonly jobId: string | null;
  readonly results: readonly ExportResult[];
}

function pathOf(request: ExportRequest): string {
  if (request.kind === 'daily') return '/parquet/export/daily';
  return `/parquet/export/${request.kind}/${encodeURIComponent(request.source)}/${idInPath(request.instrumentId)}`;
}

function bodyOf(request: ExportRequest): object {
  if (request.kind === 'daily') return { date: request.start };
  return {
    start: request.start,
    end: request.end,
    compression: request.compression,
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

export interface Estimate {
  readonly rows: number;
  /** The part of the range that holds data. */
  readonly share: number;
}

const kindOfRow: Readonly<Record<ExportKind, string>> = { ticks: 'trade', quotes: 'quote', bars: 'bar', deltas: 'depth', depths: 'depth', daily: '' };

/** Rows to expect, taking them as spread evenly over what is stored; null when nothing is known. */
export function estimateRows(request: ExportRequest, coverage: readonly CoverageRow[]): Estimate | null {
  const from = Date.parse(`${request.start}T00:00:00Z`);
  const to = request.kind === 'daily' ? from + 86_400_000 : Date.parse(`${request.end}T00:00:00Z`);
  if (!(to > from)) return null;
  let rows = 0;
  let share = 0;
  for (const row of coverage) {
    const isMeant = request.kind === 'daily'
      || (row.instrumentId === request.instrumentId && row.kind.startsWith(kindOfRow[request.kind])
        && (request.kind !== 'bars' || row.timeframe === request.timeframe));
    if (!isMeant || row.first === null || row.last === null || row.rows === null) continue;
    const first = millisOf(row.first);
    const last = Math.max(first + 1, millisOf(row.last));
    const overlap = Math.max(0, Math.min(to, last) - Math.max(from, first));
    rows += row.rows * (overlap / (last - first));
    share = Math.max(share, overlap / (to - from));
  }
  return { rows: Math.round(rows), share };
}
