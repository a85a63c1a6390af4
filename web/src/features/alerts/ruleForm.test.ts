// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { bodyOfRule } from '../../api/alerts';
import { alertKinds, decodeRule, type RuleStart } from '../../lib/alertWire';
import { draftOf, faultsOf, formatSpan, parseSpan, readDraft, suggestedName, type RuleDraft } from './ruleForm';

const zone = 'America/New_York';
const fresh: RuleStart = { mode: 'new', instrumentId: 'AAPL.NASDAQ', price: '190.25' };
const draft = (change: Partial<RuleDraft> = {}): RuleDraft => ({ ...draftOf(fresh, zone), ...change });

const stored = decodeRule({
  id: 12, version: 3, name: 'NVDA moves', kind: 'percent_move', instrument_id: 'NVDA.NASDAQ', direction: 'both', threshold: '1.50', window_s: 300,
  level: 'critical', cooldown_s: 90, ends: '1796000000000000001', is_paused: true, deliver: ['email'], text: '', fired: 0, last_fired: null,
});

test('A new rule of a price has the name of what it watches and nothing that another kind has', () => {
  expect(readDraft(draft(), zone, null).body).toEqual({
    name: 'AAPL.NASDAQ crosses 190.25', kind: 'price_cross', instrument_id: 'AAPL.NASDAQ', direction: 'both', threshold: '190.25', window_s: null,
    level: 'warning', cooldown_s: 300, ends: null, is_paused: false, deliver: [],
  });
});

test('Each kind sends only its own fields', () => {
  const sent = Object.fromEntries(alertKinds.map((kind) => {
    const body = readDraft(draft({ kind, threshold: '30', direction: 'up' }), zone, null).body;
    return [kind, [body?.instrument_id, body?.direction, body?.threshold, body?.window_s].map((value) => value !== null && value !== undefined)];
  }));
  expect(sent).toEqual({
    price_cross: [true, true, true, false], percent_move: [true, true, true, true], spread: [true, false, true, false], volume: [true, false, true, true],
    feed_stalled: [true, false, true, false], connection_lost: [false, false, true, false], gap_found: [false, false, false, false],
    disk_space: [false, false, true, false], clock_offset: [false, false, true, false], export_failed: [false, false, false, false],
    database_down: [false, false, true, false],
  });
});

test('A stored rule that is opened and saved unchanged is the same to the nanosecond', () => {
  const body = readDraft(draftOf({ mode: 'edit', rule: stored }, zone), zone, stored.ends).body;
  expect(body).toEqual(bodyOfRule(stored));
  expect(body?.ends).toBe('1796000000000000001');
});

test('A copy has a name of its own and is no other rule', () => {
  expect(draftOf({ mode: 'copy', rule: stored }, zone)).toMatchObject({ name: 'NVDA moves (copy)', threshold: '1.50', cooldown: '90 s', window: '5 min' });
});

test('An end is read in the zone of the person', () => {
  expect(readDraft(draft({ ends: '2026-11-30 09:30' }), zone, null).body?.ends).toBe(`${Date.UTC(2026, 10, 30, 14, 30)}000000`);
});

test('What is wrong is told at its field', () => {
  const faults = readDraft(draft({ instrumentId: '', threshold: '19o', cooldown: 'soon', ends: '30.11.2026', name: 'x'.repeat(101) }), zone, null).faults;
  expect(Object.keys(faults ?? {}).sort()).toEqual(['cooldown_s', 'ends', 'instrument_id', 'name', 'threshold']);
});

test('A price may be zero or below, a percentage may not, seconds may be left out', () => {
  expect(readDraft(draft({ threshold: '-37.63' }), zone, null).body?.threshold).toBe('-37.63');
  expect(readDraft(draft({ kind: 'percent_move', threshold: '0' }), zone, null).faults).toHaveProperty('threshold');
  expect(readDraft(draft({ kind: 'feed_stalled', threshold: '' }), zone, null).body?.threshold).toBeNull();
  expect(readDraft(draft({ kind: 'feed_stalled', threshold: '1.5' }), zone, null).faults).toHaveProperty('threshold');
  expect(readDraft(draft({ kind: 'volume', threshold: '5', window: '0' }), zone, null).faults).toHaveProperty('window_s');
});

test('A span is written in several ways and printed in one', () => {
  expect(['90', '90 s', '5m', '5 min', '1h', '2 d', 'soon', '', '1.5 h', '-3'].map(parseSpan)).toEqual([90, 90, 300, 300, 3600, 172_800, null, null, null, null]);
  expect([0, 90, 300, 3600, 172_800].map(formatSpan)).toEqual(['0 s', '90 s', '5 min', '1 h', '2 d']);
});

test('The suggested name begins with a capital and says the direction', () => {
  expect(suggestedName(draft({ direction: 'down' }))).toBe('AAPL.NASDAQ below 190.25');
  expect(suggestedName(draft({ kind: 'percent_move', instrumentId: '', threshold: '2', direction: 'down' }))).toBe('Any instrument falls 2 %');
});

test('Faults of the server find their fields; one it names otherwise finds none', () => {
  expect(faultsOf([{ pointer: '/threshold', detail: 'too fine' }, { pointer: '#/deliver/0', detail: 'no route' }, { pointer: '', detail: 'all wrong' }]))
    .toEqual({ threshold: 'too fine', deliver: 'no route' });
});
