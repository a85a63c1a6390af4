import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, type OpenBrowser } from './browser.mjs';
import { byTestId, seriousFaults, showTheme, watchedPage } from './fixture';
import { startMock } from './mock-server.mjs';

/** What a chart shows in states that only a server of the test can bring about. */
let browser: OpenBrowser;

beforeAll(async () => {
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
});

test('U-061 U-062 A gap is hatched with its reason, and a backfill brings its bars without a reload', async () => {
  const mock = await startMock();
  const { page, complaints } = await watchedPage(browser, mock.url);
  await page.goto(`${mock.url}/chart/NVDA.NASDAQ?tf=1m`);
  const tag = page.locator(byTestId('gap-tag')).first();
  await tag.waitFor();
  expect(await tag.getAttribute('title')).toMatch(/^No data from .* to .*: Link lost$/);
  await page.keyboard.press('t');
  const opens = async (): Promise<readonly bigint[]> =>
    (await page.$$eval('[data-testid="bar-row"]', (rows) => rows.map((row) => row.getAttribute('data-value') ?? '0'))).map(BigInt).reverse();
  const holes = (times: readonly bigint[]): number => times.filter((time, i) => i > 0 && time - (times[i - 1] ?? time) > 60_000_000_000n).length;
  await expect.poll(async () => (await opens()).length).toBeGreaterThan(50);
  expect(holes(await opens())).toBe(1);
  await page.keyboard.press('t');
  await page.locator(byTestId('gap-backfill')).first().click();
  await page.locator(byTestId('gap-started')).waitFor({ state: 'attached' });
  await expect.poll(() => page.locator(byTestId('gap-backfill')).count(), { timeout: 20_000 }).toBe(0);
  await page.keyboard.press('t');
  await expect.poll(async () => holes(await opens()), { timeout: 20_000 }).toBe(0);
  expect(complaints).toEqual([]);
  await page.close();
  await mock.close();
});

test('U-062 A viewer sees the reason of a gap and is offered no backfill', async () => {
  const mock = await startMock(0, { role: 'viewer' });
  const { page } = await watchedPage(browser, mock.url);
  await page.goto(`${mock.url}/chart/NVDA.NASDAQ?tf=1m`);
  await page.locator(byTestId('gap-tag')).first().waitFor();
  expect(await page.locator(byTestId('gap-backfill')).count()).toBe(0);
  expect(await page.locator(byTestId('gap-tag')).first().innerText()).toContain('Link lost');
  await page.close();
  await mock.close();
});

test('U-068 Bars outside regular hours are hidden, shaded or left as they are', async () => {
  const mock = await startMock();
  const { page, complaints } = await watchedPage(browser, mock.url);
  await page.goto(`${mock.url}/chart/AAPL.NASDAQ?tf=1h&tz=utc`);
  await page.waitForSelector(byTestId('legend'));
  await page.keyboard.press('t');
  const hours = (): Promise<readonly number[]> => page.$$eval('[data-testid="bar-row"]', (rows) =>
    [...new Set(rows.map((row) => new Date(Number(BigInt(row.getAttribute('data-value') ?? '0') / 1_000_000n)).getUTCHours()))].sort((a, b) => a - b));
  await expect.poll(async () => (await hours()).length).toBe(24);
  await page.click(byTestId('draw-menu'));
  await page.locator(`${byTestId('extended-hours')} [data-value="hide"]`).click();
  // Regular hours of the mock are 14:30 to 21:00 UTC on weekdays; they open within the bar of 14:00.
  await expect.poll(hours).toEqual([14, 15, 16, 17, 18, 19, 20]);
  await page.locator(`${byTestId('extended-hours')} [data-value="shade"]`).click();
  await expect.poll(async () => (await hours()).length).toBe(24);
  expect(complaints).toEqual([]);
  await page.close();
  await mock.close();
});

test('U-098 A viewer can draw, and is told that the drawings stay on the page', async () => {
  const mock = await startMock(0, { role: 'viewer' });
  const { page, complaints } = await watchedPage(browser, mock.url);
  await page.goto(`${mock.url}/chart/AAPL.NASDAQ?tf=1m`);
  await page.waitForSelector(byTestId('legend'));
  await page.click(byTestId('tool-horizontal'));
  const box = await page.locator(byTestId('plot')).boundingBox();
  await page.mouse.click((box?.x ?? 0) + 300, (box?.y ?? 0) + 150);
  await page.keyboard.press('Escape');
  await expect.poll(() => page.locator(byTestId('draw-note')).innerText()).toContain('sign in to keep them');
  expect(complaints).toEqual([]);
  await page.close();
  await mock.close();
});

