import { useSyncExternalStore } from 'react';
import { WireError } from '../../lib/decode';
import { decodeSetup, plainSetup, storedSetup, type ChartSetup } from './chartSetup';

const storageKey = 'argonaut.chart';
const watchers = new Set<() => void>();
let setup = load();

function load(): ChartSetup {
  try {
    const kept = window.localStorage.getItem(storageKey);
    return kept === null ? plainSetup : decodeSetup(JSON.parse(kept));
  } catch (error) {
    // What cannot be read, or may not, is as if nothing had been kept.
    if (error instanceof WireError || error instanceof SyntaxError || error instanceof DOMException) return plainSetup;
    throw error;
  }
}

export function setChartSetup(change: Partial<ChartSetup>): void {
  setup = { ...setup, ...change };
  try {
    window.localStorage.setItem(storageKey, JSON.stringify(storedSetup(setup)));
  } catch {
    // Storage is full or forbidden: the setup holds until the page is closed.
  }
  for (const watcher of [...watchers]) watcher();
}

export function useChartSetup(): ChartSetup {
  return useSyncExternalStore(watch, () => setup);
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}
