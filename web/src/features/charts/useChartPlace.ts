import { useMemo } from 'react';
import type { Instrument } from '../../api/types';
import { knownZone, localZone } from '../../lib/time';
import { parseTimeframe, usualTimeframe, type Timeframe } from '../../lib/timeframes';
import { currentPlace, navigate, usePlace, withQuery } from '../../ui/router';
import { withPlace, type ChartCell } from './layout';
import { setLayout } from './layoutStore';

/** `exchange`, `utc`, `local`, or the name of a zone. */
export type ZoneChoice = string;

export interface ChartPlace {
  readonly timeframe: Timeframe;
  readonly zoneChoice: ZoneChoice;
  readonly zone: string;
  /** Seconds; the view the address asks for, null for the live edge. */
  readonly range: { readonly from: number; readonly to: number } | null;
  readonly at: number | null;
  readonly isTable: boolean;
  readonly change: (changes: Readonly<Record<string, string | null>>) => void;
}

/** The chart's state: of the active chart as the address bar keeps it, so that a copied address shows the same; of the others as the layout does. */
export function useChartPlace(instrument: Instrument, cell: ChartCell, isActive: boolean): ChartPlace {
  const place = usePlace();
  return useMemo(() => {
    const query = isActive ? place.query : new URLSearchParams(cell.query);
    const exchangeZone = knownZone(instrument.timeZone);
    const asked = query.get('tz');
    const named = asked === null || asked === 'utc' || asked === 'local' || asked === 'exchange' ? null : knownZone(asked);
    const zoneChoice: ZoneChoice = asked === 'utc' || asked === 'local' ? asked : named ?? (exchangeZone === null ? 'utc' : 'exchange');
    const from = secondsOfText(query.get('from'));
    const to = secondsOfText(query.get('to'));
    return {
      timeframe: parseTimeframe(query.get('tf')) ?? usualTimeframe,
      zoneChoice,
      zone: zoneChoice === 'utc' ? 'UTC' : zoneChoice === 'local' ? localZone() : named ?? exchangeZone ?? 'UTC',
      range: from === null || to === null || to <= from ? null : { from, to },
      at: secondsOfText(query.get('at')),
      isTable: query.get('view') === 'table',
      change: (changes) => {
        if (isActive) navigate(withQuery(currentPlace(), changes), { replace: true });
        else setLayout((layout) => withPlace(layout, cell.id, instrument.id, merged(cell.query, changes)));
      },
    };
  }, [place, instrument, cell.id, cell.query, isActive]);
}

function merged(query: Readonly<Record<string, string>>, changes: Readonly<Record<string, string | null>>): Record<string, string> {
  return Object.fromEntries(Object.entries({ ...query, ...changes }).flatMap(([key, text]) => (text === null ? [] : [[key, text]])));
}

export function secondsOfText(text: string | null): number | null {
  if (text === null || !/^\d{4}-\d{2}-\d{2}T.*Z$/.test(text)) return null;
  const millis = Date.parse(text.replace(/(\.\d{3})\d+/, '$1'));
  return Number.isFinite(millis) ? Math.floor(millis / 1000) : null;
}

export function textOfSeconds(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}
