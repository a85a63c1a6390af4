import { expect, test } from 'vitest';
import { decodeStatus } from './statusWire';
import { imbalanceOf, verdictOf } from './verdict';

const counters = { received: 100, acknowledged: 90, rejected: 1, duplicate: 2, conflated: 3, in_flight: 4, balanced: true };

test('The server decides whether it records, and its reasons are kept', () => {
  const status = decodeStatus({ can_record: false, reasons: [{ code: 'feed_down', detail: 'No gateway.' }], stages: [] });
  expect(verdictOf(status)).toEqual({ canRecord: false, reasons: ['No gateway.'] });
});

test('Without the decision a stage that is down says no', () => {
  const status = decodeStatus({ stages: [{ name: 'broker', state: 'down', last_error: 'Connection refused' }, { name: 'store', state: 'ok' }] });
  expect(verdictOf(status)).toEqual({ canRecord: false, reasons: ['Connection refused'] });
});

test('Without stages nobody knows', () => {
  expect(verdictOf(decodeStatus({})).canRecord).toBeNull();
});

test('The counters are added up here too', () => {
  expect(imbalanceOf(decodeStatus({ counters }))).toBe(0);
  expect(imbalanceOf(decodeStatus({ counters: { ...counters, received: 103 } }))).toBe(3);
  expect(imbalanceOf(decodeStatus({}))).toBeNull();
});

test('Each kind has its counters, and what waits locally is told', () => {
  const kinds = [{ kind: 'trade', received: 60, acknowledged: 58, rejected: 1, in_flight: 1, spooled: 7 }];
  const decoded = decodeStatus({ counters: { ...counters, spooled: 7, kinds } }).counters;
  expect(decoded.spooled).toBe(7);
  expect(decoded.kinds).toEqual([{ kind: 'trade', received: 60, acknowledged: 58, rejected: 1, inFlight: 1, spooled: 7 }]);
  expect(decodeStatus({ counters }).counters.kinds).toEqual([]);
});

test('A state nobody knows is shown as unknown', () => {
  expect(decodeStatus({ stages: [{ name: 'x', state: 'sparkling' }] }).stages[0]?.state).toBe('unknown');
});
