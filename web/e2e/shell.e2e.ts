import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, type OpenBrowser } from './browser.mjs';
import { byTestId, seriousFaults, showTheme, value, visit, watchedPage, type WatchedPage } from './fixture';
import { startMock, type Mock } from './mock-server.mjs';

/** The frame around the pages: addresses, navigation, notices. Always against the mock, whose server can change while a page is open. */
const pages = ['/', '/watchlist', '/chart/AAPL.NASDAQ', '/alerts', '/data', '/data/export', '/data/import', '/data/quality', '/data/retention', '/system', '/system/audit', '/settings'];

let browser: OpenBrowser;
let mock: Mock;
let opened: WatchedPage;

beforeAll(async () => {
  browser = await openBrowser();
  mock = await startMock();
  opened = await watchedPage(browser, mock.url);
});

afterAll(async () => {
  await browser.close();
  await mock.close();
});

test('U-002 Back and Forward bring back the page with its instrument, timeframe, filters and place', async () => {
  const { page } = opened;
  await page.setViewportSize({ width: 1000, height: 500 });
  await page.goto(`${mock.url}/chart/AAPL.NASDAQ?tf=5m`);
  await page.waitForSelector(byTestId('legend'));
  await page.click(byTestId('nav-data'));
  await page.waitForSelector(byTestId('gap-row'));
  await page.selectOption(byTestId('gap-state'), 'open');
  await expect.poll(() => page.locator(byTestId('gap-row')).count()).toBe(1);
  const scrolled = (): Promise<number> => page.$eval('[data-scroller]', (element) => element.scrollTop);
  await page.$eval('[data-scroller]', (element) => element.scrollTo({ top: 240 }));
  const place = await scrolled();
  expect(place).toBeGreaterThan(100);
  await page.click(byTestId('nav-watchlist'));
  await page.waitForSelector(byTestId('watch-row-AAPL.NASDAQ'));
  await page.click(byTestId('sort-last'));

  await page.goBack();
  await page.waitForSelector(byTestId('page-data'));
  await expect.poll(() => page.locator(byTestId('gap-row')).count()).toBe(1);
  expect(await page.inputValue(byTestId('gap-state'))).toBe('open');
  await expect.poll(scrolled).toBe(place);
  await page.goBack();
  await page.waitForSelector(byTestId('page-chart'));
  await expect.poll(() => value(page, 'timeframes')).toBe('5m');
  expect(new URL(page.url()).pathname).toBe('/chart/AAPL.NASDAQ');
  await page.goForward();
  await page.waitForSelector(byTestId('page-data'));
  expect(await page.inputValue(byTestId('gap-state'))).toBe('open');
  await expect.poll(scrolled).toBe(place);
  await page.goForward();
  await page.waitForSelector(byTestId('page-watchlist'));
  expect(await page.locator('th[aria-sort="descending"]').innerText()).toContain('Last');
  await page.setViewportSize({ width: 1440, height: 900 });
});

test('U-003 A copied address shows the same instrument, timeframe, range, indicators and filters in a browser that knows nothing', async () => {
  const { page } = opened;
  await page.goto(`${mock.url}/chart/MSFT.NASDAQ?tf=5m&tz=utc&ind=sma(20);ema(50,open)&from=2026-01-05T10:00:00Z&to=2026-01-05T16:00:00Z`);
  await page.waitForSelector(byTestId('legend'));
  await page.keyboard.press('t');
  await page.waitForSelector(byTestId('bar-row'));
  // What is in view moves into place while older bars come for the indicators.
  const oldest = async (): Promise<string> => new Date(Number(BigInt(await page.locator(byTestId('bar-row')).last().getAttribute('data-value') ?? 0) / 1_000_000n)).toISOString();
  await expect.poll(oldest).toContain('2026-01-05T1');
  await expect.poll(() => new URL(page.url()).searchParams.get('from')).toContain('2026-01-05T1');
  const address = page.url();
  const seen = async (from: typeof page): Promise<readonly (string | null)[]> => {
    await from.waitForSelector(byTestId('bar-row'));
    const rows = await from.$$eval(byTestId('bar-row'), (all) => all.map((row) => row.getAttribute('data-value')));
    const indicators = await from.$$eval(byTestId('indicator-value'), (all) => all.map((one) => one.getAttribute('data-value')));
    return [await value(from, 'timeframes'), await value(from, 'zone-choice'), ...indicators, rows[0] ?? null, rows[rows.length - 1] ?? null];
  };
  await expect.poll(() => page.locator(byTestId('indicator-value')).count()).toBe(2);
  const other = await openBrowser();
  const copy = await other.context.newPage();
  await copy.goto(address);
  await expect.poll(() => seen(copy)).toEqual(await seen(page));
  await copy.goto(`${mock.url}/data?gap_state=open`);
  await expect.poll(() => copy.locator(byTestId('gap-row')).count()).toBe(1);
  await other.close();
});

