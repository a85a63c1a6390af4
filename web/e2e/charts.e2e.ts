import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openBrowser, type OpenBrowser } from './browser.mjs';
import { byTestId, openServer, recordedInstruments, value, watchedPage, type Server, type WatchedPage } from './fixture';

let server: Server;
let browser: OpenBrowser;
let watched: WatchedPage;
let instrument = '';

beforeAll(async () => {
  server = await openServer();
  browser = await openBrowser();
  instrument = (await recordedInstruments(server.url))[0] ?? '';
});

afterAll(async () => {
  await browser.close();
  await server.close();
});

beforeEach(async () => {
  watched = await watchedPage(browser, server.url);
  await watched.page.addInitScript(() => {
    if (window.sessionStorage.getItem('begun') === null) window.localStorage.clear();
    window.sessionStorage.setItem('begun', 'yes');
  });
});

afterEach(async () => {
  await watched.page.close();
});

const chartUrl = (query = ''): string => `${server.url}/chart/${encodeURIComponent(instrument)}${query}`;

/** The legend's number of an indicator's output. */
async function shown(kind: string, output: string): Promise<number> {
  const cell = watched.page.locator(`${byTestId('indicator-value')}[data-value="${kind}"] [data-output="${output}"]`);
  return Number(await cell.getAttribute('data-number'));
}

async function add(kind: string): Promise<void> {
  const { page } = watched;
  await page.keyboard.press('i');
  await page.click(byTestId(`add-${kind}`));
}

test('An indicator shows what its bars give, stays with another timeframe and after a reload, and goes', async () => {
  const { page, complaints } = watched;
  await page.goto(chartUrl('?tf=1m'));
  await page.waitForSelector(byTestId('legend'));
  await add('sma');
  await page.fill(byTestId('parameter-length'), '7');
  await page.click(byTestId('indicators-done'));
  // A closed bar, some bars back.
  for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowLeft');
  const expected = async (timeframe: string): Promise<number> => {
    const open = await value(page, 'legend');
    const answer = await fetch(`${server.url}/api/v1/instruments/${encodeURIComponent(instrument)}/bars?timeframe=${timeframe}&order=desc&limit=100&time=ns`);
    // The shape is the contract that this test relies on.
    const { items } = (await answer.json()) as { readonly items: readonly { readonly ts_open: string; readonly close: string }[] };
    const at = items.findIndex((bar) => bar.ts_open === open);
    expect(at, `the bar ${open} is among the newest`).toBeGreaterThanOrEqual(0);
    return items.slice(at, at + 7).reduce((sum, bar) => sum + Number(bar.close), 0) / 7;
  };
  await expect.poll(() => shown('sma', 'value')).toBeGreaterThan(0);
  expect(await shown('sma', 'value')).toBeCloseTo(await expected('1m'), 9);
  await page.click(byTestId('tf-5s'));
  await page.waitForSelector(byTestId('legend'));
  for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowLeft');
  await expect.poll(() => shown('sma', 'value')).toBeGreaterThan(0);
  expect(await shown('sma', 'value')).toBeCloseTo(await expected('5s'), 9);
  await page.reload();
  await page.waitForSelector(byTestId('indicator-value'));
  await page.keyboard.press('i');
  await page.click(byTestId('indicator-hide'));
  expect(await page.locator(byTestId('indicator-value')).count()).toBe(0);
  await page.click(byTestId('indicator-remove'));
  expect(await page.locator(byTestId('indicator-row')).count()).toBe(0);
  expect(complaints).toEqual([]);
});

test('A parameter out of its range is refused with the range', async () => {
  const { page } = watched;
  await page.goto(chartUrl());
  await page.waitForSelector(byTestId('legend'));
  await add('ema');
  await page.fill(byTestId('parameter-length'), '0');
  await page.waitForSelector('.indicator-row .field-error');
  expect(await page.locator('.indicator-row .field-error').innerText()).toContain('1 to 5000');
  expect(await page.locator(byTestId('indicator-row')).innerText()).toContain('EMA 20');
});

test('Every indicator that is offered draws without a complaint', async () => {
  const { page, complaints } = watched;
  await page.goto(chartUrl('?tf=1m'));
  await page.waitForSelector(byTestId('legend'));
  await page.keyboard.press('i');
  const offered = await page.$$eval('[data-testid^="add-"]', (buttons) => buttons.map((button) => button.getAttribute('data-testid') ?? ''));
  expect(offered.length).toBeGreaterThanOrEqual(12);
  for (const one of offered.slice(0, 12)) await page.click(`[data-testid="${one}"]`);
  await page.click(byTestId('indicators-done'));
  await expect.poll(() => page.locator(byTestId('indicator-value')).count()).toBe(12);
  for (const timeframe of ['1s', '5m', '1D', '1m']) {
    await page.click(byTestId(`tf-${timeframe}`));
    await page.waitForSelector(byTestId('legend'));
  }
  await expect.poll(() => shown('ema', 'value')).toBeGreaterThan(0);
  expect(complaints).toEqual([]);
});

test('Every chart type and price axis can be chosen, and derived prices are labelled', async () => {
  const { page, complaints } = watched;
  await page.goto(chartUrl('?tf=1m'));
  await page.waitForSelector(byTestId('legend'));
  await page.click(byTestId('draw-menu'));
  for (const type of ['candles', 'hollow', 'bars', 'line', 'step', 'area', 'baseline', 'heikin_ashi']) {
    await page.selectOption(byTestId('chart-type'), type);
    await expect.poll(() => page.locator(byTestId('legend-derived')).count()).toBe(type === 'heikin_ashi' ? 1 : 0);
    expect(await page.locator(byTestId('plot')).getAttribute('data-type')).toBe(type);
  }
  for (const mode of ['log', 'percent', 'indexed', 'linear']) await page.selectOption(byTestId('scale-mode'), mode);
  await page.check(byTestId('scale-inverted'));
  expect(complaints).toEqual([]);
});
