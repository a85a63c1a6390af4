import { expect, test } from 'vitest';
import { countLevels, gravestFirst, highestLevel, isSnoozed, mergeAlerts } from './alerts';
import { decodeEvent, type AlertEvent } from './alertWire';

function event(id: number, change: object = {}): AlertEvent {
  return decodeEvent({ id, rule_name: `rule ${id}`, level: 'warning', at: String(id * 10), text: '', state: 'raised', count: 1, deliveries: [], ...change });
}

const any = { level: null, state: null };
const ids = (events: readonly AlertEvent[]): number[] => events.map((one) => one.id);

test('What the stream says of an alert counts more than what was loaded', () => {
  const merged = mergeAlerts([event(2), event(1)], [event(2, { state: 'acknowledged' })], any, true);
  expect(merged.map((one) => one.state)).toEqual(['acknowledged', 'raised']);
});

test('New alerts come first, and one that no longer meets the filter goes', () => {
  const loaded = [event(2), event(1)];
  const live = [event(3), event(4, { level: 'info' }), event(1, { state: 'cleared' })];
  expect(ids(mergeAlerts(loaded, live, { level: 'warning', state: 'raised' }, true))).toEqual([3, 2]);
});

test('What is older than the last page waits for its page', () => {
  const loaded = [event(9), event(8)];
  expect(ids(mergeAlerts(loaded, [event(7), event(10)], any, false))).toEqual([10, 9, 8]);
  expect(ids(mergeAlerts(loaded, [event(7), event(10)], any, true))).toEqual([10, 9, 8, 7]);
});

test('Alerts of the same nanosecond keep the order of their numbers', () => {
  expect(ids(mergeAlerts([], [event(1, { at: '5' }), event(2, { at: '5' })], any, true))).toEqual([2, 1]);
});

test('The gravest comes before the newest', () => {
  expect(ids([event(3), event(1, { level: 'critical' }), event(4, { level: 'info' })].sort(gravestFirst))).toEqual([1, 3, 4]);
});

test('Levels are counted with their repetitions', () => {
  const events = [event(1, { count: 50 }), event(2, { level: 'critical' }), event(3)];
  expect(countLevels(events)).toEqual({ info: 0, warning: 51, critical: 1 });
  expect(highestLevel(events)).toBe('critical');
  expect(highestLevel([])).toBe('info');
});

test('A snooze ends by itself', () => {
  const snoozed = event(1, { snoozed_until: '2000000000' });
  expect(isSnoozed(snoozed, 1_999)).toBe(true);
  expect(isSnoozed(snoozed, 2_000)).toBe(false);
});
