import { useSyncExternalStore, type AnchorHTMLAttributes, type MouseEvent, type ReactNode } from 'react';

/** The address bar is the state of the page: path and query, nothing else. */
export interface Place {
  readonly path: string;
  readonly query: URLSearchParams;
}

const watchers = new Set<() => void>();
const scrolls = new Map<string, number>();
let current = read();

function read(): Place {
  return { path: window.location.pathname, query: new URLSearchParams(window.location.search) };
}

function entryKey(): string {
  const state: unknown = window.history.state;
  return typeof state === 'object' && state !== null && 'entry' in state ? String(state.entry) : 'first';
}

function scroller(): Element | null {
  return document.querySelector('[data-scroller]');
}

function moved(): void {
  current = read();
  for (const watcher of [...watchers]) watcher();
}

window.addEventListener('popstate', () => {
  moved();
  const top = scrolls.get(entryKey()) ?? 0;
  // After React has drawn the page of that entry.
  requestAnimationFrame(() => requestAnimationFrame(() => scroller()?.scrollTo({ top })));
});

export function navigate(to: string, options: { readonly replace?: boolean } = {}): void {
  if (options.replace === true) {
    if (to === window.location.pathname + window.location.search) return;
    window.history.replaceState(window.history.state, '', to);
  } else {
    scrolls.set(entryKey(), scroller()?.scrollTop ?? 0);
    window.history.pushState({ entry: `${Date.now()}-${Math.round(performance.now())}` }, '', to);
    scroller()?.scrollTo({ top: 0 });
  }
  moved();
}

/** Where the page is now; for what happens later than a rendering. */
export function currentPlace(): Place {
  return current;
}

export function usePlace(): Place {
  return useSyncExternalStore(watchPlace, () => current);
}

function watchPlace(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

/** Changes single query parameters; null removes one. */
export function withQuery(place: Place, changes: Readonly<Record<string, string | null>>): string {
  const query = new URLSearchParams(place.query);
  for (const [key, value] of Object.entries(changes)) {
    if (value === null) query.delete(key);
    else query.set(key, value);
  }
  const text = query.toString();
  return text === '' ? place.path : `${place.path}?${text}`;
}

export function Link(props: AnchorHTMLAttributes<HTMLAnchorElement> & { readonly to: string; readonly children: ReactNode }): ReactNode {
  const { to, onClick, children, ...rest } = props;
  const follow = (event: MouseEvent<HTMLAnchorElement>): void => {
    onClick?.(event);
    const opensElsewhere = event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
    if (event.defaultPrevented || opensElsewhere) return;
    event.preventDefault();
    navigate(to);
  };
  return (
    <a {...rest} href={to} onClick={follow}>
      {children}
    </a>
  );
}