test('U-004 An unknown address is not found, here and at the server, and leads to Overview and the search', async () => {
  const { page } = opened;
  const answer = await page.goto(`${mock.url}/no/such/page`);
  expect(answer?.status()).toBe(404);
  await page.waitForSelector(byTestId('not-found'));
  await page.click(`${byTestId('not-found')} button`);
  await page.waitForSelector(byTestId('palette-input'));
  await page.keyboard.press('Escape');
  await page.click(`${byTestId('not-found')} a`);
  await page.waitForSelector(byTestId('page-overview'));
});

test('U-006 The mode is a word on a band across every page, readable without colour', async () => {
  const { page } = opened;
  await page.goto(mock.url);
  for (const path of pages) {
    await visit(page, path);
    await page.waitForSelector('.page');
    const band = page.locator(byTestId('mode-band'));
    await expect.poll(() => band.innerText()).toContain('PAPER · SIMULATED');
    const seen = await band.evaluate((element) => {
      const box = element.getBoundingClientRect();
      const style = getComputedStyle(element);
      return { isAcross: box.left <= 0 && box.right >= window.innerWidth && box.top >= 0 && box.bottom <= window.innerHeight, ink: style.color, ground: style.backgroundColor };
    });
    expect(seen.isAcross, path).toBe(true);
    expect(contrastOf(seen.ink, seen.ground), path).toBeGreaterThan(4.5);
  }
  await page.goto(`${mock.url}/chart/AAPL.NASDAQ?tf=1m`);
  await page.waitForSelector(byTestId('legend'));
  await page.keyboard.press('r');
  for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Enter');
  await page.waitForSelector(`${byTestId('mode-band')}[data-value="replay"]`);
  expect(await page.innerText(byTestId('mode-band'))).toContain('REPLAY');
  const replayed = await page.locator(byTestId('mode-band')).evaluate((element) => [getComputedStyle(element).color, getComputedStyle(element).backgroundColor]);
  expect(contrastOf(replayed[0] ?? '', replayed[1] ?? '')).toBeGreaterThan(4.5);
  await page.keyboard.press('Escape');
});

test('U-007 A live account begins the title with LIVE and has an icon of its own, and the band says so on every page', async () => {
  const { page } = opened;
  await page.goto(mock.url);
  await page.waitForSelector('.page');
  const icon = (): Promise<string | null> => page.getAttribute('link[rel="icon"]', 'href');
  const [paper, title] = [await icon(), await page.title()];
  expect(title).not.toContain('LIVE');
  mock.quirks.mode = 'live';
  await expect.poll(() => page.title()).toBe(`LIVE · ${title}`);
  expect(await icon()).not.toBe(paper);
  const [a, b] = await Promise.all([paper, await icon()].map(async (path) => (await fetch(`${mock.url}${path}`)).text()));
  expect(a).not.toBe(b);
  for (const path of pages) {
    await visit(page, path);
    await expect.poll(() => page.innerText(`${byTestId('mode-band')} strong`), { message: path }).toBe('LIVE');
    const seen = await page.locator(byTestId('mode-band')).evaluate((element) => [getComputedStyle(element).color, getComputedStyle(element).backgroundColor]);
    expect(contrastOf(seen[0] ?? '', seen[1] ?? ''), path).toBeGreaterThan(4.5);
    expect(await page.title(), path).toMatch(/^LIVE · /);
  }
  mock.quirks.mode = 'paper';
  await expect.poll(() => page.title()).not.toContain('LIVE');
});

