import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { fieldsOf, text, textOr } from '../lib/decode';
import { call, readAs } from './http';
import { keys } from './keys';
import { decodePage } from './types';

export type CheckResult = 'pass' | 'warn' | 'fail';

/** One line of `argonaut doctor`. */
export interface Check {
  readonly name: string;
  readonly result: CheckResult;
  readonly detail: string;
  /** What to do; null when there is nothing to. */
  readonly fix: string | null;
}

const results: readonly CheckResult[] = ['pass', 'warn', 'fail'];

function decodeCheck(value: unknown): Check {
  const f = fieldsOf(value, 'a check');
  const result = textOr(f, 'result', '');
  return { name: text(f, 'name'), result: results.find((r) => r === result) ?? 'warn', detail: textOr(f, 'detail', ''), fix: textOr(f, 'fix', null) };
}

/** Looked at again every few seconds: what was mended is seen without a click. */
export function useDoctor(): UseQueryResult<readonly Check[]> {
  return useQuery({
    queryKey: keys.doctor,
    queryFn: async ({ signal }) => readAs(await call('/system/doctor', { signal }), (body) => decodePage(body, decodeCheck).items),
    refetchInterval: 5_000,
  });
}
