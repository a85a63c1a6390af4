import type { ChartCell } from './layout';
import { withCell } from './layout';
import { currentLayout, setLayout } from './layoutStore';
import { chartHistory } from './chartHistory';
import type { ChartSetup } from './chartSetup';

/** What of a setup lies on the chart. */
const objects = ['indicators', 'compares', 'hiddenAlerts', 'lockedAlerts'] as const;

/** Changes how a chart is drawn; what is added to it, changed or taken away can be undone. */
export function changeSetup(cell: ChartCell, change: Partial<ChartSetup>): void {
  const before = currentLayout().cells.find((one) => one.id === cell.id)?.setup ?? cell.setup;
  const set = (part: Partial<ChartSetup>): void => setLayout((layout) => {
    const now = layout.cells.find((one) => one.id === cell.id);
    return now === undefined ? layout : withCell(layout, cell.id, { setup: { ...now.setup, ...part } });
  });
  set(change);
  const after = { ...before, ...change };
  if (objects.every((key) => after[key] === before[key])) return;
  const objectsOf = (setup: ChartSetup): Partial<ChartSetup> => Object.fromEntries(objects.map((key) => [key, setup[key]]));
  chartHistory.note({ undo: () => set(objectsOf(before)), redo: () => set(objectsOf(after)) });
}
