import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import type { OpenBrowser } from './browser.mjs';
import { startMock, type Mock } from './mock-server.mjs';

/** The server under test: ARGONAUT_URL, else the mock. */
export interface Server {
  readonly url: string;
  /** Null against a real server. */
  readonly mock: Mock | null;
  close(): Promise<void>;
}

export async function openServer(): Promise<Server> {
  const url = process.env['ARGONAUT_URL'];
  if (url !== undefined) return { url: url.replace(/\/$/, ''), mock: null, close: async () => undefined };
  const mock = await startMock();
  return { url: mock.url, mock, close: () => mock.close() };
}

export interface WatchedPage {
  readonly page: Page;
  /** Errors of the console, exceptions and violations of the content policy since the page was opened. */
  readonly complaints: string[];
  /** Requests to any other host. */
  readonly strangers: string[];
}

/** A page whose every complaint is kept. */
export async function watchedPage(browser: OpenBrowser, url: string): Promise<WatchedPage> {
  const page = await browser.context.newPage();
  const complaints: string[] = [];
  const strangers: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith('data:') && !request.url().startsWith('blob:')) strangers.push(request.url());
  });
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => console.error(`CSP ${event.violatedDirective} ${event.blockedURI}`));
  });
  return { page, complaints, strangers };
}

export function byTestId(id: string): string {
  return `[data-testid="${id}"]`;
}

/** What a chart of 1D and longer asks the API for besides: days of the exchange. */
export function boundaryOf(timeframe: string): string {
  return /[DWM]$/.test(timeframe) ? '&boundary=session' : '';
}

/** An axis that follows the prices carries what is drawn at a price away from where the pointer is. */
export async function holdAxis(page: Page): Promise<void> {
  await page.click(byTestId('draw-menu'));
  await page.uncheck(byTestId('scale-auto'));
  await page.keyboard.press('Escape');
}

export async function value(page: Page, id: string): Promise<string> {
  return (await page.locator(byTestId(id)).first().getAttribute('data-value')) ?? '';
}

interface Listed {
  readonly items: readonly { readonly instrument_id: string; readonly recording: boolean; readonly bar_price_type: string }[];
}

/** Two recorded instruments to look at, those that trade first. */
export async function recordedInstruments(url: string): Promise<readonly string[]> {
  const answer = await fetch(`${url}/api/v1/instruments`);
  // The shape is the contract that this test relies on.
  const { items } = (await answer.json()) as Listed;
  const recorded = items.filter((i) => i.recording).sort((a, b) => Number(a.bar_price_type !== 'LAST') - Number(b.bar_price_type !== 'LAST'));
  return recorded.map((i) => i.instrument_id);
}

/** What an audit of the page as it is finds that is serious or critical; of the rules about colours alone, where the rest was audited before. */
export async function seriousFaults(page: Page, rules: 'all' | 'colours' = 'all'): Promise<readonly string[]> {
  if (!await page.evaluate(() => 'axe' in window)) await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  return page.evaluate(async (only) => {
    // A colour on its way to another is neither.
    await Promise.allSettled(document.getAnimations().filter((animation) => animation instanceof CSSTransition).map((transition) => transition.finished));
    interface Audit { run(options: object): Promise<{ violations: { id: string; impact: string | null; nodes: { html: string; failureSummary?: string }[] }[] }> }
    // Put there by the script above.
    const audit = (window as unknown as { axe: Audit }).axe;
    const options = { resultTypes: ['violations'], preload: false, ...(only === 'colours' ? { runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } } : {}) };
    return (await audit.run(options)).violations.filter((v) => v.impact === 'serious' || v.impact === 'critical')
      .map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => `${n.html.slice(0, 160)} ${n.failureSummary ?? ''}`).join(' | ')}`);
  }, rules);
}

/** The address of every page. */
export function pagePaths(instrument: string): readonly string[] {
  const id = encodeURIComponent(instrument);
  return [
    '/', '/watchlist', `/chart/${id}`, `/instrument/${id}`, '/alerts', '/data', '/data/export', '/data/quality', '/data/import', '/data/catalogs', '/data/retention',
    '/system', '/system/audit', '/settings',
  ];
}

/** Goes to another page without loading the dashboard anew. */
export async function visit(page: Page, path: string, until = '.page'): Promise<void> {
  await page.evaluate((to) => {
    window.history.pushState(null, '', to);
    window.dispatchEvent(new PopStateEvent('popstate'));
  }, path);
  await page.waitForSelector(until);
}

/** Every panel of the page has its answer: nothing is a skeleton any more. */
export async function settled(page: Page): Promise<void> {
  await page.waitForSelector('.page');
  await page.waitForFunction(() => document.querySelector('[data-testid="loading"]') === null);
}

/** Puts the page in the theme where it stands, by the system's wish, or by the button where a theme was chosen. */
export async function showTheme(page: Page, theme: 'dark' | 'light'): Promise<void> {
  await page.bringToFront();   // a tab behind another one draws no frames, and is told with the next
  await page.emulateMedia({ colorScheme: theme });
  const chosen = await page.evaluate(() => /"theme":"(dark|light)"/.exec(localStorage.getItem('argonaut.look') ?? '')?.[1]);
  if (chosen !== undefined && chosen !== theme) await page.click(byTestId('theme-toggle'));
  // Not by frames: a page that nothing changes need not draw any.
  await page.waitForFunction((wanted) => document.documentElement.dataset['theme'] === wanted, theme, { polling: 100 });
}

/** What one test arranged must not meet the next. */
export async function forgetSettings(url: string): Promise<void> {
  const path = `${url}/api/v1/settings`;
  // The shape is the contract that this test relies on.
  const { version, content } = (await (await fetch(path)).json()) as { readonly version: number; readonly content: object };
  if (version === 0) return;
  await put(path, version, { ...content, charts: undefined, look: undefined, panels: undefined, chartTemplates: undefined });
}

/** A drawing as it is kept. */
export interface KeptDrawing {
  readonly tool: string;
  readonly isHidden: boolean;
  readonly isLocked: boolean;
  readonly points: readonly { readonly time: number; readonly price: string }[];
}

const drawingsPath = (url: string, instrument: string): string => `${url}/api/v1/instruments/${encodeURIComponent(instrument)}/drawings`;

export async function keptDrawings(url: string, instrument: string): Promise<readonly KeptDrawing[]> {
  // The shape is the contract that this test relies on.
  const { content } = (await (await fetch(drawingsPath(url, instrument))).json()) as { readonly content: { readonly drawings?: readonly KeptDrawing[] } };
  return content.drawings ?? [];
}

export async function forgetDrawings(url: string, instrument: string): Promise<void> {
  const path = drawingsPath(url, instrument);
  const { version } = (await (await fetch(path)).json()) as { readonly version: number };
  if (version > 0) await put(path, version, {});
}

async function put(path: string, version: number, content: object): Promise<void> {
  const answer = await fetch(path, {
    method: 'PUT', headers: { 'content-type': 'application/json', 'if-match': `"${version}"` }, body: JSON.stringify({ content }),
  });
  if (!answer.ok) throw new Error(`Expected ${path} to be saved, found ${answer.status}.`);
}
