import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, type OpenBrowser } from './browser.mjs';
import { byTestId, forgetSettings, openServer, recordedInstruments, value, watchedPage, type Server } from './fixture';

let server: Server;
let browser: OpenBrowser;

beforeAll(async () => {
  server = await openServer();
  browser = await openBrowser();
  await forgetSettings(server.url);
});

afterAll(async () => {
  await forgetSettings(server.url);
  await browser.close();
  await server.close();
});

interface WireBar {
  readonly ts_open: string;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  readonly volume: string;
  readonly is_closed: boolean;
}

interface WireQuote {
  readonly ts_event: string;
  readonly ts_init: string;
  readonly bid_price: string;
  readonly ask_price: string;
}

// The shapes are the contract that this test relies on.
const items = async <T>(path: string): Promise<readonly T[]> => ((await (await fetch(`${server.url}/api/v1/instruments/${path}`)).json()) as { readonly items: readonly T[] }).items;

test('U-063 LAST, BID, ASK and MID are chosen and named in the legend; the bars are those of the API and of its quotes, and the open one moves', async () => {
  const { page, complaints } = await watchedPage(browser, server.url);
  const id = (await recordedInstruments(server.url))[0] ?? '';
  const path = encodeURIComponent(id);
  await page.goto(`${server.url}/chart/${path}?tf=1s&tz=utc&view=table`);
  await page.waitForSelector(byTestId('legend'));
  expect(await value(page, 'legend-price-type')).toBe('LAST');
  expect(await page.locator(byTestId('legend-volume')).count()).toBe(1);
  for (const type of ['BID', 'ASK', 'MID'] as const) {
    await page.click(byTestId('draw-menu'));
    await page.selectOption(byTestId('price-type'), type);
    await page.keyboard.press('Escape');
    await expect.poll(() => value(page, 'legend-price-type')).toBe(type);
    expect(await page.locator(byTestId('legend')).innerText()).toContain(type);
    // What quotes cost nothing has no volume.
    expect(await page.locator(byTestId('legend-volume')).count()).toBe(0);
    // The stream moves the open bar, bar after bar: each is another close than the one before.
    const seen = new Set<string>();
    await expect.poll(async () => seen.add(`${await value(page, 'legend')} ${await value(page, 'legend-close')}`).size, { timeout: 20_000 }).toBeGreaterThan(2);
    const api = new Map((await items<WireBar>(`${path}/bars?timeframe=1s&price_type=${type.toLowerCase()}&order=desc&limit=300&time=ns`)).filter((bar) => bar.is_closed).map((bar) => [bar.ts_open, bar]));
    const shown = await page.$$eval('[data-testid="bar-row"][data-closed="true"]', (rows) => rows.map((row) => [row.getAttribute('data-value') ?? '', row.getAttribute('data-bar') ?? ''] as const));
    const same = shown.filter(([open]) => api.has(open));
    expect(same.length).toBeGreaterThan(2);
    for (const [open, digits] of same) {
      const bar = api.get(open);
      expect(digits, open).toBe(`${bar?.open} ${bar?.high} ${bar?.low} ${bar?.close} ${bar?.volume}`);
    }
    if (server.mock !== null) continue;
    // The API's own bars are those that its quotes make.
    const quotes = await items<WireQuote>(`${path}/quotes?order=desc&limit=2000&time=ns`);
    const whole = quotes.slice(0, -1).map((quote) => BigInt(quote.ts_event)).reduce((a, b) => (b < a ? b : a));
    let compared = 0;
    for (const [open, bar] of api) {
      const from = BigInt(open);
      // The second of the oldest quote may have begun before it, and the newest seconds may still get one.
      if (from <= whole || from + 5_000_000_000n > BigInt(quotes[0]?.ts_event ?? '0')) continue;
      const inside = quotes.filter((quote) => BigInt(quote.ts_event) >= from && BigInt(quote.ts_event) < from + 1_000_000_000n)
        .sort((a, b) => Number(BigInt(a.ts_init) - BigInt(b.ts_init)));
      const prices = inside.map((quote) => (type === 'BID' ? Number(quote.bid_price) : type === 'ASK' ? Number(quote.ask_price) : (Number(quote.bid_price) + Number(quote.ask_price)) / 2));
      expect([bar.open, bar.high, bar.low, bar.close].map((text) => Number(text).toFixed(6)), `${type} ${open}`)
        .toEqual([prices[0], Math.max(...prices), Math.min(...prices), prices.at(-1)].map((price) => (price ?? NaN).toFixed(6)));
      compared++;
    }
    expect(compared).toBeGreaterThan(0);
  }
  await page.click(byTestId('draw-menu'));
  await page.selectOption(byTestId('price-type'), 'LAST');
  await page.keyboard.press('Escape');
  await expect.poll(() => value(page, 'legend-price-type')).toBe('LAST');
  // A page that is closed while it saves is another tab to the next one.
  await expect.poll(() => page.evaluate(() => localStorage.getItem('argonaut.settings.unsaved'))).toBeNull();
  expect(complaints).toEqual([]);
});

