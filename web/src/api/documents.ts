import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { fieldsOf, itemsOf, numberOr, text } from '../lib/decode';
import { call, idInPath, readAs } from './http';
import { keys } from './keys';

/** What the server keeps of a person's arrangement; only its owner understands the content. */
export interface KeptDocument {
  readonly name: string;
  /** 0: nothing was saved yet. */
  readonly version: number;
  readonly content: unknown;
}

export interface LayoutSummary {
  readonly name: string;
  readonly version: number;
}

function decodeDocument(value: unknown): KeptDocument {
  const f = fieldsOf(value, 'a document');
  return { name: text(f, 'name'), version: numberOr(f, 'version', 0), content: f['content'] };
}

function ifMatch(version: number): Readonly<Record<string, string>> {
  return version === 0 ? {} : { 'if-match': `"${version}"` };
}

export async function fetchSettings(): Promise<KeptDocument> {
  return readAs(await call('/settings'), decodeDocument);
}

export async function saveSettings(content: unknown, version: number): Promise<KeptDocument> {
  return readAs(await call('/settings', { method: 'PUT', body: { content }, headers: ifMatch(version) }), decodeDocument);
}

const layoutPath = (name: string): string => `/layouts/${encodeURIComponent(name)}`;

export async function fetchLayout(name: string): Promise<KeptDocument> {
  return readAs(await call(layoutPath(name)), decodeDocument);
}

/** `version` 0 makes a new one. */
export async function saveLayout(name: string, content: unknown, version: number): Promise<KeptDocument> {
  return readAs(await call(layoutPath(name), { method: 'PUT', body: { content }, headers: ifMatch(version) }), decodeDocument);
}

export async function removeLayout({ name, version }: LayoutSummary): Promise<void> {
  await call(layoutPath(name), { method: 'DELETE', headers: ifMatch(version) });
}

export function useLayouts(isWanted: boolean): UseQueryResult<readonly LayoutSummary[]> {
  return useQuery({
    queryKey: keys.layouts,
    enabled: isWanted,
    queryFn: async ({ signal }) => itemsOf(fieldsOf((await call('/layouts', { signal })).body, 'a page')['items'], 'layouts', (item) => {
      const f = fieldsOf(item, 'a layout');
      return { name: text(f, 'name'), version: numberOr(f, 'version', 0) };
    }),
  });
}

const drawingsPath = (instrumentId: string): string => `/instruments/${idInPath(instrumentId)}/drawings`;

export async function fetchDrawings(instrumentId: string): Promise<KeptDocument> {
  return readAs(await call(drawingsPath(instrumentId)), decodeDocument);
}

export async function saveDrawings(instrumentId: string, content: unknown, version: number): Promise<KeptDocument> {
  return readAs(await call(drawingsPath(instrumentId), { method: 'PUT', body: { content }, headers: ifMatch(version) }), decodeDocument);
}
