import { expect, test } from 'vitest';
import { decodeCase, decodeQuality } from '../../api/quality';
import { levelOfAction, valuesOf } from './quality';

const bare = { at: '1703516400000000000', rule: 'price_zero', action: 'reject', text: 'The price is zero.' };

test('A case shows the values it has', () => {
  expect(valuesOf(decodeCase({ ...bare, price: '-150.25', size: '100' }))).toBe('−150.25 × 100');
  expect(valuesOf(decodeCase({ ...bare, bid_price: '150.26', ask_price: '150.24' }))).toBe('150.26 / 150.24');
  expect(valuesOf(decodeCase({ ...bare, raw: '99\\x00NaN\\x00' }))).toBe('99\\x00NaN\\x00');
  expect(valuesOf(decodeCase({ ...bare, detail: 'Our wall clock moved.' }))).toBe('Our wall clock moved.');
});

test('A refused tick is louder than a flagged one', () => {
  expect([levelOfAction('reject'), levelOfAction('flag'), levelOfAction('duplicate')]).toEqual(['critical', 'warn', 'off']);
});

test('A report without clock and suspects is quiet', () => {
  const report = decodeQuality({ items: [{ ...bare, count: 3, first: '1', last: '2', instrument_id: null, kind: null }] });
  expect(report).toMatchObject({ suspects: [], clockSkewedSince: null, notKept: 0 });
  expect(report.rows[0]).toMatchObject({ instrumentId: null, count: 3, rule: 'price_zero' });
  expect(() => decodeQuality({ items: 'none' })).toThrow('Expected items to be a list');
});
