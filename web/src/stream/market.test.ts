import { expect, test, vi } from 'vitest';
import type { StreamClient, TopicListener } from './client';
import { FrameQueue } from '../lib/frameQueue';
import { Latency } from './latency';
import { MarketStore } from './market';
import type { Topic } from './protocol';
import type { Rate } from './rates';

/** Stands for the client: keeps the listeners, so that a test can speak for the server. */
class FakeClient {
  private readonly joined = new Set<{ readonly listener: TopicListener; readonly channel: string; readonly rate: Rate }>();

  subscribe(topic: Topic, listener: TopicListener, rate: Rate = null): () => void {
    const one = { listener, channel: topic.channel, rate };
    this.joined.add(one);
    return () => this.joined.delete(one);
  }

  /** Each channel with the rates that are asked of it. */
  rates(): string[] {
    return [...this.joined].map(({ channel, rate }) => `${channel} ${String(rate)}`).sort();
  }

  /** The snapshot, with nothing in it. */
  begin(channel: string): void {
    for (const { listener, channel: joined } of [...this.joined]) if (joined === channel) listener.onData({ isSnapshot: true, data: [], conflated: 0, published: null, received: 0 });
  }

  say(channel: string, ...data: readonly object[]): void {
    for (const { listener, channel: joined } of this.joined) if (joined === channel) listener.onData({ isSnapshot: false, data, conflated: 0, published: null, received: 0 });
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

const trade = (price: string, at: string): object => ({ trade_id: `1-${at}`, price, size: '1', ts_event: at, ts_init: at });
const quote = (bid: string, at: string): object => ({ bid_price: bid, ask_price: '9', bid_size: '1', ask_size: '1', ts_event: at, ts_init: at });
const day = (open: string, close: string): object => ({ ts_open: open, open: '1', high: '2', low: '1', close, volume: '5', is_closed: false, revision: 0 });

test('Many ticks in a frame are told once', () => {
  const { client, market, frame } = store();
  market.hold('AAPL.NASDAQ', 'price');
  let told = 0;
  market.watch('AAPL.NASDAQ', () => told++);
  client.say('last', trade('1.01', '6'));
  client.say('last', trade('1.02', '7'));
  frame();
  expect(told).toBe(1);
  expect(market.peek('AAPL.NASDAQ').trade?.price).toBe('1.02');
  expect(market.newestTick).toBe(7n);
});

test('The tape has every trade while somebody reads it', () => {
  vi.useFakeTimers();
  const { client, market } = store();
  market.hold('AAPL.NASDAQ', 'price');
  const leave = market.hold('AAPL.NASDAQ', 'tape');
  client.say('trades', trade('1.00', '5'), trade('1.01', '6'));
  client.say('trades', trade('1.02', '7'));
  expect(market.peek('AAPL.NASDAQ').recentTrades.map((t) => t.price)).toEqual(['1.01', '1.00']);
  vi.advanceTimersByTime(100);
  expect(market.peek('AAPL.NASDAQ').recentTrades.map((t) => t.price)).toEqual(['1.02', '1.01', '1.00']);
  client.say('quotes', quote('1.01', '8'));
  client.say('quotes', quote('1.02', '9'));
  client.say('quotes', quote('1.02', '9'));
  expect(market.peek('AAPL.NASDAQ').recentQuotes.map((q) => q.bid)).toEqual(['1.02', '1.01']);
  leave();
  expect(market.peek('AAPL.NASDAQ').recentTrades).toEqual([]);
  client.say('quotes', quote('1.03', '10'));
  expect(market.peek('AAPL.NASDAQ').recentQuotes).toEqual([]);
  expect(market.peek('AAPL.NASDAQ').quote?.bid).toBe('1.03');
  vi.useRealTimers();
});

test('A new day turns the open one into the day before', () => {
  const { client, market } = store();
  market.hold('AAPL.NASDAQ', 'price');
  client.say('bars', day('86400000000000', '10'), day('172800000000000', '11'));
  client.say('bars', day('172800000000000', '12'));
  expect(market.peek('AAPL.NASDAQ').previousDay?.close).toBe('10');
  client.say('bars', day('259200000000000', '13'));
  expect(market.peek('AAPL.NASDAQ').previousDay?.close).toBe('12');
  expect(market.peek('AAPL.NASDAQ').day?.close).toBe('13');
});

test('Topics are left when the last holder goes, and come no faster than somebody looks', () => {
  const { client, market } = store();
  const first = market.hold('AAPL.NASDAQ', 'price');
  const second = market.hold('AAPL.NASDAQ', 'quotes');
  const tape = market.hold('AAPL.NASDAQ', 'tape');
  const quoted = ['bars 2', 'last 5', 'quotes 2', 'quotes 5'];
  expect(client.rates()).toEqual(['bars 2', 'last 5', 'quotes 2', 'quotes 20', 'quotes 5', 'trades null']);
  tape();
  expect(client.rates()).toEqual(quoted);
  second();
  second();
  expect(client.rates()).toEqual(['bars 2', 'last 5', 'quotes 2']);
  client.begin('last');
  expect(client.rates()).toEqual(['bars 2', 'bars 5', 'last 5', 'quotes 2']);
  first();
  expect(client.rates()).toEqual([]);
});
