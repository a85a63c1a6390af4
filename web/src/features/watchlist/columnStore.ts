import { useSyncExternalStore } from 'react';
import { WireError } from '../../lib/decode';
import { keepDocument, watchDocument } from '../../ui/settings';
import { clampWidth, decodeColumns, narrowest, plainColumns, type ColumnSetup } from './columnSetup';

const key = 'watchColumns';
const watchers = new Set<() => void>();
let setup = plainColumns;

watchDocument(key, (kept) => {
  setup = kept === undefined ? plainColumns : read(kept);
  tell();
});

function read(kept: unknown): ColumnSetup {
  try {
    return decodeColumns(kept);
  } catch (error) {
    // What cannot be read is as if nothing had been kept.
    if (error instanceof WireError) return plainColumns;
    throw error;
  }
}

export function setColumns(change: (setup: ColumnSetup) => ColumnSetup): void {
  const next = change(setup);
  if (next === setup) return;
  setup = next;
  keepDocument(key, setup);
  tell();
}

/** The first change of a width fixes those of all the others as they are. */
export function resizeColumn(id: string, widthFrom: (now: number) => number): void {
  setColumns((now) => {
    const widths = Object.keys(now.widths).length > 0 ? now.widths : shownWidths();
    return { ...now, widths: { ...widths, [id]: clampWidth(widthFrom(widths[id] ?? shownWidths()[id] ?? narrowest)) } };
  });
}

function shownWidths(): Readonly<Record<string, number>> {
  const heads = [...document.querySelectorAll<HTMLElement>('.watch-table [data-column]')];
  return Object.fromEntries(heads.map((head) => [head.dataset['column'] ?? '', Math.round(head.getBoundingClientRect().width)]));
}

export function useColumns(): ColumnSetup {
  return useSyncExternalStore(watch, () => setup);
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

function tell(): void {
  for (const watcher of [...watchers]) watcher();
}
