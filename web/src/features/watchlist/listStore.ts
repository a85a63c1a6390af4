import { useSyncExternalStore } from 'react';
import { WireError } from '../../lib/decode';
import { keepDocument, watchDocument } from '../../ui/settings';
import { decodeLists, type Watchlist } from './lists';

const key = 'watchlists';
const watchers = new Set<() => void>();
let lists: readonly Watchlist[] = [];

watchDocument(key, (kept) => {
  lists = kept === undefined ? [] : read(kept);
  tell();
});

function read(kept: unknown): readonly Watchlist[] {
  try {
    return decodeLists(kept);
  } catch (error) {
    // What cannot be read is as if nothing had been kept.
    if (error instanceof WireError) return [];
    throw error;
  }
}

export function currentLists(): readonly Watchlist[] {
  return lists;
}

export function setLists(next: readonly Watchlist[]): void {
  lists = next;
  keepDocument(key, lists);
  tell();
}

/** Changes one list; a name that is not there changes nothing. */
export function changeList(name: string, change: (list: Watchlist) => Watchlist): void {
  setLists(lists.map((list) => (list.name === name ? change(list) : list)));
}

export function useLists(): readonly Watchlist[] {
  return useSyncExternalStore(watch, currentLists);
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

function tell(): void {
  for (const watcher of [...watchers]) watcher();
}
