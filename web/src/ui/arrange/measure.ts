import { allColumns, fitted, type Arrangement, type PanelBox } from './arrangement';

/** As in the style sheet: a narrower page has one column. */
const hasColumns = window.matchMedia('(min-width: 1101px)');

export function panelsIn(root: HTMLElement): readonly HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>('.panel[data-panel]')];
}

export function idOf(panel: HTMLElement): string {
  return panel.dataset['panel'] ?? '';
}

/** The tracks of a page as wide as it is: `left` is where the first begins, `column` and `row` include the gap. */
function tracksOf(root: HTMLElement): { readonly left: number; readonly column: number; readonly row: number } {
  const page = root.closest<HTMLElement>('.page') ?? root;
  const style = getComputedStyle(page);
  const [gap, padding] = [Number.parseFloat(style.rowGap) || 1, Number.parseFloat(style.paddingLeft) || 0];
  const { left } = page.getBoundingClientRect();
  return { left: left + padding, column: (page.clientWidth - 2 * padding + gap) / allColumns, row: gap };
}

/** How the panels stand on the screen, in the order of the page. */
export function measured(root: HTMLElement): Arrangement {
  const { left, column, row } = tracksOf(root);
  return panelsIn(root).map((panel) => {
    const box = panel.getBoundingClientRect();
    const isCollapsed = panel.dataset['collapsed'] === 'true';
    if (isCollapsed || !hasColumns.matches) return { id: idOf(panel), isCollapsed, box: null };
    return {
      id: idOf(panel), isCollapsed,
      box: fitted({
        start: (box.left - left) / column + 1,
        columns: (box.width + row) / column,
        // Nothing that was in sight is cut.
        rows: Math.ceil((box.height + row) / row - 0.05),
      }),
    };
  });
}

export function reachOf(root: HTMLElement, panel: HTMLElement, x: number, y: number): Pick<PanelBox, 'columns' | 'rows'> {
  const { column, row } = tracksOf(root);
  const box = panel.getBoundingClientRect();
  return { columns: Math.round((x - box.left + row) / column), rows: Math.round((y - box.top + row) / row) };
}
