import { iso } from './mock-market.mjs';

const dayMillis = 86_400_000;
const nowNs = () => BigInt(Date.now()) * 1_000_000n;
const dateOf = (millis) => new Date(millis).toISOString().slice(0, 10);
const nanosOf = (millis) => String(BigInt(millis) * 1_000_000n);

/** Days, estimates, nightly exports, imports and checks of files. */
export class Exports {
  constructor(markets, jobs, state) {
    this.markets = state === 'full' ? markets.filter((m) => m.instrument.recording) : [];
    this.jobs = jobs;
    this.schedules = state === 'full' ? [this.schedule({ name: 'Nightly', time: '02:30', time_zone: 'Europe/Berlin', timeframes: ['1m', '1D'], on_overlap: 'skip' }, 1)] : [];
    this.nextId = 2;
  }

  answer(method, path, query, body, headers, { ok, problem, list }) {
    if (path === '/data/days') return ok({ ...list(this.days(query)), kind: query.get('kind') ?? 'trade', timeframe: null, start_date: query.get('start'), days: 30 });
    if (path === '/parquet/estimate') return ok(this.estimate(query));
    if (path === '/parquet/ledger') return ok(list(this.files().map((f) => ({ ...f, kind: 'trade_tick', instrument_id: query.get('instrument_id') ?? '', state: 'published' }))));
    if (path.startsWith('/parquet/preview/')) return this.preview(decodeURIComponent(path.slice('/parquet/preview/'.length)), ok, problem);
    if (path === '/parquet/verify' && method === 'POST') return this.finished(ok, 'verify', 'Verify the catalog', { status: 'success', files: this.files().map((f) => ({ path: f.path, status: 'passed', rows: f.rows, checksum_match: true, findings: [] })) });
    if (path === '/data/import' && method === 'POST') return this.import(body, ok, problem);
    const resumed = /^\/jobs\/([^/]+)\/resume$/.exec(path);
    if (resumed !== null && method === 'POST') {
      const job = this.jobs.list.find((j) => j.id === resumed[1]);
      if (job === undefined) return problem(404, 'not_found', 'There is no such job.');
      Object.assign(job, { state: 'queued', can_resume: false, finished: null, problem: null });
      if (job.parts.length > 0) this.jobs.run(job);
      return ok({ ...job, parts: undefined }, 202);
    }
    if (path === '/parquet/schedules' && method === 'GET') return ok(list(this.schedules));
    if (path === '/parquet/schedules' && method === 'POST') {
      if (this.schedules.some((s) => s.name === body.name)) return problem(409, 'conflict', `Another schedule is called '${body.name}'.`);
      this.schedules.push(this.schedule(body, this.nextId++));
      return ok(this.schedules.at(-1), 201);
    }
    const one = /^\/parquet\/schedules\/(\d+)$/.exec(path);
    if (one === null) return null;
    const known = this.schedules.find((s) => s.id === Number(one[1]));
    if (known === undefined) return problem(404, 'not_found', 'There is no such schedule.');
    if (headers['if-match'] !== `"${known.version}"`) return problem(412, 'precondition_failed', 'It was changed meanwhile.');
    this.schedules = this.schedules.filter((s) => s !== known);
    if (method === 'DELETE') return { status: 204, body: null };
    this.schedules.push({ ...this.schedule(body, known.id), version: known.version + 1 });
    return ok(this.schedules.at(-1));
  }

