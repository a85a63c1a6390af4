import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, type OpenBrowser } from './browser.mjs';
import { byTestId, openServer, pagePaths, recordedInstruments, seriousFaults, settled, showTheme, value, visit, watchedPage, type Server } from './fixture';

/** The time machine: all pages as of a past moment. */
let browser: OpenBrowser;
let server: Server;

const nanosPerMinute = 60_000_000_000n;

beforeAll(async () => {
  browser = await openBrowser();
  server = await openServer();
});

afterAll(async () => {
  await browser.close();
  await server.close();
});

/** What changes something in the world, wherever it stands. */
const acting = [
  'add-instrument', 'gap-explain', 'gap-backfill', 'gap-fill-all', 'nearest-fill', 'day-backfill', 'export-run', 'new-rule', 'rule-try', 'rule-edit', 'rule-copy', 'rule-pause', 'rule-remove',
  'acknowledge', 'acknowledge-all', 'snooze', 'clear', 'layout-save', 'schedule-add', 'schedule-edit', 'schedule-remove', 'verify-all', 'import-check', 'import-run', 'policy-save',
  'dry-run', 'run-plan', 'run-delete', 'token-create', 'token-revoke', 'session-end', 'job-cancel', 'job-resume', 'record-depth', 'stop-depth',
].map(byTestId).concat('[data-testid^="stop-"]').join(', ');

async function enabledActs(page: Page): Promise<readonly (string | null)[]> {
  return page.locator(acting).evaluateAll((found) => found.filter((one) => one.matches(':enabled')).map((one) => one.getAttribute('data-testid')));
}

test('U-197 Every page shows a past moment with a band, nothing on it moves or can act, and the way back leads to now', async () => {
  const [instrument = ''] = await recordedInstruments(server.url);
  const { page, complaints } = await watchedPage(browser, server.url);
  const changes: string[] = [];
  page.on('request', (request) => {
    if (request.method() !== 'GET' && !request.url().endsWith('/settings')) changes.push(`${request.method()} ${request.url()}`);
  });
  const moment = BigInt(Date.now()) * 1_000_000n - nanosPerMinute / 2n + 123n;
  const sockets: string[] = [];
  page.on('websocket', (socket) => sockets.push(socket.url()));
  await page.goto(`${server.url}/?as_of=${moment}`);
  for (const path of pagePaths(instrument)) {
    await visit(page, `${path}?as_of=${moment}`);
    await settled(page);
    expect([path, await value(page, 'past-band'), await page.innerText(byTestId('past-at'))]).toEqual([path, String(moment), expect.stringMatching(/\d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2}\.\d{9} \S+/)]);
    expect([path, await enabledActs(page)]).toEqual([path, []]);
    // Links lead to pages of the same moment.
    expect(await page.locator('.rail a').evaluateAll((links, at) => links.filter((link) => !link.getAttribute('href')?.includes(`as_of=${at}`)).length, String(moment))).toBe(0);
  }
  expect([complaints, changes, sockets]).toEqual([[], [], []]);

  await page.goto(`${server.url}/watchlist?as_of=${moment}`);
  await page.waitForSelector(`${byTestId('last-price')}[data-value]:not([data-value=""])`);
  expect(await page.locator(byTestId('disconnected')).count()).toBe(0);
  expect(await value(page, 'tick-age')).toMatch(/^\d/);
  expect(await page.getAttribute(byTestId('add-instrument'), 'title')).toContain('go back to now');
  const shown = async (): Promise<readonly string[]> => [await page.locator(byTestId('last-price')).evaluateAll((all) => all.map((one) => one.getAttribute('data-value')).join()), await value(page, 'clock-utc')];
  // Each instrument is asked for by itself.
  await page.waitForLoadState('networkidle');
  const first = await shown();
  // Two rounds of what is asked again every two seconds.
  for (let round = 0; round < 2; round++) await page.waitForResponse('**/api/v1/subscriptions?*');
  expect(await shown()).toEqual(first);

  await page.click(byTestId('past-back-1 min'));
  await page.waitForSelector(`${byTestId('past-band')}[data-value="${moment - nanosPerMinute}"]`);
  await page.goBack();
  await page.waitForSelector(`${byTestId('past-band')}[data-value="${moment}"]`);
  await page.click(byTestId('past-now'));
  await page.waitForFunction(() => document.querySelector('[data-testid="past-band"]') === null && document.querySelector('[data-testid="top-bar"], .top-bar') !== null);
  expect(new URL(page.url()).search).toBe('');
  await page.waitForSelector(`${byTestId('add-instrument')}:enabled`);
  await page.close();
});

test('U-197 A moment is chosen to the nanosecond, one that is no past moment is told, and the band has no fault in either theme', async () => {
  const { page } = await watchedPage(browser, server.url);
  await page.goto(`${server.url}/data`);
  await page.click(byTestId('open-past'));
  await page.fill(byTestId('past-input'), '2099-01-01 00:00');
  expect(await page.isDisabled(byTestId('past-go'))).toBe(true);
  const moment = String(BigInt(Date.now()) * 1_000_000n - nanosPerMinute + 7n);
  await page.fill(byTestId('past-input'), moment);
  await page.click(byTestId('past-go'));
  await page.waitForSelector(`${byTestId('past-band')}[data-value="${moment}"]`);
  await settled(page);
  await showTheme(page, 'dark');
  expect(await seriousFaults(page)).toEqual([]);
  await showTheme(page, 'light');
  expect(await seriousFaults(page, 'colours')).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);

  await page.goto(`${server.url}/data?as_of=tomorrow`);
  await page.waitForSelector(byTestId('wrong-moment'));
  expect(await page.innerText(byTestId('wrong-moment'))).toContain('tomorrow');
  await page.click(byTestId('past-now'));
  await page.waitForSelector(byTestId('panel-gaps'));
  await page.close();
});
