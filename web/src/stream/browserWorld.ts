import type { SocketLike, StreamWorld } from './client';
import { browserMillis } from './clock';
import type { ToPage, ToWorker } from './socketWorker';

/** The client's world in a browser. */
export const browserWorld: StreamWorld = {
  open: (url) => new WorkerSocket(url),
  now: browserMillis,
  wall: Date.now,
  random: () => Math.random(),
  after: (millis, act) => {
    const timer = setTimeout(act, millis);
    return () => clearTimeout(timer);
  },
};

/** A WebSocket in a thread of its own: it answers while the page draws, and knows when each message came. */
class WorkerSocket implements SocketLike {
  onopen: (() => void) | null = null;
  onmessage: SocketLike['onmessage'] = null;
  onclose: SocketLike['onclose'] = null;
  /** By how much the page's clock is ahead of the worker's, which began at another time, plus the shortest way of a message between them. */
  private ahead = Infinity;
  private readonly worker = new Worker(new URL('./socketWorker.ts', import.meta.url), { type: 'module' });

  constructor(url: string) {
    this.worker.onmessage = ({ data }: MessageEvent<ToPage>) => {
      switch (data.type) {
        case 'open':
          this.onopen?.();
          return;
        case 'message':
          this.ahead = Math.min(this.ahead, browserMillis() - data.at);
          this.onmessage?.({ data: data.data, at: data.at + this.ahead });
          return;
        case 'close':
          this.worker.terminate();
          this.onclose?.(data);
      }
    };
    this.worker.onerror = () => {
      this.worker.terminate();
      this.onclose?.({ code: 1006, reason: 'worker' });
    };
    this.tell({ type: 'open', url });
  }

  send(data: string): void {
    this.tell({ type: 'send', data });
  }

  close(code?: number): void {
    this.tell({ type: 'close', code });
  }

  private tell(message: ToWorker): void {
    this.worker.postMessage(message);
  }
}
