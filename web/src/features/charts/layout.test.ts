import { expect, test } from 'vitest';
import { ema } from '../../lib/indicators/averages';
import { withIndicator } from './chartSetup';
import { activeCell, decodeLayout, plainLayout, storedLayout, withCell, withCount, withPlace, type ChartLayout } from './layout';

let made = 0;
const newId = (): string => `new${made++}`;
const one = withPlace(plainLayout, 'first', 'AAPL.NASDAQ', { tf: '5m', tz: 'utc', from: '2026-11-29T10:00:00Z' });
const four = withCount(one, 4, newId);

/** The four charts with the groups given, each on an instrument of its own. */
function grouped(...groups: readonly ('none' | 'a' | 'b')[]): ChartLayout {
  return groups.reduce<ChartLayout>((layout, group, i) => {
    const id = layout.cells[i]?.id ?? '';
    return withCell(layout, id, { group, instrumentId: `I${i}.X`, query: { tf: '1m' } });
  }, four);
}

test('More charts show the same instrument on other timeframes', () => {
  expect(four.cells.map((cell) => [cell.instrumentId, cell.query['tf']])).toEqual(
    [['AAPL.NASDAQ', '5m'], ['AAPL.NASDAQ', '1m'], ['AAPL.NASDAQ', '1h'], ['AAPL.NASDAQ', '1D']]);
  expect(new Set(four.cells.map((cell) => cell.id)).size).toBe(4);
});

test('Of fewer charts the active one stays', () => {
  const last = { ...four, active: 3 };
  const two = withCount(last, 2, newId);
  expect(two.cells.map((cell) => cell.query['tf'])).toEqual(['5m', '1D']);
  expect(activeCell(two).query['tf']).toBe('1D');
  expect(activeCell(withCount(last, 1, newId)).query['tf']).toBe('1D');
});

test('Charts of a group follow to another instrument, others do not', () => {
  const layout = grouped('a', 'a', 'none', 'b');
  const moved = withPlace(layout, 'first', 'MSFT.NASDAQ', { tf: '5m' });
  expect(moved.cells.map((cell) => [cell.instrumentId, cell.query['tf']])).toEqual(
    [['MSFT.NASDAQ', '5m'], ['MSFT.NASDAQ', '1m'], ['I2.X', '1m'], ['I3.X', '1m']]);
});

test('A group that shares the timeframe follows in it, without the view of another time', () => {
  const layout = { ...grouped('a', 'a', 'a', 'none'), links: { ...four.links, a: { instrument: false, timeframe: true } } };
  const viewed = withCell(layout, layout.cells[1]?.id ?? '', { query: { tf: '1m', at: '2026-11-29T10:00:00Z' } });
  const moved = withPlace(viewed, 'first', 'MSFT.NASDAQ', { tf: '1h' });
  expect(moved.cells.map((cell) => [cell.instrumentId, cell.query])).toEqual([
    ['MSFT.NASDAQ', { tf: '1h' }], ['I1.X', { tf: '1h' }], ['I2.X', { tf: '1h' }], ['I3.X', { tf: '1m' }],
  ]);
});

test('A layout comes back as it was kept, without where its views stood', () => {
  const cell = activeCell(four);
  const full: ChartLayout = {
    ...withCell(four, cell.id, { setup: withIndicator(cell.setup, ema, 'e'), group: 'c' }),
    name: 'Opening', active: 2, split: { x: 0.3, y: 0.7 }, isCrosshairLinked: false,
  };
  const back = decodeLayout(JSON.parse(JSON.stringify(storedLayout(full))));
  expect(back).toEqual({ ...full, cells: full.cells.map(({ query: { from, ...query }, ...rest }) => ({ ...rest, query })) });
});

test('What another version kept is taken as far as it is known', () => {
  expect(decodeLayout({ cells: [] })).toBe(plainLayout);
  const layout = decodeLayout({ cells: [{}, { id: 'x', group: 'z', query: { tf: 5 } }, {}, {}, {}, {}], active: 77, split: { x: 9 } });
  expect([layout.cells.length, layout.active, layout.split]).toEqual([4, 3, { x: 0.8, y: 0.5 }]);
  expect(layout.cells[1]).toMatchObject({ id: 'x', group: 'none', query: {} });
  expect(() => decodeLayout({ cells: 'many' })).toThrow('the charts');
});
