import type { ComponentType, ReactNode } from 'react';
import { fetchBarsAhead } from '../api/bars';
import { liftedPage, usualPage } from '../lib/barPages';
import { isSample } from '../lib/dataset';
import { t } from '../lib/text';
import { parseTimeframe, precisionOf, usualTimeframe } from '../lib/timeframes';
import type { IconName } from '../ui/Icon';
import { SampleApart } from '../features/sample/SampleApart';
import { currentLook } from '../ui/preferences';
import type { Place } from '../ui/router';
import { MissingPage } from './MissingPage';
import { onDemand, type OnDemand } from './onDemand';

/** A page as the navigation knows it. Order: that of the rail. */
export interface PageLink {
  readonly id: string;
  readonly path: string;
  readonly title: string;
  readonly icon: IconName;
}

export const pages: readonly PageLink[] = [
  { id: 'overview', path: '/', title: t.pages.overview, icon: 'overview' },
  { id: 'watchlist', path: '/watchlist', title: t.pages.watchlist, icon: 'watchlist' },
  { id: 'chart', path: '/chart', title: t.pages.chart, icon: 'chart' },
  { id: 'alerts', path: '/alerts', title: t.pages.alerts, icon: 'bell' },
  { id: 'data', path: '/data', title: t.pages.data, icon: 'data' },
  { id: 'export', path: '/data/export', title: t.pages.export, icon: 'export' },
  { id: 'retention', path: '/data/retention', title: t.pages.retention, icon: 'archive' },
  { id: 'system', path: '/system', title: t.pages.system, icon: 'system' },
  { id: 'settings', path: '/settings', title: t.pages.settings, icon: 'key' },
];

function page<P extends object>(load: () => Promise<{ readonly default: ComponentType<P> }>): OnDemand<P> {
  return onDemand(load, MissingPage);
}

const OverviewPage = page(() => import('../features/overview/OverviewPage'));
const SamplePage = page(() => import('../features/sample/SamplePage'));
const WatchlistPage = page(() => import('../features/watchlist/WatchlistPage'));
const ChartPage = page(() => import('../features/charts/ChartPage'));
const AlertsPage = page(() => import('../features/alerts/AlertsPage'));
const DataPage = page(() => import('../features/data/DataPage'));
const ExportPage = page(() => import('../features/data/ExportPage'));
const ImportPage = page(() => import('../features/data/ImportPage'));
const CatalogsPage = page(() => import('../features/data/CatalogsPage'));
const CatalogChartPage = page(() => import('../features/charts/CatalogChartPage'));
const QualityPage = page(() => import('../features/data/QualityPage'));
const RetentionPage = page(() => import('../features/retention/RetentionPage'));
const InstrumentPage = page(() => import('../features/instrument/InstrumentPage'));
const SettingsPage = page(() => import('../features/settings/SettingsPage'));
const AuditPage = page(() => import('../features/audit/AuditPage'));
const SystemPage = page(() => import('../features/system/SystemPage'));

const fixed: Readonly<Record<string, OnDemand<object>>> = {
  '/': OverviewPage,
  '/alerts': AlertsPage,
  '/data': DataPage,
  '/data/export': ExportPage,
  '/data/retention': RetentionPage,
  '/system': SystemPage,
  '/settings': SettingsPage,
};

/** The pages whose address has a name in it, and those that have one and are none of the rail. */
const named: readonly (readonly [RegExp, Pick<OnDemand<object>, 'fetchCode'>])[] = [
  [/^\/chart(\/[^/]+)?$/, ChartPage], [/^\/watchlist(\/[^/]+)?$/, WatchlistPage], [/^\/instrument\/[^/]+$/, InstrumentPage],
  [/^\/data\/import$/, ImportPage], [/^\/data\/quality$/, QualityPage], [/^\/data\/catalogs(\/\d+)?$/, CatalogsPage], [/^\/data\/catalogs\/\d+\/[^/]+$/, CatalogChartPage], [/^\/system\/audit$/, AuditPage],
];

