import { useMemo } from 'react';
import { useRaisedPages } from '../../api/alerts';
import { asOf, stamped } from '../../lib/asOf';
import { gravestFirst, mergeAlerts } from '../../lib/alerts';
import type { AlertEvent } from '../../lib/alertWire';
import { useLiveAlerts } from '../../stream/context';

export interface Raised {
  /** Undefined before anything is known. */
  readonly data: readonly AlertEvent[] | undefined;
  readonly error: Error | null;
  readonly refetch: () => unknown;
}

const raisedOnly = { level: null, state: 'raised' } as const;

/** What nobody acknowledged, the gravest first: as the stream tells it, and from the list what is older than the stream. */
export function useRaised(): Raised {
  const query = useRaisedPages();
  const live = useLiveAlerts();
  const data = useMemo(
    () => (query.data === undefined && live === null ? undefined : stamped([...mergeAlerts(query.data ?? [], live ?? [], raisedOnly, true)].sort(gravestFirst), asOf(query.data))),
    [query.data, live]);
  return { data, error: query.error, refetch: query.refetch };
}
