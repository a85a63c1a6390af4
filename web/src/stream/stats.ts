import type { Stream } from './context';

export interface PageStats {
  readonly frame_ms_p50: number;
  readonly frame_ms_p95: number;
  readonly frame_ms_max: number;
  readonly dropped_frames: number;
  readonly messages: number;
  readonly messages_per_s: number;
  readonly conflated: number;
  readonly resyncs: number;
  readonly reconnects: number;
  readonly subscriptions: number;
  readonly heap_bytes: number | null;
  readonly clock_offset_ms: number | null;
}

declare global {
  interface Window {
    __argonaut?: { stats(): PageStats };
  }
  interface Performance {
    /** Chromium only. */
    readonly memory?: { readonly usedJSHeapSize: number };
  }
}

/** Figures for tests and for the curious; read-only. The rate is that since the call before. */
export function publishStats({ client, frameTimes }: Stream): void {
  let before = { at: performance.now(), messages: 0 };
  window.__argonaut = {
    stats: () => {
      const counts = client.counts;
      const now = performance.now();
      const seconds = (now - before.at) / 1000;
      const rate = seconds > 0 ? (counts.messages - before.messages) / seconds : 0;
      before = { at: now, messages: counts.messages };
      const frames = frameTimes.summary();
      return {
        frame_ms_p50: frames.p50,
        frame_ms_p95: frames.p95,
        frame_ms_max: frames.max,
        dropped_frames: frames.dropped,
        messages: counts.messages,
        messages_per_s: rate,
        conflated: counts.conflated,
        resyncs: counts.resyncs,
        reconnects: counts.reconnects,
        subscriptions: counts.subscriptions,
        heap_bytes: performance.memory?.usedJSHeapSize ?? null,
        clock_offset_ms: client.clock.millis,
      };
    },
  };
}
