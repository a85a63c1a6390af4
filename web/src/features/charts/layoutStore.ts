import { useSyncExternalStore } from 'react';
import { WireError } from '../../lib/decode';
import { currentPlace } from '../../ui/router';
import { keepDocument, watchDocument } from '../../ui/settings';
import { decodeLayout, plainLayout, storedLayout, type ChartLayout } from './layout';

const key = 'charts';
const watchers = new Set<() => void>();
let layout = plainLayout;

watchDocument(key, (kept) => {
  layout = kept === undefined ? plainLayout : read(kept);
  tell();
});

function read(kept: unknown): ChartLayout {
  try {
    return decodeLayout(kept);
  } catch (error) {
    // What cannot be read is as if nothing had been kept.
    if (error instanceof WireError) return plainLayout;
    throw error;
  }
}

export function currentLayout(): ChartLayout {
  return layout;
}

export function setLayout(change: (layout: ChartLayout) => ChartLayout, from: 'owner' | 'address' = 'owner'): void {
  const next = change(layout);
  if (next === layout) return;
  layout = next;
  // A chart in a window of its own leaves the page as it is.
  if (currentPlace().panel === null) keepDocument(key, storedLayout(layout), from);
  tell();
}

export function useLayout(): ChartLayout {
  return useSyncExternalStore(watch, () => layout);
}

function tell(): void {
  for (const watcher of [...watchers]) watcher();
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}
