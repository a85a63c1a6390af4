import { useMutation, useQuery, type UseMutationResult, type UseQueryResult } from '@tanstack/react-query';
import { fieldsOf, flag, itemsOf, listOr, numberOr, text, textOr, type Fields } from '../lib/decode';
import { nanos } from '../lib/marketWire';
import { nanosFromSeconds, type Nanos } from '../lib/time';
import { call, idInPath, readAs } from './http';
import { keys } from './keys';
import { decodeInstrument, decodePage, type Instrument } from './types';

/** What the API says of definitions, calendars and searches, decoded at the edge. */

export interface Candidate {
  readonly reference: string;
  readonly symbol: string;
  readonly securityType: string;
  readonly exchange: string | null;
  readonly currency: string | null;
  readonly description: string;
  readonly derivativeTypes: readonly string[];
  readonly instrumentIds: readonly string[];
  readonly problem: string | null;
}

export function decodeCandidate(value: unknown): Candidate {
  const f = fieldsOf(value, 'a search hit');
  return {
    reference: text(f, 'reference'),
    symbol: textOr(f, 'symbol', ''),
    securityType: textOr(f, 'security_type', ''),
    exchange: textOr(f, 'exchange', null),
    currency: textOr(f, 'currency', null),
    description: textOr(f, 'description', ''),
    derivativeTypes: listOr(f, 'derivative_types', String),
    instrumentIds: listOr(f, 'instrument_ids', String),
    problem: textOr(f, 'problem', null),
  };
}

/** Whether a market trades, and until or from when. */
export interface SessionState {
  readonly isOpen: boolean;
  readonly knowledge: string;
  readonly nextOpen: Nanos | null;
  readonly nextClose: Nanos | null;
}

function decodeState(value: unknown): SessionState {
  const f = fieldsOf(value, 'a session state');
  return { isOpen: flag(f, 'is_open'), knowledge: textOr(f, 'knowledge', 'none'), nextOpen: nanos(f, 'next_open'), nextClose: nanos(f, 'next_close') };
}

export interface PriceBand {
  readonly lowEdge: string;
  readonly increment: string;
}

/** One instrument with everything the API knows of it. */
export interface Definition extends Instrument {
  readonly sizeIncrement: string;
  readonly lotSize: string;
  readonly priceBands: readonly PriceBand[];
  readonly isin: string | null;
  readonly underlying: string | null;
  readonly exchange: string | null;
  readonly expiration: Nanos | null;
  readonly optionKind: string | null;
  readonly strikePrice: string | null;
  readonly session: SessionState | null;
  readonly refreshedAt: Nanos | null;
  readonly refreshProblem: string | null;
}

export function decodeDefinition(value: unknown): Definition {
  const f = fieldsOf(value, 'an instrument');
  const refresh: Fields = typeof f['definition'] === 'object' && f['definition'] !== null ? fieldsOf(f['definition'], 'definition') : {};
  return {
    ...decodeInstrument(value),
    sizeIncrement: textOr(f, 'size_increment', ''),
    lotSize: textOr(f, 'lot_size', ''),
    priceBands: listOr(f, 'price_bands', (item) => {
      const b = fieldsOf(item, 'a price band');
      return { lowEdge: text(b, 'low_edge'), increment: text(b, 'increment') };
    }),
    isin: textOr(f, 'isin', null),
    underlying: textOr(f, 'underlying', null),
    exchange: textOr(f, 'exchange', null),
    expiration: nanos(f, 'expiration'),
    optionKind: textOr(f, 'option_kind', null),
    strikePrice: textOr(f, 'strike_price', null),
    session: f['session'] === null || f['session'] === undefined ? null : decodeState(f['session']),
    refreshedAt: nanos(refresh, 'refreshed_at'),
    refreshProblem: textOr(refresh, 'problem', null),
  };
}

export interface Session {
  readonly start: Nanos | null;
  readonly end: Nanos | null;
  readonly isExtrapolated: boolean;
}

export interface SessionDay {
  readonly day: string;
  readonly sessions: readonly Session[];
  readonly liquid: readonly Session[];
}

export interface Sessions {
  readonly zone: string | null;
  readonly state: SessionState;
  readonly days: readonly SessionDay[];
}

function decodeSession(value: unknown): Session {
  const f = fieldsOf(value, 'a session');
  return { start: nanos(f, 'start'), end: nanos(f, 'end'), isExtrapolated: flag(f, 'is_extrapolated') };
}

export function decodeSessions(value: unknown): Sessions {
  const f = fieldsOf(value, 'the sessions');
  return {
    zone: textOr(f, 'time_zone', null),
    state: decodeState(f['state']),
    days: itemsOf(f['days'], 'days', (item) => {
      const d = fieldsOf(item, 'a day');
      return { day: text(d, 'trading_day'), sessions: listOr(d, 'sessions', decodeSession), liquid: listOr(d, 'liquid_sessions', decodeSession) };
    }),
  };
}

export interface DefinitionChange {
  readonly field: string;
  readonly old: string;
  readonly now: string;
}

export interface Version {
  readonly number: number;
  readonly validFrom: Nanos | null;
  readonly changes: readonly DefinitionChange[];
}

export function decodeVersion(value: unknown): Version {
  const f = fieldsOf(value, 'a version');
  return {
    number: numberOr(f, 'version', 0),
    validFrom: nanos(f, 'valid_from'),
    changes: listOr(f, 'changes', (item) => {
      const c = fieldsOf(item, 'a change');
      return { field: text(c, 'field'), old: textOr(c, 'old', ''), now: textOr(c, 'new', '') };
    }),
  };
}

const minute = 60_000;

export function useDefinition(instrumentId: string): UseQueryResult<Definition> {
  return useQuery({
    queryKey: keys.definitions.byId(instrumentId),
    queryFn: async ({ signal }) => readAs(await call(`/instruments/${idInPath(instrumentId)}`, { signal }), decodeDefinition),
    refetchInterval: minute,
  });
}

export function useSessions(instrumentId: string): UseQueryResult<Sessions> {
  return useQuery({
    queryKey: keys.definitions.sessions(instrumentId),
    queryFn: async ({ signal }) => readAs(await call(`/instruments/${idInPath(instrumentId)}/sessions`, { query: { days: 8 }, signal }), decodeSessions),
    refetchInterval: minute,
  });
}

/** The calendar of so many days from the day that holds `start`, in seconds. */
export async function fetchSessions(instrumentId: string, start: number, days: number, signal: AbortSignal): Promise<readonly SessionDay[]> {
  const query = { start: nanosFromSeconds(start).toString(), days };
  return readAs(await call(`/instruments/${idInPath(instrumentId)}/sessions`, { query, signal }), decodeSessions).days;
}

/** Oldest first. */
export function useVersions(instrumentId: string): UseQueryResult<readonly Version[]> {
  return useQuery({
    queryKey: keys.definitions.versions(instrumentId),
    queryFn: async ({ signal }) => readAs(await call(`/instruments/${idInPath(instrumentId)}/versions`, { signal }), (body) => decodePage(body, decodeVersion).items),
    refetchInterval: 5 * minute,
  });
}

/** Part of a symbol or of a name; the broker takes one search a second. */
export function useSearch(): UseMutationResult<readonly Candidate[], Error, string> {
  return useMutation({
    mutationFn: async (query: string) => readAs(await call('/instruments/search', { query: { query } }), (body) => decodePage(body, decodeCandidate).items),
  });
}
