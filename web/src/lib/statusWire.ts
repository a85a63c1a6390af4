import { fieldsOf, flag, flagOr, listOr, numberOr, text, textOr, type Fields } from './decode';
import { nanos } from './marketWire';
import type * as Wire from './schema';
import type { Nanos } from './time';

export interface Reason {
  readonly code: string;
  readonly severity: string;
  readonly detail: string;
  readonly stage: string | null;
  readonly since: Nanos | null;
}

export type StageState = 'ok' | 'degraded' | 'down' | 'disabled' | 'unknown';

export interface Stage {
  readonly name: string;
  readonly state: StageState;
  readonly since: Nanos | null;
  readonly lastSuccess: Nanos | null;
  /** What went wrong last, also when it is well again. */
  readonly lastError: string | null;
  readonly lastErrorAt: Nanos | null;
  readonly detail: string | null;
  readonly ratePerSecond: number | null;
  readonly delayMsP99: number | null;
}

export interface Counters {
  readonly received: number | null;
  readonly acknowledged: number | null;
  readonly rejected: number | null;
  readonly duplicate: number | null;
  readonly conflated: number | null;
  readonly inFlight: number | null;
  readonly balanced: boolean | null;
  /** Durable here and not in the database yet. */
  readonly spooled: number | null;
  readonly kinds: readonly KindCounters[];
  readonly receivedPerSecond: number | null;
  readonly lagMsP50: number | null;
  readonly lagMsP99: number | null;
  readonly lagMsMax: number | null;
  readonly queueDepth: number | null;
  readonly queueCapacity: number | null;
}

export interface KindCounters {
  readonly kind: string;
  readonly received: number | null;
  readonly acknowledged: number | null;
  readonly rejected: number | null;
  readonly inFlight: number | null;
  readonly spooled: number | null;
}

export interface Notice {
  readonly at: Nanos | null;
  readonly code: number | null;
  readonly text: string;
  readonly instrumentId: string | null;
}

export interface SystemStatus {
  readonly asOf: Nanos | null;
  readonly mode: string;
  readonly simulated: boolean;
  readonly canRecord: boolean | null;
  /** Whether it can trade, with all reasons: the server's own sentence, the same as in the terminal. */
  readonly tradeVerdict: string | null;
  /** The same about recording. */
  readonly verdict: string | null;
  readonly reasons: readonly Reason[];
  readonly stages: readonly Stage[];
  readonly counters: Counters;
  readonly feed: FeedState | null;
  readonly store: StoreState | null;
  readonly storage: string | null;
}

export interface FeedState {
  readonly state: string;
  readonly detail: string | null;
  readonly endpoint: string | null;
  readonly since: Nanos | null;
  readonly lastMessage: Nanos | null;
  readonly roundTripMs: number | null;
  readonly clockOffsetMs: number | null;
  readonly reconnects: number | null;
  readonly serverVersion: number | null;
  readonly linesUsed: number | null;
  readonly linesLimit: number | null;
  readonly limits: readonly BrokerLimit[];
  /** By the broker's calendar; null when it has none. */
  readonly nextRestart: Nanos | null;
  readonly nextLogin: Nanos | null;
  readonly notices: readonly Notice[];
}

/** How much of something that the broker limits is in use; `limit` null: it has none that we know. */
export interface BrokerLimit {
  readonly name: string;
  readonly used: number;
  readonly limit: number | null;
}

export interface StoreState {
  readonly available: boolean | null;
  readonly description: string | null;
  readonly problem: string | null;
}

const stageStates: readonly StageState[] = ['ok', 'degraded', 'down', 'disabled'];

function stageState(value: string): StageState {
  return stageStates.find((s) => s === value) ?? 'unknown';
}

export function decodeStatus(value: unknown): SystemStatus {
  const f = fieldsOf<Wire.SystemStatus>(value, 'the system status');
  const counters = f['counters'];
  return {
    asOf: nanos(f, 'as_of'),
    mode: textOr(f, 'mode', 'paper'),
    simulated: flag(f, 'simulated'),
    canRecord: flagOr(f, 'can_record', null),
    tradeVerdict: textOr(f, 'trade_verdict', null),
    verdict: textOr(f, 'verdict', null),
    reasons: listOr(f, 'reasons', decodeReason),
    stages: listOr(f, 'stages', decodeStage),
    counters: decodeCounters(typeof counters === 'object' && counters !== null ? fieldsOf<Wire.CountersItem>(counters, 'counters') : {}),
    feed: decodeFeed(f['feed']),
    store: decodeStore(f['store']),
    storage: textOr(f, 'storage', null),
  };
}

function decodeReason(value: unknown): Reason {
  const f = fieldsOf<Wire.ReasonItem>(value, 'a reason');
  return {
    code: textOr(f, 'code', ''),
    severity: textOr(f, 'severity', 'warning'),
    detail: textOr(f, 'detail', ''),
    stage: textOr(f, 'stage', null),
    since: nanos(f, 'since'),
  };
}

