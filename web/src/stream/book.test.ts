import { expect, test } from 'vitest';
import { decodeDepth } from '../lib/depthWire';
import { withMessage, type LiveBook } from './book';

const message = (bids: readonly [string, string][], asks: readonly [string, string][]): object =>
  ({ bids, asks, state: 'flowing', reason: 'order book', stale: false, sequence: '7', ts_event: '5', ts_init: '5' });

function play(...messages: readonly object[]): LiveBook {
  let book: LiveBook | null = null;
  messages.forEach((m, i) => {
    book = withMessage(book, decodeDepth(m), i === 0);
  });
  if (book === null) throw new Error('Expected a message.');
  return book;
}

test('Deltas after a snapshot make the book of a later snapshot', () => {
  const steps: [string, string][][] = [];
  const sizes = new Map<string, string>();
  // A walk over few prices, so that levels come, change and go.
  for (let i = 0; i < 300; i++) {
    const price = `${(100 + ((i * 7919) % 13)) / 10}`;
    const size = String((i * 104_729) % 4);
    const full = price.includes('.') ? price : `${price}.0`;
    if (size === '0') sizes.delete(full);
    else sizes.set(full, size);
    steps.push([[full, size]]);
  }
  const book = play(message([], []), ...steps.map((changes) => message(changes, changes)));
  const fresh = play(message([...sizes], [...sizes]));
  expect(book.bids).toEqual(fresh.bids);
  expect(book.asks).toEqual(fresh.asks);
  expect(book.asks.length).toBeGreaterThan(5);
  expect([...book.asks].reverse()).toEqual(book.bids);
});

test('Levels stand from the best, by value and not by their text', () => {
  const book = play(message([['9.5', '1'], ['10.5', '2'], ['100', '3']], [['100', '3'], ['9.5', '1'], ['10.5', '2']]));
  expect(book.bids.map((l) => l.price)).toEqual(['100', '10.5', '9.5']);
  expect(book.asks.map((l) => l.price)).toEqual(['9.5', '10.5', '100']);
});

test('A size of zero takes the level away, however it is written', () => {
  expect(play(message([['9.5', '1']], []), message([['9.5', '0.00']], [])).bids).toEqual([]);
});

test('A snapshot replaces what was known', () => {
  const before = play(message([['9.5', '1']], []));
  expect(withMessage(before, decodeDepth(message([['9.4', '2']], [])), true).bids).toEqual([{ price: '9.4', size: '2' }]);
});
