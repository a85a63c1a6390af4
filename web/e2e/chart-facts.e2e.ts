import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openBrowser, type OpenBrowser } from './browser.mjs';
import { boundaryOf, byTestId, forgetSettings, openServer, recordedInstruments, value, visit, watchedPage, type Server, type WatchedPage } from './fixture';

let server: Server;
let browser: OpenBrowser;
let watched: WatchedPage;
let instruments: readonly string[] = [];

const timeframes = ['1s', '5s', '15s', '30s', '1m', '2m', '3m', '5m', '10m', '15m', '30m', '1h', '2h', '4h', '6h', '8h', '12h', '1D', '1W', '1M'];

interface ApiBar {
  readonly ts_open: string;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  readonly volume: string;
  readonly vwap: string | null;
  readonly trade_count: number | null;
  readonly is_closed: boolean;
}

beforeAll(async () => {
  server = await openServer();
  browser = await openBrowser();
  instruments = await recordedInstruments(server.url);
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

async function open(instrument = instruments[0] ?? '', query = '?tf=1m'): Promise<Page> {
  const { page } = watched;
  await page.goto(`${server.url}/chart/${encodeURIComponent(instrument)}${query}`);
  await page.waitForSelector(byTestId('legend'));
  return page;
}

async function bars(instrument: string, timeframe: string, query: string): Promise<readonly ApiBar[]> {
  const answer = await fetch(`${server.url}/api/v1/instruments/${encodeURIComponent(instrument)}/bars?timeframe=${timeframe}${boundaryOf(timeframe)}&time=ns${query}`);
  // The shape is the contract that this test relies on.
  return ((await answer.json()) as { readonly items: readonly ApiBar[] }).items;
}

const textOf = (bar: ApiBar): string => [bar.open, bar.high, bar.low, bar.close, bar.volume].join(' ');

/** The closed bars in view, as the chart has them. */
async function shown(page: Page): Promise<readonly { readonly open: string; readonly text: string }[]> {
  return page.$$eval('[data-testid="bar-row"][data-closed="true"]', (rows) => rows.map((row) => ({ open: row.getAttribute('data-value') ?? '', text: row.getAttribute('data-bar') ?? '' })));
}

test('D2 U-048 Every timeframe of five instruments shows the bars of the API at three times', async () => {
  const { page, complaints } = watched;
  const five = instruments.slice(0, 5);
  expect(five.length).toBe(5);
  await page.goto(server.url);
  for (const [i, instrument] of five.entries()) {
    for (const [k, timeframe] of timeframes.entries()) {
      const newest = await bars(instrument, timeframe, '&order=desc&limit=400');
      expect(newest.length, `${instrument} ${timeframe} has bars`).toBeGreaterThan(0);
      // The live edge, the middle of what was asked for, and its beginning.
      const places = [null, newest[Math.floor(newest.length / 2)], newest[newest.length - 1]];
      // One of them each time, so that every timeframe is seen at all three; ARGONAUT_ALL_CHARTS=1 opens all three hundred.
      for (const at of process.env.ARGONAUT_ALL_CHARTS === '1' ? places : [places[(i + k) % places.length]]) {
        const seconds = at === null || at === undefined ? null : Number(BigInt(at.ts_open) / 1_000_000_000n);
        const place = seconds === null ? '' : `&at=${new Date(seconds * 1000).toISOString().replace('.000Z', 'Z')}`;
        // A chart of its own each time: what was shown before is gone with its page.
        await visit(page, '/none', byTestId('not-found'));
        await visit(page, `/chart/${encodeURIComponent(instrument)}?tf=${timeframe}&view=table${place}`);
        await page.waitForSelector(byTestId('bar-row'), { timeout: 15_000 });
        if (seconds !== null) await expect.poll(async () => (await shown(page)).some((bar) => bar.open === at?.ts_open) || at?.is_closed === false, { timeout: 15_000 }).toBe(true);
        const rows = await shown(page);
        const first = rows[rows.length - 1]?.open;
        const last = rows[0]?.open;
        if (first === undefined || last === undefined) continue;
        const truth = new Map((await bars(instrument, timeframe, `&start=${first}&order=asc&limit=1000`)).map((bar) => [bar.ts_open, textOf(bar)]));
        for (const row of rows) expect(`${instrument} ${timeframe} ${row.open} ${row.text}`).toBe(`${instrument} ${timeframe} ${row.open} ${truth.get(row.open) ?? 'nothing'}`);
        // None of the API is left out between the first and the last that is shown.
        const between = [...truth.keys()].filter((ts) => BigInt(ts) >= BigInt(first) && BigInt(ts) <= BigInt(last));
        expect(new Set(rows.map((row) => row.open)).size, `${instrument} ${timeframe}`).toBe(between.length);
      }
    }
  }
  expect(complaints).toEqual([]);
}, 600_000);

test('U-064 U-065 The legend shows the bar under the crosshair, without one the last bar, digit by digit', async () => {
  const page = await open();
  const instrument = instruments[0] ?? '';
  for (let i = 0; i < 6; i++) await page.keyboard.press('ArrowLeft');
  const fields = ['open', 'high', 'low', 'close', 'volume', 'vwap', 'count'] as const;
  const told = (): Promise<readonly string[]> => page.evaluate((names) => names.map((name) => document.querySelector(`[data-testid="${name}"]`)?.getAttribute('data-value') ?? ''), ['legend', ...fields.map((field) => `legend-${field}`)]);
  // The legend follows a key with the next frame, and the crosshair a minute that ends: what it says is compared with the bar that it names.
  await expect.poll(async () => {
    const newest = await bars(instrument, '1m', '&order=desc&limit=60');
    const [at, ...digits] = await told();
    const truth = newest.find((bar) => bar.ts_open === at && bar !== newest[0]);
    return truth !== undefined && digits.join(' ') === [textOf(truth), truth.vwap ?? '', truth.trade_count ?? ''].join(' ') ? 'the bar under the crosshair' : `${at ?? ''}: ${digits.join(' ')}`;
  }).toBe('the bar under the crosshair');
  expect(await page.locator(byTestId('legend-change')).innerText()).toMatch(/\(.* %\)/);
  await page.keyboard.press('Escape');
  await expect.poll(async () => (await bars(instrument, '1m', '&order=desc&limit=1'))[0]?.ts_open === await value(page, 'legend')).toBe(true);
});

test('U-055 Another timeframe keeps the time at the right edge and the indicators', async () => {
  const instrument = instruments[0] ?? '';
  const old = (await bars(instrument, '1m', '&order=desc&limit=700')).at(-1)?.ts_open ?? '0';
  const at = new Date(Number(BigInt(old) / 1_000_000n)).toISOString().replace('.000Z', 'Z');
  const page = await open(instrument, `?tf=1m&at=${at}`);
  await page.keyboard.press('i');
  await page.click(byTestId('add-ema'));
  await page.click(byTestId('indicators-done'));
  await page.waitForSelector(byTestId('new-bars'));
  await page.keyboard.press('t');
  const edge = async (): Promise<bigint> => BigInt((await page.locator(byTestId('bar-row')).first().getAttribute('data-value')) ?? '0');
  await page.waitForSelector(byTestId('bar-row'));
  const before = await edge();
  await page.click(byTestId('tf-5m'));
  await page.waitForSelector(byTestId('bar-row'));
  const list = async (): Promise<readonly bigint[]> => (await page.$$eval('[data-testid="bar-row"]', (rows) => rows.map((row) => row.getAttribute('data-value') ?? '0'))).map(BigInt);
  const five = 300_000_000_000n;
  await expect.poll(async () => (await list()).some((time) => time === before - (before % five))).toBe(true);
  expect(await page.locator(`${byTestId('indicator-value')}[data-value="ema"]`).count()).toBe(1);
});

test('U-059 U-060 Going to a time shows it, new bars do not move the view, and Live leads back', async () => {
  const instrument = instruments[0] ?? '';
  const page = await open(instrument, '?tf=1s&tz=utc');
  const old = (await bars(instrument, '1s', '&order=desc&limit=900')).at(-1)?.ts_open ?? '0';
  const wanted = new Date(Number(BigInt(old) / 1_000_000n)).toISOString();
  await page.keyboard.press('g');
  await page.fill(byTestId('go-input'), wanted.slice(0, 19).replace('T', ' '));
  await page.click(byTestId('go-submit'));
  await page.keyboard.press('t');
  const opens = async (): Promise<readonly string[]> => page.$$eval('[data-testid="bar-row"]', (rows) => rows.map((row) => row.getAttribute('data-value') ?? ''));
  await expect.poll(async () => (await opens()).includes(old)).toBe(true);
  const view = await opens();
  await expect.poll(() => value(page, 'new-bars').then(Number), { timeout: 20_000 }).toBeGreaterThan(1);
  expect(await opens()).toEqual(view);
  await page.keyboard.press('l');
  await expect.poll(() => page.locator(byTestId('new-bars')).count()).toBe(0);
  await expect.poll(async () => (await opens()).includes(old)).toBe(false);
});

test('U-057 Scrolling to the first recorded bar doubles none and leaves none out', async () => {
  const page = await open(instruments[0] ?? '', '?tf=1D');
  // Each time to the first bar there is; older ones come meanwhile.
  await expect.poll(async () => {
    await page.keyboard.press('Home');
    return page.locator(byTestId('start-of-data')).count();
  }).toBe(1);
  await page.keyboard.press('t');
  const opens = (await page.$$eval('[data-testid="bar-row"]', (rows) => rows.map((row) => row.getAttribute('data-value') ?? '0')));
  expect(new Set(opens).size).toBe(opens.length);
  const first = (await bars(instruments[0] ?? '', '1D', '&start=1&order=asc&limit=5'))[0];
  expect(opens.at(-1)).toBe(first?.ts_open);
});

test('U-078 The attribution of the chart library is visible and linked', async () => {
  const page = await open();
  const link = page.locator(byTestId('attribution'));
  expect(await link.isVisible()).toBe(true);
  expect(await link.getAttribute('href')).toBe('https://www.tradingview.com/');
});

test('U-058 With the cap lifted a chart holds more than twenty thousand bars', async () => {
  if (server.mock === null) return; // a fresh recording has no twenty thousand bars
  const page = await open(instruments[0] ?? '', '?tf=1m');
  await page.click(byTestId('draw-menu'));
  await page.locator(`${byTestId('held-bars')} [data-value="all"]`).click();
  await page.keyboard.press('Escape');
  await page.waitForSelector(byTestId('legend'));
  const held = (): Promise<number> => page.locator(byTestId('plot')).getAttribute('data-bars').then(Number);
  await expect.poll(async () => {
    await page.keyboard.press('Home');
    return held();
  }, { timeout: 40_000, interval: 300 }).toBeGreaterThan(30_000);
});

test('U-238 The chart has a text summary: instrument, range, last, change, high and low of what is in view', async () => {
  const page = await open();
  const summary = page.locator(byTestId('chart-summary'));
  await page.keyboard.press('t');
  await page.waitForSelector(byTestId('bar-row'));
  const rows = await page.$$eval('[data-testid="bar-row"]', (all) => all.map((row) => (row.getAttribute('data-bar') ?? '').split(' ').map(Number)));
  const text = (await summary.textContent()) ?? '';
  expect(text).toContain(instruments[0] ?? '');
  expect(text).toMatch(/: last [\d.\u202f]+, change .* %, high [\d.\u202f]+, low [\d.\u202f]+$/);
  const number = (name: string): number => Number((new RegExp(`${name} ([\\d.\u202f]+)`).exec(text)?.[1] ?? '').replaceAll('\u202f', ''));
  // The open bar may have moved between the two readings.
  expect(number('high')).toBeGreaterThanOrEqual(Math.max(...rows.slice(1).map((row) => row[1] ?? 0)));
  expect(number('low')).toBeLessThanOrEqual(Math.min(...rows.slice(1).map((row) => row[2] ?? Infinity)));
});

test('U-056 Ten rounds through all timeframes leave one bar subscription and no growth of the heap', async () => {
  const page = await open();
  const protocol = await page.context().newCDPSession(page);
  const heap = async (): Promise<number> => {
    await protocol.send('HeapProfiler.collectGarbage');
    return (await protocol.send('Runtime.getHeapUsage')).usedSize;
  };
  const round = (): Promise<void> => page.evaluate(async (all) => {
    const find = (selector: string): HTMLElement | null => document.querySelector(selector);
    for (const timeframe of all) {
      find(`[data-testid="tf-${timeframe}"]`)?.click();
      while (find(`[data-testid="timeframes"][data-value="${timeframe}"]`) === null || find('[data-testid="legend"]') === null) await new Promise(requestAnimationFrame);
    }
  }, timeframes);
  const subscriptions = (): Promise<number> => page.evaluate(() => window.__argonaut?.stats().subscriptions ?? 0);
  await round();
  await page.click(byTestId('tf-1m'));
  await page.waitForTimeout(2_000);
  const [before, used] = [await subscriptions(), await heap()];
  for (let i = 0; i < 10; i++) await round();
  await page.click(byTestId('tf-1m'));
  await expect.poll(subscriptions, { timeout: 10_000 }).toBe(before);
  expect(((await heap()) - used) / 1e6).toBeLessThan(5);
}, 300_000);
