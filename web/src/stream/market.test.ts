import { expect, test } from 'vitest';
import type { StreamClient, TopicListener } from './client';
import { FrameQueue } from '../lib/frameQueue';
import { Latency } from './latency';
import { MarketStore } from './market';
import type { Topic } from './protocol';

/** Stands for the client: keeps the listeners, so that a test can speak for the server. */
class FakeClient {
  readonly listeners = new Map<string, TopicListener>();

  subscribe(topic: Topic, listener: TopicListener): () => void {
    this.listeners.set(topic.channel, listener);
    return () => this.listeners.delete(topic.channel);
  }

  say(channel: string, ...data: readonly object[]): void {
    this.listeners.get(channel)?.onData({ isSnapshot: false, data, conflated: 0, published: null });
  }
}

function store(): { readonly client: FakeClient; readonly market: MarketStore; readonly frame: () => void } {
  const client = new FakeClient();
  let next: (() => void) | null = null;
  const frames = new FrameQueue((act) => {
    next = act;
  });
  // The store uses only `subscribe` of the client.
  const market = new MarketStore(client as unknown as StreamClient, frames, new Latency());
  return { client, market, frame: () => next?.() };
}

const trade = (price: string, at: string): object => ({ price, size: '1', ts_event: at, ts_init: at });
const day = (open: string, close: string): object => ({ ts_open: open, open: '1', high: '2', low: '1', close, volume: '5', is_closed: false, revision: 0 });

test('Many ticks in a frame are told once', () => {
  const { client, market, frame } = store();
  market.hold('AAPL.NASDAQ');
  let told = 0;
  market.watch('AAPL.NASDAQ', () => told++);
  client.say('trades', trade('1.00', '5'), trade('1.01', '6'));
  client.say('trades', trade('1.02', '7'));
  frame();
  expect(told).toBe(1);
  expect(market.peek('AAPL.NASDAQ').trade?.price).toBe('1.02');
  expect(market.peek('AAPL.NASDAQ').recentTrades.map((t) => t.price)).toEqual(['1.02', '1.01', '1.00']);
  expect(market.newestTick).toBe(7n);
});

test('A new day turns the open one into the day before', () => {
  const { client, market } = store();
  market.hold('AAPL.NASDAQ');
  client.say('bars', day('86400000000000', '10'), day('172800000000000', '11'));
  client.say('bars', day('172800000000000', '12'));
  expect(market.peek('AAPL.NASDAQ').previousDay?.close).toBe('10');
  client.say('bars', day('259200000000000', '13'));
  expect(market.peek('AAPL.NASDAQ').previousDay?.close).toBe('12');
  expect(market.peek('AAPL.NASDAQ').day?.close).toBe('13');
});

test('Topics are left when the last holder goes', () => {
  const { client, market } = store();
  const first = market.hold('AAPL.NASDAQ');
  const second = market.hold('AAPL.NASDAQ');
  first();
  first();
  expect(client.listeners.size).toBe(3);
  second();
  expect(client.listeners.size).toBe(0);
});
