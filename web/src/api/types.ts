import { isSample } from '../lib/dataset';
import { fieldsOf, flag, flagOr, itemsOf, listOr, numberOr, text, textOr, type Fields } from '../lib/decode';
import { decodeBar, nanos, type Bar } from '../lib/marketWire';
import type { Nanos } from '../lib/time';

/** What only REST carries, decoded at the edge. */

export interface Instrument {
  readonly id: string;
  readonly source: string;
  readonly simulated: boolean;
  readonly instrumentClass: string;
  readonly assetClass: string;
  readonly description: string;
  readonly rawSymbol: string;
  readonly currency: string;
  readonly pricePrecision: number;
  readonly sizePrecision: number;
  readonly priceIncrement: string;
  readonly multiplier: string;
  readonly barPriceType: string;
  readonly recording: boolean;
  readonly timeZone: string | null;
  readonly tradingHours: string | null;
}

export function decodeInstrument(value: unknown): Instrument {
  const f = fieldsOf(value, 'an instrument');
  return {
    id: text(f, 'instrument_id'),
    source: textOr(f, 'source', ''),
    simulated: flag(f, 'simulated'),
    instrumentClass: textOr(f, 'instrument_class', ''),
    assetClass: textOr(f, 'asset_class', ''),
    description: textOr(f, 'description', ''),
    rawSymbol: textOr(f, 'raw_symbol', ''),
    currency: textOr(f, 'quote_currency', ''),
    pricePrecision: numberOr(f, 'price_precision', 2),
    sizePrecision: numberOr(f, 'size_precision', 0),
    priceIncrement: textOr(f, 'price_increment', ''),
    multiplier: textOr(f, 'multiplier', '1'),
    barPriceType: textOr(f, 'bar_price_type', 'LAST'),
    recording: flag(f, 'recording'),
    timeZone: textOr(f, 'time_zone', null),
    tradingHours: textOr(f, 'trading_hours', null),
  };
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

export function decodePage<T>(value: unknown, decode: (item: unknown) => T): Page<T> {
  const f = fieldsOf(value, 'the answer');
  return { items: itemsOf(f['items'], 'items', decode), nextCursor: textOr(f, 'next_cursor', null) };
}

export interface Subscription {
  readonly instrumentId: string;
  readonly kind: string;
  readonly state: string;
  /** When the state began. */
  readonly since: Nanos | null;
  readonly reason: string;
  /** Silence beyond this in an open market is a fault. */
  readonly thresholdMs: number | null;
  readonly thresholdLearnt: boolean;
  readonly lastTick: Nanos | null;
  /** Since when nothing proves that its data is complete. */
  readonly unprovenSince: Nanos | null;
  readonly ratePerSecond: number | null;
  /** From the time that the last tick carries to its arrival. */
  readonly delayMs: number | null;
  readonly lastError: string | null;
  readonly lastErrorAt: Nanos | null;
}

export interface Subscriptions {
  readonly items: readonly Subscription[];
  readonly linesUsed: number | null;
  readonly linesLimit: number | null;
}

export function decodeSubscriptions(value: unknown): Subscriptions {
  const f = fieldsOf(value, 'the subscriptions');
  return {
    items: listOr(f, 'items', (item) => {
      const s = fieldsOf(item, 'a subscription');
      return {
        instrumentId: text(s, 'instrument_id'),
        kind: textOr(s, 'kind', ''),
        state: textOr(s, 'state', 'unknown').toLowerCase(),
        since: nanos(s, 'since'),
        reason: textOr(s, 'reason', ''),
        thresholdMs: numberOr(s, 'threshold_ms', null),
        thresholdLearnt: flag(s, 'threshold_learnt'),
        lastTick: nanos(s, 'last_tick'),
        unprovenSince: nanos(s, 'unproven_since'),
        ratePerSecond: numberOr(s, 'rate_per_s', null),
        delayMs: numberOr(s, 'delay_ms', null),
        lastError: textOr(s, 'last_error', null),
        lastErrorAt: nanos(s, 'last_error_at'),
      };
    }),
    linesUsed: numberOr(f, 'lines_used', null),
    linesLimit: numberOr(f, 'lines_limit', null),
  };
}

export interface BarPage {
  readonly bars: readonly Bar[];
  readonly barType: string;
  readonly priceType: string;
  /** The days that bars of 1D and longer are of. */
  readonly boundary: 'session' | 'utc';
  /** Why there is none, in the server's words. */
  readonly diagnostic: string | null;
  /** The server has more in this range, also where the page is short. */
  readonly hasMore: boolean;
}

export function decodeBarPage(value: unknown): BarPage {
  const f = fieldsOf(value, 'the bars');
  return {
    bars: itemsOf(f['items'], 'items', decodeBar),
    barType: textOr(f, 'bar_type', ''),
    priceType: textOr(f, 'price_type', ''),
    boundary: textOr(f, 'boundary', 'utc') === 'session' ? 'session' : 'utc',
    diagnostic: diagnosticOf(f['diagnostic'] ?? f['detail']),
    hasMore: textOr(f, 'next_cursor', null) !== null,
  };
}

function diagnosticOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return typeof value === 'object' && value !== null ? textOr(fieldsOf(value, 'the diagnostic'), 'detail', null) : null;
}

