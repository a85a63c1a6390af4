import { isRaised, newestAlertFirst } from '../lib/alerts';
import { decodeEvent, type AlertEvent } from '../lib/alertWire';
import type { FrameQueue } from '../lib/frameQueue';
import type { StreamClient } from './client';
import { Watched } from './values';

const keptAlerts = 1_000;

/** The alerts the stream has told of since it began, newest first; null before it said anything. */
export class AlertStore extends Watched<readonly AlertEvent[] | null> {
  private readonly raisedWatchers = new Set<(events: readonly AlertEvent[]) => void>();

  constructor(client: StreamClient, frames: FrameQueue) {
    super(null, frames);
    client.subscribe({ channel: 'alerts' }, {
      onData: ({ data, isSnapshot }) => this.merge(data.map(decodeEvent), isSnapshot),
    });
  }

  /** Called at once, also in a hidden tab, with what was raised while the page is open; what came during a break of the connection too. */
  onRaised(watcher: (events: readonly AlertEvent[]) => void): () => void {
    this.raisedWatchers.add(watcher);
    return () => this.raisedWatchers.delete(watcher);
  }

  private merge(events: readonly AlertEvent[], isSnapshot: boolean): void {
    const before = this.get();
    const known = new Map((before ?? []).map((event) => [event.id, event]));
    const newest = before?.[0];
    // After a break the snapshot reaches further back than what was kept.
    const raised = before === null ? [] : events.filter((event) =>
      isRaised(event) && !known.has(event.id) && (!isSnapshot || newest === undefined || newestAlertFirst(event, newest) < 0));
    // Older ones may have changed unheard.
    const merged = new Map(isSnapshot ? [] : known);
    for (const event of events) merged.set(event.id, event);
    this.set([...merged.values()].sort(newestAlertFirst).slice(0, keptAlerts));
    if (raised.length > 0) for (const watcher of [...this.raisedWatchers]) watcher(raised);
  }
}
