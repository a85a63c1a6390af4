import { expect, test } from 'vitest';
import { StreamClient, type Delivery, type SocketLike, type StreamWorld, type TopicListener } from './client';

interface Sent {
  readonly op: string;
  readonly id: number;
  readonly channel: string;
  readonly sub: string;
  readonly session: string;
  readonly subs: Readonly<Record<string, number>>;
  readonly max_rate?: number | null;
}

class FakeSocket implements SocketLike {
  onopen: (() => void) | null = null;
  onmessage: ((event: { readonly data: unknown }) => void) | null = null;
  onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null = null;
  readonly sent: Sent[] = [];

  send(data: string): void {
    this.sent.push(JSON.parse(data) as Sent);
  }

  close(): void {
    // The client has let go of it already.
  }

  receive(...messages: readonly object[]): void {
    this.onmessage?.({ data: JSON.stringify(messages.length === 1 ? messages[0] : messages) });
  }

  ops(op: string): Sent[] {
    return this.sent.filter((message) => message.op === op);
  }
}

/** Time stands still until it is moved. */
class FakeWorld implements StreamWorld {
  readonly sockets: FakeSocket[] = [];
  private time = 1_000_000;
  private slept = 0;
  private timers: { readonly at: number; readonly act: () => void }[] = [];

  open(): SocketLike {
    const socket = new FakeSocket();
    this.sockets.push(socket);
    return socket;
  }

  now(): number {
    return this.time;
  }

  wall(): number {
    return this.time + this.slept;
  }

  /** Only the wall clock goes on. */
  sleep(millis: number): void {
    this.slept += millis;
  }

  random(): number {
    return 1;
  }

  after(millis: number, act: () => void): () => void {
    const timer = { at: this.time + millis, act };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((t) => t !== timer);
    };
  }

  advance(millis: number): void {
    const end = this.time + millis;
    for (;;) {
      const due = this.timers.filter((t) => t.at <= end).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.timers = this.timers.filter((t) => t !== due);
      this.time = due.at;
      due.act();
    }
    this.time = end;
  }

  get socket(): FakeSocket {
    const socket = this.sockets[this.sockets.length - 1];
    if (socket === undefined) throw new Error('No socket was opened.');
    return socket;
  }
}

function opened(): { world: FakeWorld; client: StreamClient } {
  const world = new FakeWorld();
  const client = new StreamClient('ws://test', world);
  client.start();
  open(world);
  return { world, client };
}

/** The n-th connection is welcomed as session n. */
function open(world: FakeWorld): void {
  world.socket.onopen?.();
  world.socket.receive({ type: 'welcome', session: `session ${world.sockets.length}`, server_time: '1' });
}

/** The connection is lost and the next one is open. */
function lose(world: FakeWorld): void {
  world.socket.onclose?.({ code: 1006, reason: '' });
  world.advance(20_000);
  open(world);
}

function resumes(socket: FakeSocket): object[] {
  return socket.ops('resume').map(({ session, subs }) => ({ session, subs }));
}

function ack(socket: FakeSocket): void {
  socket.receive({ type: 'ack', id: socket.ops('resume').at(-1)?.id });
}

function delta(sub: string, seq: number): object {
  return { type: 'delta', sub, seq, prev: seq - 1, ts_pub: '1', data: [{ n: seq }] };
}

function listen(client: StreamClient, instrumentId = 'AAPL.NASDAQ'): { readonly got: Delivery[]; readonly leave: () => void } {
  const got: Delivery[] = [];
  const leave = client.subscribe({ channel: 'quotes', instrumentId }, { onData: (delivery) => got.push(delivery) });
  return { got, leave };
}

/** Answers the latest subscribe request of the socket. */
function accept(socket: FakeSocket, sub: string, seq = 100): void {
  const request = socket.ops('subscribe').at(-1);
  socket.receive(
    { type: 'subscribed', id: request?.id, sub, mode: 'latest_wins' },
    { type: 'snapshot', sub, seq, ts_pub: '1', data: [{ n: seq }] });
}

