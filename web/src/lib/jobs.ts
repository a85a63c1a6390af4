import type { ExportResult, Job } from './jobWire';

/** What REST listed, brought up to date by what the stream told; newest first. How the sample is loaded is told where the sample is. */
export function mergeJobs(listed: readonly Job[], streamed: readonly Job[]): readonly Job[] {
  const byId = new Map(listed.map((job) => [job.id, job]));
  for (const job of streamed) {
    const known = byId.get(job.id);
    byId.set(job.id, known === undefined ? job : {
      ...job,
      results: job.results.length > 0 ? job.results : known.results,
      imported: job.imported ?? known.imported,
      checked: job.checked.length > 0 ? job.checked : known.checked,
    });
  }
  return [...byId.values()].filter((job) => job.kind !== 'sample').sort(newestFirst);
}

/** A queued job has not started: its making counts. */
export function newestFirst(a: Job, b: Job): number {
  return Number((b.created ?? b.started ?? 0n) - (a.created ?? a.started ?? 0n));
}

export interface JobTotals {
  readonly rows: number | null;
  readonly bytes: number | null;
  readonly reductionPct: number | null;
  readonly tookMs: number | null;
  readonly files: number;
}

export function totalsOf(job: Job): JobTotals {
  const bytes = sum(job.results, (r) => r.bytesTotal);
  const csv = sum(job.results, (r) => r.bytesAsCsv);
  return {
    rows: sum(job.results, (r) => r.rowsWritten) ?? job.rowsDone,
    bytes,
    reductionPct: bytes === null || csv === null || csv === 0 ? null : (1 - bytes / csv) * 100,
    tookMs: job.started !== null && job.finished !== null ? Number((job.finished - job.started) / 1000n) / 1000 : sum(job.results, (r) => r.durationMs),
    files: job.results.reduce((count, result) => count + result.files.length, 0),
  };
}

function sum(results: readonly ExportResult[], pick: (result: ExportResult) => number | null): number | null {
  const values = results.map(pick).filter((value): value is number => value !== null);
  return values.length === 0 ? null : values.reduce((a, b) => a + b, 0);
}