test('Two tabs that draw at once lose nothing', async () => {
  const mock = await startMock();
  const tabs = await Promise.all([watchedPage(browser, mock.url), watchedPage(browser, mock.url)]);
  for (const { page } of tabs) {
    await page.goto(`${mock.url}/chart/AAPL.NASDAQ?tf=1m`);
    await page.waitForSelector(byTestId('legend'));
  }
  for (const [i, { page }] of tabs.entries()) {
    await page.bringToFront();
    await page.click(byTestId('tool-horizontal'));
    const box = await page.locator(byTestId('plot')).boundingBox();
    await page.mouse.click((box?.x ?? 0) + 300, (box?.y ?? 0) + 120 + 40 * i);
  }
  await expect.poll(async () => {
    const answer = await fetch(`${mock.url}/api/v1/instruments/AAPL.NASDAQ/drawings`);
    // The shape is the contract that this test relies on.
    const { content } = (await answer.json()) as { readonly content: { readonly drawings?: readonly unknown[] } };
    return content.drawings?.length;
  }, { timeout: 10_000 }).toBe(2);
  for (const { page } of tabs) await page.close();
  await mock.close();
});

test('U-225 A chart with gaps and sessions has no serious accessibility fault in either theme', async () => {
  const mock = await startMock();
  const { page } = await watchedPage(browser, mock.url);
  await page.goto(`${mock.url}/chart/NVDA.NASDAQ?tf=1m`);
  await page.locator(byTestId('gap-tag')).first().waitFor();
  await showTheme(page, 'dark');
  expect(await seriousFaults(page)).toEqual([]);
  await showTheme(page, 'light');
  expect(await seriousFaults(page, 'colours')).toEqual([]);
  await page.close();
  await mock.close();
});

test('U-054 A late tick redraws the closed bar it belongs to, and the legend says that it was revised', async () => {
  const mock = await startMock();
  const { page, complaints } = await watchedPage(browser, mock.url);
  await page.goto(`${mock.url}/chart/AAPL.NASDAQ?tf=1m`);
  await page.waitForSelector(byTestId('legend'));
  const { open, high } = mock.revise('AAPL.NASDAQ', '1m', 4);
  for (let i = 0; i < 8 && await page.locator(byTestId('legend')).getAttribute('data-value') !== open; i++) await page.keyboard.press('ArrowLeft');
  await expect.poll(async () => {
    // A minute that ended meanwhile moved the crosshair's bar by one.
    if (await page.locator(byTestId('legend')).getAttribute('data-value') !== open) await page.keyboard.press('ArrowLeft');
    return [await page.locator(byTestId('legend-high')).getAttribute('data-value'), await page.locator(byTestId('legend-revised')).isVisible()];
  }).toEqual([high, true]);
  expect(complaints).toEqual([]);
  await page.close();
  await mock.close();
});

test('U-022 A chart opened before there is history shows it when it comes, and stays at the live edge', async () => {
  const mock = await startMock();
  const { page, complaints } = await watchedPage(browser, mock.url);
  const since = mock.quirks.firstSecond;
  mock.quirks.firstSecond = Math.floor(Date.now() / 1000) - 60;
  await page.goto(`${mock.url}/chart/AAPL.NASDAQ?tf=1m`);
  await page.waitForSelector(byTestId('legend'));
  const bars = (): Promise<number> => page.locator('.plot').getAttribute('data-bars').then(Number);
  expect(await bars()).toBeLessThanOrEqual(3);
  mock.quirks.firstSecond = since;
  await expect.poll(bars, { timeout: 15_000 }).toBeGreaterThan(900);
  expect(await page.locator(byTestId('new-bars')).count()).toBe(0);
  expect(await page.locator(byTestId('chart-empty')).count()).toBe(0);
  expect(complaints).toEqual([]);
  await page.close();
  await mock.close();
});
