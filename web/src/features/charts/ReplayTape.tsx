import { useEffect, useRef, useState, type ReactNode } from 'react';
import { fetchTicksBefore } from '../../api/queries';
import type { Instrument } from '../../api/types';
import { decodeQuote, decodeTrade, type Quote, type Trade } from '../../lib/marketWire';
import { nanosFromSeconds } from '../../lib/time';
import { t } from '../../lib/text';
import { hasTrades } from '../../stream/cells';
import { QuoteTable, TradeTable } from '../../stream/Tape';
import { Panel, Problem, Skeleton } from '../../ui/Panel';

const rows = 60;

type Tick = Trade | Quote;

/** The ticks of an instrument as they were at the time of the replay, newest first. */
export function ReplayTape({ instrument, until }: {
  readonly instrument: Instrument;
  /** Seconds; later ticks are of the future. */
  readonly until: number;
}): ReactNode {
  const isTraded = hasTrades(instrument);
  const { ticks, failure } = useTicksBefore(instrument.id, isTraded, until);
  const end = nanosFromSeconds(until);
  // Those of a later time, which a step back leaves until the next answer, are held back.
  const shown = ticks?.filter((tick) => tick.tsEvent !== null && tick.tsEvent < end) ?? null;
  return (
    <Panel title={isTraded ? t.detail.trades : t.detail.quotes} testId="replay-tape" className="depth-panel">
      {failure !== null && <Problem failure={failure} />}
      {shown === null && failure === null && <Skeleton rows={12} />}
      {shown?.length === 0 && <p className="empty muted">{t.replay.noTicks}</p>}
      {shown !== null && shown.length > 0 && (isTraded
        ? <TradeTable instrument={instrument} trades={shown.filter((tick): tick is Trade => 'price' in tick)} newest={null} />
        : <QuoteTable instrument={instrument} quotes={shown.filter((tick): tick is Quote => 'bid' in tick)} newest={null} />)}
    </Panel>
  );
}

/** One request at a time: what a fast replay passed while one was open is not asked for, where it stands then is. */
function useTicksBefore(instrumentId: string, isTraded: boolean, until: number): { readonly ticks: readonly Tick[] | null; readonly failure: Error | null } {
  const [ticks, setTicks] = useState<readonly Tick[] | null>(null);
  const [failure, setFailure] = useState<Error | null>(null);
  const wanted = useRef(until);
  const ask = useRef<(() => void) | null>(null);
  useEffect(() => {
    const abort = new AbortController();
    let isAsking = false;
    let answered: number | null = null;
    const run = async (): Promise<void> => {
      if (isAsking) return;
      isAsking = true;
      while (!abort.signal.aborted && answered !== wanted.current) {
        const now = wanted.current;
        try {
          const end = nanosFromSeconds(now).toString();
          setTicks(isTraded
            ? await fetchTicksBefore<Tick>(instrumentId, 'trades', end, rows, decodeTrade, abort.signal)
            : await fetchTicksBefore<Tick>(instrumentId, 'quotes', end, rows, decodeQuote, abort.signal));
          setFailure(null);
        } catch (error) {
          if (!abort.signal.aborted) setFailure(error instanceof Error ? error : new Error(String(error)));
        }
        answered = now;
      }
      isAsking = false;
    };
    ask.current = () => void run();
    setTicks(null);
    ask.current();
    return () => abort.abort();
  }, [instrumentId, isTraded]);
  useEffect(() => {
    wanted.current = until;
    ask.current?.();
  }, [until]);
  return { ticks, failure };
}
