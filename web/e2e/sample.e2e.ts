import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openBrowser, type OpenBrowser } from './browser.mjs';
import { byTestId, seriousFaults, value, watchedPage, type WatchedPage } from './fixture';
import { startMock, type Mock } from './mock-server.mjs';

/** The sample data, from a first start on. Always against the mock. */
let browser: OpenBrowser;
let mock: Mock;
let opened: WatchedPage;

beforeAll(async () => {
  browser = await openBrowser();
});

beforeEach(async () => {
  mock = await startMock(0, { state: 'empty' });
  opened = await watchedPage(browser, mock.url);
});

afterEach(async () => {
  await opened.page.close();
  await mock.close();
});

afterAll(async () => {
  await browser.close();
});

test('U-016 One click loads the sample, every page of it says REPLAY, and one click removes it', async () => {
  const { page, complaints } = opened;
  /** What was asked for about market data under the band of the sample. */
  const asked: string[] = [];
  page.on('request', (request) => {
    if (page.url().includes('dataset=sample')) asked.push(`${request.method()} ${request.url().slice(mock.url.length)}`);
  });
  await page.goto(mock.url);
  mock.holdJobs(true);
  await page.click(byTestId('sample-load'));
  await page.waitForSelector(`${byTestId('sample')}[data-state="loading"] ${byTestId('sample-progress')}`);
  await page.click(byTestId('sample-cancel'));
  await page.waitForSelector(`${byTestId('sample')}[data-state="absent"]`);
  mock.holdJobs(false);
  await page.click(byTestId('sample-load'));
  await page.waitForSelector(byTestId('sample-open'));
  expect(await value(page, 'mode-band')).toBe('paper');
  await page.click(byTestId('sample-open'));

  await page.waitForSelector(byTestId('sample-row'));
  const bandSays = async (): Promise<void> => {
    expect(await value(page, 'mode-band')).toBe('replay');
    expect(await page.innerText(byTestId('mode-band'))).toMatch(/^REPLAY\s+Sample data/);
    expect(page.url()).toContain('dataset=sample');
  };
  await bandSays();
  expect(await seriousFaults(page)).toEqual([]);
  await page.click(`${byTestId('sample-row')} a`);
  await page.waitForSelector(`${byTestId('legend')}[data-value]`);
  await bandSays();
  expect(await page.innerText(byTestId('replay-badge'))).toBe('REPLAY');
  await page.click(byTestId('nav-data'));
  await page.waitForSelector(byTestId('coverage-row'));
  expect(await page.innerText(byTestId('gap-row'))).toContain('A gap of the sample.');
  expect(await page.locator(byTestId('panel-catalog')).count()).toBe(0);
  await bandSays();
  for (const name of ['export', 'system', 'alerts', 'settings', 'watchlist']) {
    await page.click(byTestId(`nav-${name}`));
    await page.waitForSelector(byTestId('page-apart'));
    await bandSays();
  }
  // A copied address shows the sample again.
  await page.reload();
  await page.waitForSelector(byTestId('page-apart'));
  await bandSays();
  const writing = asked.filter((one) => !one.startsWith('GET'));
  const recorded = asked.filter((one) => /\/api\/v1\/(instruments|data|parquet|layouts|settings)/.test(one) && !one.includes('dataset=sample'));
  expect({ writing, recorded }).toEqual({ writing: [], recorded: [] });

  await page.click(byTestId('band-leave'));
  await page.waitForSelector(byTestId('sample-remove'));
  expect(await value(page, 'mode-band')).toBe('paper');
  await page.click(byTestId('sample-remove'));
  await page.waitForSelector(`${byTestId('sample')}[data-state="absent"]`);
  expect(complaints).toEqual([]);

  await page.goto(`${mock.url}/?dataset=sample`);
  await page.waitForSelector(byTestId('error'));
  await bandSays();
  // What was arranged while the sample was open names none of its instruments.
  expect(await page.evaluate(() => JSON.stringify({ ...localStorage }))).not.toContain('.SAMPLE');
});