test('U-009 The rail marks the page, becomes icons with tooltips, and stays so after a reload', async () => {
  const { page } = opened;
  await page.goto(`${mock.url}/alerts`);
  await page.waitForSelector(byTestId('page-alerts'));
  expect(await page.$$eval('.rail [aria-current="page"]', (all) => all.map((one) => one.getAttribute('data-testid')))).toEqual(['nav-alerts']);
  const isWide = (): Promise<string | null> => page.getAttribute(byTestId('rail'), 'data-wide');
  if (await isWide() === 'false') await page.click(byTestId('rail-toggle'));
  const wide = (await page.locator(byTestId('rail')).boundingBox())?.width ?? 0;
  await page.click(byTestId('rail-toggle'));
  await page.reload();
  await page.waitForSelector(byTestId('page-alerts'));
  expect(await isWide()).toBe('false');
  expect((await page.locator(byTestId('rail')).boundingBox())?.width ?? 0).toBeLessThan(wide / 2);
  for (const link of await page.locator('.rail a').all()) {
    expect(await link.getAttribute('title')).toBe(await link.locator('.rail-text').textContent());
    expect((await link.locator('.rail-text').boundingBox())?.width ?? 0).toBeLessThan(2);
  }
});

test('U-010 The code of each page comes when the page is opened, not before', async () => {
  const { page } = opened;
  await page.goto(mock.url);
  await page.waitForSelector(byTestId('page-overview'));
  const scripts = (): Promise<readonly string[]> => page.evaluate(() => performance.getEntriesByType('resource').map((entry) => new URL(entry.name).pathname).filter((path) => path.endsWith('.js')));
  // Rows of the watchlist lead to charts, whose code it fetches: the chart comes first.
  const parts = { chart: 'ChartPage', watchlist: 'WatchlistPage', alerts: 'AlertsPage', data: 'DataPage', export: 'ExportPage', retention: 'RetentionPage', system: 'SystemPage', settings: 'SettingsPage' };
  for (const [name, part] of Object.entries(parts)) {
    expect((await scripts()).filter((path) => path.includes(`/${part}-`)), name).toEqual([]);
    await page.click(byTestId(`nav-${name}`));
    await page.waitForSelector(byTestId(`page-${name}`));
    expect((await scripts()).filter((path) => path.includes(`/${part}-`)), name).toHaveLength(1);
  }
});

