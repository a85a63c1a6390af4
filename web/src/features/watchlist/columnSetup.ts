import { fieldsOf, listOr } from '../../lib/decode';

/** Which columns are shown, in which order, how wide; by their ids. */
export interface ColumnSetup {
  /** What is not in it follows in the usual order. */
  readonly order: readonly string[];
  readonly hidden: readonly string[];
  /** In pixels; empty: each is as wide as its content. */
  readonly widths: Readonly<Record<string, number>>;
}

export const plainColumns: ColumnSetup = { order: [], hidden: [], widths: {} };

export const narrowest = 40;
export const widest = 600;

/** Pixels of one press of an arrow key or of a button. */
export const widthStep = 16;

export function decodeColumns(value: unknown): ColumnSetup {
  const f = fieldsOf(value, 'the columns');
  const widths = typeof f['widths'] === 'object' && f['widths'] !== null ? fieldsOf(f['widths'], 'their widths') : {};
  return {
    order: listOr(f, 'order', String),
    hidden: listOr(f, 'hidden', String),
    widths: Object.fromEntries(Object.entries(widths).flatMap(([id, width]) => (typeof width === 'number' && width > 0 ? [[id, clampWidth(width)]] : []))),
  };
}

export function clampWidth(width: number): number {
  return Math.min(widest, Math.max(narrowest, Math.round(width)));
}

/** All ids in the order of the setup, hidden ones too. */
export function orderedIds(ids: readonly string[], setup: ColumnSetup): readonly string[] {
  const known = setup.order.filter((id) => ids.includes(id));
  return [...known, ...ids.filter((id) => !known.includes(id))];
}

/** The column comes to stand at the place of another one. */
export function withMoved(ids: readonly string[], setup: ColumnSetup, id: string, to: string): ColumnSetup {
  const now = orderedIds(ids, setup);
  const place = now.indexOf(to);
  if (place < 0 || id === to || !now.includes(id)) return setup;
  const rest = now.filter((one) => one !== id);
  return { ...setup, order: [...rest.slice(0, place), id, ...rest.slice(place)] };
}

export function withHidden(setup: ColumnSetup, id: string, isHidden: boolean): ColumnSetup {
  const rest = setup.hidden.filter((one) => one !== id);
  return { ...setup, hidden: isHidden ? [...rest, id] : rest };
}
