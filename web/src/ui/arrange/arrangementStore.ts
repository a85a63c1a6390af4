import { useSyncExternalStore } from 'react';
import { followTabs, keepDocument, watchDocument } from '../settings';
import { decodeArrangements, type Arrangement } from './arrangement';

const key = 'panels';
const watchers = new Set<() => void>();
let pages: ReadonlyMap<string, Arrangement> = new Map();

watchDocument(key, (kept) => {
  pages = decodeArrangements(kept);
  tell();
});
followTabs(key);

/** Null: the page is arranged as it comes. */
export function arrangementOf(page: string): Arrangement | null {
  return pages.get(page) ?? null;
}

/** Null gives the page its own arrangement back. */
export function setArrangement(page: string, arrangement: Arrangement | null): void {
  const next = new Map(pages);
  if (arrangement === null) next.delete(page);
  else next.set(page, arrangement);
  pages = next;
  keepDocument(key, Object.fromEntries(pages));
  tell();
}

export function useArrangement(page: string): Arrangement | null {
  return useSyncExternalStore(watch, () => arrangementOf(page));
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

function tell(): void {
  for (const watcher of [...watchers]) watcher();
}
