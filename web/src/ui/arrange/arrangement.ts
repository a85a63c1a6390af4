/** Where a panel stands on a page that has room for more than one column, and how large it is. */
export interface PanelBox {
  /** Its first column of twelve, from 1. */
  readonly start: number;
  readonly columns: number;
  /** Its height with the gap below it, in gaps. */
  readonly rows: number;
}

export interface PlacedPanel {
  readonly id: string;
  readonly isCollapsed: boolean;
  /** Null: it was never arranged where there is room for more than one column. */
  readonly box: PanelBox | null;
}

/** The panels of a page in their order. Those that the page does not show keep their places. */
export type Arrangement = readonly PlacedPanel[];

export const allColumns = 12;
const fewestColumns = 3;
const fewestRows = 12;
const mostRows = 250;

/** Of a panel that came after the page was arranged. */
const usualBox: PanelBox = { start: 1, columns: allColumns, rows: 40 };

export function boxOf(panel: PlacedPanel): PanelBox {
  return panel.box ?? usualBox;
}

/** A box of whole columns and rows that fits on the page. */
export function fitted({ start, columns, rows }: PanelBox): PanelBox {
  const wide = clamp(columns, fewestColumns, allColumns);
  return { start: clamp(start, 1, allColumns + 1 - wide), columns: wide, rows: clamp(rows, fewestRows, mostRows) };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, Math.round(value)));
}

/** What was kept, with the panels that are shown: a new one comes after the one that it follows on the page. */
export function completed(kept: Arrangement, shown: Arrangement): Arrangement {
  const all = kept.map((panel) => (panel.box === null ? { ...panel, box: shown.find((one) => one.id === panel.id)?.box ?? null } : panel));
  shown.forEach((panel, i) => {
    if (all.some((one) => one.id === panel.id)) return;
    const before = shown[i - 1];
    all.splice(before === undefined ? 0 : all.findIndex((one) => one.id === before.id) + 1, 0, panel);
  });
  return all;
}

export function withCollapsed(panels: Arrangement, id: string, isCollapsed: boolean): Arrangement {
  return panels.map((panel) => (panel.id === id ? { ...panel, isCollapsed } : panel));
}

/** The two change places: their order, and the columns where they begin. */
export function exchanged(panels: Arrangement, id: string, otherId: string): Arrangement {
  const one = panels.find((panel) => panel.id === id);
  const other = panels.find((panel) => panel.id === otherId);
  if (one === undefined || other === undefined) return panels;
  return panels.map((panel) => (panel === one ? startingAs(other, one) : panel === other ? startingAs(one, other) : panel));
}

function startingAs(panel: PlacedPanel, at: PlacedPanel): PlacedPanel {
  return panel.box === null || at.box === null ? panel : { ...panel, box: fitted({ ...panel.box, start: at.box.start }) };
}

export function withBox(panels: Arrangement, id: string, change: (box: PanelBox) => PanelBox): Arrangement {
  return panels.map((panel) => (panel.id === id ? { ...panel, box: fitted(change(boxOf(panel))) } : panel));
}

/** So many columns wider. What ends at the right edge of the page goes on ending there. */
export function widened(box: PanelBox, by: number): PanelBox {
  const next = fitted({ ...box, columns: box.columns + by });
  const isAtEnd = box.start > 1 && box.start + box.columns === allColumns + 1;
  return isAtEnd ? { ...next, start: allColumns + 1 - next.columns } : next;
}

/** What is kept of each page, as far as it can be read. */
export function decodeArrangements(kept: unknown): ReadonlyMap<string, Arrangement> {
  const pages = typeof kept === 'object' && kept !== null && !Array.isArray(kept) ? Object.entries(kept) : [];
  return new Map(pages.flatMap(([page, panels]) => (Array.isArray(panels) ? [[page, decodePanels(panels)] as const] : [])));
}

function decodePanels(kept: readonly unknown[]): Arrangement {
  const seen = new Set<string>();
  return kept.flatMap((one) => {
    if (typeof one !== 'object' || one === null) return [];
    const { id, isCollapsed, box }: Record<string, unknown> = { ...one };
    if (typeof id !== 'string' || seen.has(id)) return [];
    seen.add(id);
    return [{ id, isCollapsed: isCollapsed === true, box: decodeBox(box) }];
  });
}

function decodeBox(kept: unknown): PanelBox | null {
  if (typeof kept !== 'object' || kept === null) return null;
  const { start, columns, rows }: Record<string, unknown> = { ...kept };
  const isWhole = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
  return isWhole(start) && isWhole(columns) && isWhole(rows) ? fitted({ start, columns, rows }) : null;
}