function decodeStage(value: unknown): Stage {
  const f = fieldsOf<Wire.ComponentItem>(value, 'a stage');
  return {
    name: text(f, 'name'),
    state: stageState(textOr(f, 'state', '')),
    since: nanos(f, 'since'),
    lastSuccess: nanos(f, 'last_success'),
    lastError: textOr(f, 'last_error', null),
    lastErrorAt: nanos(f, 'last_error_at'),
    detail: textOr(f, 'detail', null),
    ratePerSecond: numberOr(f, 'rate_per_s', null),
    delayMsP99: numberOr(f, 'delay_ms_p99', null),
  };
}

function decodeCounters(f: Fields<Wire.CountersItem>): Counters {
  return {
    received: numberOr(f, 'received', null),
    acknowledged: numberOr(f, 'acknowledged', null),
    rejected: numberOr(f, 'rejected', null),
    duplicate: numberOr(f, 'duplicate', null),
    conflated: numberOr(f, 'conflated', null),
    inFlight: numberOr(f, 'in_flight', null),
    balanced: flagOr(f, 'balanced', null),
    spooled: numberOr(f, 'spooled', null),
    kinds: listOr(f, 'kinds', decodeKind),
    receivedPerSecond: numberOr(f, 'received_per_s', null),
    lagMsP50: numberOr(f, 'acknowledge_lag_ms_p50', null),
    lagMsP99: numberOr(f, 'acknowledge_lag_ms_p99', null),
    lagMsMax: numberOr(f, 'acknowledge_lag_ms_max', null),
    queueDepth: numberOr(f, 'queue_depth', null),
    queueCapacity: numberOr(f, 'queue_capacity', null),
  };
}

function decodeKind(value: unknown): KindCounters {
  const f = fieldsOf<Wire.KindCountersItem>(value, 'the counters of a kind');
  return {
    kind: text(f, 'kind'),
    received: numberOr(f, 'received', null),
    acknowledged: numberOr(f, 'acknowledged', null),
    rejected: numberOr(f, 'rejected', null),
    inFlight: numberOr(f, 'in_flight', null),
    spooled: numberOr(f, 'spooled', null),
  };
}

function decodeFeed(value: unknown): FeedState | null {
  if (typeof value !== 'object' || value === null) return null;
  const f = fieldsOf<Wire.FeedItem>(value, 'the feed');
  return {
    state: textOr(f, 'state', 'unknown'),
    detail: textOr(f, 'detail', null),
    endpoint: textOr(f, 'endpoint', null),
    since: nanos(f, 'since'),
    lastMessage: nanos(f, 'last_message'),
    roundTripMs: numberOr(f, 'round_trip_ms', null),
    clockOffsetMs: numberOr(f, 'clock_offset_ms', null),
    reconnects: numberOr(f, 'reconnects', null),
    serverVersion: numberOr(f, 'server_version', null),
    linesUsed: numberOr(f, 'lines_used', null),
    linesLimit: numberOr(f, 'lines_limit', null),
    limits: decodeLimits(f['limits']),
    nextRestart: nanos(f, 'next_restart'),
    nextLogin: nanos(f, 'next_login'),
    notices: listOr(f, 'notices', decodeNotice),
  };
}

/** All limits in one form: the pace of messages, that of history, and the numbers of lines. */
function decodeLimits(value: unknown): readonly BrokerLimit[] {
  if (typeof value !== 'object' || value === null) return [];
  const f = fieldsOf(value, 'the limits');
  const part = (key: string, name: string, used: string, limit: string): readonly BrokerLimit[] => {
    const inner = f[key];
    if (typeof inner !== 'object' || inner === null) return [];
    const fields = fieldsOf(inner, name);
    return [{ name, used: numberOr(fields, used, 0), limit: numberOr(fields, limit, null) }];
  };
  return [
    ...listOr(f, 'budgets', (item) => {
      const budget = fieldsOf(item, 'a budget');
      return { name: text(budget, 'name'), used: numberOr(budget, 'used', 0), limit: numberOr(budget, 'limit', null) };
    }),
    ...part('history', 'history', 'used', 'per_ten_minutes'),
    ...part('messages', 'messages', 'sent_last_second', 'per_second'),
  ];
}

function decodeNotice(value: unknown): Notice {
  const f = fieldsOf<Wire.NoticeItem>(value, 'a notice');
  return {
    at: nanos(f, 'at'),
    code: numberOr(f, 'code', null),
    text: textOr(f, 'text', ''),
    instrumentId: textOr(f, 'instrument_id', null),
  };
}

function decodeStore(value: unknown): StoreState | null {
  if (typeof value !== 'object' || value === null) return null;
  const f = fieldsOf<Wire.StoreItem>(value, 'the store');
  return {
    available: flagOr(f, 'available', null),
    description: textOr(f, 'description', null),
    problem: textOr(f, 'problem', null),
  };
}
