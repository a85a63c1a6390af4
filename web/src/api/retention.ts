import {
  useInfiniteQuery, useMutation, useQuery, useQueryClient, type InfiniteData, type UseInfiniteQueryResult, type UseMutationResult, type UseQueryResult,
} from '@tanstack/react-query';
import { decodeResult, decodeRetention, decodePartition, type Retention, type RetentionPartition, type RetentionPolicy, type RetentionResult } from '../lib/retentionWire';
import { call, readAs } from './http';
import { keys } from './keys';
import { useMay } from './queries';
import { decodePage, type Page } from './types';

const second = 1_000;
const pageItems = 100;

/** What is kept how long, what is stored and the last runs. */
export function useRetention(): UseQueryResult<Retention> {
  return useQuery({
    queryKey: keys.retention.report,
    queryFn: async ({ signal }) => readAs(await call('/data/retention', { signal }), decodeRetention),
    refetchInterval: 15 * second,
  });
}

/** What goes within some days, the earliest first. */
export function useRetentionDue(days: number): UseInfiniteQueryResult<InfiniteData<Page<RetentionPartition>>> {
  return useInfiniteQuery({
    queryKey: keys.retention.due(days),
    queryFn: async ({ signal, pageParam }) =>
      readAs(await call('/data/retention/due', { query: { days, limit: pageItems, cursor: pageParam ?? undefined }, signal }), (body) => decodePage(body, decodePartition)),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: 60 * second,
  });
}

/** Periods and deleting are for administrators. */
export function useIsAdmin(): boolean {
  return useMay('admin');
}

export function useSetRetention(): UseMutationResult<Retention, Error, RetentionPolicy> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (policy: RetentionPolicy) => readAs(await call('/data/retention', {
      method: 'PUT',
      body: {
        ticks: policy.ticks, quotes: policy.quotes, bars_seconds: policy.barsSeconds, bars_minutes: policy.barsMinutes, bars_long: policy.barsLong,
        pack_after: policy.packAfter, delete_unexported: policy.deleteUnexported,
      },
    }), decodeRetention),
    onSuccess: (report) => client.setQueryData(keys.retention.report, report),
    onSettled: () => client.invalidateQueries({ queryKey: keys.retention.all }),
  });
}

/** Deletes, or says what would be deleted. Null: it still runs as a job. */
export function useRunRetention(): UseMutationResult<RetentionResult | null, Error, { readonly isDryRun: boolean }> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ isDryRun }: { readonly isDryRun: boolean }) => {
      const answer = await call('/data/retention/run', { method: 'POST', body: { dry_run: isDryRun } });
      return answer.status === 202 ? null : decodeResult(answer.body);
    },
    onSettled: (_, __, { isDryRun }) => (isDryRun ? undefined : client.invalidateQueries({ queryKey: keys.retention.all })),
  });
}
