import { fieldsOf, flag, listOr, numberOr, text, textOr, WireError } from './decode';
import { nanos } from './marketWire';
import type * as Wire from './schema';
import type { Nanos } from './time';

/** Rules and alerts as REST and the stream tell them. */

export const alertLevels = ['info', 'warning', 'critical'] as const;
export type AlertLevel = (typeof alertLevels)[number];

export const alertStates = ['raised', 'acknowledged', 'cleared'] as const;
export type AlertState = (typeof alertStates)[number];

export const alertKinds = [
  'price_cross', 'percent_move', 'spread', 'volume', 'feed_stalled', 'connection_lost', 'gap_found', 'disk_space', 'clock_offset', 'export_failed',
  'database_down',
] as const;
export type AlertKind = (typeof alertKinds)[number];

export const directions = ['up', 'down', 'both'] as const;
export type Direction = (typeof directions)[number];

export const routeNames = ['webhook', 'email'] as const;
export type RouteName = (typeof routeNames)[number];

export interface AlertRule {
  readonly id: number;
  readonly version: number;
  readonly name: string;
  /** Null: a kind that only a newer dashboard can edit. */
  readonly kind: AlertKind | null;
  readonly instrumentId: string | null;
  readonly direction: Direction | null;
  /** Decimal text; its unit depends on the kind. */
  readonly threshold: string | null;
  readonly windowSeconds: number | null;
  readonly level: AlertLevel;
  readonly cooldownSeconds: number;
  readonly ends: Nanos | null;
  readonly isPaused: boolean;
  readonly deliver: readonly RouteName[];
  /** What fires it, in the server's words. */
  readonly text: string;
  readonly fired: number;
  readonly lastFired: Nanos | null;
}

export interface Delivery {
  readonly route: string;
  readonly state: string;
  readonly detail: string | null;
  readonly at: Nanos | null;
}

export interface AlertEvent {
  readonly id: number;
  readonly ruleId: number | null;
  readonly ruleName: string;
  readonly level: AlertLevel;
  readonly instrumentId: string | null;
  readonly at: Nanos | null;
  readonly text: string;
  readonly state: AlertState;
  /** Who changed it last, and when. */
  readonly by: string | null;
  readonly changedAt: Nanos | null;
  readonly snoozedUntil: Nanos | null;
  /** How many times in a row. */
  readonly count: number;
  readonly deliveries: readonly Delivery[];
}

export interface AlertRoute {
  readonly route: string;
  readonly isConfigured: boolean;
  readonly target: string | null;
  readonly lastSent: Nanos | null;
  readonly lastProblem: string | null;
  /** How to set it up. */
  readonly hint: string | null;
}

export interface RouteTest {
  readonly state: string;
  readonly detail: string | null;
}

/** What a rule would have done with what is recorded. */
export interface RuleTest {
  readonly fired: number;
  readonly times: readonly Nanos[];
  readonly text: string;
}

/** Where the form of a rule begins. */
export type RuleStart =
  | { readonly mode: 'new'; readonly instrumentId: string | null; readonly price: string | null }
  | { readonly mode: 'edit' | 'copy'; readonly rule: AlertRule };

function oneOf<T extends string>(choices: readonly T[], value: unknown): T | null {
  return choices.find((choice) => choice === value) ?? null;
}

export function decodeRule(value: unknown): AlertRule {
  const f = fieldsOf<Wire.AlertRuleItem>(value, 'a rule');
  return {
    id: idOf(f['id']),
    version: numberOr(f, 'version', 0),
    name: text(f, 'name'),
    kind: oneOf(alertKinds, f['kind']),
    instrumentId: textOr(f, 'instrument_id', null),
    direction: oneOf(directions, f['direction']),
    threshold: textOr(f, 'threshold', null),
    windowSeconds: numberOr(f, 'window_s', null),
    level: oneOf(alertLevels, f['level']) ?? 'warning',
    cooldownSeconds: numberOr(f, 'cooldown_s', 0),
    ends: nanos(f, 'ends'),
    isPaused: flag(f, 'is_paused'),
    deliver: listOr(f, 'deliver', (item) => oneOf(routeNames, item)).filter((route) => route !== null),
    text: textOr(f, 'text', ''),
    fired: numberOr(f, 'fired', 0),
    lastFired: nanos(f, 'last_fired'),
  };
}

export function decodeEvent(value: unknown): AlertEvent {
  const f = fieldsOf<Wire.AlertEventItem>(value, 'an alert');
  return {
    id: idOf(f['id']),
    ruleId: numberOr(f, 'rule_id', null),
    ruleName: textOr(f, 'rule_name', ''),
    // A level nobody knows is taken seriously.
    level: oneOf(alertLevels, f['level']) ?? 'critical',
    instrumentId: textOr(f, 'instrument_id', null),
    at: nanos(f, 'at'),
    text: textOr(f, 'text', ''),
    state: oneOf(alertStates, f['state']) ?? 'raised',
    by: textOr(f, 'by', null),
    changedAt: nanos(f, 'changed_at'),
    snoozedUntil: nanos(f, 'snoozed_until'),
    count: numberOr(f, 'count', 1),
    deliveries: listOr(f, 'deliveries', (item) => {
      const d = fieldsOf<Wire.AlertDeliveryItem>(item, 'a delivery');
      return { route: text(d, 'route'), state: textOr(d, 'state', ''), detail: textOr(d, 'detail', null), at: nanos(d, 'at') };
    }),
  };
}

export function decodeRoute(value: unknown): AlertRoute {
  const f = fieldsOf<Wire.AlertRouteItem>(value, 'a route');
  return {
    route: text(f, 'route'),
    isConfigured: flag(f, 'is_configured'),
    target: textOr(f, 'target', null),
    lastSent: nanos(f, 'last_sent'),
    lastProblem: textOr(f, 'last_problem', null),
    hint: textOr(f, 'hint', null),
  };
}

export function decodeRouteTest(value: unknown): RouteTest {
  const f = fieldsOf<Wire.RouteTestItem>(value, 'the test of a route');
  return { state: textOr(f, 'state', ''), detail: textOr(f, 'detail', null) };
}

export function decodeRuleTest(value: unknown): RuleTest {
  const f = fieldsOf<Wire.AlertTrialItem>(value, 'the test of a rule');
  return {
    fired: numberOr(f, 'fired', 0),
    times: listOr(f, 'times', (item) => nanos({ at: item }, 'at')).filter((at) => at !== null),
    text: textOr(f, 'text', ''),
  };
}

function idOf(value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw new WireError('Expected id to be a whole number.');
  return value;
}
