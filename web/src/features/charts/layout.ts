import { fieldsOf, flagOr, itemsOf, numberOr, textOr, type Fields } from '../../lib/decode';
import { usualTimeframe } from '../../lib/timeframes';
import { decodeSetup, plainSetup, storedSetup, type ChartSetup } from './chartSetup';

/** Charts of one group follow one another; `none` stands alone. */
export const linkGroups = ['none', 'a', 'b', 'c'] as const;

export type LinkGroup = (typeof linkGroups)[number];

/** What charts of a group share. */
export interface GroupLinks {
  readonly instrument: boolean;
  readonly timeframe: boolean;
}

/** One chart of a layout. */
export interface ChartCell {
  readonly id: string;
  /** Null: not chosen yet. */
  readonly instrumentId: string | null;
  /** Timeframe, zone and view, as the address of a chart has them. */
  readonly query: Readonly<Record<string, string>>;
  readonly setup: ChartSetup;
  readonly group: LinkGroup;
}

/** One to four charts side by side. */
export interface ChartLayout {
  /** Under which it was saved or opened; null for one that was not. */
  readonly name: string | null;
  readonly cells: readonly ChartCell[];
  /** Index of the chart that the address bar, the list and the keys belong to. */
  readonly active: number;
  /** Share of the first column and of the first row, 0.2 to 0.8. */
  readonly split: { readonly x: number; readonly y: number };
  readonly isCrosshairLinked: boolean;
  readonly links: Readonly<Record<Exclude<LinkGroup, 'none'>, GroupLinks>>;
}

export const mostCells = 4;
const oneGroup: GroupLinks = { instrument: true, timeframe: false };
/** What a further chart of an instrument begins with. */
const nextTimeframes = ['1m', '5m', '1h', '1D'];

export const plainLayout: ChartLayout = {
  name: null,
  cells: [{ id: 'first', instrumentId: null, query: {}, setup: plainSetup, group: 'none' }],
  active: 0,
  split: { x: 0.5, y: 0.5 },
  isCrosshairLinked: true,
  links: { a: oneGroup, b: oneGroup, c: oneGroup },
};

export function activeCell(layout: ChartLayout): ChartCell {
  const cell = layout.cells[layout.active] ?? layout.cells[0];
  if (cell === undefined) throw new Error('A layout has at least one chart.');
  return cell;
}

export function withCell(layout: ChartLayout, id: string, change: Partial<ChartCell>): ChartLayout {
  return { ...layout, cells: layout.cells.map((cell) => (cell.id === id ? { ...cell, ...change } : cell)) };
}

/** More charts begin as copies of the active one on other timeframes; fewer: the last go, the active one stays. */
export function withCount(layout: ChartLayout, count: number, newId: () => string): ChartLayout {
  const source = activeCell(layout);
  const cells = [...layout.cells];
  while (cells.length < count) {
    const used = cells.map((cell) => cell.query['tf'] ?? usualTimeframe);
    const tf = nextTimeframes.find((timeframe) => !used.includes(timeframe)) ?? usualTimeframe;
    cells.push({ ...source, id: newId(), query: { ...source.query, tf } });
  }
  const kept = cells.length <= count ? cells : [source, ...cells.filter((cell) => cell !== source)].slice(0, count);
  const ordered = cells.filter((cell) => kept.includes(cell));
  return { ...layout, cells: ordered, active: Math.max(0, ordered.indexOf(source)) };
}

/** A chart went to another instrument or timeframe: those of its group follow in what the group shares. */
export function withPlace(layout: ChartLayout, id: string, instrumentId: string, query: Readonly<Record<string, string>>): ChartLayout {
  const before = layout.cells.find((cell) => cell.id === id);
  if (before === undefined) return layout;
  const moved = withCell(layout, id, { instrumentId, query });
  if (before.group === 'none') return moved;
  const links = layout.links[before.group];
  const isOther = before.instrumentId !== instrumentId;
  const isOtherTimeframe = (before.query['tf'] ?? usualTimeframe) !== (query['tf'] ?? usualTimeframe);
  return {
    ...moved,
    cells: moved.cells.map((cell) => {
      if (cell.id === id || cell.group !== before.group) return cell;
      const { from, to, at, ...rest } = cell.query;
      const followed = links.instrument && isOther ? { ...cell, instrumentId } : cell;
      return links.timeframe && isOtherTimeframe && query['tf'] !== undefined ? { ...followed, query: { ...rest, tf: query['tf'] } } : followed;
    }),
  };
}

/** As it is kept; where a view stood in time is not. */
export function storedLayout(layout: ChartLayout): unknown {
  return {
    ...layout,
    cells: layout.cells.map(({ query, setup, ...cell }) => ({
      ...cell, query: Object.fromEntries(['tf', 'tz'].flatMap((key) => (query[key] === undefined ? [] : [[key, query[key]]]))), setup: storedSetup(setup),
    })),
  };
}

/** What was kept, possibly by another version: what is not known any more falls back. */
export function decodeLayout(value: unknown): ChartLayout {
  const f = fieldsOf(value, 'a layout');
  const cells = itemsOf(f['cells'], 'the charts', decodeCell).slice(0, mostCells);
  if (cells.length === 0) return plainLayout;
  const links = fieldsOf(f['links'] ?? {}, 'the links');
  const split = fieldsOf(f['split'] ?? {}, 'the split');
  return {
    name: textOr(f, 'name', null),
    cells,
    active: Math.min(cells.length - 1, Math.max(0, Math.round(numberOr(f, 'active', 0)))),
    split: { x: share(split, 'x'), y: share(split, 'y') },
    isCrosshairLinked: flagOr(f, 'isCrosshairLinked', true),
    links: { a: decodeLinks(links, 'a'), b: decodeLinks(links, 'b'), c: decodeLinks(links, 'c') },
  };
}

export function clampShare(value: number): number {
  return Math.min(0.8, Math.max(0.2, value));
}

function share(fields: Fields, key: string): number {
  return clampShare(numberOr(fields, key, 0.5));
}

function decodeLinks(fields: Fields, key: string): GroupLinks {
  const f = fieldsOf(fields[key] ?? {}, 'a link');
  return { instrument: flagOr(f, 'instrument', true), timeframe: flagOr(f, 'timeframe', false) };
}

function decodeCell(value: unknown): ChartCell {
  const f = fieldsOf(value, 'a chart');
  const query = fieldsOf(f['query'] ?? {}, 'the query');
  return {
    id: textOr(f, 'id', crypto.randomUUID()),
    instrumentId: textOr(f, 'instrumentId', null),
    query: Object.fromEntries(Object.entries(query).flatMap(([key, text]) => (typeof text === 'string' ? [[key, text]] : []))),
    setup: f['setup'] === undefined ? plainSetup : decodeSetup(f['setup']),
    group: linkGroups.find((group) => group === f['group']) ?? 'none',
  };
}
