import {
  useInfiniteQuery, useMutation, useQuery, useQueryClient,
  type InfiniteData, type UseInfiniteQueryResult, type UseMutationResult, type UseQueryResult,
} from '@tanstack/react-query';
import type { AlertFilter } from '../lib/alerts';
import {
  decodeEvent, decodeRoute, decodeRouteTest, decodeRule, decodeRuleTest,
  type AlertEvent, type AlertKind, type AlertLevel, type AlertRoute, type AlertRule, type Direction, type RouteName, type RouteTest, type RuleTest,
} from '../lib/alertWire';
import { call, readAs } from './http';
import { keys } from './keys';
import { listAll } from './queries';
import { decodePage, type Page } from './types';

const second = 1_000;
const pageEvents = 50;

/** A rule as it is written. */
export interface RuleBody {
  readonly name: string;
  readonly kind: AlertKind;
  readonly instrument_id: string | null;
  readonly direction: Direction | null;
  readonly threshold: string | null;
  readonly window_s: number | null;
  readonly level: AlertLevel;
  readonly cooldown_s: number;
  /** Nanoseconds. */
  readonly ends: string | null;
  readonly is_paused: boolean;
  readonly deliver: readonly RouteName[];
}

/** A stored rule as it is written, with changes. Null for a kind this page does not know. */
export function bodyOfRule(rule: AlertRule, change: Partial<RuleBody> = {}): RuleBody | null {
  if (rule.kind === null) return null;
  return {
    name: rule.name, kind: rule.kind, instrument_id: rule.instrumentId, direction: rule.direction, threshold: rule.threshold, window_s: rule.windowSeconds,
    level: rule.level, cooldown_s: rule.cooldownSeconds, ends: rule.ends === null ? null : String(rule.ends), is_paused: rule.isPaused, deliver: rule.deliver,
    ...change,
  };
}

/** Asked again and again: no stream tells when somebody else changes a rule. */
export function useAlertRules(): UseQueryResult<readonly AlertRule[]> {
  return useQuery({
    queryKey: keys.alerts.rules,
    queryFn: ({ signal }) => listAll('/alerts/rules', decodeRule, signal),
    refetchInterval: 5 * second,
  });
}

export function useAlertRoutes(): UseQueryResult<readonly AlertRoute[]> {
  return useQuery({
    queryKey: keys.alerts.routes,
    queryFn: async ({ signal }) => readAs(await call('/alerts/routes', { signal }), (body) => decodePage(body, decodeRoute).items),
    refetchInterval: 15 * second,
  });
}

/** All that nobody acknowledged, also what is older than the stream's snapshot. */
export function useRaisedPages(): UseQueryResult<readonly AlertEvent[]> {
  return useQuery({
    queryKey: keys.alerts.raised,
    queryFn: ({ signal }) => listAll('/alerts/events', decodeEvent, signal, { state: 'raised' }),
    refetchInterval: 30 * second,
  });
}

export function useAlertPages({ level, state }: AlertFilter): UseInfiniteQueryResult<InfiniteData<Page<AlertEvent>>> {
  return useInfiniteQuery({
    queryKey: keys.alerts.page(level ?? '', state ?? ''),
    queryFn: async ({ signal, pageParam }) => readAs(await call('/alerts/events', {
      query: { level: level ?? undefined, state: state ?? undefined, limit: pageEvents, cursor: pageParam ?? undefined }, signal,
    }), (body) => decodePage(body, decodeEvent)),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
}

/** Without a rule a new one is made. */
export interface RuleChange {
  readonly rule: { readonly id: number; readonly version: number } | null;
  readonly body: RuleBody;
}

const ifMatch = (version: number): Readonly<Record<string, string>> => ({ 'if-match': `"${version}"` });

export function useSaveRule(): UseMutationResult<AlertRule, Error, RuleChange> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ rule, body }: RuleChange) => decodeRule((rule === null
      ? await call('/alerts/rules', { method: 'POST', body })
      : await call(`/alerts/rules/${rule.id}`, { method: 'PUT', body, headers: ifMatch(rule.version) })).body),
    onSettled: () => client.invalidateQueries({ queryKey: keys.alerts.rules }),
  });
}

export function useRemoveRule(): UseMutationResult<unknown, Error, AlertRule> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, version }: AlertRule) => call(`/alerts/rules/${id}`, { method: 'DELETE', headers: ifMatch(version) }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.alerts.rules }),
  });
}

/** Of a stored rule by its number, or of one that is being written. */
export function useTestRule(): UseMutationResult<RuleTest, Error, number | RuleBody> {
  return useMutation({
    mutationFn: async (rule: number | RuleBody) => decodeRuleTest((typeof rule === 'number'
      ? await call(`/alerts/rules/${rule}/test`, { method: 'POST' })
      : await call('/alerts/rules/test', { method: 'POST', body: rule })).body),
  });
}

export type AlertAct =
  | { readonly act: 'ack' | 'clear'; readonly id: number }
  | { readonly act: 'snooze'; readonly id: number; readonly minutes: number }
  | { readonly act: 'ack-all' };

/** What it changes comes over the stream; the lists are asked again for what the stream does not hold. */
export function useActOnAlert(): UseMutationResult<unknown, Error, AlertAct> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (act: AlertAct) => call(act.act === 'ack-all' ? '/alerts/events/ack-all' : `/alerts/events/${act.id}/${act.act}`, {
      method: 'POST', ...(act.act === 'snooze' ? { body: { minutes: act.minutes } } : {}),
    }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.alerts.events }),
  });
}

export function useTestRoute(): UseMutationResult<RouteTest, Error, string> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (route: string) => readAs(await call(`/alerts/routes/${encodeURIComponent(route)}/test`, { method: 'POST' }), decodeRouteTest),
    onSettled: () => client.invalidateQueries({ queryKey: keys.alerts.routes }),
  });
}