test('U-014 Instruments of gaps, alerts, days, the catalog and cases lead to their chart, at the time of the row', async () => {
  const { page } = opened;
  await page.goto(`${mock.url}/data`);
  await page.waitForSelector(`${byTestId('gap-row')} a`);
  await page.waitForSelector(`${byTestId('catalog-row')} a`);
  const gaps = await page.$$eval(`${byTestId('gap-row')} th`, (cells) => cells.map((cell) => cell.querySelector('a')?.getAttribute('href') ?? cell.textContent ?? ''));
  expect(gaps.filter((gap) => gap !== 'All').every((gap) => /^\/chart\/[^?]+\?tf=1m&at=\d{4}-/.test(decodeURIComponent(gap)))).toBe(true);
  const places = await page.$$eval(byTestId('catalog-row'), (rows) => rows.map((row) => [row.querySelector('th a')?.getAttribute('href') ?? '', row.querySelector('[data-testid="catalog-first"]')?.getAttribute('title') ?? '']));
  expect(places.filter(([href = '', first = '']) => !first.startsWith('20') || new URL(href, mock.url).searchParams.get('at') !== first)).toEqual([]);
  await page.locator(`${byTestId('catalog-row')} a`).first().click();
  await page.waitForSelector(byTestId('legend'));
  expect(new URL(page.url()).searchParams.get('at')).toBe(places[0]?.[1]);
  await page.goto(`${mock.url}/data/quality`);
  const link = page.locator(`${byTestId('panel-cases')} ${byTestId('quality-case')} a`).first();
  await link.waitFor();
  const at = new URL(await link.getAttribute('href') ?? '', mock.url).searchParams.get('at') ?? '';
  await link.click();
  await page.waitForSelector(byTestId('legend'));
  await page.keyboard.press('t');
  await page.waitForSelector(byTestId('bar-row'));
  const opens = await page.$$eval(byTestId('bar-row'), (rows) => rows.map((row) => Number(BigInt(row.getAttribute('data-value') ?? '0') / 1_000_000_000n)));
  expect(Math.min(...opens)).toBeLessThanOrEqual(Date.parse(at) / 1_000);
  expect(Math.max(...opens) + 1).toBeGreaterThanOrEqual(Date.parse(at) / 1_000);
  await page.goto(`${mock.url}/alerts`);
  await page.waitForSelector(byTestId('alert-row'));
  expect(await page.locator(`${byTestId('alert-row')} a[href*="/chart/"][href*="at="]`).count()).toBeGreaterThan(0);
});

test('U-013 A server of another version is told, nothing is reloaded over a form that is being filled, and a page that is gone says so', async () => {
  const { page } = opened;
  await page.goto(`${mock.url}/settings`);
  await page.waitForSelector(byTestId('panel-settings-file'));
  await page.evaluate(() => Object.assign(window, { isSame: true }));
  const isSame = (): Promise<boolean> => page.evaluate(() => 'isSame' in window);
  await page.fill(byTestId('tick-amber'), '3');
  mock.quirks.version = '0.2.0';
  mock.dropClients();
  const banner = page.locator(byTestId('version-banner'));
  await banner.waitFor();
  expect(await banner.innerText()).toMatch(/^New version, reload\s+The server now runs 0\.2\.0 .* this page is of 0\.1\.0 /);
  for (const theme of ['dark', 'light'] as const) {
    await showTheme(page, theme);
    expect(await seriousFaults(page, 'colours'), theme).toEqual([]);
  }
  expect(await page.inputValue(byTestId('tick-amber'))).toBe('3');
  expect(await isSame()).toBe(true);

  // The files of the page are those of the other version now.
  await page.route(/assets\/(AuditPage|RuleDialog)-.*\.js$/, (route) => route.fulfill({ status: 404 }));
  await page.click(byTestId('to-audit'));
  await page.waitForSelector(byTestId('missing-page'));
  expect(await page.locator(byTestId('error')).count()).toBe(0);
  await page.click(byTestId('nav-alerts'));
  await page.click(byTestId('new-rule'));
  await page.waitForSelector(byTestId('missing-dialog'));
  await page.keyboard.press('Escape');
  expect(await isSame()).toBe(true);
  await page.unroute(/assets\/(AuditPage|RuleDialog)-.*\.js$/);
  await page.click(byTestId('version-reload'));
  await page.waitForFunction(() => !('isSame' in window) && document.querySelector('[data-testid="panel-rules"]') !== null);
  expect(await banner.count()).toBe(0);
  await page.click(byTestId('new-rule'));
  await page.waitForSelector(byTestId('rule-dialog'));
  await page.keyboard.press('Escape');
  mock.quirks.version = '0.1.0';
});

