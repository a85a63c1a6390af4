import { fieldsOf, flag, itemsOf, listOr, numberOr, text, textOr } from './decode';
import { decodeImport, type ImportResult } from './importWire';
import { nanos } from './marketWire';
import type * as Wire from './schema';
import type { Nanos } from './time';

export type JobState = 'queued' | 'running' | 'succeeded' | 'partial' | 'failed' | 'cancelled';

export interface Job {
  readonly id: string;
  readonly kind: string;
  readonly title: string | null;
  readonly state: JobState;
  /** 0 to 1. */
  readonly progress: number | null;
  readonly rowsDone: number | null;
  readonly rowsTotal: number | null;
  readonly ratePerSecond: number | null;
  readonly etaMs: number | null;
  /** Files that are complete, and the bytes of all that is written; null while that is not known. */
  readonly filesDone: number | null;
  readonly bytesDone: number | null;
  readonly bytesPerSecond: number | null;
  readonly created: Nanos | null;
  readonly started: Nanos | null;
  readonly finished: Nanos | null;
  readonly results: readonly ExportResult[];
  readonly problem: string | null;
  /** How often it was begun. */
  readonly attempts: number;
  /** It ended without all its work and can go on with the rest. */
  readonly canResume: boolean;
  /** Of an import or its dry run. */
  readonly imported: ImportResult | null;
  /** Of a check of files. */
  readonly checked: readonly CheckedFile[];
}

export interface ExportedFile {
  readonly path: string;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
}

export interface ExportResult {
  readonly status: string;
  readonly dataType: string;
  readonly instrumentId: string;
  readonly timeframe: string | null;
  readonly start: Nanos | null;
  readonly end: Nanos | null;
  readonly rowsSource: number | null;
  readonly rowsWritten: number | null;
  readonly rowsRejected: number | null;
  readonly files: readonly ExportedFile[];
  readonly bytesTotal: number | null;
  readonly bytesAsCsv: number | null;
  readonly reductionPct: number | null;
  readonly compression: string | null;
  readonly profile: string | null;
  readonly verification: string | null;
  readonly durationMs: number | null;
  readonly rowsPerSecond: number | null;
  readonly problem: string | null;
  /** Where data exists when the range had none. */
  readonly available: string | null;
}

const jobStates: readonly JobState[] = ['queued', 'running', 'succeeded', 'partial', 'failed', 'cancelled'];

const exportKinds = new Set(['export', 'export_daily']);
const importKinds = new Set(['import', 'import_dry_run']);

/** Of a file that was read again and compared with the ledger. */
export interface CheckedFile {
  readonly path: string;
  readonly isPassed: boolean;
  readonly findings: readonly string[];
}

function decodeChecked(value: unknown): CheckedFile[] {
  return listOr(fieldsOf<Wire.VerifyReport>(value, 'a check of files'), 'files', (item) => {
    const f = fieldsOf<Wire.VerifyFileItem>(item, 'a checked file');
    return { path: text(f, 'path'), isPassed: textOr(f, 'status', '') === 'passed', findings: listOr(f, 'findings', String) };
  });
}

export function isFinished(state: JobState): boolean {
  return state !== 'queued' && state !== 'running';
}

export function decodeJob(value: unknown): Job {
  const f = fieldsOf<Wire.JobItem>(value, 'a job');
  const state = textOr(f, 'state', '');
  return {
    id: text(f, 'id'),
    kind: textOr(f, 'kind', 'export'),
    title: textOr(f, 'title', null),
    state: jobStates.find((s) => s === state) ?? 'queued',
    progress: numberOr(f, 'progress', null),
    rowsDone: numberOr(f, 'rows_done', null),
    rowsTotal: numberOr(f, 'rows_total', null),
    ratePerSecond: numberOr(f, 'rate_per_s', null),
    etaMs: numberOr(f, 'eta_ms', null),
    filesDone: numberOr(f, 'files_done', null),
    bytesDone: numberOr(f, 'bytes_done', null),
    bytesPerSecond: numberOr(f, 'bytes_per_s', null),
    created: nanos(f, 'created'),
    started: nanos(f, 'started'),
    finished: nanos(f, 'finished'),
    results: exportKinds.has(textOr(f, 'kind', 'export')) ? decodeResults(f['result']) : [],
    problem: problemText(f['problem']),
    attempts: numberOr(f, 'attempts', 1),
    canResume: flag(f, 'can_resume'),
    imported: importKinds.has(textOr(f, 'kind', '')) && f['result'] !== null && f['result'] !== undefined ? decodeImport(f['result']) : null,
    checked: textOr(f, 'kind', '') === 'verify' && typeof f['result'] === 'object' && f['result'] !== null ? decodeChecked(f['result']) : [],
  };
}

/** One result, or the list of a daily export. */
export function decodeResults(value: unknown): ExportResult[] {
  if (typeof value !== 'object' || value === null) return [];
  const f = fieldsOf(value, 'a result');
  return Array.isArray(f['exports']) ? itemsOf(f['exports'], 'exports', decodeResult) : [decodeResult(value)];
}

function decodeResult(value: unknown): ExportResult {
  const f = fieldsOf<Wire.ExportResultItem>(value, 'an export result');
  const verification = f['verification'];
  return {
    status: textOr(f, 'status', 'unknown'),
    dataType: textOr(f, 'data_type', ''),
    instrumentId: textOr(f, 'instrument_id', ''),
    timeframe: textOr(f, 'timeframe', null),
    start: nanos(f, 'start'),
    end: nanos(f, 'end'),
    rowsSource: numberOr(f, 'rows_source', null),
    rowsWritten: numberOr(f, 'rows_written', null) ?? numberOr(f, 'records', null),
    rowsRejected: numberOr(f, 'rows_rejected', null),
    files: listOr(f, 'files', decodeFile),
    bytesTotal: numberOr(f, 'bytes_total', null),
    bytesAsCsv: numberOr(f, 'bytes_as_csv', null),
    reductionPct: numberOr(f, 'reduction_pct', null),
    compression: textOr(f, 'compression', null),
    profile: textOr(f, 'nautilus_profile', null),
    verification: typeof verification === 'object' && verification !== null
      ? textOr(fieldsOf<Wire.VerificationItem>(verification, 'the verification'), 'status', null)
      : null,
    durationMs: numberOr(f, 'duration_ms', null),
    rowsPerSecond: numberOr(f, 'rows_per_s', null),
    problem: problemText(f['problem']),
    available: availableText(f['available']),
  };
}

function decodeFile(value: unknown): ExportedFile {
  const f = fieldsOf<Wire.ExportFileItem>(value, 'a file');
  return {
    path: text(f, 'path'),
    rows: numberOr(f, 'rows', 0),
    bytes: numberOr(f, 'bytes', 0),
    sha256: textOr(f, 'sha256', ''),
  };
}

function problemText(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return null;
  const f = fieldsOf<Wire.ProblemDocument>(value, 'a problem');
  return textOr(f, 'detail', null) ?? textOr(f, 'title', null);
}

function availableText(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const f = fieldsOf<Wire.RangeItem>(value, 'the available range');
  const start = textOr(f, 'start_iso', null) ?? textOr(f, 'start', null);
  const end = textOr(f, 'end_iso', null) ?? textOr(f, 'end', null);
  return start !== null && end !== null ? `${start} – ${end}` : null;
}
