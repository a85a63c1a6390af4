import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { fieldsOf, flag, listOr, numberOr, text, textOr } from '../lib/decode';
import { nanos } from '../lib/marketWire';
import type { Nanos } from '../lib/time';
import { call, readAs } from './http';
import { keys } from './keys';

export type DayKind = 'trade' | 'quote' | 'depth' | 'bar';

/** A UTC day of one instrument. */
export interface StoredDay {
  readonly date: string;
  readonly state: string;
  readonly first: Nanos | null;
  readonly last: Nanos | null;
  readonly gaps: number;
  readonly gapSeconds: number;
  readonly explained: number;
  readonly openSeconds: number;
  readonly isExported: boolean;
}

export interface DayRow {
  readonly instrumentId: string;
  readonly source: string;
  readonly areHoursKnown: boolean;
  readonly days: readonly StoredDay[];
}

export function decodeDays(value: unknown): readonly DayRow[] {
  return listOr(fieldsOf(value, 'the days'), 'items', (item) => {
    const f = fieldsOf(item, 'the days of an instrument');
    return {
      instrumentId: text(f, 'instrument_id'),
      source: textOr(f, 'source', ''),
      areHoursKnown: flag(f, 'hours_known'),
      days: listOr(f, 'days', decodeDay),
    };
  });
}

function decodeDay(value: unknown): StoredDay {
  const f = fieldsOf(value, 'a day');
  return {
    date: text(f, 'date'),
    state: textOr(f, 'state', 'not_recorded'),
    first: nanos(f, 'first'),
    last: nanos(f, 'last'),
    gaps: numberOr(f, 'gaps', 0),
    gapSeconds: numberOr(f, 'missing_s', 0),
    explained: numberOr(f, 'explained', 0),
    openSeconds: numberOr(f, 'open_s', 0),
    isExported: flag(f, 'exported'),
  };
}

const dayMillis = 86_400_000;
const second = 1_000;
const mostInstruments = 1_000;

/** The last days up to today. */
export function useDays(kind: DayKind, count: number): UseQueryResult<readonly DayRow[]> {
  return useQuery({
    queryKey: keys.days.of(kind, count),
    queryFn: async ({ signal }) => {
      const end = new Date(Date.now() + dayMillis).toISOString().slice(0, 10);
      const start = new Date(Date.parse(`${end}T00:00:00Z`) - count * dayMillis).toISOString().slice(0, 10);
      return readAs(await call('/data/days', { query: { kind, start, end, limit: mostInstruments }, signal }), decodeDays);
    },
    refetchInterval: 30 * second,
    placeholderData: (before) => before,
  });
}
