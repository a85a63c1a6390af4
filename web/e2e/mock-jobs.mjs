import { createHash } from 'node:crypto';
import { iso } from './mock-market.mjs';

const nowNs = () => String(BigInt(Date.now()) * 1_000_000n);

function timeOf(text) {
  if (/^\d{16,}$/.test(text)) return BigInt(text);
  return BigInt(Date.parse(text.length === 10 ? `${text}T00:00:00Z` : text)) * 1_000_000n;
}

/** Exports that take a few seconds and end with results shaped like the real ones. */
export class Jobs {
  constructor(onChange) {
    this.list = [];
    this.catalog = new Map();
    this.onChange = onChange;
    this.next = 1;
    /** Running jobs stop halfway and wait, until a test lets them go on. */
    this.isHeld = false;
    /** What is wrong with the catalog: overlapping files of the first item, files that nobody reads, files that do not open. */
    this.faults = { overlapping: [], orphans: [], unreadable: [] };
  }

  seed(markets) {
    const day = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
    const today = new Date().toISOString().slice(0, 10);
    for (const [id, kind, rows] of [['AAPL.NASDAQ', 'trade_tick', 182_331], ['EUR/USD.IDEALPRO', 'quote_tick', 401_220], ['AAPL.NASDAQ', 'bar', 1_440]]) {
      const job = this.create(`Export ${id}`, [{ id, kind, timeframe: kind === 'bar' ? '1m' : null, start: day, end: today, rows }]);
      this.finish(job);
    }
    const daily = this.create(`Daily export ${day}`, markets.slice(0, 4).map((m, i) => ({
      id: m.instrument.instrument_id, kind: m.isMid ? 'quote_tick' : 'trade_tick', timeframe: null, start: day, end: today, rows: 90_000 + i * 31_337,
    })));
    this.finish(daily);
  }

  create(title, parts) {
    const job = {
      id: `exp_${String(this.next++).padStart(6, '0')}`, kind: 'export', title, state: 'queued', progress: 0, rows_done: 0,
      rows_total: parts.reduce((sum, p) => sum + p.rows, 0), files_done: null, bytes_done: null, bytes_per_s: null, rate_per_s: null, eta_ms: null, created: nowNs(), started: nowNs(), finished: null, result: null, problem: null,
      parts,
    };
    this.list.unshift(job);
    return job;
  }

  /** `done`: what it does besides at its end; then it has no files. */
  run(job, done = null) {
    job.state = 'running';
    const timer = setInterval(() => {
      if (job.state !== 'running') return clearInterval(timer);
      if (this.isHeld && job.progress >= 0.5) return;
      job.rows_done = Math.min(job.rows_total, job.rows_done + Math.ceil(job.rows_total / 8));
      job.progress = job.rows_total === 0 ? 1 : job.rows_done / job.rows_total;
      job.rate_per_s = job.rows_total / 2;
      job.files_done = Math.floor(job.progress * 2);
      job.bytes_done = Math.round(job.rows_done * 7.6);
      job.bytes_per_s = job.rate_per_s * 7.6;
      job.eta_ms = Math.round((1 - job.progress) * 2000);
      if (job.progress >= 1 && done !== null) {
        Object.assign(job, { state: 'succeeded', finished: nowNs() });
        done();
      } else if (job.progress >= 1) {
        this.finish(job);
      }
      this.onChange(job);
    }, 250);
  }

  finish(job) {
    const results = job.parts.map((part) => this.result(job, part));
    job.state = 'succeeded';
    job.progress = 1;
    job.rows_done = job.rows_total;
    job.finished = String(BigInt(job.started) + BigInt(job.rows_total * 3_200 + 41_000_000));
    job.result = results.length === 1 ? results[0] : { date: job.parts[0].start, exports: results, summary: {} };
  }

