import { useSyncExternalStore } from 'react';
import type { RuleStart } from '../lib/alertWire';

/** Which dialog lies over the page; at most one. */
export type Overlay =
  | { readonly kind: 'none' }
  | { readonly kind: 'palette'; readonly query: string }
  | { readonly kind: 'keys' }
  | { readonly kind: 'past' }
  | { readonly kind: 'sign-in'; readonly why: string | null }
  | { readonly kind: 'rule'; readonly start: RuleStart };

let overlay: Overlay = { kind: 'none' };
const watchers = new Set<() => void>();

export function showOverlay(next: Overlay): void {
  overlay = next;
  for (const watcher of [...watchers]) watcher();
}

export function closeOverlay(): void {
  showOverlay({ kind: 'none' });
}

export function useOverlay(): Overlay {
  return useSyncExternalStore(watch, () => overlay);
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}
