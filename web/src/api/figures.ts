import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { fieldsOf, listOr, text } from '../lib/decode';
import { call } from './http';
import { keys } from './keys';

/** The course of one figure of the system page over the last hour. */
export interface Figure {
  readonly name: string;
  /** In `/metrics`. */
  readonly metric: string;
  /** Oldest first; NaN where it was not known. */
  readonly values: readonly number[];
}

function decodeFigure(value: unknown): Figure {
  const f = fieldsOf(value, 'a figure');
  return { name: text(f, 'name'), metric: text(f, 'metric'), values: listOr(f, 'values', (item) => (typeof item === 'number' ? item : NaN)) };
}

/** By name. */
export function useFigures(): UseQueryResult<ReadonlyMap<string, Figure>> {
  return useQuery({
    queryKey: keys.figures,
    queryFn: async ({ signal }) => new Map(
      listOr(fieldsOf((await call('/system/history', { signal })).body, 'the history'), 'figures', decodeFigure).map((figure) => [figure.name, figure])),
    refetchInterval: 15_000,
  });
}