export interface SystemInfo {
  readonly mode: string;
  readonly simulated: boolean;
  readonly authMode: string;
  readonly role: string;
  /** Null: without a token. */
  readonly tokenName: string | null;
  /** By the session of this browser. */
  readonly isSignedIn: boolean;
  readonly version: string;
  readonly commit: string | null;
  readonly startedAt: Nanos | null;
  readonly runtime: string | null;
  /** Of the settings without secrets. */
  readonly configHash: string | null;
  /** Of the last seven days, newest first. */
  readonly restarts: readonly { readonly at: Nanos | null; readonly reason: string }[];
}

export function decodeInfo(value: unknown): SystemInfo {
  const f = fieldsOf(value, 'the system info');
  const auth: Fields = typeof f['auth'] === 'object' && f['auth'] !== null ? fieldsOf(f['auth'], 'auth') : {};
  return {
    mode: textOr(f, 'mode', 'paper'),
    simulated: flag(f, 'simulated'),
    authMode: textOr(auth, 'mode', 'local'),
    // The sample is looked at only, by whoever it may be.
    role: isSample ? 'viewer' : textOr(auth, 'role', 'viewer'),
    tokenName: textOr(auth, 'token_name', null),
    isSignedIn: flag(auth, 'session'),
    version: textOr(f, 'version', ''),
    commit: textOr(f, 'commit', null),
    startedAt: nanos(f, 'started_at'),
    runtime: textOr(f, 'runtime', null),
    configHash: textOr(f, 'config_hash', null),
    restarts: listOr(f, 'restarts', (item) => {
      const restart = fieldsOf(item, 'a restart');
      return { at: nanos(restart, 'at'), reason: textOr(restart, 'reason', '') };
    }),
  };
}

export interface CoverageRow {
  readonly instrumentId: string;
  readonly kind: string;
  readonly timeframe: string | null;
  readonly first: Nanos | null;
  readonly last: Nanos | null;
  readonly rows: number | null;
  readonly isEstimate: boolean;
}

export function decodeCoverage(value: unknown): CoverageRow {
  const f = fieldsOf(value, 'a coverage row');
  return {
    instrumentId: text(f, 'instrument_id'),
    kind: textOr(f, 'kind', ''),
    timeframe: textOr(f, 'timeframe', null),
    first: nanos(f, 'first'),
    last: nanos(f, 'last'),
    rows: numberOr(f, 'rows', null),
    isEstimate: flagOr(f, 'is_estimate', false),
  };
}

export interface Gap {
  readonly id: number;
  readonly instrumentId: string | null;
  readonly kind: string;
  readonly from: Nanos | null;
  readonly to: Nanos | null;
  readonly reason: string;
  readonly state: string;
  readonly explanation: string | null;
  /** Ticks that backfill has stored. */
  readonly ticksFilled: number | null;
}

export function decodeGap(value: unknown): Gap {
  const f = fieldsOf(value, 'a gap');
  return {
    id: numberOr(f, 'id', 0),
    instrumentId: textOr(f, 'instrument_id', null),
    kind: textOr(f, 'kind', ''),
    from: nanos(f, 'from') ?? nanos(f, 'start'),
    to: nanos(f, 'to') ?? nanos(f, 'end'),
    reason: textOr(f, 'reason', ''),
    state: textOr(f, 'state', ''),
    explanation: textOr(f, 'explanation', null),
    ticksFilled: numberOr(f, 'ticks_filled', null),
  };
}