  schedule(body, id) {
    const next = Math.floor(Date.now() / dayMillis) * dayMillis + dayMillis + 90 * 60_000;
    return {
      id, name: body.name, enabled: body.enabled ?? true, time: body.time, time_zone: body.time_zone ?? 'UTC', instrument_ids: body.instrument_ids ?? null,
      data_types: body.data_types ?? ['trade_tick', 'quote_tick', 'bar', 'order_book_deltas'], timeframes: body.timeframes ?? ['1m', '5m', '15m', '1h', '4h', '1D'],
      compression: body.compression ?? 'snappy', on_overlap: body.on_overlap ?? 'replace',
      next_date: dateOf(Date.now()), next_run: body.enabled === false ? null : nanosOf(next), next_run_iso: null, version: 1,
      last_job: id === 1 ? { id: 'export_daily_1', kind: 'export_daily', title: 'Nightly', state: 'succeeded', progress: 1, created: nanosOf(next - 2 * dayMillis), started: nanosOf(next - dayMillis), finished: nanosOf(next - dayMillis + 41_000), result: null, problem: null, attempts: 1, can_resume: false } : null,
    };
  }

  days(query) {
    const end = Date.parse(`${query.get('end')}T00:00:00Z`);
    const start = Date.parse(`${query.get('start')}T00:00:00Z`);
    const count = Math.round((end - start) / dayMillis);
    const today = dateOf(Date.now());
    return this.markets.map((market, row) => {
      const isFx = market.isMid;
      return {
        instrument_id: market.instrument.instrument_id, source: 'IB', simulated: true, hours_known: true,
        days: Array.from({ length: count }, (_, i) => {
          const at = start + i * dayMillis;
          const weekday = new Date(at).getUTCDay();
          const isClosed = weekday === 6 || (weekday === 0 && !isFx);
          // By the date, so that a day is the same in every range.
          const n = at / dayMillis;
          const isBefore = Math.floor(Date.now() / dayMillis) - n > Math.max(5, 25 - row * 2);
          const state = isBefore ? 'not_recorded' : isClosed ? 'closed' : dateOf(at) === today ? 'running'
            : (n + row * 7) % 11 === 4 ? 'partial' : (n * 3 + row) % 29 === 7 ? 'empty' : 'complete';
          const has = state === 'complete' || state === 'partial' || state === 'running';
          return {
            date: dateOf(at), state, first: has ? nanosOf(at + (isFx ? 12 : 52_200_000)) : null, last: has ? nanosOf(at + (isFx ? dayMillis - 77 : 75_599_991)) : null,
            gaps: state === 'partial' ? 1 + (row % 2) : state === 'empty' ? 1 : 0, missing_s: state === 'partial' ? 372 : state === 'empty' ? 23_400 : 0, explained: 0,
            open_s: isClosed ? 0 : isFx ? 86_400 : 23_400, exported: state === 'complete' && n % 3 !== 0,
          };
        }),
      };
    });
  }

  estimate(query) {
    const days = Math.max(1, (Date.parse(`${query.get('end')}T00:00:00Z`) - Date.parse(`${query.get('start')}T00:00:00Z`)) / dayMillis);
    const perRow = query.get('format') === 'flat' ? 9.4 : 7.6;
    const row = this.days(query).find((one) => one.instrument_id === query.get('instrument_id'));
    const full = row === undefined ? days : row.days.filter((day) => day.first !== null).length;
    const rows = this.markets.length === 0 ? 0 : Math.round(182_331 * full * (query.get('data_type') === null ? 11 : 1));
    return {
      data_type: query.get('data_type') ?? 'all', instrument_id: query.get('instrument_id'), rows, is_estimate: days > 1, bytes: Math.round(rows * perRow), bytes_per_row: perRow,
      bytes_from: 'instrument', duration_ms: Math.round(rows / 500), duration_from: 'measured', free_bytes: 212e9,
    };
  }

  files() {
    return [...this.jobs.catalog.values()].flatMap((item) => item.files);
  }

