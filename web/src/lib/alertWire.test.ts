import { expect, test } from 'vitest';
import { decodeEvent, decodeRule, decodeRuleTest } from './alertWire';

const rule = {
  id: 12, version: 3, name: 'AAPL above 190', kind: 'price_cross', instrument_id: 'AAPL.NASDAQ', direction: 'up', threshold: '190.00', window_s: null,
  level: 'warning', cooldown_s: 300, ends: '1796000000000000001', is_paused: false, deliver: ['webhook', 'pigeon'], text: 'AAPL.NASDAQ trades at 190.00.',
  fired: 3, last_fired: null,
};

const event = {
  id: 991, rule_id: 12, rule_name: 'AAPL above 190', kind: 'price_cross', level: 'critical', instrument_id: null, at: '1795000000000000009', text: 'It did.',
  state: 'acknowledged', by: 'owner', changed_at: '1795000000000000010', snoozed_until: null, count: 50,
  deliveries: [{ route: 'webhook', state: 'failed', detail: 'HTTP 500', at: null }],
};

test('A rule keeps its threshold as text and its end to the nanosecond; a route nobody knows is left out', () => {
  expect(decodeRule(rule)).toMatchObject({ threshold: '190.00', ends: 1796000000000000001n, deliver: ['webhook'], lastFired: null, windowSeconds: null });
});

test('A kind of a newer server is no kind of this page', () => {
  expect(decodeRule({ ...rule, kind: 'moon_phase' }).kind).toBeNull();
});

test('An alert tells who changed it and how it was delivered', () => {
  expect(decodeEvent(event)).toMatchObject({
    id: 991, at: 1795000000000000009n, state: 'acknowledged', by: 'owner', count: 50,
    deliveries: [{ route: 'webhook', state: 'failed', detail: 'HTTP 500', at: null }],
  });
});

test('A level that is not known is taken for critical, an id that is no number is refused', () => {
  expect(decodeEvent({ ...event, level: 'apocalyptic' }).level).toBe('critical');
  expect(() => decodeEvent({ ...event, id: '991' })).toThrow('whole number');
});

test('The times of a test are read one by one', () => {
  expect(decodeRuleTest({ fired: 2, times: ['5', 'soon', '7'], text: 'Twice.' })).toEqual({ fired: 2, times: [5n, 7n], text: 'Twice.' });
});