test('A topic comes as fast as the fastest of its listeners wants, also after a lost connection', () => {
  const { world, client } = opened();
  const listener = (): TopicListener => ({ onData: () => undefined });
  const rates = (): unknown[] => world.socket.ops('set_rate').map(({ sub, max_rate: rate }) => [sub, rate]);
  const topic = { channel: 'quotes', instrumentId: 'AAPL.NASDAQ' } as const;
  client.subscribe(topic, listener(), 5);
  expect(world.socket.ops('subscribe').map(({ max_rate: rate }) => rate)).toEqual([5]);
  const closer = client.subscribe(topic, listener(), 20);
  expect(rates()).toEqual([]);
  accept(world.socket, 's1');
  expect(rates()).toEqual([['s1', 20]]);
  const closest = client.subscribe(topic, listener());
  client.subscribe(topic, listener(), 10);
  expect(rates().slice(1)).toEqual([['s1', null]]);
  closest();
  expect(rates().slice(2)).toEqual([['s1', 20]]);
  world.socket.onclose?.({ code: 1006, reason: '' });
  closer();
  world.advance(20_000);
  open(world);
  expect(rates()).toEqual([]);
  ack(world.socket);
  expect(rates()).toEqual([['s1', 10]]);
});

test('Two listeners of one topic share one subscription', () => {
  const { world, client } = opened();
  const first = listen(client);
  accept(world.socket, 's1');
  const second = listen(client);
  expect(world.socket.ops('subscribe')).toHaveLength(1);
  expect(second.got).toEqual([{ isSnapshot: true, data: [{ n: 100 }], conflated: 0, published: 0, received: 1_000_000 }]);
  expect(first.got).toHaveLength(1);
});

test('The last listener leaves a second later', () => {
  const { world, client } = opened();
  const { leave } = listen(client);
  accept(world.socket, 's1');
  leave();
  world.advance(900);
  expect(world.socket.ops('unsubscribe')).toHaveLength(0);
  world.advance(200);
  expect(world.socket.ops('unsubscribe').map((m) => m.sub)).toEqual(['s1']);
  expect(client.counts.subscriptions).toBe(0);
});

test('A page that needs the topic again in time keeps it', () => {
  const { world, client } = opened();
  const { leave } = listen(client);
  accept(world.socket, 's1');
  leave();
  listen(client);
  world.advance(5_000);
  expect(world.socket.ops('unsubscribe')).toHaveLength(0);
});

test('Deltas that follow one another are delivered', () => {
  const { world, client } = opened();
  const { got } = listen(client);
  accept(world.socket, 's1');
  world.socket.receive({ type: 'delta', sub: 's1', seq: 101, prev: 100, conflated: 7, ts_pub: '1', data: [{ n: 101 }] });
  expect(got.map((d) => d.data)).toEqual([[{ n: 100 }], [{ n: 101 }]]);
  expect(client.counts.conflated).toBe(7);
});

test('A hole in the sequence starts the topic again and the lost state is not shown', () => {
  const { world, client } = opened();
  const { got } = listen(client);
  accept(world.socket, 's1');
  world.socket.receive({ type: 'delta', sub: 's1', seq: 103, prev: 102, ts_pub: '1', data: [{ n: 103 }] });
  expect(got).toHaveLength(1);
  expect(world.socket.ops('unsubscribe').map((m) => m.sub)).toEqual(['s1']);
  expect(world.socket.ops('subscribe')).toHaveLength(2);
  expect(client.counts.resyncs).toBe(1);
});

test('A heartbeat that knows of more than arrived starts the topic again', () => {
  const { world, client } = opened();
  listen(client);
  accept(world.socket, 's1');
  world.socket.receive({ type: 'heartbeat', server_time: '1', last: { s1: 100 } });
  expect(client.counts.resyncs).toBe(0);
  world.socket.receive({ type: 'heartbeat', server_time: '1', last: { s1: 104 } });
  expect(client.counts.resyncs).toBe(1);
});

