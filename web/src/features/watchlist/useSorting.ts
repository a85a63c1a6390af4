import { useMemo } from 'react';
import { useFilter } from '../../ui/router';
import { columns } from './columns';
import type { Sorting } from './useSorted';

export const sortableIds = ['place', 'instrument', ...columns.map((column) => column.id)];
const orders = ['up', 'down'] as const;

/** Names from A, numbers from the greatest. */
export function usualSorting(by: string): Sorting {
  return { by, descending: by !== 'place' && by !== 'instrument' };
}

/** What the list is sorted by, as the address has it. */
export function useSorting(): readonly [Sorting, (sorting: Sorting) => void] {
  const [by, setBy] = useFilter<string>('sort', 'place', sortableIds);
  const [order, setOrder] = useFilter<'up' | 'down'>('order', 'up', orders);
  const sorting = useMemo((): Sorting => ({ by, descending: order === 'down' }), [by, order]);
  return [sorting, (next) => {
    setBy(next.by);
    setOrder(next.descending ? 'down' : 'up');
  }];
}
