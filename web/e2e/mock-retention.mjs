import { iso } from './mock-market.mjs';

const day = 86_400_000_000_000n;
const nowNs = () => BigInt(Date.now()) * 1_000_000n;

/** What is stored, how long it is kept, and runs that delete what is due. */
export class Retention {
  constructor(state) {
    this.state = state;
    this.isStored = false;
    this.policy = {
      ticks: '30d', quotes: '30d', bars_seconds: '90d', bars_minutes: '365d', bars_long: 'never', pack_after: '3d', delete_unexported: false,
    };
    this.runs = [];
    const today = (nowNs() / day) * day;
    this.partitions = state === 'full' || state === 'broken' ? [
      this.partition('ticks', 'trade_chunks', today, 33, 1, 30, 2_104_331, 18_900_000, true),
      this.partition('quotes', 'quote_chunks', today, 33, 1, 30, 6_880_004, 96_100_000, false),
      this.partition('ticks', 'trade_chunks', today, 28, 1, 30, 2_350_118, 21_000_000, true),
      this.partition('quotes', 'quote_chunks', today, 28, 1, 30, 7_011_350, 98_000_000, true),
      this.partition('ticks', 'trade_chunks', today, 27, 1, 30, 1_998_730, 17_800_000, false),
      this.partition('bars_seconds', 'bars_1s', today, 88, 1, 90, 431_200, 51_000_000, false),
      this.partition('quality', 'quality_findings', today, 28, 1, 30, 1_204, 480_000, false),
      this.partition('bars_minutes', 'bars_1m', today, 340, 7, 365, 80_640, 9_200_000, true),
    ] : [];
    if (state === 'full') {
      this.runs.unshift(this.run(today - 3n * day, 1, 2_004_000, 18_000_000, 1));
      this.runs.unshift(this.run(today - day, 2, 9_104_000, 118_000_000, 0));
    }
  }

  partition(kind, table, today, ago, days, kept, rows, bytes, exported) {
    const start = today - BigInt(ago) * day;
    const end = start + BigInt(days) * day;
    const due = end + BigInt(kept) * day;
    return {
      kind, table: `${table}_${iso(start).slice(0, 10).replaceAll('-', '')}`, start: String(start), start_iso: iso(start), end: String(end), end_iso: iso(end),
      due: String(due), due_iso: iso(due), rows, bytes, exported,
    };
  }

  /** Runs have rising numbers; the list has the newest first. */
  run(at, partitions, rows, bytes, kept) {
    return {
      id: this.runs.length + 1, started: String(at), started_iso: iso(at), finished: String(at), finished_iso: iso(at),
      deleted_records: { ticks: rows, quotes: 0, bars: 0 }, partitions, bytes, kept, outcome: kept > 0 ? 'partial' : 'succeeded', detail: null,
    };
  }

  judged(days) {
    const now = nowNs();
    return this.partitions.filter((one) => BigInt(one.due) <= now + BigInt(days) * day).sort((a, b) => Number(BigInt(a.due) - BigInt(b.due))).map((one) => {
      const isFree = one.exported || one.kind === 'quality' || this.policy.delete_unexported;
      const kept = BigInt(one.due) > now ? 'not_due' : isFree ? null : 'not_exported';
      return { ...one, deleted: kept === null, kept };
    });
  }

  report() {
    const now = nowNs();
    const stored = (kind, kept, rows, packed, bytes, oldest, next) => ({
      kind, kept, rows, packed_rows: packed, bytes, packed_bytes: packed * 9, partitions: 30,
      oldest: oldest === null ? null : String((now / day - BigInt(oldest)) * day), oldest_iso: null,
      next_due: next === null ? null : String((now / day + BigInt(next)) * day), next_due_iso: null,
    });
    const isEmpty = this.partitions.length === 0;
    const kinds = [
      ['trades', this.policy.ticks, 61_204_118, 55_100_200, 1_204_000_000, 33, -2], ['quotes', this.policy.quotes, 204_881_000, 188_004_000, 4_910_000_000, 33, -2],
      ['depth', this.policy.quotes, 12_400_000, 9_200_000, 410_000_000, 12, 19], ['bars_seconds', this.policy.bars_seconds, 38_220_000, 0, 4_310_000_000, 88, 3],
      ['bars_minutes', this.policy.bars_minutes, 4_205_000, 0, 510_000_000, 340, 32], ['bars_long', this.policy.bars_long, 240_000, 0, 31_000_000, 1_800, null],
      ['quality', this.policy.ticks, 36_000, 0, 14_000_000, 28, 3],
    ];
    return {
      retention_policies: this.policy, origin: this.isStored ? 'stored' : 'configuration',
      stored: kinds.map(([kind, kept, rows, packed, bytes, oldest, next]) => (isEmpty ? stored(kind, kept, 0, 0, 81_920, null, null) : stored(kind, kept, rows, packed, bytes, oldest, next))),
      maintenance: {
        state: 'waiting', activity: 'Waiting.', last_round: String(now - day / 48n), last_round_iso: null, next_round: String(now + day / 48n), next_round_iso: null,
        packed_days: 3, packed_ticks: 18_000_000, problem: null, unreadable: this.state === 'broken' ? ['trade_ticks_20261011'] : [],
        strains: this.state === 'broken' ? ['Process 4711 (psql, user bob) has been idle in a transaction for 12 min: dead rows stay and partitions cannot go. Its last statement: select 1. End it, or: select pg_terminate_backend(4711).'] : [],
      },
      runs: this.runs, as_of: String(now), as_of_iso: iso(now),
    };
  }

  /** Null for a path that is not about retention. */
  answer(method, path, query, body, isAdmin, { ok, problem, list }) {
    if (!path.startsWith('/data/retention')) return null;
    if (method !== 'GET' && !isAdmin) return problem(403, 'forbidden', 'This needs the role admin.');
    if (path === '/data/retention/due') return ok(list(this.judged(Number(query.get('days') ?? 7))));
    if (path === '/data/retention' && method === 'PUT') {
      this.policy = { ...this.policy, ...body };
      this.isStored = true;
    }
    if (path !== '/data/retention/run') return ok(this.report());
    const partitions = this.judged(0);
    const gone = partitions.filter((one) => one.deleted);
    if (body?.dry_run !== true) {
      this.partitions = this.partitions.filter((one) => !gone.some((two) => two.table === one.table));
      const sum = (name) => gone.reduce((all, one) => all + one[name], 0);
      this.runs.unshift(this.run(nowNs(), gone.length, sum('rows'), sum('bytes'), partitions.length - gone.length));
    }
    return ok({
      job_id: 'retention_1', status: gone.length === partitions.length ? 'success' : 'partial', dry_run: body?.dry_run === true, executed_at: String(nowNs()), executed_at_iso: iso(nowNs()),
      deleted_records: { ticks: 0, quotes: 0, bars: 0 }, retention_policies: this.policy, bytes: 0, partitions,
    });
  }
}
