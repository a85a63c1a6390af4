import { useSyncExternalStore } from 'react';
import type { ExportRequest } from './exportRequest';

/** What the form says now: the snippet beside it follows. */
let current: ExportRequest | null = null;
const watchers = new Set<() => void>();

export function rememberRequest(request: ExportRequest): void {
  if (JSON.stringify(request) === JSON.stringify(current)) return;
  current = request;
  for (const watcher of [...watchers]) watcher();
}

export function useLastRequest(): ExportRequest | null {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => current,
  );
}
