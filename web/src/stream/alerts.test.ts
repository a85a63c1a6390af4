import { expect, test } from 'vitest';
import type { AlertEvent } from '../lib/alertWire';
import { AlertStore } from './alerts';
import type { StreamClient, TopicListener } from './client';
import { FrameQueue } from '../lib/frameQueue';
import type { Topic } from './protocol';

function store(): { readonly alerts: AlertStore; readonly say: (isSnapshot: boolean, ...data: readonly object[]) => void; readonly raised: number[][] } {
  let listener: TopicListener | null = null;
  const client = {
    subscribe: (topic: Topic, joined: TopicListener) => {
      expect(topic.channel).toBe('alerts');
      listener = joined;
      return () => undefined;
    },
  };
  // The store uses only `subscribe` of the client.
  const alerts = new AlertStore(client as unknown as StreamClient, new FrameQueue(() => undefined));
  const raised: number[][] = [];
  alerts.onRaised((events) => raised.push(ids(events)));
  return { alerts, raised, say: (isSnapshot, ...data) => listener?.onData({ isSnapshot, data, conflated: 0, published: null, received: 0 }) };
}

const ids = (events: readonly AlertEvent[] | null): number[] => (events ?? []).map((event) => event.id);
const event = (id: number, state = 'raised'): object => ({ id, rule_name: 'r', level: 'info', at: String(id * 10), text: '', state, count: 1 });

test('Before the server said anything nothing is known, and what it begins with is no news', () => {
  const { alerts, say, raised } = store();
  expect(alerts.get()).toBeNull();
  say(true, event(2), event(1, 'cleared'));
  expect(ids(alerts.get())).toEqual([2, 1]);
  expect(raised).toEqual([]);
});

test('An alert is news once, at its first word', () => {
  const { alerts, say, raised } = store();
  say(true);
  say(false, event(1), event(2));
  say(false, event(1, 'acknowledged'));
  say(false, event(2));
  expect(raised).toEqual([[1, 2]]);
  expect(alerts.get()?.map((one) => one.state)).toEqual(['raised', 'acknowledged']);
});

test('What was raised during a break is news when the stream is back; what left the list is forgotten', () => {
  const { alerts, say, raised } = store();
  say(true, event(5), event(4));
  say(true, event(6), event(5), event(3));
  expect(raised).toEqual([[6]]);
  expect(ids(alerts.get())).toEqual([6, 5, 3]);
});

test('An alert that was acknowledged before it was heard of is no news', () => {
  const { say, raised } = store();
  say(true);
  say(false, event(1, 'acknowledged'));
  expect(raised).toEqual([]);
});
