/** A path with its query, where there is one. */
export function addressOf(path: string, query: URLSearchParams): string {
  const text = query.toString();
  return text === '' ? path : `${path}?${text}`;
}

/** A way inside the dashboard that says something besides. */
export function withParameter(to: string, name: string, value: string): string {
  const [path = '', query = ''] = to.split('?');
  const parameters = new URLSearchParams(query);
  parameters.set(name, value);
  return addressOf(path, parameters);
}

/** Chart of an instrument; the id's slash is escaped. */
export function chartPath(instrumentId: string, query: Readonly<Record<string, string>> = {}): string {
  return addressOf(`/chart/${encodeURIComponent(instrumentId)}`, new URLSearchParams(query));
}

/** Opened catalogs, one of them chosen. */
export function catalogPath(catalogId: number): string {
  return `/data/catalogs/${catalogId}`;
}

/** Chart of an instrument out of the files of an opened catalog. */
export function catalogChartPath(catalogId: number, instrumentId: string, query: Readonly<Record<string, string>> = {}): string {
  return addressOf(`${catalogPath(catalogId)}/${encodeURIComponent(instrumentId)}`, new URLSearchParams(query));
}

/** A list by its name; without one the list of all that is recorded. */
export function watchlistPath(name: string): string {
  return name === '' ? '/watchlist' : `/watchlist/${encodeURIComponent(name)}`;
}

/** Everything about what an instrument is: precision, sessions, versions. */
export function instrumentPath(instrumentId: string): string {
  return `/instrument/${encodeURIComponent(instrumentId)}`;
}
