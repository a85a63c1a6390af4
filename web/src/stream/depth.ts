import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { decodeDepth } from '../lib/depthWire';
import { pageFrames } from '../lib/frameQueue';
import { withMessage, type LiveBook } from './book';
import type { StreamClient } from './client';
import { useStream } from './context';
import { closeRate } from './rates';

/** Levels of each side that the ladder may show. */
const levels = 40;

export interface DepthView {
  /** Null before the first message. */
  readonly book: LiveBook | null;
  /** Why the server does not tell. */
  readonly refusal: string | null;
}

const nothing: DepthView = { book: null, refusal: null };

/** The book of one instrument while somebody looks; watchers hear at most once a frame. */
class DepthFeed {
  private readonly watchers = new Set<() => void>();
  private view = nothing;

  constructor(private readonly client: StreamClient, private readonly instrumentId: string) {}

  readonly get = (): DepthView => this.view;

  readonly watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  start(): () => void {
    return this.client.subscribe({ channel: 'depth', instrumentId: this.instrumentId, snapshot: levels }, {
      onData: ({ data, isSnapshot }) => {
        for (const item of data) this.set({ book: withMessage(this.view.book, decodeDepth(item), isSnapshot), refusal: null });
      },
      onError: (refusal) => this.set({ ...this.view, refusal }),
    }, closeRate);
  }

  private set(view: DepthView): void {
    this.view = view;
    pageFrames.schedule(this.notify);
  }

  private readonly notify = (): void => {
    for (const watcher of [...this.watchers]) watcher();
  };
}

/** The instrument's order book, as long as the component is there. */
export function useDepth(instrumentId: string): DepthView {
  const { client } = useStream();
  const feed = useMemo(() => new DepthFeed(client, instrumentId), [client, instrumentId]);
  useEffect(() => feed.start(), [feed]);
  return useSyncExternalStore(feed.watch, feed.get);
}
