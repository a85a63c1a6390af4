import { useMutation, useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { fieldsOf, flag, listOr, textOr } from '../lib/decode';
import { decodeJob, isFinished, type Job } from '../lib/jobWire';
import type { SampleItem } from '../lib/schema';
import { call, readAs } from './http';
import { keys } from './keys';

export interface Sample {
  readonly isLoaded: boolean;
  /** The job that loads it now, with how far it is; null: none does. */
  readonly loading: Job | null;
  readonly instruments: readonly string[];
}

function decodeSample(value: unknown): { readonly isLoaded: boolean; readonly jobId: string | null; readonly instruments: readonly string[] } {
  const f = fieldsOf<SampleItem>(value, 'the sample');
  return { isLoaded: flag(f, 'loaded'), jobId: textOr(f, 'job_id', null), instruments: listOr(f, 'instruments', String) };
}

export interface SampleData {
  readonly query: UseQueryResult<Sample>;
  /** One of the three is on its way. */
  readonly isBusy: boolean;
  readonly failure: Error | null;
  load(): void;
  cancel(id: string): void;
  remove(): void;
}

/** The sample, and what can be done with it. While it is being loaded it is looked at often. */
export function useSampleData(): SampleData {
  const client = useQueryClient();
  const query = useQuery({
    queryKey: keys.sample,
    queryFn: async ({ signal }) => {
      const { jobId, ...sample } = readAs(await call('/sample', { signal }), decodeSample);
      const job = jobId === null ? null : readAs(await call(`/jobs/${encodeURIComponent(jobId)}`, { signal }), decodeJob);
      return { ...sample, loading: job === null || isFinished(job.state) ? null : job };
    },
    refetchInterval: ({ state }) => (state.data !== undefined && state.data.loading !== null ? 500 : 15_000),
  });
  const act = useMutation({
    mutationFn: ({ path, method }: { readonly path: string; readonly method: 'POST' | 'DELETE' }) =>
      call(path, { method, ...(method === 'POST' ? { headers: { prefer: 'wait=0' } } : {}) }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.sample }),
  });
  return {
    query,
    isBusy: act.isPending,
    failure: act.error,
    load: () => act.mutate({ path: '/sample', method: 'POST' }),
    cancel: (id) => act.mutate({ path: `/jobs/${encodeURIComponent(id)}`, method: 'DELETE' }),
    remove: () => act.mutate({ path: '/sample', method: 'DELETE' }),
  };
}
