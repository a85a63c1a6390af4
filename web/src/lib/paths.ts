/** Chart of an instrument; the id's slash is escaped. */
export function chartPath(instrumentId: string, query: Readonly<Record<string, string>> = {}): string {
  const text = new URLSearchParams(query).toString();
  return `/chart/${encodeURIComponent(instrumentId)}${text === '' ? '' : `?${text}`}`;
}
