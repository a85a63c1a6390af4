import { expect, test } from 'vitest';
import { chartHistory } from './chartHistory';

test('U-099 Acts are taken back in turn and done again, and a new act forgets those taken back', () => {
  let value = 0;
  const add = (by: number): void => {
    value += by;
    chartHistory.note({ undo: () => (value -= by), redo: () => (value += by) });
  };
  add(1);
  add(10);
  chartHistory.undo();
  expect(value).toBe(1);
  chartHistory.redo();
  expect(value).toBe(11);
  chartHistory.undo();
  add(100);
  expect([value, chartHistory.canRedo]).toEqual([101, false]);
  chartHistory.undo();
  chartHistory.undo();
  chartHistory.undo();
  expect([value, chartHistory.canUndo]).toEqual([0, false]);
});
