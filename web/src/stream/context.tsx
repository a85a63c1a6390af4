import { createContext, useCallback, useContext, useEffect, useSyncExternalStore } from 'react';
import type { AlertEvent } from '../lib/alertWire';
import { pageFrames, type FrameQueue } from '../lib/frameQueue';
import type { Job } from '../lib/jobWire';
import type { SystemStatus } from '../lib/statusWire';
import { AlertStore } from './alerts';
import { StreamClient, type Connection } from './client';
import { FrameTimes } from './frames';
import { Latency } from './latency';
import { LineFacts, type LineFact } from './lines';
import { MarketStore, type Held, type LiveInstrument } from './market';
import { HealthStore, JobStore, type HealthSample } from './values';

/** Everything that comes over the one WebSocket, and what is said of its lines. */
export interface Stream {
  readonly client: StreamClient;
  readonly market: MarketStore;
  readonly lines: LineFacts;
  readonly health: HealthStore;
  readonly jobs: JobStore;
  readonly alerts: AlertStore;
  readonly frameTimes: FrameTimes;
  readonly latency: Latency;
}

export function createStream(client: StreamClient, frames: FrameQueue = pageFrames): Stream {
  const latency = new Latency();
  return {
    client,
    market: new MarketStore(client, frames, latency),
    lines: new LineFacts(),
    health: new HealthStore(client, frames, latency),
    jobs: new JobStore(client, frames),
    alerts: new AlertStore(client, frames),
    frameTimes: new FrameTimes(),
    latency,
  };
}

const StreamContext = createContext<Stream | null>(null);

export const StreamProvider = StreamContext.Provider;

export function useStream(): Stream {
  const stream = useContext(StreamContext);
  if (stream === null) throw new Error('useStream needs a StreamProvider above it.');
  return stream;
}

/** One narrow value of one instrument: only the cell that shows it renders again. The selector must return a stable value. */
export function useLive<T>(instrumentId: string, select: (live: LiveInstrument) => T): T {
  const { market } = useStream();
  const watch = useCallback((watcher: () => void) => market.watch(instrumentId, watcher), [market, instrumentId]);
  return useSyncExternalStore(watch, () => select(market.peek(instrumentId)));
}

export interface Told {
  readonly data: true | undefined;
  readonly error: { readonly message: string } | null;
  readonly refetch: () => void;
}

/** Whether the stream has told of an instrument, in the words of a query: no answer yet, refused, or there. */
export function useTold(instrumentId: string): Told {
  const { client } = useStream();
  const isTold = useLive(instrumentId, (live) => live.isTold);
  const refusal = useLive(instrumentId, (live) => live.refusal);
  return { data: isTold || undefined, error: isTold || refusal === null ? null : { message: refusal }, refetch: () => client.reopen() };
}

/** One fact of an instrument's lines; the selector must return a stable value. */
export function useLine<T>(instrumentId: string, select: (line: LineFact) => T): T {
  const { lines } = useStream();
  return useSyncExternalStore(lines.watch, () => select(lines.of(instrumentId)));
}

/** Keeps these instruments' topics subscribed while the component is there. */
export function useHold(instrumentIds: readonly string[], what: Held = 'quotes'): void {
  const { market } = useStream();
  const key = instrumentIds.join('\n');
  useEffect(() => {
    const leaves = (key === '' ? [] : key.split('\n')).map((id) => market.hold(id, what));
    return () => leaves.forEach((leave) => leave());
  }, [market, key, what]);
}

export function useConnection(): Connection {
  const { client } = useStream();
  const watch = useCallback((watcher: () => void) => client.watch(watcher), [client]);
  return useSyncExternalStore(watch, () => client.status);
}

export function useHealth<T>(select: (status: SystemStatus | null) => T): T {
  const { health } = useStream();
  return useSyncExternalStore(health.watch, () => select(health.get()));
}

export function useHealthHistory(): readonly HealthSample[] {
  const { health } = useStream();
  return useSyncExternalStore(health.watch, health.history);
}

export function useJobs(): readonly Job[] {
  const { jobs } = useStream();
  return useSyncExternalStore(jobs.watch, jobs.get);
}

/** What the stream has told of alerts, newest first; null before it said anything. */
export function useLiveAlerts(): readonly AlertEvent[] | null {
  const { alerts } = useStream();
  return useSyncExternalStore(alerts.watch, alerts.get);
}
