import { useMutation, useQuery, useQueryClient, type UseMutationResult, type UseQueryResult } from '@tanstack/react-query';
import { fieldsOf, flag, listOr, numberOr, text, textOr } from '../lib/decode';
import { decodeJob, isFinished, type Job } from '../lib/jobWire';
import { nanos } from '../lib/marketWire';
import type { ImportItem, VerifyReport } from '../lib/schema';
import type { Nanos } from '../lib/time';
import { call, readAs } from './http';
import { keys } from './keys';
import { fetchJob, listAll } from './queries';

const second = 1_000;

/** What an export would be. */
export interface ExportEstimate {
  readonly rows: number;
  readonly isEstimate: boolean;
  readonly bytes: number;
  readonly bytesFrom: string;
  readonly durationMs: number;
  readonly isSpeedMeasured: boolean;
  readonly freeBytes: number | null;
}

export interface EstimateQuestion {
  readonly dataType?: string | undefined;
  readonly instrumentId?: string | undefined;
  readonly timeframe?: string | undefined;
  readonly start: string;
  readonly end: string;
  readonly compression?: string | undefined;
  readonly format?: string | undefined;
}

export function decodeEstimate(value: unknown): ExportEstimate {
  const f = fieldsOf(value, 'an estimate');
  return {
    rows: numberOr(f, 'rows', 0),
    isEstimate: flag(f, 'is_estimate'),
    bytes: numberOr(f, 'bytes', 0),
    bytesFrom: textOr(f, 'bytes_from', 'typical'),
    durationMs: numberOr(f, 'duration_ms', 0),
    isSpeedMeasured: textOr(f, 'duration_from', '') === 'measured',
    freeBytes: numberOr(f, 'free_bytes', null),
  };
}

/** Null asks nothing. */
export function useEstimate(question: EstimateQuestion | null): UseQueryResult<ExportEstimate> {
  return useQuery({
    queryKey: keys.estimate(JSON.stringify(question)),
    queryFn: async ({ signal }) => readAs(await call('/parquet/estimate', {
      query: {
        data_type: question?.dataType, instrument_id: question?.instrumentId, timeframe: question?.timeframe, start: question?.start, end: question?.end,
        compression: question?.compression, format: question?.format,
      },
      signal,
    }), decodeEstimate),
    enabled: question !== null,
    staleTime: 10 * second,
  });
}

/** An export that is ordered every night. */
export interface Schedule {
  readonly id: number;
  readonly name: string;
  readonly isEnabled: boolean;
  readonly time: string;
  readonly zone: string;
  readonly instrumentIds: readonly string[] | null;
  readonly dataTypes: readonly string[];
  readonly timeframes: readonly string[];
  readonly compression: string;
  readonly onOverlap: string;
  readonly nextDate: string;
  readonly nextRun: Nanos | null;
  readonly lastJob: Job | null;
  readonly version: number;
}

export function decodeSchedule(value: unknown): Schedule {
  const f = fieldsOf(value, 'a schedule');
  return {
    id: numberOr(f, 'id', 0),
    name: text(f, 'name'),
    isEnabled: flag(f, 'enabled'),
    time: textOr(f, 'time', '00:00'),
    zone: textOr(f, 'time_zone', 'UTC'),
    instrumentIds: Array.isArray(f['instrument_ids']) ? listOr(f, 'instrument_ids', String) : null,
    dataTypes: listOr(f, 'data_types', String),
    timeframes: listOr(f, 'timeframes', String),
    compression: textOr(f, 'compression', 'snappy'),
    onOverlap: textOr(f, 'on_overlap', 'replace'),
    nextDate: textOr(f, 'next_date', ''),
    nextRun: nanos(f, 'next_run'),
    lastJob: f['last_job'] === null || f['last_job'] === undefined ? null : decodeJob(f['last_job']),
    version: numberOr(f, 'version', 0),
  };
}

export function useSchedules(): UseQueryResult<readonly Schedule[]> {
  return useQuery({
    queryKey: keys.schedules,
    queryFn: ({ signal }) => listAll('/parquet/schedules', decodeSchedule, signal),
    refetchInterval: 15 * second,
  });
}

export type ScheduleFields = Pick<Schedule, 'name' | 'isEnabled' | 'time' | 'zone' | 'instrumentIds' | 'dataTypes' | 'compression'>;

/** Without a schedule it is a new one; of a known one all that the fields do not show stays. */
export function useSaveSchedule(): UseMutationResult<unknown, Error, { readonly known: Schedule | null; readonly fields: ScheduleFields }> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ known, fields }) => call(known === null ? '/parquet/schedules' : `/parquet/schedules/${known.id}`, {
      method: known === null ? 'POST' : 'PUT',
      ...(known === null ? {} : { headers: { 'if-match': `"${known.version}"` } }),
      body: {
        name: fields.name, enabled: fields.isEnabled, time: fields.time, time_zone: fields.zone, instrument_ids: fields.instrumentIds, data_types: fields.dataTypes,
        compression: fields.compression,
        ...(known === null ? {} : { timeframes: known.timeframes, on_overlap: known.onOverlap }),
      },
    }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.schedules }),
  });
}

