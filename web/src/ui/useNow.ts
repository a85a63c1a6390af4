import { useSyncExternalStore } from 'react';
import { pageFrames } from '../lib/frameQueue';
import { wallMillis } from '../lib/pastTime';

/** One timer for all clocks of a pace: texts that show an age change together. */
class Pace {
  private readonly watchers = new Set<() => void>();
  private timer: ReturnType<typeof setInterval> | null = null;
  private now = wallMillis();

  constructor(private readonly millis: number) {}

  readonly get = (): number => this.now;

  readonly watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    this.timer ??= setInterval(() => pageFrames.schedule(this.tick), this.millis);
    return () => {
      this.watchers.delete(watcher);
      if (this.watchers.size > 0 || this.timer === null) return;
      clearInterval(this.timer);
      this.timer = null;
    };
  };

  private readonly tick = (): void => {
    this.now = wallMillis();
    for (const watcher of [...this.watchers]) watcher();
  };
}

const paces = new Map<number, Pace>();

/** The browser's time, renewed every `millis`. */
export function useNow(millis = 1_000): number {
  let pace = paces.get(millis);
  if (pace === undefined) {
    pace = new Pace(millis);
    paces.set(millis, pace);
  }
  return useSyncExternalStore(pace.watch, pace.get);
}
