import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openBrowser, type OpenBrowser } from './browser.mjs';
import { byTestId, forgetSettings, openServer, recordedInstruments, value, watchedPage, type Server, type WatchedPage } from './fixture';

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
  await forgetSettings(server.url);
  watched = await watchedPage(browser, server.url);
  await watched.page.addInitScript(() => {
    if (window.sessionStorage.getItem('begun') === null) window.localStorage.clear();
    window.sessionStorage.setItem('begun', 'yes');
  });
});

afterEach(async () => {
  await watched.page.close();
  await forgetSettings(server.url);
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

/** Instrument and timeframe of each chart, and which is active. */
async function charts(): Promise<readonly string[]> {
  return watched.page.$$eval('[data-testid="chart-panel"]', (panels) => panels.map((panel) =>
    `${panel.getAttribute('data-instrument') ?? ''} ${panel.querySelector('[data-testid="timeframes"]')?.getAttribute('data-value') ?? ''}${panel.getAttribute('data-active') === 'true' ? ' *' : ''}`));
}

async function chooseCount(count: number): Promise<void> {
  const { page } = watched;
  await page.locator('[data-active="true"]').locator(byTestId('layout-menu')).click();
  await page.locator(`${byTestId('chart-count')} [data-value="${count}"]`).first().click();
  await page.keyboard.press('Escape');
  await expect.poll(async () => (await charts()).length).toBe(count);
}

test('U-077 Four charts each have an instrument and a timeframe, come back after a reload, and the clicked one has the address and the keys', async () => {
  const { page, complaints } = watched;
  const other = (await recordedInstruments(server.url))[1] ?? '';
  await page.goto(chartUrl('?tf=1m'));
  await page.waitForSelector(byTestId('legend'));
  await chooseCount(4);
  await expect.poll(charts).toEqual([`${instrument} 1m *`, `${instrument} 5m`, `${instrument} 1h`, `${instrument} 1D`]);
  await expect.poll(() => page.locator(byTestId('legend')).count()).toBe(4);
  await page.locator(byTestId('chart-panel')).nth(2).click({ position: { x: 60, y: 120 } });
  await expect.poll(() => new URL(page.url()).searchParams.get('tf')).toBe('1h');
  await page.click(byTestId(`list-${other}`));
  await page.keyboard.press('5');
  await expect.poll(charts).toEqual([`${instrument} 1m`, `${instrument} 5m`, `${other} 15m *`, `${instrument} 1D`]);
  await page.reload();
  await expect.poll(charts).toEqual([`${instrument} 1m`, `${instrument} 5m`, `${other} 15m *`, `${instrument} 1D`]);
  await expect.poll(() => page.locator(byTestId('legend')).count()).toBe(4);
  expect(complaints).toEqual([]);
});

test('U-066 Charts of a group change instrument together, and crosshairs move together', async () => {
  const { page } = watched;
  const other = (await recordedInstruments(server.url))[1] ?? '';
  await page.goto(chartUrl('?tf=1m'));
  await page.waitForSelector(byTestId('legend'));
  await page.click(byTestId('layout-menu'));
  await page.locator(`${byTestId('chart-count')} [data-value="2"]`).click();
  await page.locator(`${byTestId('link-group')} [data-value="a"]`).first().click();
  await page.keyboard.press('Escape');
  await page.locator(byTestId('chart-panel')).nth(1).click({ position: { x: 60, y: 120 } });
  await page.locator(byTestId('layout-menu')).nth(1).click();
  await page.locator(`${byTestId('link-group')}:visible [data-value="a"]`).click();
  await page.keyboard.press('Escape');
  await page.click(byTestId(`list-${other}`));
  await expect.poll(charts).toEqual([`${other} 1m`, `${other} 5m *`]);
  await expect.poll(() => page.locator(byTestId('legend')).count()).toBe(2);
  const opens = (): Promise<string[]> => page.$$eval('[data-testid="legend"]', (legends) => legends.map((legend) => legend.getAttribute('data-value') ?? ''));
  for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowLeft');
  const five = 300_000_000_000n;
  await expect.poll(async () => {
    const [first = '0', second = '0'] = await opens();
    return [BigInt(second) % five === 0n, BigInt(first) / five === BigInt(second) / five];
  }).toEqual([true, true]);
});

test('U-101 A layout is saved by name, comes back in another browser, and a reset can be undone', async () => {
  const { page } = watched;
  const name = `Morning ${Date.now()}`;
  await page.goto(chartUrl('?tf=15m'));
  await page.waitForSelector(byTestId('legend'));
  await add('ema');
  await page.click(byTestId('indicators-done'));
  await chooseCount(2);
  await page.locator(byTestId('layout-menu')).first().click();
  await page.locator(`${byTestId('layout-name')}:visible`).fill(name);
  await page.locator(`${byTestId('layout-save')}:visible`).click();
  await page.waitForSelector(byTestId(`open-layout-${name}`));

  const elsewhere = await openBrowser();
  const { page: second } = await watchedPage(elsewhere, server.url);
  await second.goto(chartUrl('?tf=1m'));
  await second.waitForSelector(byTestId('legend'));
  await second.locator('[data-active="true"]').locator(byTestId('layout-menu')).click();
  await second.locator(`${byTestId(`open-layout-${name}`)}:visible`).click();
  await expect.poll(() => second.locator(byTestId('chart-panel')).count()).toBe(2);
  await expect.poll(() => second.locator(byTestId('indicator-value')).count()).toBe(2);
  await second.locator(`${byTestId('layout-reset')}:visible`).click();
  await expect.poll(() => second.locator(byTestId('chart-panel')).count()).toBe(1);
  await second.locator(`${byTestId('layout-undo')}:visible`).click();
  await expect.poll(() => second.locator(byTestId('chart-panel')).count()).toBe(2);
  await elsewhere.close();
});

test('U-208 Theme and charts are the same in another browser', async () => {
  const { page } = watched;
  await page.goto(chartUrl('?tf=1m'));
  await page.waitForSelector(byTestId('legend'));
  const before = await page.evaluate(() => document.documentElement.dataset['theme'] ?? '');
  await page.click(byTestId('theme-toggle'));
  await chooseCount(3);
  // The server has it when it answers it.
  await expect.poll(async () => {
    const answer = await fetch(`${server.url}/api/v1/settings`);
    // The shape is the contract that this test relies on.
    const { content } = (await answer.json()) as { readonly content: { readonly charts?: { readonly cells: readonly unknown[] } } };
    return content.charts?.cells.length;
  }, { timeout: 10_000 }).toBe(3);
  const elsewhere = await openBrowser();
  const { page: second } = await watchedPage(elsewhere, server.url);
  await second.goto(chartUrl());
  await expect.poll(() => second.locator(byTestId('chart-panel')).count()).toBe(3);
  expect(await second.evaluate(() => document.documentElement.dataset['theme'])).not.toBe(before);
  await elsewhere.close();
});
