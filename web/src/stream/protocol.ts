import { fieldsOf, numberOr, text, textOr, type Fields } from '../lib/decode';
import type { Rate } from './rates';

/** What one subscription is about; the server answers an identical one with the same number. */
export interface Topic {
  readonly channel: 'quotes' | 'last' | 'trades' | 'bars' | 'depth' | 'health' | 'jobs' | 'alerts';
  readonly instrumentId?: string;
  readonly timeframe?: string;
  /** Of bars; absent: the price that the instrument's own bars are of. */
  readonly priceType?: string;
  /** Of bars of 1D and longer: the days of the exchange. Absent: those of UTC. */
  readonly boundary?: 'session';
  /** How many items the snapshot should hold. Not part of the identity. */
  readonly snapshot?: number;
}

export function topicKey(topic: Topic): string {
  return `${topic.channel}|${topic.instrumentId ?? ''}|${topic.timeframe ?? ''}|${topic.priceType ?? ''}|${topic.boundary ?? ''}`;
}

export function subscribeMessage(id: number, topic: Topic, rate: Rate): string {
  return JSON.stringify({
    op: 'subscribe',
    id,
    channel: topic.channel,
    ...(topic.instrumentId === undefined ? {} : { instrument_id: topic.instrumentId }),
    ...(topic.timeframe === undefined ? {} : { timeframe: topic.timeframe }),
    ...(topic.priceType === undefined ? {} : { price_type: topic.priceType }),
    ...(topic.boundary === undefined ? {} : { boundary: topic.boundary }),
    ...(topic.snapshot === undefined ? {} : { snapshot: topic.snapshot }),
    ...(rate === null ? {} : { max_rate: rate }),
  });
}

export type ServerMessage =
  | { readonly type: 'welcome'; readonly session: string; readonly serverTime: string }
  | { readonly type: 'subscribed'; readonly id: number; readonly sub: string; readonly mode: string }
  | { readonly type: 'ack'; readonly id: number }
  | { readonly type: 'error'; readonly id: number | null; readonly sub: string | null; readonly code: string; readonly detail: string }
  | { readonly type: 'data'; readonly isSnapshot: boolean; readonly sub: string; readonly seq: number; readonly prev: number | null;
      readonly conflated: number; readonly published: string; readonly data: readonly unknown[] }
  | { readonly type: 'resync'; readonly sub: string; readonly reason: string }
  | { readonly type: 'heartbeat'; readonly serverTime: string; readonly last: Readonly<Record<string, unknown>> }
  | { readonly type: 'pong'; readonly t: string; readonly serverTime: string }
  | { readonly type: 'bye'; readonly reason: string }
  | { readonly type: 'other' };

/** One frame holds one message or a list of them. Unknown types are ignored, so that a newer server can be spoken to. */
export function decodeFrame(frame: string): ServerMessage[] {
  const parsed: unknown = JSON.parse(frame);
  return (Array.isArray(parsed) ? parsed : [parsed]).map(decodeMessage);
}

function decodeMessage(value: unknown): ServerMessage {
  const f = fieldsOf(value, 'a stream message');
  switch (text(f, 'type')) {
    case 'welcome':
      return { type: 'welcome', session: textOr(f, 'session', ''), serverTime: textOr(f, 'server_time', '') };
    case 'subscribed':
      return { type: 'subscribed', id: numberOr(f, 'id', -1), sub: text(f, 'sub'), mode: textOr(f, 'mode', '') };
    case 'ack':
    case 'unsubscribed':
      return { type: 'ack', id: numberOr(f, 'id', -1) };
    case 'error':
      return decodeError(f);
    case 'snapshot':
      return decodeData(f, true);
    case 'delta':
      return decodeData(f, false);
    case 'resync':
      return { type: 'resync', sub: text(f, 'sub'), reason: textOr(f, 'reason', '') };
    case 'heartbeat': {
      const last = f['last'];
      return {
        type: 'heartbeat',
        serverTime: textOr(f, 'server_time', ''),
        last: typeof last === 'object' && last !== null ? fieldsOf(last, 'last') : {},
      };
    }
    case 'pong':
      return { type: 'pong', t: textOr(f, 't', ''), serverTime: textOr(f, 'server_time', '') };
    case 'bye':
      return { type: 'bye', reason: textOr(f, 'reason', '') };
    default:
      return { type: 'other' };
  }
}

function decodeError(f: Fields): ServerMessage {
  const inner = f['error'] ?? f['problem'];
  const problem = typeof inner === 'object' && inner !== null ? fieldsOf(inner, 'a problem') : f;
  return {
    type: 'error',
    id: numberOr(f, 'id', null),
    sub: textOr(f, 'sub', null),
    code: textOr(problem, 'code', ''),
    detail: textOr(problem, 'detail', ''),
  };
}

function decodeData(f: Fields, isSnapshot: boolean): ServerMessage {
  const data = f['data'];
  return {
    type: 'data',
    isSnapshot,
    sub: text(f, 'sub'),
    seq: numberOr(f, 'seq', 0),
    prev: numberOr(f, 'prev', null),
    conflated: numberOr(f, 'conflated', 0),
    published: textOr(f, 'ts_pub', ''),
    data: Array.isArray(data) ? data : data === undefined || data === null ? [] : [data],
  };
}
