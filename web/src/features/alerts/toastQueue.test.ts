import { expect, test } from 'vitest';
import { decodeEvent, type AlertEvent } from '../../lib/alertWire';
import { leftOf, nextGoing, shownMillis, withRaised, type Toast } from './toastQueue';

function event(id: number, change: object = {}): AlertEvent {
  return decodeEvent({ id, rule_name: 'r', level: 'warning', at: String(id), text: '', state: 'raised', count: 1, ...change });
}

const ids = (toasts: readonly Toast[]): number[] => toasts.map((toast) => toast.event.id);

test('One that is not critical goes after its time, a critical one stays', () => {
  const toasts = withRaised([], [event(1), event(2, { level: 'critical' })], 1_000);
  expect(ids(leftOf(toasts, [], 1_000 + shownMillis - 1, false))).toEqual([2, 1]);
  expect(ids(leftOf(toasts, [], 1_000 + shownMillis, false))).toEqual([2]);
  expect(ids(leftOf(toasts, [], 86_400_000, false))).toEqual([2]);
});

test('What is acknowledged or snoozed, wherever, goes at once', () => {
  const toasts = withRaised([], [event(1, { level: 'critical' }), event(2, { level: 'critical' }), event(3, { level: 'critical' })], 0);
  const live = [event(1, { level: 'critical', state: 'acknowledged' }), event(2, { level: 'critical', snoozed_until: '9000000000' })];
  expect(ids(leftOf(toasts, live, 10, false))).toEqual([3]);
});

test('One alert is one toast, with the count it has by now', () => {
  const toasts = withRaised(withRaised([], [event(1)], 0), [event(1)], 500);
  expect(ids(toasts)).toEqual([1]);
  expect(leftOf(toasts, [event(1, { count: 50 })], 600, false)[0]?.event.count).toBe(50);
});

test('Nothing goes by itself while somebody points at it', () => {
  const toasts = withRaised([], [event(1)], 0);
  expect(ids(leftOf(toasts, [], 60_000, true))).toEqual([1]);
  expect(ids(leftOf(toasts, [], 60_000, false))).toEqual([]);
});

test('The next to go is known, so that one timer is enough', () => {
  expect(nextGoing(withRaised(withRaised([], [event(1)], 0), [event(2)], 3_000), 5_000)).toBe(shownMillis - 5_000);
  expect(nextGoing(withRaised([], [event(1, { level: 'critical' })], 0), 5_000)).toBeNull();
  expect(nextGoing([], 0)).toBeNull();
});
