import { useSyncExternalStore } from 'react';
import { keepDocument, watchDocument } from './settings';

/** Names of keys that were given to acts instead of their own, by the name of the usual key. */
type Changes = Readonly<Record<string, string>>;

const key = 'shortcuts';
const watchers = new Set<() => void>();
let changes: Changes = {};

watchDocument(key, (kept) => {
  changes = typeof kept === 'object' && kept !== null && !Array.isArray(kept)
    ? Object.fromEntries(Object.entries(kept).filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== ''))
    : {};
  tell();
});

/** The key that now does what the usual one did. */
export function keyOf(usual: string): string {
  return changes[usual] ?? usual;
}

/** The usual name of the key whose act the pressed one does; null when that act has another key now. */
export function usualOf(pressed: string): string | null {
  const given = Object.entries(changes).find(([, now]) => now === pressed);
  if (given !== undefined) return given[0];
  return changes[pressed] === undefined ? pressed : null;
}

/** Gives an act another key. False when one of `all` the others has it. */
export function changeKey(usual: string, pressed: string, all: readonly string[]): boolean {
  if (all.some((other) => other !== usual && keyOf(other) === pressed)) return false;
  const { [usual]: before, ...rest } = changes;
  set(pressed === usual ? rest : { ...rest, [usual]: pressed });
  return true;
}

export function resetKeys(): void {
  set({});
}

export function useShortcuts(): Changes {
  return useSyncExternalStore(watch, () => changes);
}

function set(next: Changes): void {
  changes = next;
  keepDocument(key, changes);
  tell();
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

function tell(): void {
  for (const watcher of [...watchers]) watcher();
}
