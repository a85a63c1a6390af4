/** Chart of an instrument; the id's slash is escaped. */
export function chartPath(instrumentId: string, query: Readonly<Record<string, string>> = {}): string {
  const text = new URLSearchParams(query).toString();
  return `/chart/${encodeURIComponent(instrumentId)}${text === '' ? '' : `?${text}`}`;
}

/** Everything about what an instrument is: precision, sessions, versions. */
export function instrumentPath(instrumentId: string): string {
  return `/instrument/${encodeURIComponent(instrumentId)}`;
}
