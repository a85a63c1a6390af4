import type { ChartCell } from './layout';
import { withCell } from './layout';
import { currentLayout, setLayout } from './layoutStore';
import { chartHistory } from './chartHistory';
import type { ChartSetup } from './chartSetup';

/** Changes how a chart is drawn; what is added to it or taken away can be undone. */
export function changeSetup(cell: ChartCell, change: Partial<ChartSetup>): void {
  const before = currentLayout().cells.find((one) => one.id === cell.id)?.setup ?? cell.setup;
  const set = (part: Partial<ChartSetup>): void => setLayout((layout) => {
    const now = layout.cells.find((one) => one.id === cell.id);
    return now === undefined ? layout : withCell(layout, cell.id, { setup: { ...now.setup, ...part } });
  });
  set(change);
  const after = { ...before, ...change };
  if (after.indicators === before.indicators && after.compares === before.compares) return;
  chartHistory.note({
    undo: () => set({ indicators: before.indicators, compares: before.compares }),
    redo: () => set({ indicators: after.indicators, compares: after.compares }),
  });
}
