import { useEffect } from 'react';
import type { ChartHandle } from './useBarFeed';

/** Between two looks, in milliseconds: after bars came or the chart was opened, and twice as long after each look that found none. */
const firstWait = 3_000;
const longestWait = 60_000;

/** A chart that shows all there is looks for bars before the first one: after a first start, and while holes are filled, they come while it is open. */
export function useOlderBars(handle: ChartHandle | null): void {
  useEffect(() => {
    if (handle === null) return undefined;
    let wait = firstWait;
    let isLeft = false;
    let timer: ReturnType<typeof setTimeout>;
    const look = async (): Promise<void> => {
      const hasMore = !document.hidden && !handle.shown.isReplay && await handle.feed.lookForOlder();
      if (isLeft) return;
      wait = hasMore ? firstWait : Math.min(longestWait, 2 * wait);
      plan();
    };
    const plan = (): void => {
      timer = setTimeout(() => void look(), wait);
    };
    plan();
    return () => {
      isLeft = true;
      clearTimeout(timer);
    };
  }, [handle]);
}