test('U-051 Daily bars are of the exchange’s days or of UTC, as chosen; those of the exchange are the hours of its days', async () => {
  const { page, complaints } = await watchedPage(browser, server.url);
  const id = (await recordedInstruments(server.url))[0] ?? '';
  const path = encodeURIComponent(id);
  await page.goto(`${server.url}/chart/${path}?tf=1D&view=table`);
  await page.waitForSelector(byTestId('legend'));
  const shown = (): Promise<ReadonlyMap<string, string>> => page.$$eval('[data-testid="bar-row"][data-closed="true"]', (rows) => rows.map((row) => [row.getAttribute('data-value') ?? '', row.getAttribute('data-bar') ?? ''] as const)).then((rows) => new Map(rows));
  const text = (bar: WireBar): string => `${bar.open} ${bar.high} ${bar.low} ${bar.close} ${bar.volume}`;
  for (const boundary of ['session', 'utc'] as const) {
    await page.click(byTestId('draw-menu'));
    await page.click(`${byTestId('chart-days')} >> text=${boundary === 'utc' ? 'UTC' : 'Exchange'}`);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator(byTestId('legend-days')).count()).toBe(boundary === 'utc' ? 1 : 0);
    const days = (await items<WireBar & { readonly session_open?: string; readonly session_close?: string }>(`${path}/bars?timeframe=1D&boundary=${boundary}&order=desc&limit=20&time=ns`)).filter((bar) => bar.is_closed);
    expect(days.length).toBeGreaterThan(10);
    await expect.poll(async () => {
      const rows = await shown();
      return days.filter((day) => rows.get(day.ts_open) !== text(day));
    }, { timeout: 10_000 }).toEqual([]);
    if (server.mock !== null || boundary === 'utc') continue;
    const hours = (await items<WireBar>(`${path}/bars?timeframe=1h&order=desc&limit=700&time=ns`)).filter((bar) => bar.is_closed).reverse();
    for (const day of days.slice(0, 10)) {
      const [from, to] = [BigInt(day.session_open ?? '0'), BigInt(day.session_close ?? '0')];
      const inside = hours.filter((hour) => BigInt(hour.ts_open) >= from && BigInt(hour.ts_open) < to);
      expect([day.open, day.close, Number(day.high), Number(day.low)], day.ts_open)
        .toEqual([inside[0]?.open, inside.at(-1)?.close, Math.max(...inside.map((hour) => Number(hour.high))), Math.min(...inside.map((hour) => Number(hour.low)))]);
      expect(Number(day.volume)).toBeCloseTo(inside.reduce((sum, hour) => sum + Number(hour.volume), 0), 6);
    }
  }
  // The day's change in the lists is that of the exchange.
  const [, before] = await items<WireBar>(`${path}/bars?timeframe=1D&boundary=session&order=desc&limit=2`);
  await page.goto(`${server.url}/watchlist`);
  await expect.poll(async () => {
    const row = page.locator(byTestId(`watch-row-${id}`));
    const [last, change] = [await row.locator(byTestId('last-price')).getAttribute('data-value'), await row.locator(byTestId('change-amount')).getAttribute('data-value')];
    // The two may be of two frames.
    return Math.abs(Number(last) - Number((change ?? '').replace('−', '-').replace(/[\s ]/g, '')) - Number(before?.close)) < 0.05;
  }, { timeout: 15_000 }).toBe(true);
  expect(complaints).toEqual([]);
  await page.close();
});