test('U-214 Every key is listed, can be given to another, and none fires while typing', async () => {
  const { page } = opened;
  await page.goto(`${mock.url}/chart/AAPL.NASDAQ?tf=1m`);
  await page.waitForSelector(byTestId('legend'));
  await page.keyboard.press('?');
  await page.waitForSelector(byTestId('keys-dialog'));
  for (const key of ['Mod+k', '/', '?', 'm', '1', '9', '[', 'g', 'l', 'a', 't', '+', 'Home', 'End', 'Escape', 'Alt+t', 'Mod+z', ' ', 'Alt+ArrowUp']) {
    expect(await page.locator(`[data-testid="key-${key}"]`).count(), key).toBe(1);
  }
  await page.click(`[data-testid="key-g"]`);
  await page.keyboard.press('l');
  await page.waitForSelector('[data-testid="key-g"][data-refused="true"]');
  await page.click(`[data-testid="key-g"]`);
  await page.keyboard.press('j');
  await expect.poll(() => page.innerText('[data-testid="key-g"]')).toBe('J');
  await page.keyboard.press('Escape');
  await page.waitForSelector(byTestId('keys-dialog'), { state: 'detached' });
  await page.reload();
  await page.waitForSelector(byTestId('legend'));
  await page.keyboard.press('g');
  expect(await page.locator(byTestId('go-dialog')).count()).toBe(0);
  await page.keyboard.press('j');
  await page.waitForSelector(byTestId('go-dialog'));
  await page.keyboard.press('Escape');
  await page.keyboard.press('/');
  await page.waitForSelector(byTestId('palette-input'));
  await page.keyboard.type('jt5?m');
  expect(await page.inputValue(byTestId('palette-input'))).toBe('jt5?m');
  expect(await page.locator(`${byTestId('go-dialog')}, ${byTestId('keys-dialog')}`).count()).toBe(0);
  expect(await value(page, 'timeframes')).toBe('1m');
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await page.click(byTestId('keys-reset'));
  await expect.poll(() => page.innerText('[data-testid="key-g"]')).toBe('G');
  await page.keyboard.press('Escape');
});

test('U-210 Settings go out and come in as one file, without secrets', async () => {
  const { page } = opened;
  await page.goto(`${mock.url}/settings`);
  await page.waitForSelector(byTestId('panel-settings-file'));
  await page.fill(byTestId('tick-amber'), '2');
  await page.fill(byTestId('tick-red'), '9');
  await page.click(byTestId('tick-save'));
  const saving = page.waitForEvent('download');
  await page.click(byTestId('settings-export'));
  const download = await saving;
  expect(download.suggestedFilename()).toBe('argonaut-settings.json');
  const path = await download.path();
  const text = await readFile(path, 'utf8');
  expect(text).not.toMatch(/token|secret|password|argn_/i);
  // The shape is what this test relies on.
  const { settings } = JSON.parse(text) as { readonly settings: { readonly look: { readonly amberSeconds: number } } };
  expect(settings.look.amberSeconds).toBe(2);

  const other = await openBrowser();
  const fresh = await other.context.newPage();
  const empty = await startMock();
  await fresh.goto(`${empty.url}/settings`);
  await fresh.waitForSelector(byTestId('panel-settings-file'));
  expect(await fresh.inputValue(byTestId('tick-amber'))).toBe('1');
  await fresh.setInputFiles(byTestId('settings-import'), { name: 'x.json', mimeType: 'application/json', buffer: Buffer.from('{"format":"other"}') });
  await fresh.waitForSelector(`${byTestId('settings-outcome')}[data-value="refused"]`);
  await fresh.setInputFiles(byTestId('settings-import'), path);
  await fresh.waitForSelector(`${byTestId('settings-outcome')}[data-value="taken"]`);
  await fresh.reload();
  await fresh.waitForSelector(byTestId('panel-settings-file'));
  expect(await fresh.inputValue(byTestId('tick-amber'))).toBe('2');
  expect(await fresh.inputValue(byTestId('tick-red'))).toBe('9');
  await other.close();
  await empty.close();
});

/** Of two colours as the browser writes them, by their lightness alone: what a greyscale picture keeps. */
function contrastOf(ink: string, ground: string): number {
  const light = (colour: string): number => {
    const [r = 0, g = 0, b = 0] = (colour.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number).map((part) => {
      const share = part / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [a, b] = [light(ink), light(ground)].sort((x, y) => y - x);
  return ((a ?? 0) + 0.05) / ((b ?? 0) + 0.05);
}
