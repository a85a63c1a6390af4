import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState, type RefObject } from 'react';
import { keys } from '../../api/keys';
import type { BarPage } from '../../api/bars';
import type { Instrument } from '../../api/types';
import { parseDecimal, percentChange } from '../../lib/decimal';
import { useStream } from '../../stream/context';
import { useNow } from '../../ui/useNow';
import { columns, compareSortValues } from './columns';
export interface Sorting {
  /** `place`: as the list has them; `instrument`, or the id of a column. */
  readonly by: string;
  readonly descending: boolean;
}

/** So long after the last act in the list its order is left as it is, in milliseconds: nobody's row slips away from under the pointer. */
const atRest = 2_000;

/**
 * The rows in order. While prices move the order changes once a second at most, and not while somebody points or types in the list.
 * @param actedAt Of the last act in it, by `performance.now`.
 */
export function useSorted(instruments: readonly Instrument[], sorting: Sorting, actedAt: RefObject<number>): readonly Instrument[] {
  const { market } = useStream();
  const queries = useQueryClient();
  const second = useNow(1_000);
  const [sorted, setSorted] = useState(instruments);
  const ordered = useRef<readonly unknown[]>([]);
  useEffect(() => {
    const isAsked = ordered.current[0] !== instruments || ordered.current[1] !== sorting;
    if (!isAsked && performance.now() - actedAt.current < atRest) return;
    ordered.current = [instruments, sorting];
    if (sorting.by === 'place') {
      setSorted(instruments);
      return;
    }
    const column = columns.find((c) => c.id === sorting.by);
    const valueOf = column?.sortValue ?? ((instrument: Instrument) => instrument.id);
    const courseOf = (id: string): number | null => riseOver(queries.getQueryData<BarPage>(keys.bars.spark(id, '5m')));
    const keyed = instruments.map((instrument) => ({ instrument, value: valueOf(instrument, market.peek(instrument.id), courseOf(instrument.id)) }));
    keyed.sort((a, b) => compareSortValues(a.value, b.value, sorting.descending));
    const next = keyed.map((k) => k.instrument);
    setSorted((before) => (before.length === next.length && before.every((i, n) => i === next[n]) ? before : next));
  }, [instruments, sorting, market, queries, second, actedAt]);
  return sorted;
}

/** In percent, from the first close of the course to the last. */
function riseOver(course: BarPage | undefined): number | null {
  const first = parseDecimal(course?.bars[0]?.close);
  const last = parseDecimal(course?.bars[course.bars.length - 1]?.close);
  return first === null || last === null ? null : percentChange(last, first);
}
