import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { atMoment, momentOf, movedBy, parseMoment, reachOf } from './pastTime';

const now = 1_800_000_000_000;

test('The address asks for a moment that is over, to the nanosecond, or for none', () => {
  expect(momentOf('', now)).toEqual({ at: null, wrong: null });
  expect(momentOf('?tf=5m&as_of=1700000000123456789', now)).toEqual({ at: 1_700_000_000_123_456_789n, wrong: null });
});

test.each(['1900000000000000000', 'yesterday', '-1', '0', '', '99999999999999999999'])('What is no moment of the past is told: %s', (text) => {
  expect(momentOf(`?as_of=${text}`, now)).toEqual({ at: null, wrong: text });
});

test('Every way leads to a page of the same moment', () => {
  const at = movedBy(parseMoment('1700000000123456789', 'UTC') ?? movedBy(0n as never, 0n), 1n);
  expect(atMoment('/chart/EUR%2FUSD.IDEALPRO?tf=5m', at)).toBe('/chart/EUR%2FUSD.IDEALPRO?tf=5m&as_of=1700000000123456790');
  expect(atMoment('/data?as_of=5', at)).toBe('/data?as_of=1700000000123456790');
  expect(atMoment('/data', null)).toBe('/data');
});

test('A moment is written as the wall clock of a zone with up to nine decimals, or in nanoseconds', () => {
  expect(parseMoment('2026-11-21 14:30:05.000000001', 'UTC')).toBe(1_795_271_405_000_000_001n);
  expect(parseMoment('2026-11-21 14:30:05.5', 'America/New_York')).toBe(1_795_289_405_500_000_000n);
  expect(parseMoment(' 2026-11-21 14:30 ', 'UTC')).toBe(1_795_271_400_000_000_000n);
  expect(parseMoment('1795271405000000001', 'UTC')).toBe(1_795_271_405_000_000_001n);
  for (const wrong of ['', 'noon', '2026-11-21 14:30.5', '2026-11-31 14:30', '2026-11-21 14:30:05.1234567890', '1950-01-01 00:00', '5']) expect(parseMoment(wrong, 'UTC')).toBeNull();
});

test('While the past is shown reading asks as of its moment, and nothing is changed but who is signed in and how pages look', () => {
  for (const path of ['/instruments/AAPL.NASDAQ/bars', '/instruments/EUR%2FUSD.IDEALPRO/snapshot', '/data/gaps', '/system/status', '/alerts/events']) expect(reachOf('GET', path)).toBe('past');
  for (const path of ['/jobs', '/tokens', '/data/days', '/instruments/AAPL.NASDAQ/book']) expect(reachOf('GET', path)).toBe('not_kept');
  for (const path of ['/instruments', '/instruments/AAPL.NASDAQ', '/instruments/AAPL.NASDAQ/drawings', '/system/info', '/session', '/settings', '/layouts/a']) expect(reachOf('GET', path)).toBe('now');
  for (const path of ['/instruments/AAPL.NASDAQ/subscriptions', '/data/backfill', '/alerts/rules', '/layouts/a', '/instruments/AAPL.NASDAQ/drawings', '/sessions/3']) expect(reachOf('POST', path)).toBe('refused');
  expect([reachOf('PUT', '/settings'), reachOf('DELETE', '/session')]).toEqual(['now', 'now']);
});

test('What is asked as of a moment is what the document of the API lets be asked so', () => {
  const text = readFileSync(new URL('schema.ts', import.meta.url), 'utf8');
  const operations = [...text.matchAll(/readonly method: '(\w+)';\s+readonly path: '\/api\/v1([^']+)';(?:\s+readonly query: ([^\n]+))?/g)];
  expect(operations.length).toBeGreaterThan(50);
  const asked = operations.map(([, method = '', path = '', query = '']) => ({ name: `${method} ${path}`, isPast: query.includes('as_of?'), reach: reachOf(method, path.replace('{id}', 'AAPL.NASDAQ')) }));
  for (const { name, isPast, reach } of asked) expect(`${name} ${reach === 'past'}`).toBe(`${name} ${isPast}`);
});
