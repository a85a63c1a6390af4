import { expect, test } from 'vitest';
import { decodeColumns, orderedIds, plainColumns, withHidden, withMoved } from './columnSetup';

const ids = ['last', 'bid', 'ask', 'age'];

test('A column moves to the place of another, and new ones follow in the usual order', () => {
  const moved = withMoved(ids, plainColumns, 'age', 'bid');
  expect(orderedIds(ids, moved)).toEqual(['last', 'age', 'bid', 'ask']);
  expect(orderedIds([...ids, 'new'], moved)).toEqual(['last', 'age', 'bid', 'ask', 'new']);
  expect(orderedIds(ids, withMoved(ids, moved, 'last', 'ask'))).toEqual(['age', 'bid', 'ask', 'last']);
  expect(withMoved(ids, moved, 'none', 'ask')).toBe(moved);
});

test('What was kept is read, widths within their limits', () => {
  expect(decodeColumns({ order: ['age'], hidden: ['bid'], widths: { last: 10, age: 9_999, bid: 'wide' } })).toEqual({ order: ['age'], hidden: ['bid'], widths: { last: 40, age: 600 } });
  expect(withHidden(withHidden(plainColumns, 'bid', true), 'bid', false)).toEqual(plainColumns);
});
