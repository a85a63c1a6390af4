import { fieldsOf, itemsOf, text } from '../../lib/decode';

/** Instruments in an order that a person gave them. */
export interface Watchlist {
  readonly name: string;
  readonly instruments: readonly string[];
}

export const mostLists = 50;
export const longestName = 60;

export function decodeLists(value: unknown): readonly Watchlist[] {
  return itemsOf(value, 'the watchlists', (item) => {
    const f = fieldsOf(item, 'a watchlist');
    return { name: text(f, 'name'), instruments: [...new Set(itemsOf(f['instruments'], 'its instruments', String))] };
  }).slice(0, mostLists);
}

/** Why a list cannot have the name; null when it can. */
export function nameFault(lists: readonly Watchlist[], name: string): 'empty' | 'long' | 'taken' | null {
  const wanted = name.trim();
  if (wanted === '') return 'empty';
  if (wanted.length > longestName) return 'long';
  return lists.some((list) => list.name.toLowerCase() === wanted.toLowerCase()) ? 'taken' : null;
}

/** A name nobody has yet: `Tech`, `Tech 2`, ... */
export function freeName(lists: readonly Watchlist[], name: string): string {
  for (let i = 1; ; i++) {
    const candidate = i === 1 ? name : `${name} ${i}`;
    if (nameFault(lists, candidate) === null) return candidate;
  }
}

/** The instrument comes to stand at the place; beyond the ends nothing moves. */
export function moved(instruments: readonly string[], id: string, to: number): readonly string[] {
  const from = instruments.indexOf(id);
  if (from < 0 || to < 0 || to >= instruments.length || from === to) return instruments;
  const rest = instruments.filter((one) => one !== id);
  return [...rest.slice(0, to), id, ...rest.slice(to)];
}

/** One instrument a line, below a heading. */
export function csvOf(list: Watchlist): string {
  return `instrument_id\n${list.instruments.map(quoted).join('\n')}\n`;
}

/** Ids of a CSV: of the column `instrument_id`, else of the first one. */
export function instrumentsOfCsv(csv: string): readonly string[] {
  const rows = csv.replace(/^\uFEFF/, '').split(/\r?\n/).map(cellsOf).filter((cells) => cells.some((cell) => cell !== ''));
  const heading = rows[0]?.findIndex((cell) => cell.toLowerCase() === 'instrument_id') ?? -1;
  const body = heading >= 0 ? rows.slice(1) : rows;
  return [...new Set(body.map((cells) => cells[Math.max(0, heading)] ?? '').filter((cell) => cell !== ''))];
}

function quoted(cell: string): string {
  return /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

function cellsOf(line: string): readonly string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map((match) => (match[1]?.replaceAll('""', '"') ?? match[2] ?? '').trim());
}
