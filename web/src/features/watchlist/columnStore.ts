import { useSyncExternalStore } from 'react';
import { WireError } from '../../lib/decode';
import { keepDocument, watchDocument } from '../../ui/settings';
import { decodeColumns, plainColumns, type ColumnSetup } from './columnSetup';

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
