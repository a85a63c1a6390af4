import { expect, test } from 'vitest';
import { marketHoursAt } from './tradingHours';

const text = '20261120:0400-20261120:2000;20261121:CLOSED;20261122:CLOSED;20261123:0400-20261123:2000';
const zone = 'America/New_York';

test('Inside a session the market is open until its end', () => {
  expect(marketHoursAt(text, zone, Date.parse('2026-11-20T15:00:00Z')))
    .toEqual({ isOpen: true, nextOpen: null, closesAt: Date.parse('2026-11-21T01:00:00Z') });
});

test('On a closed day the next opening is told', () => {
  expect(marketHoursAt(text, zone, Date.parse('2026-11-21T15:00:00Z')))
    .toEqual({ isOpen: false, nextOpen: Date.parse('2026-11-23T09:00:00Z'), closesAt: null });
});

test('Beyond the calendar nobody knows', () => {
  expect(marketHoursAt(text, zone, Date.parse('2026-12-24T15:00:00Z'))).toBeNull();
  expect(marketHoursAt('every day', zone, 0)).toBeNull();
  expect(marketHoursAt(null, zone, 0)).toBeNull();
  expect(marketHoursAt(text, null, 0)).toBeNull();
});
