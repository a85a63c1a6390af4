import { useCallback, useEffect, useRef } from 'react';
import { closeOfBar, type Timeframe } from '../../lib/timeframes';
import { currentReplay, setReplay, useReplay, type Replay } from '../../ui/replay';
import type { ChartHandle } from './useBarFeed';

export interface ReplayClock {
  readonly replay: Replay;
  /** Shows what was over when the bar that opens then closed. */
  readonly begin: (barOpen: number) => void;
  /** Goes to a time, in seconds, also far outside of what is loaded. */
  readonly jump: (seconds: number) => void;
  readonly step: (by: 1 | -1) => Promise<void>;
}

/** Replays on one chart; the active one moves the clock, all follow it. */
export function useReplayClock(handle: ChartHandle | null, timeframe: Timeframe, isActive: boolean): ReplayClock {
  const replay = useReplay();
  const isStepping = useRef(false);
  const { until, isPlaying, speed } = replay;
  useEffect(() => {
    if (handle === null || (until === null && !handle.shown.isReplay)) return;
    const wasReplay = handle.shown.isReplay;
    handle.shown.show({ until });
    if (until === null) handle.chart.showLast();
    else if (!wasReplay) {
      handle.chart.view.endAt(handle.shown.bars.length);
      // It would stand at another bar now.
      handle.chart.clearCrosshair();
    }
    handle.feed.tell();
  }, [handle, until]);

  const step = useCallback(async (by: 1 | -1): Promise<void> => {
    const now = currentReplay().until;
    if (handle === null || now === null || isStepping.current) return;
    isStepping.current = true;
    if (by < 0) {
      const last = handle.shown.last;
      const before = last === null ? null : handle.shown.before(last.time);
      if (before !== null) setReplay({ until: closeOfBar(before, timeframe), isPlaying: false });
    } else {
      if (handle.shown.next === null) await handle.feed.loadNewer();
      const { next } = handle.shown;
      setReplay(next === null ? { isPlaying: false } : { until: closeOfBar(next, timeframe) });
    }
    isStepping.current = false;
  }, [handle, timeframe]);

  useEffect(() => {
    if (!isPlaying || !isActive) return undefined;
    const timer = setInterval(() => void step(1), 1_000 / speed);
    return () => clearInterval(timer);
  }, [isPlaying, isActive, speed, step]);

  return {
    replay,
    begin: (barOpen) => setReplay({ until: closeOfBar(handle?.shown.at(barOpen) ?? { time: barOpen }, timeframe), isPicking: false, isPlaying: false }),
    jump: (seconds) => {
      setReplay({ until: seconds, isPicking: false, isPlaying: false });
      void handle?.feed.goTo(seconds);
    },
    step,
  };
}