export interface CatalogItem {
  readonly dataType: string;
  readonly instrumentId: string;
  readonly barType: string | null;
  readonly files: number;
  readonly rows: number;
  readonly bytes: number;
  readonly first: Nanos | null;
  readonly last: Nanos | null;
  readonly intervals: number;
  /** Files whose rows lie in another one as well. */
  readonly overlapping: readonly string[];
  /** Schema generations of the files; none: no column tells. */
  readonly profiles: readonly string[];
  readonly isStale: boolean;
  readonly paths: readonly CatalogFile[];
}

export interface CatalogFile {
  readonly path: string;
  readonly rows: number | null;
  readonly bytes: number | null;
}

export interface Catalog {
  readonly profile: string | null;
  readonly totalFiles: number;
  readonly rows: number;
  readonly bytes: number;
  readonly items: readonly CatalogItem[];
  readonly orphans: readonly CatalogFault[];
  readonly unreadable: readonly CatalogFault[];
}

export interface CatalogFault {
  readonly path: string;
  readonly reason: string | null;
}

export function decodeCatalog(value: unknown): Catalog {
  const f = fieldsOf(value, 'the catalog');
  const totals: Fields = typeof f['totals'] === 'object' && f['totals'] !== null ? fieldsOf(f['totals'], 'totals') : {};
  return {
    profile: textOr(f, 'nautilus_profile', null),
    totalFiles: numberOr(f, 'total_files', 0),
    rows: numberOr(totals, 'rows', 0),
    bytes: numberOr(totals, 'bytes', 0),
    items: listOr(f, 'items', decodeCatalogItem),
    orphans: listOr(f, 'orphans', decodeFault),
    unreadable: listOr(f, 'unreadable', decodeFault),
  };
}

function decodeCatalogItem(value: unknown): CatalogItem {
  const f = fieldsOf(value, 'a catalog item');
  const files = f['files'];
  // With include=files the same key holds the list, or the list stands beside it.
  const paths = Array.isArray(files) ? files : Array.isArray(f['file_list']) ? f['file_list'] : [];
  return {
    dataType: text(f, 'data_type'),
    instrumentId: textOr(f, 'instrument_id', ''),
    barType: textOr(f, 'bar_type', null),
    files: typeof files === 'number' ? files : paths.length,
    rows: numberOr(f, 'rows', 0),
    bytes: numberOr(f, 'bytes', 0),
    first: nanos(f, 'ts_min'),
    last: nanos(f, 'ts_max'),
    intervals: listOr(f, 'intervals', (item) => item).length,
    overlapping: listOr(f, 'overlapping', String),
    profiles: listOr(f, 'nautilus_profiles', String),
    isStale: flag(f, 'stale'),
    paths: paths.map((item: unknown) => {
      if (typeof item === 'string') return { path: item, rows: null, bytes: null };
      const file = fieldsOf(item, 'a file');
      return { path: text(file, 'path'), rows: numberOr(file, 'rows', null), bytes: numberOr(file, 'bytes', null) };
    }),
  };
}

function decodeFault(value: unknown): CatalogFault {
  if (typeof value === 'string') return { path: value, reason: null };
  const f = fieldsOf(value, 'a file');
  return { path: textOr(f, 'path', ''), reason: textOr(f, 'reason', null) };
}

export interface ParquetStatus {
  readonly directory: string | null;
  readonly freeBytes: number | null;
  readonly compression: string | null;
  readonly profile: string | null;
  readonly isWritable: boolean | null;
}

export function decodeParquetStatus(value: unknown): ParquetStatus {
  const f = fieldsOf(value, 'the export status');
  return {
    directory: textOr(f, 'directory', null),
    freeBytes: numberOr(f, 'free_bytes', null),
    compression: textOr(f, 'compression', null),
    profile: textOr(f, 'nautilus_profile', null) ?? textOr(f, 'profile', null),
    isWritable: flagOr(f, 'writable', null),
  };
}
