import { useEffect, useSyncExternalStore } from 'react';

/** What the window of a panel is called; null in one of a page. */
let title: string | null = null;
const watchers = new Set<() => void>();

/** The least size of a panel's window, in pixels. */
const least = 320;

/** Opens the address beside the page, as large as what it shows; false where the browser does not. */
export function openOwnWindow(address: string, { width, height }: { readonly width: number; readonly height: number }): boolean {
  const size = `width=${Math.round(Math.max(least, width))},height=${Math.round(Math.max(least, height))}`;
  // The same panel again is the same window.
  return window.open(address, address, `popup,${size}`) !== null;
}

/** Calls the window by what it shows; null: it is not the window's only content. */
export function useWindowTitle(of: string | null): void {
  useEffect(() => {
    if (of === null) return undefined;
    tell(of);
    return () => tell(null);
  }, [of]);
}

export function useOwnTitle(): string | null {
  return useSyncExternalStore(watch, () => title);
}

function tell(next: string | null): void {
  title = next;
  for (const watcher of [...watchers]) watcher();
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}