test('F_707 After a lost connection what was missed comes as if nothing had been', () => {
  const { world, client } = opened();
  const { got } = listen(client);
  accept(world.socket, 's1');
  world.socket.receive(delta('s1', 101));
  lose(world);
  expect(resumes(world.socket)).toEqual([{ session: 'session 1', subs: { s1: 101 } }]);
  ack(world.socket);
  world.socket.receive(delta('s1', 102), delta('s1', 103));
  expect(got.map(({ isSnapshot, data }) => [isSnapshot, data])).toEqual([100, 101, 102, 103].map((n) => [n === 100, [{ n }]]));
  expect(world.socket.ops('subscribe')).toHaveLength(0);
  expect(client.counts.resyncs).toBe(0);
});

test('What the server does not remember is subscribed anew', () => {
  const { world, client } = opened();
  const { got } = listen(client);
  accept(world.socket, 's1');
  lose(world);
  ack(world.socket);
  world.socket.receive({ type: 'error', id: world.socket.ops('resume')[0]?.id, sub: 's1', problem: { code: 'unknown_subscription', detail: 'no' } });
  expect(world.socket.ops('subscribe')).toHaveLength(1);
  // A server that was started anew counts from the beginning again.
  accept(world.socket, 's1', 1);
  world.socket.receive(delta('s1', 2));
  expect(got.map((d) => d.isSnapshot)).toEqual([true, true, false]);
});

test('U-063 What the server says of a subscription that it keeps is told to its listeners, and nothing is asked again', () => {
  const { world, client } = opened();
  const told: string[] = [];
  client.subscribe({ channel: 'bars', instrumentId: 'AAPL.NASDAQ', timeframe: '1m', priceType: 'BID' }, { onData: () => undefined, onError: (detail) => told.push(detail) });
  expect(world.socket.ops('subscribe')[0]).toMatchObject({ channel: 'bars', timeframe: '1m', price_type: 'BID' });
  accept(world.socket, 's1');
  world.socket.receive({ type: 'error', sub: 's1', problem: { code: 'database_unavailable', detail: 'It is away.' } });
  expect(told).toEqual(['It is away.']);
  expect(world.socket.ops('subscribe')).toHaveLength(1);
});

test('A resync begins again with the snapshot that follows', () => {
  const { world, client } = opened();
  const { got } = listen(client);
  accept(world.socket, 's1');
  lose(world);
  ack(world.socket);
  world.socket.receive({ type: 'resync', sub: 's1', reason: 'latest_wins' }, { type: 'snapshot', sub: 's1', seq: 150, ts_pub: '1', data: [] }, delta('s1', 151));
  expect(got.map((d) => d.isSnapshot)).toEqual([true, true, false]);
  expect(client.counts.resyncs).toBe(0);
});

test('Whoever is cut off before the answer asks again with the session that knows', () => {
  const { world, client } = opened();
  listen(client);
  accept(world.socket, 's1');
  lose(world);
  lose(world);
  expect(resumes(world.socket)).toEqual([{ session: 'session 1', subs: { s1: 100 } }]);
  ack(world.socket);
  world.socket.receive(delta('s1', 101));
  lose(world);
  expect(resumes(world.socket)).toEqual([{ session: 'session 3', subs: { s1: 101 } }]);
});

test('What has no message yet, and what is wanted while the server is asked, is subscribed after its answer', () => {
  const { world, client } = opened();
  listen(client, 'AAPL.NASDAQ');
  accept(world.socket, 's1');
  listen(client, 'MSFT.NASDAQ');
  lose(world);
  listen(client, 'EUR/USD.IDEALPRO');
  expect(world.socket.ops('subscribe')).toHaveLength(0);
  ack(world.socket);
  expect(world.socket.ops('subscribe')).toHaveLength(2);
});

test('What was left while the connection was lost is not resumed', () => {
  const { world, client } = opened();
  const { leave } = listen(client, 'AAPL.NASDAQ');
  accept(world.socket, 's1');
  listen(client, 'MSFT.NASDAQ');
  accept(world.socket, 's2');
  world.socket.onclose?.({ code: 1006, reason: '' });
  leave();
  world.advance(20_000);
  open(world);
  expect(resumes(world.socket)).toEqual([{ session: 'session 1', subs: { s2: 100 } }]);
});

