import { useEffect, useState } from 'react';
import type { Instrument } from '../../api/types';
import { useStream } from '../../stream/context';
import { useNow } from '../../ui/useNow';
import { columns, compareSortValues } from './columns';

export interface Sorting {
  /** `instrument`, or the id of a column. */
  readonly by: string;
  readonly descending: boolean;
}

/** The rows in order. While prices move the order changes once a second at most. */
export function useSorted(instruments: readonly Instrument[], sorting: Sorting): readonly Instrument[] {
  const { market } = useStream();
  const second = useNow(1_000);
  const [sorted, setSorted] = useState(instruments);
  useEffect(() => {
    const column = columns.find((c) => c.id === sorting.by);
    const valueOf = column?.sortValue ?? ((instrument: Instrument) => instrument.id);
    const keyed = instruments.map((instrument) => ({ instrument, value: valueOf(instrument, market.peek(instrument.id)) }));
    keyed.sort((a, b) => compareSortValues(a.value, b.value, sorting.descending));
    const next = keyed.map((k) => k.instrument);
    setSorted((before) => (before.length === next.length && before.every((i, n) => i === next[n]) ? before : next));
  }, [instruments, sorting, market, second]);
  return sorted;
}
