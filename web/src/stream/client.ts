import { assertNever } from '../lib/assert';
import { isSample } from '../lib/dataset';
import { browserWorld } from './browserWorld';
import { ClockOffset, millisOfStamp, pingStamp } from './clock';
import { decodeFrame, subscribeMessage, topicKey, type ServerMessage, type Topic } from './protocol';
import { fastest, type Rate } from './rates';

export type ConnectionState = 'connecting' | 'open' | 'waiting' | 'refused';

export interface Connection {
  readonly state: ConnectionState;
  /** Browser milliseconds of the last message, null before the first. */
  readonly lastMessage: number | null;
  /** Why it is refused, or the last reason for closing. */
  readonly reason: string | null;
}

/** What the client needs of the world; tests bring their own. */
export interface StreamWorld {
  open(url: string): SocketLike;
  now(): number;
  /** Milliseconds of the wall clock: it goes on while the machine sleeps, where `now` may stand still. */
  wall(): number;
  random(): number;
  after(millis: number, act: () => void): () => void;
}

export interface SocketLike {
  onopen: (() => void) | null;
  /** `at`: browser milliseconds of its arrival, when that is known better than by when this is called. */
  onmessage: ((event: { readonly data: unknown; readonly at?: number }) => void) | null;
  onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null;
  send(data: string): void;
  close(code?: number): void;
}

export interface Delivery {
  readonly isSnapshot: boolean;
  readonly data: readonly unknown[];
  readonly conflated: number;
  /** When the server sent it, in its own milliseconds; null where it does not say. */
  readonly published: number | null;
  /** When the browser had it, in its own milliseconds. */
  readonly received: number;
}

export interface TopicListener {
  onData(delivery: Delivery): void;
  /** The server refused the topic. */
  onError?(detail: string): void;
}

interface Subscription {
  readonly topic: Topic;
  /** Each with the rate that is enough for it. */
  readonly listeners: Map<TopicListener, Rate>;
  /** What the server was asked for last. */
  rate: Rate;
  /** What came last: a further listener begins with it. */
  last: Delivery | null;
  requestId: number;
  sub: string | null;
  seq: number | null;
  stopLeaving: (() => void) | null;
}

export interface StreamCounts {
  readonly messages: number;
  readonly conflated: number;
  readonly resyncs: number;
  readonly reconnects: number;
  readonly subscriptions: number;
}

const lingerMillis = 1_000;
const pingMillis = 15_000;
const giveUpMillis = 30_000;
const wakeMillis = 1_000;
/** A timer that comes later than this was asleep with its machine. */
const napMillis = 5_000;
const shortestRetry = 500;
const longestRetry = 10_000;
/** The server does not remember the subscription, as after its restart. */
const unknownSubscription = 'unknown_subscription';
const lastingRefusals: readonly number[] = [4401, 4403];

/**
 * The one WebSocket of the page (docs/reference/stream.md). Topics are counted: the first listener subscribes, the last one leaves a
 * second later, so that moving between pages that both need a topic never drops it. It comes as fast as the fastest of them wants.
 * After a lost connection the session is resumed: what was missed comes as if nothing had been, or the server sends a snapshot. A topic
 * that the server does not remember, and one with a hole in its sequence, is subscribed anew.
 */
export class StreamClient {
  readonly clock = new ClockOffset();
  private readonly subscriptions = new Map<string, Subscription>();
  private readonly bySub = new Map<string, Subscription>();
  private readonly watchers = new Set<() => void>();
  private readonly wakeWatchers = new Set<() => void>();
  private socket: SocketLike | null = null;
  private nextId = 1;
  /** The one that holds the subscriptions. */
  private session: string | null = null;
  /** Of this connection; it holds the subscriptions once the server has said that it resumed. */
  private newSession: string | null = null;
  /** Of the question that has no answer yet. */
  private resumeId: number | null = null;
  private attempts = 0;
  private connection: Connection = { state: 'connecting', lastMessage: null, reason: null };
  private stopRetry: (() => void) | null = null;
  private stopPing: (() => void) | null = null;
  private stopWaking: (() => void) | null = null;
  /** By the wall clock. */
  private heardAt = 0;
  private counted = { messages: 0, conflated: 0, resyncs: 0, reconnects: 0 };