/** Asks for the code of a page that is likely to be opened, and for the newest bars where it is a chart. */
export function preparePage({ path, query }: Place): Promise<unknown> | null {
  const code = fixed[path] ?? named.find(([pattern]) => pattern.test(path))?.[1];
  const coming = [code?.fetchCode() ?? null, barsOf(path, query)].filter((one) => one !== null);
  // The page itself says what did not come.
  return coming.length === 0 ? null : Promise.allSettled(coming);
}

function barsOf(path: string, query: URLSearchParams): Promise<unknown> | null {
  const [, instrumentId] = /^\/chart\/([^/]+)$/.exec(path) ?? [];
  const isLive = !['from', 'to', 'at'].some((name) => query.has(name));
  if (instrumentId === undefined || !isLive) return null;
  const timeframe = parseTimeframe(query.get('tf')) ?? usualTimeframe;
  return fetchBarsAhead(decoded(instrumentId), timeframe, currentLook().holdsAllBars ? liftedPage : usualPage, precisionOf(timeframe) === 'day' ? { boundary: 'session' } : {});
}

export interface Route {
  readonly pageId: string;
  readonly title: string;
  readonly element: ReactNode;
}

/** Pages that read nothing but what the sample has too. */
const ofSample = /^\/(data|chart(\/[^/]+)?)$/;

/** Null for a path that is no page. */
export function routeOf(path: string): Route | null {
  const clean = path.length > 1 ? path.replace(/\/+$/, '') : path;
  const route = pageOf(clean);
  if (!isSample || route === null || ofSample.test(clean)) return route;
  return { ...route, element: clean === '/' ? <SamplePage /> : <SampleApart title={route.title} /> };
}

function pageOf(clean: string): Route | null {
  const Page = fixed[clean];
  if (Page !== undefined) {
    const page = pages.find((p) => p.path === clean);
    return { pageId: page?.id ?? '', title: page?.title ?? '', element: <Page /> };
  }
  if (clean === '/data/import') return { pageId: 'data', title: t.pages.import, element: <ImportPage /> };
  if (clean === '/data/quality') return { pageId: 'data', title: t.pages.quality, element: <QualityPage /> };
  const ofCatalog = /^\/data\/catalogs(?:\/(\d+)(?:\/([^/]+))?)?$/.exec(clean);
  if (ofCatalog !== null) return catalogRoute(ofCatalog[1] === undefined ? null : Number(ofCatalog[1]), ofCatalog[2]);
  if (clean === '/system/audit') return { pageId: 'settings', title: t.audit.title, element: <AuditPage /> };
  if (clean === '/watchlist') return { pageId: 'watchlist', title: t.pages.watchlist, element: <WatchlistPage key="" name="" /> };
  if (clean === '/chart') return { pageId: 'chart', title: t.pages.chart, element: <ChartPage instrumentId={null} /> };
  const match = /^\/(chart|instrument|watchlist)\/([^/]+)$/.exec(clean);
  if (match === null) return null;
  const instrumentId = decoded(match[2] ?? '');
  if (match[1] === 'watchlist') return { pageId: 'watchlist', title: instrumentId, element: <WatchlistPage key={instrumentId} name={instrumentId} /> };
  return match[1] === 'chart'
    ? { pageId: 'chart', title: instrumentId, element: <ChartPage instrumentId={instrumentId} /> }
    : { pageId: 'watchlist', title: instrumentId, element: <InstrumentPage key={instrumentId} instrumentId={instrumentId} /> };
}

function catalogRoute(catalogId: number | null, part: string | undefined): Route {
  if (catalogId === null || part === undefined) return { pageId: 'data', title: t.pages.catalogs, element: <CatalogsPage catalogId={catalogId} /> };
  const instrumentId = decoded(part);
  return { pageId: 'data', title: instrumentId, element: <CatalogChartPage key={part} catalogId={catalogId} instrumentId={instrumentId} /> };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
