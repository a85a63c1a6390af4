import type { Nanos } from './time';

const stamps = new WeakMap<object, Nanos>();

/** Remembers as of when the server said what this was read from. */
export function stamped<T>(data: T, at: Nanos | null): T {
  if (at !== null && typeof data === 'object' && data !== null) stamps.set(data, at);
  return data;
}

/** As of when the server said it; null for what the stream told, or what was made here. */
export function asOf(data: unknown): Nanos | null {
  return typeof data === 'object' && data !== null ? stamps.get(data) ?? null : null;
}

/** The same data as an object that was there before, as of the newer answer; of a list in pages each page too. */
export function carriedAsOf<T>(after: unknown, shared: T): T {
  const [from, to] = [pagesOf(after), pagesOf(shared)];
  to.forEach((page, i) => stamped(page, asOf(from[i])));
  return stamped(shared, asOf(after));
}

/** Of what `useInfiniteQuery` holds. */
function pagesOf(data: unknown): readonly unknown[] {
  return typeof data === 'object' && data !== null && 'pages' in data && Array.isArray(data.pages) ? data.pages : [];
}