export function useRemoveSchedule(): UseMutationResult<unknown, Error, Schedule> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (known) => call(`/parquet/schedules/${known.id}`, { method: 'DELETE', headers: { 'if-match': `"${known.version}"` } }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.schedules }),
  });
}

export function useResumeJob(): UseMutationResult<unknown, Error, string> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => call(`/jobs/${encodeURIComponent(id)}/resume`, { method: 'POST' }),
    onSettled: (_data, _error, id) => Promise.all([
      client.invalidateQueries({ queryKey: keys.jobs.all }), client.invalidateQueries({ queryKey: keys.jobs.byId(id) }),
    ]),
  });
}

/** A job by its id, asked for until it has ended. */
export function useJob(id: string | null): UseQueryResult<Job> {
  return useQuery({
    queryKey: keys.jobs.byId(id ?? ''),
    queryFn: () => fetchJob(id ?? ''),
    enabled: id !== null,
    refetchInterval: (query) => (query.state.data !== undefined && isFinished(query.state.data.state) ? false : second / 2),
  });
}

/** Has files read again and compared with the ledger; null: all. Answers with the id of the job. */
export function useVerifyFiles(): UseMutationResult<string, Error, readonly string[] | null> {
  return useMutation({
    mutationFn: async (paths) => jobIdOf(await call('/parquet/verify', { method: 'POST', headers: { prefer: 'wait=0' }, body: { paths } })),
  });
}

export interface ImportRequest {
  readonly path: string;
  readonly isDryRun: boolean;
  readonly onConflict: 'skip' | 'refuse';
}

/** Answers with the id of the job. */
export function useImport(): UseMutationResult<string, Error, ImportRequest> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (request) => jobIdOf(await call('/data/import', {
      method: 'POST', headers: { prefer: 'wait=0' }, body: { path: request.path, dry_run: request.isDryRun, on_conflict: request.onConflict },
    })),
    onSettled: () => client.invalidateQueries({ queryKey: keys.jobs.all }),
  });
}

function jobIdOf(answer: { readonly body: unknown; readonly location: string | null }): string {
  // Without a location it is done already, and the answer is the result, which names its job.
  if (answer.location === null) return text(fieldsOf<ImportItem | VerifyReport>(answer.body, 'the result'), 'job_id');
  return decodeURIComponent(answer.location.split('/').pop() ?? '');
}

/** What a file says of itself, and its first rows. */
export interface FileFacts {
  readonly path: string;
  readonly rows: number;
  readonly bytes: number;
  readonly rowGroups: number;
  readonly profile: string | null;
  readonly createdBy: string | null;
  readonly metadata: readonly (readonly [string, string])[];
  readonly columns: readonly string[];
  readonly items: readonly (readonly string[])[];
}

const shownRows = 10;

/** `catalogId`: of an opened catalog; null: of the export directory. */
export function useFileFacts(path: string, catalogId: number | null): UseQueryResult<FileFacts> {
  return useQuery({
    queryKey: keys.file(path, catalogId),
    queryFn: async ({ signal }) => {
      const inPath = path.split('/').map(encodeURIComponent).join('/');
      return readAs(await call(`${catalogId === null ? '/parquet' : `/catalogs/${catalogId}`}/preview/${inPath}`, { query: { rows: shownRows }, signal }), (body) => decodeFile(path, body));
    },
    staleTime: 60 * second,
  });
}

function decodeFile(path: string, value: unknown): FileFacts {
  const f = fieldsOf(value, 'a file');
  return {
    path,
    rows: numberOr(f, 'rows', 0),
    bytes: numberOr(f, 'bytes', 0),
    rowGroups: numberOr(f, 'row_groups', 0),
    profile: textOr(f, 'nautilus_profile', null),
    createdBy: textOr(f, 'created_by', null),
    metadata: Object.entries(fieldsOf(f['metadata'] ?? {}, 'the metadata')).map(([key, value]) => [key, String(value)] as const),
    columns: listOr(f, 'columns', String),
    items: listOr(f, 'items', (row) => (Array.isArray(row) ? row.map(String) : [])),
  };
}

export interface LedgerLine {
  readonly path: string;
  readonly sha256: string;
}

/** Null asks nothing: files that others wrote are in no ledger. */
export function useLedger(instrumentId: string | null): UseQueryResult<readonly LedgerLine[]> {
  return useQuery({
    queryKey: keys.ledger(instrumentId ?? ''),
    enabled: instrumentId !== null,
    queryFn: ({ signal }) => listAll('/parquet/ledger', (item) => {
      const f = fieldsOf(item, 'a line of the ledger');
      return { path: text(f, 'path'), sha256: textOr(f, 'sha256', '') };
    }, signal, instrumentId === null || instrumentId === '' ? {} : { instrument_id: instrumentId }),
    staleTime: 10 * second,
  });
}