  /** A daily export of which one instrument failed; its id. */
  failPart(date, ids, failed, reason) {
    const next = new Date(Date.parse(date) + 86_400_000).toISOString().slice(0, 10);
    const job = this.create(`Daily export ${date}`, ids.map((id) => ({ id, kind: 'trade_tick', timeframe: null, start: date, end: next, rows: 1_204 })));
    this.finish(job);
    const exports = job.result.exports.map((one) => (one.instrument_id !== failed ? one
      : { ...one, status: 'failed', records: 0, rows_written: 0, files: [], verification: null, problem: { title: 'The export failed', detail: reason } }));
    Object.assign(job, { state: 'partial', can_resume: true, result: { ...job.result, exports } });
    this.onChange(job);
    return job.id;
  }

  result(job, part) {
    const start = timeOf(part.start);
    const end = timeOf(part.end);
    const bytes = Math.round(part.rows * 7.6) + 2_311;
    const folder = part.kind === 'bar' ? `bar/${part.id.replace('/', '')}-1-MINUTE-LAST-EXTERNAL` : `${part.kind}/${part.id.replace('/', '')}`;
    const path = `data/${folder}/${iso(start).replaceAll(':', '-').replace('.', '-')}_${iso(end - 1n).replaceAll(':', '-').replace('.', '-')}.parquet`;
    const file = {
      path, rows: part.rows, bytes, row_groups: Math.ceil(part.rows / 5000), sha256: createHash('sha256').update(path).digest('hex'),
      ts_init_min: String(start), ts_init_max: String(end - 1n),
    };
    const key = `${part.kind} ${part.id} ${part.timeframe ?? ''}`;
    const files = (this.catalog.get(key)?.files ?? []).filter((f) => f.path !== path);
    this.catalog.set(key, { part, files: [...files, file], start, end });
    return {
      job_id: job.id, status: 'success', records: part.rows, file_size_mb: bytes / 1e6, file_path: path, data_type: part.kind, source: 'IB',
      instrument_id: part.id, ...(part.timeframe === null ? {} : { timeframe: part.timeframe }),
      start: String(start), start_iso: iso(start), end: String(end), end_iso: iso(end),
      rows_source: part.rows, rows_written: part.rows, rows_rejected: 0, rejects: [], files: [file],
      bytes_total: bytes, bytes_as_csv: part.rows * 61, reduction_pct: (1 - bytes / (part.rows * 61)) * 100, format: 'nautilus',
      nautilus_profile: 'v1-hp', compression: part.compression ?? 'snappy', gaps: [],
      verification: { status: 'passed', rows_read_back: part.rows, checksum_match: true, monotonic_ts_init: true },
      duration_ms: 812, rows_per_s: part.rows / 0.812,
    };
  }

  catalogAnswer() {
    const items = [...this.catalog.values()].map(({ part, files, start, end }, i) => ({
      data_type: part.kind === 'bar' ? 'bar' : part.kind, ...(part.kind === 'bar' ? { bar_type: `${part.id}-1-MINUTE-LAST-EXTERNAL` } : {}),
      instrument_id: part.id, files: files.length, file_list: files,
      rows: files.reduce((sum, f) => sum + f.rows, 0), bytes: files.reduce((sum, f) => sum + f.bytes, 0),
      ts_min: String(start), ts_max: String(end - 1n), intervals: files.map((f) => ({ start: f.ts_init_min, end: f.ts_init_max })), gaps: [], stale: false,
      overlapping: i === 0 ? this.faults.overlapping : [], nautilus_profiles: ['v1-hp'],
    }));
    return {
      status: 'success', catalog_path: '.', venues: 1, instruments: items.length, total_files: items.reduce((sum, i) => sum + i.files, 0),
      format: 'nautilus', nautilus_profile: 'v1-hp', generated_at: nowNs(),
      totals: { data_types: 3, rows: items.reduce((sum, i) => sum + i.rows, 0), bytes: items.reduce((sum, i) => sum + i.bytes, 0) },
      items, orphans: this.faults.orphans, unreadable: this.faults.unreadable,
    };
  }
}

export const publicJob = ({ parts: _, ...job }) => job;
