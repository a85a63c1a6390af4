import { useSyncExternalStore } from 'react';

/** Bars a second. */
export const replaySpeeds = [1, 2, 5, 10, 25] as const;

export type ReplaySpeed = (typeof replaySpeeds)[number];

/** Recorded time that is shown again, the same for all charts of the page. */
export interface Replay {
  /** Seconds: what was over by then is shown. Null: the present is. */
  readonly until: number | null;
  /** A bar is being chosen to begin at. */
  readonly isPicking: boolean;
  readonly isPlaying: boolean;
  readonly speed: ReplaySpeed;
}

const present: Replay = { until: null, isPicking: false, isPlaying: false, speed: 2 };
const watchers = new Set<() => void>();
let replay = present;

export function currentReplay(): Replay {
  return replay;
}

export function setReplay(change: Partial<Replay>): void {
  replay = { ...replay, ...change };
  for (const watcher of [...watchers]) watcher();
}

/** Back to the present; the speed stays. */
export function endReplay(): void {
  setReplay({ ...present, speed: replay.speed });
}

export function useReplay(): Replay {
  return useSyncExternalStore(watch, currentReplay);
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}
