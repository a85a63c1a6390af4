import { fieldsOf, textOr } from '../lib/decode';
import type { Nanos } from '../lib/time';
import { browserWorld } from './browserWorld';
import type { SocketLike, StreamWorld } from './client';

/** Reads below the API, as of the moment; what is refused is thrown with its reason. */
export type PastReader = (path: string, query: Readonly<Record<string, string | number | undefined>>) => Promise<unknown>;

/** The client's world where the past is shown: what is subscribed is told once, as it was known at the moment, and the clock stands. */
export function pastWorld(at: Nanos, read: PastReader): StreamWorld {
  return { ...browserWorld, open: () => new PastSocket(at, read) };
}

interface Asked {
  readonly channel: string;
  readonly instrument: string;
  readonly timeframe: string | undefined;
  readonly priceType: string | undefined;
  readonly boundary: string | undefined;
  readonly snapshot: number;
}

/** In the place of the WebSocket: it speaks the same protocol, and asks the API. */
export class PastSocket implements SocketLike {
  onopen: (() => void) | null = null;
  onmessage: SocketLike['onmessage'] = null;
  onclose: SocketLike['onclose'] = null;
  private readonly answers = new Map<string, Promise<unknown>>();

  constructor(private readonly at: Nanos, private readonly read: PastReader) {
    queueMicrotask(() => this.onopen?.());
  }

  send(data: string): void {
    const message = fieldsOf(JSON.parse(data) as unknown, 'a message');
    if (message['op'] !== 'subscribe') return;
    const id = Number(message['id']);
    const asked: Asked = {
      channel: String(message['channel']), instrument: textOr(message, 'instrument_id', ''), timeframe: textOr(message, 'timeframe', null) ?? undefined,
      priceType: textOr(message, 'price_type', null)?.toLowerCase() ?? undefined, boundary: textOr(message, 'boundary', null) ?? undefined, snapshot: Number(message['snapshot'] ?? 1),
    };
    this.told(asked).then(
      (items) => {
        const sub = `past-${id}`;
        this.tell({ type: 'subscribed', id, sub });
        this.tell({ type: 'snapshot', sub, seq: 1, ts_pub: String(this.at), data: items });
      },
      (error: unknown) => this.tell({ type: 'error', id, error: { code: 'not_kept', detail: error instanceof Error ? error.message : '' } }));
  }

  close(): void {
    // Nothing is open.
  }

  private tell(message: unknown): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }

  private async told({ channel, instrument, timeframe, priceType, boundary, snapshot }: Asked): Promise<readonly unknown[]> {
    const path = `/instruments/${encodeURIComponent(instrument)}`;
    switch (channel) {
      case 'quotes':
        return present(fieldsOf(await this.ask(`${path}/snapshot`), 'a snapshot')['quote']);
      case 'last':
        return present(fieldsOf(await this.ask(`${path}/snapshot`), 'a snapshot')['trade']);
      case 'trades':
        return oldestFirst(await this.ask(`${path}/trades`, { order: 'desc', limit: snapshot, time: 'ns' }));
      case 'bars':
        return oldestFirst(await this.ask(`${path}/bars`, { timeframe, price_type: priceType, boundary, order: 'desc', limit: snapshot, time: 'ns' }));
      case 'health':
        return [await this.ask('/system/status')];
      case 'alerts':
        return itemsOf(await this.ask('/alerts/events', { limit: 1_000 }));
      case 'depth':
        return present(await this.ask(`${path}/depth`));
      default:
        return itemsOf(await this.ask(`/${channel}`));
    }
  }

  /** Asked once: what was known then is so for ever. */
  private ask(path: string, query: Readonly<Record<string, string | number | undefined>> = {}): Promise<unknown> {
    const key = JSON.stringify([path, query]);
    const answer = this.answers.get(key) ?? this.read(path, query);
    this.answers.set(key, answer);
    return answer;
  }
}

function present(item: unknown): readonly unknown[] {
  return item === null || item === undefined ? [] : [item];
}

function itemsOf(page: unknown): readonly unknown[] {
  const items = fieldsOf(page, 'a page')['items'];
  return Array.isArray(items) ? items : [];
}

function oldestFirst(page: unknown): readonly unknown[] {
  return [...itemsOf(page)].reverse();
}
