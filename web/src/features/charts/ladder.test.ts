import { expect, test } from 'vitest';
import { parseDecimal, type Decimal } from '../../lib/decimal';
import type { LiveBook } from '../../stream/book';
import { centreOf, ladderOf } from './ladder';

const tick = (text: string): Decimal => {
  const value = parseDecimal(text);
  if (value === null) throw new Error(`Expected a number, found ${text}.`);
  return value;
};

function book(bids: readonly [string, string][], asks: readonly [string, string][]): LiveBook {
  const levels = (side: readonly [string, string][]): LiveBook['bids'] => side.map(([price, size]) => ({ price, size }));
  return { bids: levels(bids), asks: levels(asks), state: 'flowing', reason: null, isStale: false, tsInit: null };
}

test('Sizes stand at their prices around a still centre', () => {
  const increment = tick('0.01');
  const now = book([['185.50', '300'], ['185.49', '100']], [['185.52', '150']]);
  const centre = centreOf(now, increment);
  expect(centre).toBe(18_551n);
  const { rows, away } = ladderOf(now, centre ?? 0n, increment, 2);
  expect(rows).toHaveLength(25);
  expect(rows[12]?.price).toBe('185.51');
  expect(rows.filter((row) => row.bid !== null || row.ask !== null)).toEqual([
    { price: '185.52', bid: null, ask: '150', bidShare: 0, askShare: 50 },
    { price: '185.50', bid: '300', ask: null, bidShare: 100, askShare: 0 },
    { price: '185.49', bid: '100', ask: null, bidShare: 33, askShare: 0 },
  ]);
  expect(away).toBeNull();
});

test('Prices step by the increment of the instrument', () => {
  const increment = tick('0.25');
  const now = book([['5000.25', '3']], [['5000.50', '4']]);
  expect(ladderOf(now, centreOf(now, increment) ?? 0n, increment, 2).rows.map((row) => row.price).slice(11, 14)).toEqual(['5000.50', '5000.25', '5000.00']);
});

test('A market that has left the window is said to be above or below', () => {
  const increment = tick('0.01');
  const now = book([['186.00', '1']], [['186.02', '1']]);
  expect(ladderOf(now, 18_551n, increment, 2).away).toBe('above');
  expect(ladderOf(now, 18_700n, increment, 2).away).toBe('below');
});

test('One side alone, or none, has no middle to fail on', () => {
  const increment = tick('0.01');
  expect(centreOf(book([], []), increment)).toBeNull();
  expect(centreOf(book([], [['1.05', '1']]), increment)).toBe(105n);
  expect(ladderOf(book([], []), 105n, increment, 2).rows.every((row) => row.bidShare === 0)).toBe(true);
});
