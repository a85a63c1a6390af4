/** Chart of an instrument; the id's slash is escaped. */
export function chartPath(instrumentId: string, query: Readonly<Record<string, string>> = {}): string {
  const text = new URLSearchParams(query).toString();
  return `/chart/${encodeURIComponent(instrumentId)}${text === '' ? '' : `?${text}`}`;
}

/** Opened catalogs, one of them chosen. */
export function catalogPath(catalogId: number): string {
  return `/data/catalogs/${catalogId}`;
}

/** Chart of an instrument out of the files of an opened catalog. */
export function catalogChartPath(catalogId: number, instrumentId: string, query: Readonly<Record<string, string>> = {}): string {
  const text = new URLSearchParams(query).toString();
  return `${catalogPath(catalogId)}/${encodeURIComponent(instrumentId)}${text === '' ? '' : `?${text}`}`;
}

/** A list by its name; without one the list of all that is recorded. */
export function watchlistPath(name: string): string {
  return name === '' ? '/watchlist' : `/watchlist/${encodeURIComponent(name)}`;
}

/** Everything about what an instrument is: precision, sessions, versions. */
export function instrumentPath(instrumentId: string): string {
  return `/instrument/${encodeURIComponent(instrumentId)}`;
}
