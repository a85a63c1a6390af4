import { expect, test } from 'vitest';
import { boxOf, completed, decodeArrangements, exchanged, fitted, widened, withBox, withCollapsed, type Arrangement, type PlacedPanel } from './arrangement';

const at = (id: string, start: number, columns: number): PlacedPanel => ({ id, isCollapsed: false, box: { start, columns, rows: 40 } });
const ids = (panels: Arrangement): readonly string[] => panels.map((panel) => panel.id);
const page: Arrangement = [at('a', 1, 8), at('b', 9, 4), at('c', 1, 12)];

test('A panel that is new comes after the one that it follows, and one that is gone keeps its place', () => {
  const kept: Arrangement = [at('b', 1, 6), at('gone', 7, 6), at('a', 1, 12)];
  expect(ids(completed(kept, [at('first', 1, 4), at('a', 1, 8), at('new', 1, 4), at('b', 9, 4)]))).toEqual(['first', 'b', 'gone', 'a', 'new']);
  expect(completed(kept, page).find((panel) => panel.id === 'a')?.box?.columns).toBe(12);
});

test('What was arranged in one column takes its size from the screen that has more', () => {
  const kept = withCollapsed([{ id: 'a', isCollapsed: false, box: null }], 'a', true);
  expect(completed(kept, page)[0]).toEqual({ ...page[0], isCollapsed: true });
});

test('Two panels change places, and none leaves the page', () => {
  const changed = exchanged(page, 'a', 'b');
  expect(ids(changed)).toEqual(['b', 'a', 'c']);
  expect(changed.map((panel) => boxOf(panel).start)).toEqual([1, 5, 1]);
  expect(exchanged(page, 'a', 'unknown')).toBe(page);
});

test('What ends at the right edge goes on ending there when it becomes wider or narrower', () => {
  expect(widened({ start: 9, columns: 4, rows: 40 }, 1)).toEqual({ start: 8, columns: 5, rows: 40 });
  expect(widened({ start: 9, columns: 4, rows: 40 }, -1)).toEqual({ start: 10, columns: 3, rows: 40 });
  expect(widened({ start: 1, columns: 8, rows: 40 }, 1)).toEqual({ start: 1, columns: 9, rows: 40 });
  expect(widened({ start: 1, columns: 12, rows: 40 }, -1)).toEqual({ start: 1, columns: 11, rows: 40 });
});

test('A panel has a least size, and no more columns than there are', () => {
  expect(fitted({ start: 20, columns: 0, rows: 1 })).toEqual({ start: 10, columns: 3, rows: 12 });
  expect(boxOf(withBox(page, 'b', (box) => ({ ...box, columns: 40 }))[1] ?? at('', 1, 1))).toEqual({ start: 1, columns: 12, rows: 40 });
});

test('What is kept is read again, and what cannot be read is left out', () => {
  expect(decodeArrangements(JSON.parse(JSON.stringify({ overview: page }))).get('overview')).toEqual(page);
  const odd = decodeArrangements({ overview: [null, 7, { id: 3 }, { id: 'a' }, { id: 'a' }, { id: 'b', box: { start: 'x' } }, { id: 'c', box: { start: 1e9, columns: 2.4, rows: 1e9 } }], system: 'no' });
  expect(odd.get('overview')).toEqual([
    { id: 'a', isCollapsed: false, box: null }, { id: 'b', isCollapsed: false, box: null }, { id: 'c', isCollapsed: false, box: { start: 10, columns: 3, rows: 250 } },
  ]);
  expect([odd.has('system'), decodeArrangements('no').size, decodeArrangements(undefined).size]).toEqual([false, 0, 0]);
});