  preview(path, ok, problem) {
    const file = this.files().find((f) => f.path === path);
    if (file === undefined) return problem(404, 'not_found', 'There is no such file in the export directory.');
    const items = Array.from({ length: 10 }, (_, i) => ['IB', 'AAPL.NASDAQ', String(BigInt(file.ts_init_min) + BigInt(i) * 71_000_003n), String(BigInt(file.ts_init_min) + BigInt(i) * 71_000_003n + 812n), (190.2 + i / 100).toFixed(2), String(100 + i), 'BUYER', `7-${i + 1}`]);
    return ok({
      path, data_type: 'trade_tick', instrument_id: 'AAPL.NASDAQ', rows: file.rows, bytes: file.bytes, row_groups: file.row_groups, nautilus_profile: 'v1-hp',
      created_by: 'Argonaut', metadata: { instrument_id: 'AAPL.NASDAQ', price_precision: '2', size_precision: '0' },
      columns: ['venue', 'instrument_id', 'ts_event', 'ts_init', 'price', 'size', 'aggressor_side', 'trade_id'], items,
    });
  }

  import(body, ok, problem) {
    if (/missing/.test(body.path)) return problem(404, 'not_found', 'There is no such folder and no such Parquet file. A relative path begins at \'imports\' of the data directory.');
    const at = Math.floor(Date.now() / dayMillis) * dayMillis - 3 * dayMillis;
    const series = (data_type, instrument_id, rows, more = {}) => ({
      data_type, instrument_id, bar_type: null, timeframe: null, definition: 'known', files: 3, rows_source: rows, rows_new: rows, rows_duplicate: 0, rows_conflict: 0, rows_refused: 0,
      values_rounded: 0, rows_off_grid: 0, start: nanosOf(at), start_iso: iso(BigInt(at) * 1_000_000n), end: nanosOf(at + 2 * dayMillis), end_iso: '', problems: [], conflicts: [], ...more,
    });
    const list = [
      series('trade_tick', 'AAPL.NASDAQ', 182_331, { rows_new: 41_007, rows_duplicate: 141_322, rows_conflict: 2, conflicts: ['The file has 190.32 × 100 at 2026-11-20T14:30:00.000000001Z, stored is 190.31 × 100 at 2026-11-20T14:30:00.000000001Z.'] }),
      series('quote_tick', 'EUR/USD.IDEALPRO', 401_220, { rows_off_grid: 18 }),
      series('bar', 'MSFT.NASDAQ', 1_440, { bar_type: 'MSFT.NASDAQ-1-MINUTE-LAST-EXTERNAL', timeframe: '1m', definition: 'from_files' }),
      series('trade_tick', 'XYZ.NYSE', 12_004, { definition: 'missing', rows_new: 0, rows_refused: 12_004, start: null, end: null, problems: ['XYZ.NYSE is not known here and the files do not define it: add it on the Watchlist page first, or add its definition to the folder.'] }),
    ];
    const sum = (key) => list.reduce((total, one) => total + one[key], 0);
    return this.finished(ok, body.dry_run ? 'import_dry_run' : 'import', `${body.dry_run ? 'Dry run of the import' : 'Import'} of ${body.path}`, {
      job_id: null, status: 'partial', dry_run: body.dry_run === true, path: body.path, source: 'IB', rows_source: sum('rows_source'), rows_new: sum('rows_new'),
      rows_duplicate: sum('rows_duplicate'), rows_conflict: sum('rows_conflict'), rows_refused: sum('rows_refused'), series: list, new_instruments: ['MSFT.NASDAQ'],
      refused_files: [{ path: 'data/order_book_depths/AAPL.NASDAQ/part-0.parquet', reason: 'Files of order_book_depths are not imported; trades, quotes and bars are.' }],
      notes: ['trade_id is not kept: an export makes it from the place of the row in the database.', 'Bars are taken from the files as they are; none are made from imported ticks.'],
    });
  }

  finished(ok, kind, title, result) {
    const job = this.jobs.create(title, []);
    Object.assign(job, { kind, state: 'succeeded', progress: 1, finished: String(nowNs()), result, attempts: 1, can_resume: false });
    return ok({ ...job, parts: undefined }, 202, { location: `/api/v1/jobs/${job.id}` });
  }
}
