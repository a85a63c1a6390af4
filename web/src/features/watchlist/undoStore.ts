import { useSyncExternalStore } from 'react';

/** What was done last and can be undone for a while, also on the page that it led to. */
export interface Undo {
  readonly text: string;
  readonly act: () => void;
}

const offeredMillis = 10_000;
const watchers = new Set<() => void>();
let undo: Undo | null = null;

export function offerUndo(text: string, act: () => void): void {
  const offer = { text, act };
  set(offer);
  setTimeout(() => {
    if (undo === offer) set(null);
  }, offeredMillis);
}

export function takeUndo(): void {
  const taken = undo;
  set(null);
  taken?.act();
}

export function useUndo(): Undo | null {
  return useSyncExternalStore(watch, () => undo);
}

function set(next: Undo | null): void {
  undo = next;
  for (const watcher of [...watchers]) watcher();
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}
