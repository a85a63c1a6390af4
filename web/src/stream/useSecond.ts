import { useSyncExternalStore } from 'react';
import { pageFrames } from '../lib/frameQueue';

const watchers = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | null = null;
let seconds = 0;

function pass(): void {
  seconds++;
  for (const each of [...watchers]) each();
}

/** Calls it each second, with all others. */
export function watchSecond(watcher: () => void): () => void {
  watchers.add(watcher);
  timer ??= setInterval(() => pageFrames.schedule(pass), 1_000);
  return () => {
    watchers.delete(watcher);
    if (watchers.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
  };
}

/** Renders again each second, all cells at once. */
export function useSecond(): number {
  return useSyncExternalStore(watchSecond, () => seconds);
}
