import { useSyncExternalStore } from 'react';

const media = window.matchMedia('print');

/** The page is being printed, or shown as it would be. */
export function isPrinting(): boolean {
  return media.matches;
}

export function watchPrinting(watcher: () => void): () => void {
  media.addEventListener('change', watcher);
  return () => media.removeEventListener('change', watcher);
}

export function usePrinting(): boolean {
  return useSyncExternalStore(watchPrinting, isPrinting);
}
