// The API as the dashboard needs it, without a back end: for development, screenshots and browser tests.
//   node e2e/mock-server.mjs [port]      MOCK_ROLE=viewer|admin, MOCK_STATE=empty|broken|live_account|skewed, MOCK_PAGES=test for /__states and /__tokens
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WebSocketServer } from 'ws';
import { makeMarkets, resolveSymbol, searchNames } from './mock-data.mjs';
import { Access } from './mock-access.mjs';
import { Alerts } from './mock-alerts.mjs';
import { Documents } from './mock-documents.mjs';
import { doctorLines } from './mock-doctor.mjs';
import { Catalogs } from './mock-catalogs.mjs';
import { Exports } from './mock-exports.mjs';
import { Jobs, publicJob } from './mock-jobs.mjs';
import { Past } from './mock-past.mjs';
import { Retention } from './mock-retention.mjs';
import { Sample } from './mock-sample.mjs';
import { barTypeOf, iso, Market, timeframes } from './mock-market.mjs';

const built = { product: fileURLToPath(new URL('../dist', import.meta.url)), test: fileURLToPath(new URL('../dist-test', import.meta.url)) };
const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
const security = {
  'content-security-policy': "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; "
    + "frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

/** A page for tests shows all states side by side, each in a frame. */
const framed = { ...security, 'content-security-policy': security['content-security-policy'].replace("frame-ancestors 'none'", "frame-ancestors 'self'; frame-src 'self'") };

const nowNs = () => BigInt(Date.now()) * 1_000_000n;

/** What the server reads from the database at each request, or writes to it; rules, tokens, jobs and files of the catalog it knows by itself. */
function isStored(method, path) {
  if (/^\/(data|audit|layouts|settings|catalogs|parquet\/(schedules|ledger))\b|^\/alerts\/events|^\/instruments\/[^/]+\/(bars|versions|drawings)$/.test(path)) return true;
  return method !== 'GET' && /^\/(alerts\/rules|parquet|tokens|jobs)\b/.test(path);
}

/** `extra`: so many more instruments than usual. */
export async function startMock(port = 0, { role = 'trader', state = 'full', pages = 'product', extra = 0 } = {}) {
  const markets = state === 'empty' ? [] : makeMarkets(extra);
  const startedAt = nowNs();
  const counters = { received: 1_204_331, trades: 0 };
  const clients = new Set();
  /** What a test changes while it runs. */
  const quirks = {
    /** No tick comes any more. */
    isSilent: false,
    /** Nothing is told that no broker sends, as what a test of odd texts needs. */
    isTidy: false,
    /** What the stream tells is told as this makes of it. */
    rewrite: (item) => item,
    /** Nothing at all is sent, and the sockets stay open: a server that hangs. */
    isFrozen: false,
    /** Pings are answered. */
    hasPongs: true,
    /** The clock of the server is ahead by so many milliseconds. */
    clockOffset: 0,
    /** Updates that are merged into each quote. */
    conflated: 0,
    thresholdMs: 60_000,
    /** State and reason of lines, by instrument. */
    lines: {},
    version: '0.1.0',
    /** It waits for its database before it answers anything but about itself. */
    isStarting: false,
    mode: 'paper',
    /** Since when there are bars. */
    firstSecond: Math.floor(Date.now() / 1000) - 5 * 365 * 86_400,
    /** Every answer waits so many milliseconds. */
    delayMs: 0,
    /** The stage that is broken now, by the name of what broke it: `database`, `broker`, `queue`, `clock`. */
    fault: undefined,
    /** Whether the database answers; undefined: as the state has it. */
    database: undefined,
  };
  const filled = new Set();
  const stageErrors = new Map();
  /** Found while the server runs. */
  const found = [];
  const jobs = new Jobs((job) => publish('jobs||', [publicJob(job)]));
  const access = new Access(role);
  const retention = new Retention(state);
  const documents = new Documents();
  const sample = new Sample(jobs);
  const past = new Past();
  const alerts = new Alerts((events) => publish('alerts||', events), state === 'full');
  if (state === 'full') jobs.seed(markets);
  const stored = new Exports(markets, jobs, state);
  const catalogs = new Catalogs(markets[0], Math.floor(Date.UTC(2026, 9, 30, 20) / 1000));
  const byId = (id) => markets.find((m) => m.instrument.instrument_id === id);

  function gaps() {
    if (state !== 'full') return [];
    // Whole minutes, and the same as long as the server runs.
    const at = startedAt - startedAt % 60_000_000_000n;
    const make = (id, instrument, kind, minutesAgo, length, reason, gapState) => ({
      id, instrument_id: instrument, kind, source: 'IB', start: String(at - BigInt(minutesAgo) * 60_000_000_000n),
      end: String(at - BigInt(minutesAgo - length) * 60_000_000_000n), reason, state: filled.has(id) ? 'filled' : gapState, explanation: null, filled_to: null, ticks_filled: gapState === 'filled' ? 1_204 : 0, attempts: 0,
    });
    return [
      make(5, 'NVDA.NASDAQ', 'trade', 44, 3, 'link_lost', 'open'),
      make(4, 'AAPL.NASDAQ', 'quote', 190, 2, 'daily_restart', 'filled'),
      make(3, 'EUR/USD.IDEALPRO', 'quote', 612, 8, 'competing_session', 'explained'),
      make(2, 'ESZ6.CME', 'trade', 780, 15, 'not_recorded', 'unfillable'),
      make(1, null, 'trade', 1_300, 4, 'process_down', 'filled'),
      ...found,
    ];
  }

  /** Says of a bar that nothing was recorded then, and nothing has filled it. */
  function missingOf(id) {
    const holes = gaps().filter((gap) => gap.instrument_id === id && gap.kind === 'trade' && gap.state !== 'filled').map((gap) => [BigInt(gap.start), BigInt(gap.end)]);
    return (bar) => holes.some(([start, end]) => start <= BigInt(bar.ts_open) && BigInt(bar.ts_open) < end);
  }

  function backfill(body) {
    for (const gap of gaps()) if (gap.instrument_id === body.instrument_id && gap.start === body.start) filled.add(gap.id);
    return ok({ id: 'backfill_1', kind: 'backfill', title: 'Backfill', state: 'running', progress: 0 }, 202);
  }

  function quality() {
    const at = (secondsAgo) => String(nowNs() - BigInt(secondsAgo) * 1_000_000_000n);
    const row = (instrument, kind, rule, action, text, count, secondsAgo) => ({
      instrument_id: instrument, kind, rule, action, text, count, kept: Math.min(count, 20), first: at(secondsAgo + 7_200), last: at(secondsAgo),
    });
    const items = state === 'empty' ? [] : [
      row(quirks.isTidy ? 'ESZ6.CME' : '<b onclick="x">&\'\u202E/..\u{1F4A5}.X', 'trade', 'size_zero', 'reject', 'The trade has no size.', 1, 12_000),
      row(null, null, 'clock_step', 'note', 'Our wall clock was set or jumped.', 1, 9_000),
      row('AAPL.NASDAQ', 'trade', 'late', 'flag', 'The tick came after its second was closed: bars of that time are revised.', 212, 40),
      row('AAPL.NASDAQ', 'trade', 'price_zero', 'reject', 'The price is zero, which this instrument cannot have.', 3, 1_900),
      row('AAPL.NASDAQ', 'quote', 'crossed', 'flag', 'The bid is above the ask.', 41, 75),
      row('NVDA.NASDAQ', 'trade', 'outlier', 'flag', 'The price is far from the one before.', 2, 5_400),
      row('NVDA.NASDAQ', 'trade', 'gap', 'note', 'Open market without proof of data; the list of gaps has each.', 1, 2_640),
    ];
    return {
      start: '0', start_iso: iso(0n), end: at(0), end_iso: iso(nowNs()), items,
      suspects: state === 'broken' ? [{ instrument_id: 'AAPL.NASDAQ', since: at(200), since_iso: iso(nowNs()) }] : [],
      clock: { offset_ms: state === 'broken' ? 90_000 : 0.4, skewed_since: state === 'broken' ? at(60) : null, last_step_ms: null, last_step_at: null },
      not_kept: 0, as_of: at(0), as_of_iso: iso(nowNs()),
    };
  }

  function cases(isRefused, query) {
    const rules = isRefused ? ['price_zero', 'price_not_a_number'] : ['late', 'crossed', 'outlier'];
    const wanted = query.getAll('rule');
    const texts = { price_zero: 'The price is zero, which this instrument cannot have.', price_not_a_number: 'The price is missing, not a number, infinite or the largest double.', crossed: 'The bid is above the ask.' };
    const all = (state === 'empty' ? [] : Array.from({ length: 130 }, (_, i) => i)).map((i) => {
      const rule = rules[i % rules.length];
      const time = String(nowNs() - BigInt(i * 31 + 40) * 1_000_000_000n);
      return {
        at: time, instrument_id: 'AAPL.NASDAQ', kind: rule === 'crossed' ? 'quote' : 'trade', rule, action: isRefused ? 'reject' : 'flag', text: texts[rule] ?? rule,
        ts_event: rule === 'price_not_a_number' ? null : time, price: rule === 'crossed' || rule === 'price_not_a_number' ? null : rule === 'price_zero' ? '0.00' : '189.40',
        size: '100', bid_price: rule === 'crossed' ? '189.42' : null, ask_price: rule === 'crossed' ? '189.40' : null, bid_size: null, ask_size: null,
        raw: rule === 'price_not_a_number' ? quirks.isTidy ? 'NaN' : '99\\x007\\x00NaN\\x00<b>100</b>\\x00' : null, detail: null,
      };
    }).filter((one) => wanted.length === 0 || wanted.includes(one.rule));
    const from = Number(query.get('cursor') ?? 0);
    const limit = Number(query.get('limit') ?? 100);
    return list(all.slice(from, from + limit), { next_cursor: from + limit < all.length ? String(from + limit) : null });
  }

  /** What went wrong last with a stage stays with it when it is well again. */
  function told(stage) {
    if (stage.state === 'down' || stage.state === 'degraded') stageErrors.set(stage.name, { last_error: stage.detail, last_error_at: String(nowNs()) });
    return { ...stage, ...stageErrors.get(stage.name) };
  }

  function status() {
    const now = nowNs();
    const fault = state === 'broken' ? 'broker' : state === 'skewed' ? 'clock' : quirks.fault;
    const broken = fault === 'broker';
    const refused = 'The gateway at 127.0.0.1:4002 refuses the connection; next try in 4 s';
    const skew = "The source's clock is 90.0 s ahead of ours.";
    const storing = 'Storing locally: The database refuses the connection.';
    const stage = (name, rest) => told({ name, state: 'ok', since: String(startedAt), last_success: String(now - 40_000_000n), ...rest });
    return {
      as_of: String(now), as_of_iso: iso(now), mode: quirks.mode, simulated: quirks.mode !== 'live', can_trade: false, can_record: !broken, trade_verdict: `Can I trade now? No. ${broken ? refused : 'This version records and does not trade.'}`,
      verdict: broken ? `Not recording: ${refused}` : 'Recording 8 instruments.',
      reasons: state === 'live_account' ? [{ code: 'account_not_paper', severity: 'critical', detail: 'The gateway is logged in to a live account (U1*****67) and this program runs in mode paper: trading is locked.', stage: 'broker', since: String(startedAt) }] : fault === 'clock' ? [{ code: 'clock_down', severity: 'critical', detail: skew, stage: 'clock', since: String(startedAt) }] : broken ? [{ code: 'broker_socket_down', severity: 'critical', detail: refused, stage: 'broker_socket', since: String(now - 34_000_000_000n) }] : [],
      stages: [
        stage('broker_socket', broken ? { state: 'down', detail: refused } : { rate_per_s: 412, delay_ms_p99: 1.9, detail: 'Connected to 127.0.0.1:4002.' }),
        stage('broker', broken ? { state: 'degraded', detail: 'Waits for the connection.' } : { delay_ms_p99: 1.9, detail: 'Connected, server version 187.' }),
        stage('data_farms', broken ? { state: 'degraded', last_success: null, detail: 'Wait for the connection.' } : { detail: 'Market data farm connection is OK: usfarm' }),
        stage('feed', { state: broken ? 'degraded' : 'ok', rate_per_s: 96.2, detail: '14 of 14 lines are flowing.', lines_total: 14, lines_flowing: 14, lines_silent: 0 }),
        stage('ingestion', { ...(fault === 'queue' ? { state: 'down' } : {}), rate_per_s: 96.2, delay_ms_p99: 8.1, detail: fault === 'queue' ? 'The queue is full: 65536 of 65536 ticks wait to be stored.' : '3 of 65536 ticks wait to be stored.' }),
        stage('store', fault === 'database' ? { state: 'down', detail: storing } : { rate_per_s: 96.1, delay_ms_p99: 8.1, detail: 'PostgreSQL 18.4, plain tables (TimescaleDB not installed)' }),
        stage('spool', { detail: '0 ticks wait in spool for the database; 0 % of 2048 MB are used.' }),
        stage('bar_builder', { rate_per_s: 3.4, delay_ms_p99: 250, detail: '18204 bars closed and 12 were revised since the start.' }),
        ...['signal_engine', 'risk', 'order_path'].map((name) => stage(name, { state: 'disabled', last_success: null, detail: 'Not part of this version, which records and does not trade.' })),
        stage('export', { rate_per_s: 0, detail: 'The export directory is writable; 0 rows were exported since the start.' }),
        stage('websocket', { rate_per_s: 71.5, delay_ms_p99: 5, detail: '1 connection; 0 were too slow since the start.' }),
        stage('disk', { detail: '75.2 GiB are free where the exports lie.' }),
        stage('clock', fault === 'clock' ? { state: 'down', last_success: null, detail: skew } : { delay_ms_p99: 1.9, detail: "The source's clock is 0.4 s from ours." }),
      ],
      counters: {
        received: counters.received, acknowledged: counters.received - 61, rejected: 12, duplicate: 40, conflated: 0, in_flight: 9, balanced: true,
        received_per_s: 92 + 14 * Math.sin(Date.now() / 7000) + 6 * Math.sin(Date.now() / 1900),
        acknowledge_lag_ms_max: 31.2, acknowledge_lag_ms_p50: 2.4, acknowledge_lag_ms_p99: 8.1 + 2 * Math.sin(Date.now() / 5000), queue_depth: 3, queue_capacity: 65_536,
      },
      feed: {
        state: broken ? 'disconnected' : 'ready', since: String(startedAt), detail: broken ? 'Waiting to connect again' : 'All data farms are connected',
        endpoint: '127.0.0.1:4002', client_id: 7, server_version: 187, last_message: String(now - 12_000_000n), round_trip_ms: 1.9, clock_offset_ms: 0.4,
        reconnects: 1, lines: [],
        limits: {
          messages: { sent_last_second: 3, per_second: 50, slowed: false, queues: [] },
          history: { waiting: 0, open: 0, open_limit: 40, used: 12, per_ten_minutes: 55, next_slot_ms: 0 },
          budgets: [{ name: 'market_data_lines', used: 14, limit: 100, learnt: false }, { name: 'tick_by_tick', used: 2, limit: 5, learnt: true }],
        },
        next_restart: String(startedAt + 3_600_000_000_000n), next_login: String(startedAt + 172_800_000_000_000n),
        notices: [
          { at: String(now - 420_000_000_000n), code: 2104, text: 'Market data farm connection is OK: usfarm', instrument_id: null },
          { at: String(now - 421_000_000_000n), code: 2106, text: 'HMDS data farm connection is OK: ushmds', instrument_id: null },
          { at: String(now - 422_000_000_000n), code: 2158, text: 'Sec-def data farm connection is OK: secdefnj', instrument_id: null },
        ],
      },
      store: {
        available: quirks.database !== false, description: 'PostgreSQL 18.4, plain tables (TimescaleDB not installed)', problem: quirks.database === false ? 'The connection was refused.' : null,
      },
      storage: 'PostgreSQL 18.4, plain tables (TimescaleDB not installed)',
    };
  }

  /** An hour of each figure, one value a quarter of a minute. */
  function history() {
    const course = (base, swing) => Array.from({ length: 241 }, (_, i) => base + swing * Math.sin(i / 9));
    const figures = [
      ...['received', 'acknowledged', 'rejected', 'duplicate', 'conflated'].map((name) => [name, `argonaut_ticks_${name}_total`]),
      ['in_flight', 'argonaut_ingest_unacknowledged'], ['spooled', 'argonaut_ticks_spooled'], ['queue_depth', 'argonaut_ingest_queue_depth'],
      ['received_per_s', 'argonaut_ticks_received_per_second'], ['lag_ms_p99', 'argonaut_store_lag_seconds'], ['reconnects', 'argonaut_feed_reconnects_total'],
      ['round_trip_ms', 'argonaut_broker_round_trip_seconds'], ['clock_offset_ms', 'argonaut_clock_offset_seconds'],
      ...['market_data_lines', 'tick_by_tick', 'history', 'messages'].map((name) => [`limit_${name}`, 'argonaut_broker_limit_used']),
    ];
    return { step_ms: 15_000, figures: figures.map(([name, metric], i) => ({ name, metric, values: course(100 + i, 7) })), as_of: String(nowNs()), as_of_iso: iso(nowNs()) };
  }

  function coverage() {
    const rows = [];
    const now = nowNs();
    markets.filter((m) => m.instrument.recording).forEach((m, i) => {
      const id = m.instrument.instrument_id;
      const first = String(now - BigInt(20 - i) * 3_600_000_000_000n);
      if (!m.isMid) rows.push({ instrument_id: id, kind: 'trade', timeframe: null, first, last: String(now), rows: 182_331 + i * 9_111, is_estimate: false });
      rows.push({ instrument_id: id, kind: 'quote', timeframe: null, first, last: String(now), rows: 641_120 + i * 31_400, is_estimate: true });
      for (const timeframe of Object.keys(timeframes)) {
        rows.push({ instrument_id: id, kind: 'bar', timeframe, first: String(BigInt(quirks.firstSecond) * 1_000_000_000n), last: String(now), rows: 1_440, is_estimate: false });
      }
    });
    return rows;
  }

  const list = (items, more = {}) => ({ items, next_cursor: null, as_of: String(nowNs()), as_of_iso: iso(nowNs()), ...more });

  let toldLines = 0;

  function subscriptions() {
    toldLines++;
    const now = nowNs();
    const items = markets.filter((m) => m.instrument.recording).flatMap((m) => (m.isMid ? ['quote'] : ['trade', 'quote']).map((kind) => ({
      instrument_id: m.instrument.instrument_id, kind, state: 'flowing', since: String(startedAt), since_iso: iso(startedAt), reason: 'tick by tick', threshold_ms: quirks.thresholdMs, threshold_learnt: false,
      last_tick: String(now - 200_000_000n), last_tick_iso: iso(now), unproven_since: null, unproven_since_iso: null, gap_reason: null, rate_per_s: 3.3, delay_ms: 2.1, last_error: null, last_error_at: null, ...quirks.lines[m.instrument.instrument_id],
    })));
    return list(items, { lines_used: items.length, lines_limit: 100 });
  }

  function problem(status, code, detail) {
    return { status, body: { type: `urn:argonaut:problem:${code}`, title: detail, status, detail, code, request_id: '01J9Z6Q4MOCK' } };
  }

  const ok = (body, status = 200, headers = {}) => ({ status, body, headers });

  function secondsOf(text) {
    if (text === null) return null;
    return /^\d{16,}$/.test(text) ? Number(BigInt(text) / 1_000_000n) / 1000 : Date.parse(text.length === 10 ? `${text}T00:00:00Z` : text) / 1000;
  }

  /** Recorded ticks: one each second, from the newest before the end. */
  function ticksBefore(market, kind, query) {
    const known = Math.floor(secondsOf(query.get('as_of')) ?? Infinity) + 1;
    const end = Math.min(known, Math.ceil(secondsOf(query.get('end')) ?? Date.now() / 1000));
    const step = Number(market.instrument.price_increment);
    return Array.from({ length: Number(query.get('limit') ?? 500) }, (_, i) => {
      const at = String(BigInt(end - 1 - i) * 1_000_000_000n);
      const price = Math.round(market.raw(end - 1 - i) / step) * step;
      const times = { ts_event: at, ts_init: at };
      return kind === 'trades'
        ? { price: price.toFixed(market.decimals), size: '100', aggressor_side: 'NO_AGGRESSOR', trade_id: `1-${end - i}`, ...times }
        : { bid_price: (price - step).toFixed(market.decimals), ask_price: (price + step).toFixed(market.decimals), bid_size: '1', ask_size: '1', ...times };
    });
  }

  /** Bars of another price than the instrument's own: so far from these as quotes lie, without volume. */
  function priced(market, type, bar) {
    if (type === market.instrument.bar_price_type) return bar;
    const away = { LAST: 0, BID: -1, ASK: 1, MID: 0 }[type] * Number(market.instrument.price_increment);
    const of = (text) => (Number(text) + away).toFixed(market.decimals);
    return { ...bar, open: of(bar.open), high: of(bar.high), low: of(bar.low), close: of(bar.close), volume: '0', trade_count: null, vwap: null, source: 'ticks' };
  }

  function bars(market, query) {
    const type = query.get('price_type')?.toUpperCase() ?? market.instrument.bar_price_type;
    const timeframe = query.get('timeframe');
    if (!(timeframe in timeframes)) return problem(400, 'invalid_timeframe', `Expected one of ${Object.keys(timeframes).join(' ')}, found ${timeframe}.`);
    const now = secondsOf(query.get('as_of')) ?? Date.now() / 1000;
    const descending = query.get('order') === 'desc';
    const items = market.bars(
      timeframe, secondsOf(query.get('start')) ?? 0, secondsOf(query.get('end')) ?? now + 1, Number(query.get('limit') ?? 500), descending,
      market.instrument.recording || market.instrument.source === 'SAMPLE' ? quirks.firstSecond : now + 10, now, missingOf(market.instrument.instrument_id));
    return ok({
      instrument_id: market.instrument.instrument_id, timeframe, bar_type: barTypeOf(market.instrument, timeframe),
      price_type: type, boundary: query.get('boundary') ?? 'utc', ...list(items.map((bar) => priced(market, type, bar))),
      ...(items.length > 0 ? {} : { diagnostic: { code: 'not_subscribed', detail: `${market.instrument.instrument_id} has never been recorded; start recording to get ticks and history.` } }),
    });
  }

  function route(method, path, query, body, headers) {
    const { moment, refused } = Past.momentOf(method, path, query);
    if (refused !== null) return wrongMoment(refused);
    const answer = () => presentRoute(method, path, query, body, headers, moment);
    return moment === null ? answer() : past.once(path, query, answer);
  }

  function wrongMoment(detail) {
    const answer = problem(400, 'invalid_parameter', detail);
    return { ...answer, body: { ...answer.body, errors: [{ pointer: '/as_of', code: 'invalid_parameter', detail }] } };
  }

  function presentRoute(method, path, query, body, headers, moment) {
    if (quirks.isStarting && !/^\/(system|session)\b/.test(path)) return problem(503, 'starting', 'The server is starting: recovering.');
    if (quirks.database === false && isStored(method, path)) return problem(503, 'database_unavailable', 'The database is unavailable: the connection was refused.');
    const accessAnswer = access.answer(method, path, query, body, headers, { ok, problem, list });
    if (accessAnswer !== null) return accessAnswer;
    if (method !== 'GET' && !access.may(headers, 'trader')) return problem(401, 'missing_token', 'This needs the role trader.');
    if (path === '/system/info') {
      return ok({
        mode: quirks.mode, simulated: quirks.mode !== 'live', auth: access.auth(headers), version: quirks.version,
        commit: 'e83f598a1b2c', started_at: String(startedAt), runtime: '.NET 10.0', config_hash: '5be1f00dc0de',
        restarts: [{ at: String(startedAt), at_iso: iso(startedAt), version: quirks.version, reason: 'The run before stopped in good order.' }],
      });
    }
    const sampled = sample.answer(method, path, query, { ok, problem, list, bars, sessions });
    if (sampled !== null) return sampled;
    const document = documents.answer(method, path, body, headers, ok, problem);
    if (document !== null) return document;
    const alertAnswer = alerts.answer(method, path, query, body, headers, { ok, problem, list });
    if (alertAnswer !== null) return alertAnswer;
    const exportAnswer = stored.answer(method, path, query, body ?? {}, headers, { ok, problem, list });
    if (exportAnswer !== null) return exportAnswer;
    const ofCatalog = catalogs.answer(method, path, query, body ?? {}, access.may(headers, 'admin'), { ok, problem, list });
    if (ofCatalog !== null) return ofCatalog;
    const retained = retention.answer(method, path, query, body, access.may(headers, 'admin'), { ok, problem, list });
    if (retained !== null) return retained;
    if (path === '/system/status') return ok(moment === null ? status() : { ...status(), as_of: String(moment), as_of_iso: iso(moment) });
    if (path === '/system/history') return ok(history());
    if (path === '/system/doctor') return ok(list(doctorLines(state, quirks)));
    if (path === '/instruments') return ok(list(markets.map((m) => m.instrument)));
    if (path === '/instruments/resolve') return ok(list(resolveSymbol(String(body?.query ?? ''), markets)));
    if (path === '/instruments/search') return ok(list(searchNames(String(query.get('query') ?? ''))));
    if (path === '/subscriptions') return ok(subscriptions());
    if (path === '/data/coverage') return ok(list(coverage()));
    if (path === '/data/gaps') return ok(list(gaps().filter((gap) => moment === null || BigInt(gap.end) <= moment)));
    if (path === '/data/quality') return ok(quality());
    if (path === '/data/quarantine' || path === '/data/suspects') return ok(cases(path === '/data/quarantine', query));
    if (path === '/data/backfill' && method === 'POST') return backfill(body);
    if (/^\/data\/gaps\/\d+\/explain$/.test(path) && method === 'POST') return ok({ ...gaps()[0], state: 'explained', explanation: 'as told' });
    if (path === '/parquet/catalog') return ok(jobs.catalogAnswer());
    if (path === '/parquet/status') return ok({ status: 'ok', directory: 'exports', free_bytes: 212e9, compression: 'snappy', nautilus_profile: 'v1-hp', writable: true });
    if (path === '/jobs') return ok(list(jobs.list.map(publicJob)));
    const job = /^\/jobs\/([^/]+)$/.exec(path);
    if (job !== null) {
      const found = jobs.list.find((j) => j.id === job[1]);
      if (found === undefined) return problem(404, 'not_found', 'There is no such job.');
      if (method === 'DELETE') {
        found.state = 'cancelled';
        found.can_resume = true;
        found.finished = String(nowNs());
        publish('jobs||', [publicJob(found)]);
      }
      return ok(publicJob(found));
    }
    const exported = /^\/parquet\/export\/(ticks|quotes|bars|deltas|depths)\/([^/]+)\/([^/]+)$/.exec(path);
    if (exported !== null || path === '/parquet/export/daily') return startExport(exported, body);
    const one = /^\/instruments\/([^/]+)(?:\/(bars|trades|quotes|snapshot|subscriptions|sessions|versions))?$/.exec(path);
    const market = one === null ? undefined : byId(decodeURIComponent(one[1]));
    if (one === null) return problem(404, 'not_found', `There is nothing at ${path}.`);
    if (market === undefined && one[2] === 'subscriptions' && method === 'POST') return addMarket(decodeURIComponent(one[1]));
    if (market === undefined) return problem(404, 'unknown_instrument', `${decodeURIComponent(one[1])} is not known.`);
    if (one[2] === undefined) return ok(definition(market));
    if (one[2] === 'sessions') return ok(sessions(market, query));
    if (one[2] === 'versions') return ok(list(versions(market)));
    if (one[2] === 'bars') return bars(market, query);
    if (one[2] === 'trades' || one[2] === 'quotes') return ok(list(ticksBefore(market, one[2], query)));
    if (one[2] === 'subscriptions' && query.get('kinds') === 'depth') {
      recordDepth(market, method === 'POST');
      return ok({ instrument_id: market.instrument.instrument_id, recording: true, kinds: ['trade', 'quote', ...(method === 'POST' ? ['depth'] : [])] });
    }
    if (one[2] === 'subscriptions') {
      market.instrument.recording = method === 'POST';
      return ok({ instrument_id: market.instrument.instrument_id, recording: market.instrument.recording });
    }
    const then = (kind) => (moment === null ? market[kind] : ticksBefore(market, `${kind}s`, new URLSearchParams({ limit: '1', as_of: String(moment) }))[0]);
    return ok({ instrument_id: market.instrument.instrument_id, source: 'IB', simulated: true, trade: market.isMid ? null : then('trade'), quote: then('quote'), day: null });
  }

  const isOpenNow = (id) => id !== 'GBP/USD.IDEALPRO';

  function sessionState(id) {
    const hour = 3_600_000_000_000n;
    return { is_open: isOpenNow(id), knowledge: 'published', next_open: String(nowNs() + 9n * hour), next_close: String(nowNs() + 2n * hour) };
  }

  function definition(market) {
    const now = nowNs();
    return {
      ...market.instrument, lot_size: '1', price_bands: [], isin: market.instrument.asset_class === 'EQUITY' ? 'US0378331005' : null, underlying: null,
      exchange: null, expiration: null, option_kind: null, strike_price: null, session: sessionState(market.instrument.instrument_id),
      definition: market.instrument.recording
        ? { refreshed_at: String(now - 7_200_000_000_000n), next_refresh: String(now + 72_000_000_000_000n), problem: state === 'broken' ? 'Not connected.' : null }
        : null,
    };
  }

  function sessions(market, query) {
    const id = market.instrument.instrument_id;
    const first = (secondsOf(query.get('start')) ?? Date.now() / 1000) * 1000;
    const days = id === 'TSLA.NASDAQ' ? [] : Array.from({ length: Number(query.get('days') ?? 8) }, (_, i) => {
      const midnight = Date.parse(`${new Date(first + i * 86_400_000).toISOString().slice(0, 10)}T00:00:00Z`);
      const isWeekend = [0, 6].includes(new Date(midnight).getUTCDay());
      const session = (from, to) => ({
        start: `${midnight + from * 3_600_000}000000`, end: `${midnight + to * 3_600_000}000000`, is_extrapolated: i > 5,
      });
      return {
        trading_day: new Date(midnight).toISOString().slice(0, 10),
        sessions: isWeekend ? [] : [session(9, 25)],
        liquid_sessions: isWeekend ? [] : [session(14.5, 21)],
      };
    });
    return { instrument_id: id, time_zone: 'America/New_York', state: sessionState(id), days, as_of: String(nowNs()), as_of_iso: iso(nowNs()) };
  }

  function versions(market) {
    const first = { version: 1, valid_from: '0', valid_to: null, changes: [], definition: market.instrument };
    if (market.instrument.instrument_id !== 'AAPL.NASDAQ') return [first];
    const at = nowNs() - 86_400_000_000_000n;
    return [first, { version: 2, valid_from: String(at), valid_to: null, changes: [{ field: 'price_increment', old: '0.01', new: '0.005' }], definition: market.instrument }];
  }

  function addMarket(id) {
    const found = resolveSymbol(id, markets)[0];
    if (found === undefined) return problem(404, 'unknown_instrument', `${id} is not known.`);
    markets.push(new Market({ ...found, recording: true }, 37, 141.7, 1.6));
    return ok({ instrument_id: id, recording: true });
  }

  function startExport(match, body) {
    const kinds = { ticks: 'trade_tick', quotes: 'quote_tick', bars: 'bar', deltas: 'order_book_deltas', depths: 'order_book_depths' };
    const start = body?.start ?? body?.date;
    const end = body?.end ?? new Date(Date.parse(`${body?.date}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
    const parts = match === null
      ? markets.filter((m) => m.instrument.recording).map((m) => ({ id: m.instrument.instrument_id, kind: 'quote_tick', timeframe: null, start, end, rows: 120_000 }))
      : [{ id: decodeURIComponent(match[3]), kind: kinds[match[1]], timeframe: body?.timeframe ?? null, start, end, rows: match[1] === 'bars' ? 1_440 : 204_331, compression: body?.compression }];
    const job = jobs.create(match === null ? `Daily export ${start}` : `Export ${parts[0].id}`, parts);
    jobs.run(job);
    return ok(publicJob(job), 202, { location: `/api/v1/jobs/${job.id}` });
  }

  async function serveFile(path, response) {
    const ofPage = /^\/panel\/[^/]+(\/.*)?$/.exec(path);
    const page = ofPage === null ? path : ofPage[1] ?? '/';
    const isPage = pages === 'test' ? path === '/__states' || path === '/__tokens' : ['/', '/watchlist', '/data', '/data/export', '/data/quality', '/data/import', '/data/catalogs', '/data/retention', '/system', '/system/audit', '/settings', '/chart', '/alerts'].includes(page) || /^\/data\/catalogs\/\d+(\/[^/]+)?$/.test(page) || /^\/(chart|instrument|watchlist)\/[^/]+$/.test(page);
    const dist = built[pages];
    const headers = pages === 'test' ? framed : security;
    const wanted = isPage ? 'index.html' : normalize(path).replace(/^[/\\]+/, '');
    try {
      const content = await readFile(join(dist, wanted));
      response.writeHead(200, { ...headers, 'content-type': types[extname(wanted)] ?? 'application/octet-stream' });
      response.end(content);
    } catch {
      const content = await readFile(join(dist, 'index.html')).catch(() => '');
      response.writeHead(404, { ...security, 'content-type': types['.html'] });
      response.end(content);
    }
  }

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://mock');
    if (!url.pathname.startsWith('/api/v1')) return serveFile(url.pathname, response);
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    const answer = route(request.method ?? 'GET', url.pathname.slice('/api/v1'.length), url.searchParams, text === '' ? null : JSON.parse(text), request.headers);
    if (quirks.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, quirks.delayMs));
    response.writeHead(answer.status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', 'as-of': String(nowNs() + 123n), ...answer.headers });
    response.end(answer.body === null ? undefined : JSON.stringify(answer.body));
  });

  const sockets = new WebSocketServer({ server, path: '/api/v1/stream', handleProtocols: () => 'argonaut.v1.json' });
  sockets.on('connection', (socket) => {
    const client = { socket, subs: new Map(), next: 1 };
    clients.add(client);
    send(client, { type: 'welcome', protocol: 1, session: 'mock', server_time: String(nowNs()), heartbeat_ms: 5000, resume_window_ms: 3_600_000, limits: {} });
    socket.on('message', (frame) => receive(client, JSON.parse(String(frame))));
    socket.on('close', () => clients.delete(client));
  });

  function send(client, message) {
    if (client.isHung) return;
    client.socket.send(JSON.stringify(Array.isArray(message.data) ? { ...message, data: message.data.map(quirks.rewrite) } : message));
  }

  function receive(client, message) {
    if (quirks.isFrozen || client.isHung) return undefined;
    if (message.op === 'ping') {
      if (!quirks.hasPongs) return undefined;
      return send(client, { type: 'pong', t: message.t, server_time: String(nowNs() + BigInt(quirks.clockOffset) * 1_000_000n) });
    }
    if (message.op === 'unsubscribe') {
      client.subs.delete(message.sub);
      return send(client, { type: 'ack', id: message.id });
    }
    if (message.op === 'resume') {
      // Like a server after its restart, it remembers none.
      send(client, { type: 'ack', id: message.id });
      for (const sub of Object.keys(message.subs)) send(client, { type: 'error', id: message.id, sub, error: { code: 'unknown_subscription', detail: `There is no ${sub}.` } });
      return undefined;
    }
    if (message.op !== 'subscribe') return undefined;
    const key = `${message.channel}|${message.instrument_id ?? ''}|${message.timeframe ?? ''}${message.price_type === undefined ? '' : `|${message.price_type}`}`;
    const data = snapshot(message);
    if (data === null) return send(client, { type: 'error', id: message.id, error: { code: 'unknown_subscription', detail: `There is no ${key}.` } });
    const sub = `s${client.next++}`;
    client.subs.set(sub, { key, seq: 100 });
    send(client, { type: 'subscribed', id: message.id, sub, mode: 'latest_wins' });
    return send(client, { type: 'snapshot', sub, seq: 100, ts_pub: String(nowNs()), data });
  }

  function snapshot({ channel, instrument_id: id, timeframe, price_type: type, snapshot: count = 1 }) {
    if (channel === 'health') return [status()];
    if (channel === 'alerts') return state === 'withoutAlerts' ? null : alerts.newest();
    if (channel === 'jobs') return jobs.list.map(publicJob);
    const market = byId(id);
    if (market === undefined) return null;
    if (channel === 'quotes') return market.quote === null ? [] : [market.quote];
    if (channel === 'depth') return state === 'withoutDepth' ? null : [depthOf(market, true)];
    if (channel === 'trades' || channel === 'last') return market.trade === null ? [] : [market.trade];
    if (!(timeframe in timeframes) || !market.instrument.recording) return [];
    const now = Date.now() / 1000;
    return market.bars(timeframe, 0, now + 1, count, true, quirks.firstSecond, now).reverse().map((bar) => priced(market, type ?? market.instrument.bar_price_type, bar));
  }

  /** What is told of a book: null state before it is recorded, then an empty one, then one that follows the quote. */
  function depthOf(market, isWhole) {
    const line = market.depth;
    const empty = { bids: [], asks: [], sequence: null, ts_event: null, ts_init: null };
    if (line === undefined) return { ...empty, state: null, reason: null, stale: true };
    if (line.state !== 'flowing' && line.book === null) return { ...empty, state: line.state, reason: line.reason, stale: true };
    // Deltas go on from what was told last, so a newcomer is told that too.
    const known = isWhole ? line.book : null;
    const book = known ?? (market.quote === null ? { bids: [], asks: [] } : market.levels(10));
    const changed = (side) => (isWhole || line.book === null ? book[side] : differences(line.book[side], book[side]));
    const answer = {
      bids: changed('bids'), asks: changed('asks'), state: line.state, reason: line.reason, stale: line.state !== 'flowing', sequence: String(line.sequence++),
      ts_event: String(nowNs()), ts_init: String(nowNs()),
    };
    line.book = book;
    return answer;
  }

  function differences(from, to) {
    const kept = new Map(to);
    return [...from.filter(([price]) => !kept.has(price)).map(([price]) => [price, '0']), ...to.filter(([price, size]) => !from.some(([p, s]) => p === price && s === size))];
  }

  function recordDepth(market, isOn) {
    if (isOn) market.depth = { state: 'requested', reason: 'order book requested', book: null, sequence: 1 };
    else delete market.depth;
    publish(`depth|${market.instrument.instrument_id}|`, [depthOf(market, true)]);
    if (isOn) setTimeout(() => setDepthLine(market, 'flowing', 'order book, 10 rows a side'), 700);
  }

  function setDepthLine(market, lineState, reason) {
    if (market.depth === undefined) return;
    Object.assign(market.depth, { state: lineState, reason });
    publish(`depth|${market.instrument.instrument_id}|`, [depthOf(market, false)]);
  }

  function publish(key, data) {
    for (const client of clients) {
      for (const [sub, subscription] of client.subs) {
        if (subscription.key !== key) continue;
        if (quirks.isFrozen) continue;
        const prev = subscription.seq++;
        const merged = key.startsWith('quotes|') && quirks.conflated > 0 ? { conflated: quirks.conflated } : {};
        send(client, { type: 'delta', sub, seq: subscription.seq, prev, ts_pub: String(nowNs() + BigInt(quirks.clockOffset) * 1_000_000n), data, ...merged });
      }
    }
  }

  function tick(market) {
    if (!market.instrument.recording || state === 'broken' || quirks.isSilent || market.isClosed || market.isQuiet) return;
    const id = market.instrument.instrument_id;
    counters.received += 2;
    const changed = market.tick(Date.now() + quirks.clockOffset);
    publish(`quotes|${id}|`, [market.quote]);
    if (market.depth?.state === 'flowing') publish(`depth|${id}|`, [depthOf(market, false)]);
    if (market.trade !== null) for (const channel of ['trades', 'last']) publish(`${channel}|${id}|`, [market.trade]);
    for (const [timeframe, bar] of changed) publish(`bars|${id}|${timeframe}`, [bar]);
    const others = new Set([...clients].flatMap((client) => [...client.subs.values()].map(({ key }) => key).filter((key) => key.startsWith(`bars|${id}|`) && key.split('|').length === 4)));
    for (const key of others) for (const [timeframe, bar] of changed) if (key.split('|')[2] === timeframe) publish(key, [priced(market, key.split('|')[3], bar)]);
  }

  const timers = [
    setInterval(() => markets.forEach((market, i) => {
      if ((Math.floor(Date.now() / 100) + i) % 3 === 0) tick(market);
    }), 100),
    setInterval(() => publish('health||', [status()]), 1_000),
  ];
  markets.forEach(tick);

  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : port}`,
    /** Ends every socket without a word, as a crash does. */
    dropClients: () => clients.forEach((client) => client.socket.terminate()),
    /** The sockets that are open now stay so and bring nothing any more, as after a sleep of the machine at their other end. */
    hangClients: () => clients.forEach((client) => { client.isHung = true; }),
    /** A gap in the trades of an instrument, so many minutes ago and so many long. Its id. */
    addGap: (id, minutesAgo, length) => {
      const now = nowNs() - nowNs() % 60_000_000_000n;
      const at = (minutes) => String(now - BigInt(minutes) * 60_000_000_000n);
      const gap = {
        id: 100 + found.length, instrument_id: id, kind: 'trade', source: 'IB', start: at(minutesAgo), end: at(minutesAgo - length), reason: 'link_lost', state: 'open',
        explanation: null, filled_to: null, ticks_filled: 0, attempts: 0,
      };
      found.push(gap);
      return gap.id;
    },
    /** What the broker says of the line that brings a book. */
    setDepth: (id, lineState, reason) => setDepthLine(byId(id), lineState, reason),
    /** A late tick came: a closed bar some bars back is higher now. Its open in nanoseconds. */
    revise: (id, timeframe, back) => {
      const market = byId(id);
      const now = Date.now() / 1000;
      const bar = market.bars(timeframe, 0, now + 1, back + 1, true, quirks.firstSecond, now)[back];
      const revised = { ...bar, high: String(Number(bar.high) + 1), revision: bar.revision + 1 };
      market.built.set(`${timeframe} ${Number(BigInt(bar.ts_open) / 1_000_000_000n)}`, revised);
      publish(`bars|${id}|${timeframe}`, [revised]);
      return { open: bar.ts_open, high: revised.high };
    },
    /** Nothing trades any more. */
    setQuiet: (id) => { byId(id).isQuiet = true; },
    /** A tick of every instrument each few milliseconds for so long. */
    flood: async (millis, every = 10) => {
      for (const until = Date.now() + millis; Date.now() < until;) {
        markets.forEach(tick);
        await new Promise((done) => { setTimeout(done, every); });
      }
    },
    /** Something raises an alert: of a rule by its id, or as told. Its id. */
    raise: (what) => alerts.raise(what),
    /** The same alert again. */
    raiseAgain: (id) => alerts.again(id),
    alerts,
    /** Running jobs stop halfway until they are let go on. */
    holdJobs: (isHeld) => { jobs.isHeld = isHeld; },
    /** What is wrong with the files of the catalog. */
    catalogFaults: jobs.faults,
    failPart: (date, ids, failed, reason) => jobs.failPart(date, ids, failed, reason),
    quirks,
    /** How often the lines were asked for. */
    toldLines: () => toldLines,
    /** The market of the instrument closes until the wall clock of its exchange shows 09:30 on that day. */
    closeMarket: (id, day) => {
      const market = byId(id);
      market.isClosed = true;
      market.instrument.trading_hours = `${day}:0930-${day}:1600`;
    },
    close: async () => {
      timers.forEach(clearInterval);
      clients.forEach((client) => client.socket.terminate());
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const mock = await startMock(Number(process.argv[2] ?? 8700), {
    role: process.env.MOCK_ROLE ?? 'trader', state: process.env.MOCK_STATE ?? 'full', pages: process.env.MOCK_PAGES ?? 'product',
  });
  console.log(`Mock at ${mock.url}`);
}
