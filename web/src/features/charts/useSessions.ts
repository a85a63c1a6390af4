import { useCallback, useEffect, useMemo, useState } from 'react';
import { fetchSessions } from '../../api/definitions';
import { ApiError } from '../../api/http';
import type { Instrument } from '../../api/types';
import type { SessionKind } from '../../chart/SessionShade';
import { tradingDayOf } from '../../lib/tradingHours';
import { closeOfSeconds, stepOf, type Timeframe } from '../../lib/timeframes';
import type { ExtendedHours } from './chartSetup';
import { askedDays, askFrom, blockOf, SessionCalendar } from './sessionCalendar';
import { useFeedView, type ChartHandle } from './useBarFeed';

/** Longer bars span sessions. */
const longestShaded = 3_600;
/** Longer bars have no interval without a session. */
const longestFilled = 86_400;

/**
 * Shades or hides what lies outside regular hours; asks for the calendar of the bars that are loaded. The answer: what the market does in a
 * bar, null where nobody knows.
 */
export function useSessions(
  handle: ChartHandle | null, instrument: Instrument, timeframe: Timeframe, extended: ExtendedHours, isFilled: boolean,
): (open: number) => SessionKind | null {
  const { id, tradingHours, timeZone } = instrument;
  const calendar = useMemo(() => ({ of: id, calendar: new SessionCalendar() }).calendar, [id]);
  const [known, setKnown] = useState(0);
  const isWanted = stepOf(timeframe) <= longestShaded && extended !== 'plain';
  const isAsked = isWanted || (isFilled && stepOf(timeframe) <= longestFilled);
  const firstBlock = useFeedView(handle, () => blockOf(handle?.feed.window.first?.time ?? -1));
  const lastBlock = useFeedView(handle, () => blockOf(handle?.feed.window.last?.time ?? -1));
  useEffect(() => {
    if (!isAsked || firstBlock < 0) return undefined;
    const abort = new AbortController();
    const load = async (): Promise<void> => {
      // Newest first: they are in view.
      for (let block = lastBlock; block >= firstBlock; block--) {
        if (calendar.has(block)) continue;
        calendar.add(block, await fetchSessions(id, askFrom(block), askedDays, abort.signal));
        setKnown((count) => count + 1);
      }
    };
    load().catch((error: unknown) => {
      // Without a calendar nothing is shaded; the next range asks again.
      if (!(error instanceof ApiError) && !abort.signal.aborted) throw error;
    });
    return () => abort.abort();
  }, [calendar, id, isAsked, firstBlock, lastBlock]);
  // Another function when more is known, so that who uses it asks again.
  const kindAt = useCallback((time: number) => calendar.kindOf(time, closeOfSeconds(time, timeframe)), [calendar, timeframe, known]);
  useEffect(() => {
    handle?.chart.layers.setSessions(isWanted ? { kindAt, dayOf: tradingDayOf(tradingHours, timeZone) } : null);
  }, [handle, kindAt, isWanted, tradingHours, timeZone]);
  const isHidden = isWanted && extended === 'hide';
  useEffect(() => {
    if (handle === null) return;
    handle.shown.show({ isWanted: isHidden ? (time) => (kindAt(time) ?? 'regular') === 'regular' : null });
    handle.feed.tell();
  }, [handle, kindAt, isHidden]);
  return kindAt;
}