test('Whoever may not resume subscribes', () => {
  const { world, client } = opened();
  listen(client);
  accept(world.socket, 's1');
  lose(world);
  world.socket.receive({ type: 'error', id: world.socket.ops('resume')[0]?.id, problem: { code: 'missing_token', detail: 'Sign in first.' } });
  expect(world.socket.ops('subscribe')).toHaveLength(1);
});

test('Whoever signs in gets a new connection with everything subscribed again, and the end of the old one is not heard', () => {
  const { world, client } = opened();
  listen(client, 'AAPL.NASDAQ');
  accept(world.socket, 's1');
  const old = world.socket;
  client.reopen();
  expect(world.sockets).toHaveLength(2);
  open(world);
  old.onclose?.({ code: 1000, reason: '' });
  expect(client.status.state).toBe('open');
  expect(resumes(world.socket)).toEqual([]);
  expect(world.socket.ops('subscribe')).toHaveLength(1);
  world.advance(15_000);
  expect(world.sockets).toHaveLength(2);
});

test('F_708 The pause between attempts grows up to ten seconds', () => {
  const { world } = opened();
  const pauses: number[] = [];
  for (let i = 0; i < 7; i++) {
    const before = world.now();
    const count = world.sockets.length;
    world.socket.onclose?.({ code: 1006, reason: '' });
    while (world.sockets.length === count) world.advance(100);
    pauses.push(world.now() - before);
  }
  expect(pauses).toEqual([500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
});

test('A refusal is not tried again', () => {
  const { world, client } = opened();
  world.socket.onclose?.({ code: 4401, reason: 'missing_token' });
  world.advance(60_000);
  expect(world.sockets).toHaveLength(1);
  expect(client.status).toMatchObject({ state: 'refused', reason: 'missing_token' });
});

test('Half a minute of silence is given up', () => {
  const { world, client } = opened();
  world.advance(32_000);
  expect(client.counts.reconnects).toBe(1);
});

test('The clock difference comes from the ping with the shortest way', () => {
  const { world, client } = opened();
  const stamp = (millis: number): string => `${millis}000000`;
  const sent = world.now();
  world.advance(10);
  world.socket.receive({ type: 'pong', t: stamp(sent), server_time: stamp(sent + 305) });
  expect(client.clock.millis).toBe(300);
  expect(client.clock.roundTripMillis).toBe(10);
  expect(client.serverNow()).toBe(world.now() + 300);
});

test('A subscription that nobody wants any more is given back', () => {
  const { world, client } = opened();
  const { leave } = listen(client);
  const request = world.socket.ops('subscribe')[0];
  leave();
  world.advance(1_500);
  world.socket.receive({ type: 'subscribed', id: request?.id, sub: 's9', mode: 'latest_wins' });
  expect(world.socket.ops('unsubscribe').map((m) => m.sub)).toEqual(['s9']);
});

test('U-028 A machine that slept asks anew at once, with the offset of its clock forgotten', () => {
  const { world, client } = opened();
  const dead = world.socket;
  let wakes = 0;
  client.onWake(() => wakes++);
  dead.receive({ type: 'pong', t: '1000000000000', server_time: '1000000000000' });
  expect(client.clock.millis).not.toBeNull();
  world.sleep(3_600_000);
  world.advance(1_000);
  expect(world.socket).not.toBe(dead);
  expect(client.clock.millis).toBeNull();
  expect(wakes).toBe(1);
  open(world);
  expect(client.status.state).toBe('open');
  world.advance(10_000);
  expect([world.sockets.length, wakes]).toEqual([2, 1]);
});

test('U-028 Rare timers of a tab in the background are no sleep while the server is heard', () => {
  const { world } = opened();
  for (let i = 0; i < 3; i++) {
    world.sleep(60_000);
    world.socket.receive({ type: 'heartbeat', server_time: '1' });
    world.advance(1_000);
  }
  expect(world.sockets).toHaveLength(1);
});
