import { expect, test } from 'vitest';
import { newDrawing, type Drawing } from '../../chart/drawings/drawing';
import { decodeDrawings, rebase, storedDrawings } from './drawingDocument';

function line(id: string, price = '10.00'): Drawing {
  return newDrawing(id, 'horizontal', [{ time: 60, price }], 0);
}

test('Drawings come back as they were kept, prices digit by digit', () => {
  const all = [line('a', '0.00001230'), newDrawing('b', 'text', [{ time: 1, price: '5' }], 3, 'ü <b>')];
  expect(decodeDrawings(JSON.parse(JSON.stringify(storedDrawings(all))))).toEqual(all);
});

test('What cannot be read is left out: an unknown tool, a missing point, a price that is none', () => {
  const bad = [
    { ...line('a'), tool: 'pitchfork' }, { ...line('b'), tool: 'trend' }, { ...line('c'), points: [{ time: 1, price: 'NaN' }] }, { ...line('d'), points: [{ price: '1' }] },
  ];
  expect(decodeDrawings({ drawings: [...bad, line('e')] })).toEqual([line('e')]);
  expect(decodeDrawings({})).toEqual([]);
});

test('Two tabs lose nothing: what either changed since the last save is kept', () => {
  const base = [line('a'), line('b'), line('c'), line('d')];
  const ours = [line('a', '11.00'), line('b'), line('d'), line('new ours')];
  const theirs = [line('a'), line('b', '12.00'), line('c'), line('new theirs')];
  expect(rebase(base, ours, theirs)).toEqual([line('a', '11.00'), line('b', '12.00'), line('new theirs'), line('new ours')]);
});

test('One that was removed there and changed here stays', () => {
  expect(rebase([line('a')], [line('a', '11.00')], [])).toEqual([line('a', '11.00')]);
  expect(rebase([line('a')], [], [line('a', '11.00')])).toEqual([line('a', '11.00')]);
});
