import { useInfiniteQuery, useMutation, useQuery, useQueryClient, type UseInfiniteQueryResult, type InfiniteData, type UseMutationResult, type UseQueryResult } from '@tanstack/react-query';
import { decodeAuditPage, decodeBrowserSession, decodeToken, type AccessToken, type AuditPage, type BrowserSession, type Role } from '../lib/accessWire';
import { fieldsOf, text } from '../lib/decode';
import { call, readAs } from './http';
import { keys } from './keys';
import { listAll } from './queries';

const watchers = new Set<() => void>();

/** Called after this page has signed in. */
export function watchSession(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

/** Exchanges the token for a cookie that no script can read; the token itself is not kept. */
export async function signIn(token: string): Promise<void> {
  await call('/session', { method: 'POST', headers: { authorization: `Bearer ${token.trim()}` } });
  for (const watcher of [...watchers]) watcher();
}

/** Ends the session, forgets what this browser kept, and opens the page anew: nothing of it stays in memory. */
export async function signOut(): Promise<void> {
  await call('/session', { method: 'DELETE' });
  const forget = (): void => {
    window.localStorage.clear();
    window.sessionStorage.clear();
  };
  forget();
  // What the page was about to keep may be written before it is gone.
  window.addEventListener('pagehide', forget, { once: true });
  window.location.assign('/');
}

export function useTokens(isWanted: boolean): UseQueryResult<readonly AccessToken[]> {
  return useQuery({ queryKey: keys.tokens, enabled: isWanted, queryFn: ({ signal }) => listAll('/tokens', decodeToken, signal), refetchInterval: 30_000 });
}

export interface NewToken {
  readonly name: string;
  readonly role: Role;
  /** Such as `30d`; null: until it is revoked. */
  readonly ttl: string | null;
}

/** The answer is the token's text, told this once. */
export function useCreateToken(): UseMutationResult<string, Error, NewToken> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (token: NewToken) => text(fieldsOf((await call('/tokens', { method: 'POST', body: token })).body, 'the new token'), 'secret'),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.tokens }),
  });
}

export function useRevokeToken(): UseMutationResult<unknown, Error, string> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => call(`/tokens/${encodeURIComponent(id)}`, { method: 'DELETE' }),
    onSettled: () => Promise.all([client.invalidateQueries({ queryKey: keys.tokens }), client.invalidateQueries({ queryKey: keys.sessions })]),
  });
}

export function useSessions(isWanted: boolean): UseQueryResult<readonly BrowserSession[]> {
  return useQuery({ queryKey: keys.sessions, enabled: isWanted, queryFn: ({ signal }) => listAll('/sessions', decodeBrowserSession, signal), refetchInterval: 30_000 });
}

export function useEndSession(): UseMutationResult<unknown, Error, string> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => call(`/sessions/${encodeURIComponent(id)}`, { method: 'DELETE' }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.sessions }),
  });
}

/** Newest first. */
export function useAudit(isWanted: boolean): UseInfiniteQueryResult<InfiniteData<AuditPage>> {
  return useInfiniteQuery({
    queryKey: keys.audit,
    enabled: isWanted,
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam, signal }) => readAs(await call('/audit', { query: { limit: 100, cursor: pageParam }, signal }), decodeAuditPage),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
}