  constructor(private readonly url: string, private readonly world: StreamWorld = browserWorld) {}

  get status(): Connection {
    return this.connection;
  }

  get counts(): StreamCounts {
    return { ...this.counted, subscriptions: this.subscriptions.size };
  }

  /** The server's wall clock in milliseconds, as well as it is known. */
  serverNow(): number {
    return this.serverTime(this.world.now());
  }

  /** What the server's clock showed then. */
  serverTime(browserMillis: number): number {
    return browserMillis + (this.clock.millis ?? 0);
  }

  /** Called after each change of the connection's state, not for each message. */
  watch(watcher: () => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  /** Called after the machine slept, before anything is asked anew. */
  onWake(watcher: () => void): () => void {
    this.wakeWatchers.add(watcher);
    return () => this.wakeWatchers.delete(watcher);
  }

  start(): void {
    if (this.socket === null && this.stopRetry === null) this.connect();
    this.stopWaking?.();
    this.watchSleep();
  }

  stop(): void {
    this.stopRetry?.();
    this.stopPing?.();
    this.stopWaking?.();
    this.stopRetry = this.stopPing = this.stopWaking = null;
    const socket = this.socket;
    this.socket = null;
    socket?.close(1000);
  }

  /** Tries at once, after the user changed something that was refused or came back to the page. */
  reconnectNow(): void {
    if (this.connection.state === 'open') return;
    this.stopRetry?.();
    this.stopRetry = null;
    this.attempts = 0;
    if (this.socket === null) this.connect();
  }

  /** A new connection in place of the one there is: the page is somebody else now. */
  reopen(): void {
    const socket = this.socket;
    this.forgetSession();
    if (socket !== null) {
      this.closed(1000, '');
      socket.close(1000);
    }
    this.reconnectNow();
  }

  subscribe(topic: Topic, listener: TopicListener, rate: Rate = null): () => void {
    // Nothing happens to instruments of the sample any more.
    if (isSample && topic.instrumentId !== undefined) return () => undefined;
    const key = topicKey(topic);
    let subscription = this.subscriptions.get(key);
    if (subscription === undefined) {
      subscription = { topic, listeners: new Map(), rate, last: null, requestId: 0, sub: null, seq: null, stopLeaving: null };
      this.subscriptions.set(key, subscription);
      subscription.listeners.set(listener, rate);
      this.request(subscription);
    } else {
      subscription.stopLeaving?.();
      subscription.stopLeaving = null;
      subscription.listeners.set(listener, rate);
      this.pace(subscription);
      if (topic.channel === 'depth') this.again(subscription);
      else if (subscription.last !== null) listener.onData({ ...subscription.last, isSnapshot: true });
    }
    const joined = subscription;
    return () => this.leave(key, joined, listener);
  }

  private leave(key: string, subscription: Subscription, listener: TopicListener): void {
    subscription.listeners.delete(listener);
    this.pace(subscription);
    if (subscription.listeners.size > 0 || subscription.stopLeaving !== null) return;
    subscription.stopLeaving = this.world.after(lingerMillis, () => {
      this.subscriptions.delete(key);
      this.unsubscribe(subscription);
    });
  }

  private connect(): void {
    this.change({ state: 'connecting' });
    const socket = this.world.open(this.url);
    this.socket = socket;
    socket.onopen = () => {
      if (this.socket === socket) this.opened();
    };
    socket.onmessage = (event) => {
      if (this.socket === socket && typeof event.data === 'string') this.received(event.data, event.at ?? this.world.now());
    };
    socket.onclose = (event) => {
      if (this.socket === socket) this.closed(event.code, event.reason);
    };
  }

  private opened(): void {
    this.attempts = 0;
    this.connection = { ...this.connection, lastMessage: this.world.now() };
    this.heardAt = this.world.wall();
    this.change({ state: 'open', reason: null });
    this.newSession = null;
    const known = [...this.bySub].map(([sub, { seq }]) => [sub, seq]);
    if (this.session === null || known.length === 0) this.requestMissing();
    else {
      this.resumeId = this.nextId++;
      this.socket?.send(JSON.stringify({ op: 'resume', id: this.resumeId, session: this.session, subs: Object.fromEntries(known) }));
    }
    this.ping();
  }

  private requestMissing(): void {
    for (const subscription of this.subscriptions.values()) if (subscription.sub === null) this.request(subscription);
  }

  /** The server has answered: from here on the subscriptions, those that it remembers, are this connection's. */
  private resumed(): void {
    this.resumeId = null;
    this.session = this.newSession;
    this.requestMissing();
    for (const subscription of this.bySub.values()) this.pace(subscription);
  }

  private forgetSession(): void {
    this.session = null;
    for (const subscription of this.bySub.values()) subscription.sub = subscription.seq = null;
    this.bySub.clear();
  }

  private closed(code: number, reason: string): void {
    this.socket = null;
    this.stopPing?.();
    this.stopPing = null;
    this.resumeId = null;
    // Without a message there is no place to go on from.
    for (const [sub, subscription] of this.bySub) {
      if (subscription.seq !== null) continue;
      this.bySub.delete(sub);
      subscription.sub = null;
    }
    if (lastingRefusals.includes(code)) {
      this.forgetSession();
      this.change({ state: 'refused', reason });
      return;
    }
    this.counted.reconnects++;
    // Full jitter: a hundred browsers do not come back at the same moment.
    const ceiling = Math.min(longestRetry, shortestRetry * 2 ** this.attempts++);
    const wait = shortestRetry + this.world.random() * Math.max(0, ceiling - shortestRetry);
    this.stopRetry = this.world.after(wait, () => {
      this.stopRetry = null;
      this.connect();
    });
    this.change({ state: 'waiting', reason });
  }

  private ping(): void {
    const now = this.world.now();
    if (this.connection.lastMessage !== null && now - this.connection.lastMessage > giveUpMillis) {
      this.dropSocket('silent');
      return;
    }
    this.socket?.send(JSON.stringify({ op: 'ping', t: pingStamp(now) }));
    this.stopPing = this.world.after(this.clock.millis === null ? 1_000 : pingMillis, () => this.ping());
  }

  private watchSleep(): void {
    const before = this.world.wall();
    this.stopWaking = this.world.after(wakeMillis, () => {
      const now = this.world.wall();
      // A tab in the background has rare timers, and hears all the same.
      if (now - before - wakeMillis > napMillis && now - this.heardAt > napMillis) this.wake();
      this.watchSleep();
    });
  }

  /** After a sleep the socket may be dead without a word: another one is opened at once, and goes on where this one was. */
  private wake(): void {
    this.clock.forget();
    for (const watcher of [...this.wakeWatchers]) watcher();
    this.dropSocket('slept');
    this.reconnectNow();
  }

  private dropSocket(reason: string): void {
    const socket = this.socket;
    if (socket === null) return;
    this.closed(1006, reason);
    socket.close();
  }

  private request(subscription: Subscription): void {
    // While it resumes the old session is the one that knows: what is new waits for the answer.
    if (this.socket === null || this.connection.state !== 'open' || this.resumeId !== null) return;
    subscription.requestId = this.nextId++;
    subscription.rate = fastest(subscription.listeners.values());
    this.socket.send(subscribeMessage(subscription.requestId, subscription.topic, subscription.rate));
  }

  /** Asks for another rate where that of its listeners has changed. */
  private pace(subscription: Subscription): void {
    if (subscription.listeners.size === 0) return;
    const rate = fastest(subscription.listeners.values());
    if (subscription.sub === null || this.connection.state !== 'open' || this.resumeId !== null || rate === subscription.rate) return;
    subscription.rate = rate;
    this.socket?.send(JSON.stringify({ op: 'set_rate', id: this.nextId++, sub: subscription.sub, max_rate: rate }));
  }

  private unsubscribe(subscription: Subscription): void {
    if (subscription.sub === null) return;
    this.bySub.delete(subscription.sub);
    if (this.connection.state === 'open') {
      this.socket?.send(JSON.stringify({ op: 'unsubscribe', id: this.nextId++, sub: subscription.sub }));
    }
    subscription.sub = subscription.seq = null;
  }

  /** A book's last message is a part of it only: a newcomer needs a whole one. */
  private again(subscription: Subscription): void {
    if (subscription.sub !== null) this.restart(subscription);
  }

  private restart(subscription: Subscription): void {
    this.unsubscribe(subscription);
    this.request(subscription);
  }

  private received(frame: string, at: number): void {
    this.connection = { ...this.connection, lastMessage: this.world.now() };
    this.heardAt = this.world.wall();
    for (const message of decodeFrame(frame)) {
      this.counted.messages++;
      this.handle(message, at);
    }
  }

  private handle(message: ServerMessage, at: number): void {
    switch (message.type) {
      case 'subscribed':
        this.subscribed(message.id, message.sub);
        return;
      case 'data':
        this.deliver(message, at);
        return;
      case 'error':
        this.failed(message);
        return;
      case 'resync': {
        const subscription = this.bySub.get(message.sub);
        // The snapshot that follows starts the count anew.
        if (subscription !== undefined) subscription.seq = null;
        return;
      }
      case 'heartbeat':
        this.checkLast(message.last);
        return;
      case 'pong': {
        const sent = millisOfStamp(message.t);
        const server = millisOfStamp(message.serverTime);
        if (sent !== null && server !== null) this.clock.add(sent, at, server);
        return;
      }
      case 'welcome':
        this.newSession = message.session;
        if (this.resumeId === null) this.session = message.session;
        return;
      case 'ack':
        if (message.id === this.resumeId) this.resumed();
        return;
      case 'bye':
      case 'other':
        return;
      default:
        assertNever(message);
    }
  }

  private subscribed(id: number, sub: string): void {
    for (const subscription of this.subscriptions.values()) {
      if (subscription.requestId !== id) continue;
      subscription.sub = sub;
      subscription.seq = null;
      this.bySub.set(sub, subscription);
      this.pace(subscription);
      return;
    }
    // Nobody wants it any more: it was left while the request was on its way.
    this.socket?.send(JSON.stringify({ op: 'unsubscribe', id: this.nextId++, sub }));
  }

  private failed({ id, sub, code, detail }: Extract<ServerMessage, { type: 'error' }>): void {
    const subscription = sub === null ? undefined : this.bySub.get(sub);
    if (subscription !== undefined && sub !== null && code !== unknownSubscription) {
      // It is there, and the server says why nothing comes of it.
      for (const listener of [...subscription.listeners.keys()]) listener.onError?.(detail);
    } else if (subscription !== undefined && sub !== null) {
      this.bySub.delete(sub);
      subscription.sub = subscription.seq = null;
      this.request(subscription);
    } else if (id !== null && id === this.resumeId) {
      this.forgetSession();
      this.resumed();
    } else this.refused(id, detail);
  }

  private refused(id: number | null, detail: string): void {
    for (const subscription of this.subscriptions.values()) {
      if (subscription.requestId !== id) continue;
      for (const listener of [...subscription.listeners.keys()]) listener.onError?.(detail);
      return;
    }
  }

  private deliver(message: Extract<ServerMessage, { type: 'data' }>, received: number): void {
    const subscription = this.bySub.get(message.sub);
    if (subscription === undefined) return;
    this.counted.conflated += message.conflated;
    if (!message.isSnapshot && (subscription.seq === null || message.prev !== subscription.seq)) {
      // A hole always means loss, also before the first snapshot.
      this.counted.resyncs++;
      this.restart(subscription);
      return;
    }
    subscription.seq = message.seq;
    const delivery = { isSnapshot: message.isSnapshot, data: message.data, conflated: message.conflated, published: millisOfStamp(message.published), received };
    subscription.last = delivery;
    for (const listener of [...subscription.listeners.keys()]) listener.onData(delivery);
  }

  private checkLast(last: Readonly<Record<string, unknown>>): void {
    for (const [sub, seq] of Object.entries(last)) {
      const subscription = this.bySub.get(sub);
      if (subscription?.seq === null || subscription === undefined || typeof seq !== 'number' || seq <= subscription.seq) continue;
      this.counted.resyncs++;
      this.restart(subscription);
    }
  }

  private change(part: Partial<Connection>): void {
    this.connection = { ...this.connection, ...part };
    for (const watcher of [...this.watchers]) watcher();
  }
}
