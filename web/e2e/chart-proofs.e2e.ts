import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openBrowser, type OpenBrowser } from './browser.mjs';
import { byTestId, value, watchedPage, type WatchedPage } from './fixture';
import { startMock, type Mock } from './mock-server.mjs';

/** What a chart draws and computes, where the market must do as the test wants; always against the mock. */
let browser: OpenBrowser;
let mock: Mock;
let watched: WatchedPage;

beforeAll(async () => {
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
});

beforeEach(async () => {
  mock = await startMock();
  watched = await watchedPage(browser, mock.url);
  await watched.page.addInitScript(() => {
    if (window.sessionStorage.getItem('begun') === null) window.localStorage.clear();
    window.sessionStorage.setItem('begun', 'yes');
  });
});

afterEach(async () => {
  await watched.page.close();
  await mock.close();
});

async function open(query = '?tf=1m', instrument = 'AAPL.NASDAQ'): Promise<Page> {
  const { page } = watched;
  await page.goto(`${mock.url}/chart/${instrument}${query}`);
  await page.waitForSelector(byTestId('legend'));
  return page;
}

async function add(page: Page, ...kinds: readonly string[]): Promise<void> {
  await page.keyboard.press('i');
  for (const kind of kinds) await page.click(byTestId(`add-${kind}`));
}

async function shown(page: Page, kind: string, output = 'value'): Promise<string> {
  return (await page.locator(`${byTestId('indicator-value')}[data-value="${kind}"] [data-output="${output}"]`).getAttribute('data-number')) ?? '';
}

const bars = (page: Page): Promise<number> => page.locator(byTestId('plot')).getAttribute('data-bars').then(Number);

test('U-053 With filling a bar begins within a second without a tick, without it none is invented', async () => {
  // Nobody knows of hours: what is closed is not filled, and the mock closes on weekends.
  await watched.page.route('**/sessions?*', async (route) => {
    const answer = await route.fetch();
    // The shape is the contract that this test relies on.
    await route.fulfill({ response: answer, json: { ...((await answer.json()) as object), days: [] } });
  });
  const page = await open('?tf=1s&view=table');
  mock.setQuiet('AAPL.NASDAQ');
  const newest = async (): Promise<bigint> => BigInt((await page.locator(byTestId('bar-row')).first().getAttribute('data-value')) ?? '0');
  const last = await newest();
  const opened = Date.now();
  // Three seconds pass by the page's own clock, and no bar comes.
  await expect.poll(() => Date.now() - opened, { timeout: 5_000 }).toBeGreaterThan(3_000);
  expect(await newest() - last).toBeLessThanOrEqual(1_000_000_000n);
  await page.click(byTestId('draw-menu'));
  await page.check(byTestId('fill-quiet'));
  await page.keyboard.press('Escape');
  // The bar of the second that runs is there within it, three times in a row, as soon as the machine leaves the browser its time.
  let inTime = 0;
  await expect.poll(async () => {
    const began = Date.now();
    const now = BigInt(began) / 1_000n * 1_000_000_000n;
    let isThere = false;
    while (!isThere && Date.now() - began < 1_000) isThere = await newest() >= now;
    inTime = isThere ? inTime + 1 : 0;
    return inTime;
  }, { timeout: 20_000 }).toBeGreaterThanOrEqual(3);
  const row = page.locator(byTestId('bar-row')).nth(1);
  expect(await row.getAttribute('data-quiet')).toBe('true');
  const [o, h, l, c, v] = ((await row.getAttribute('data-bar')) ?? '').split(' ');
  expect(new Set([o, h, l, c]).size).toBe(1);
  expect(v).toBe('0');
  expect(await page.locator(byTestId('legend-quiet')).count()).toBe(1);
  await page.click(byTestId('draw-menu'));
  await page.uncheck(byTestId('fill-quiet'));
  await expect.poll(() => page.locator('[data-testid="bar-row"][data-quiet="true"]').count()).toBe(0);
  expect(watched.complaints).toEqual([]);
});

test('The crosshair that keys moved stays on its bar while others close', async () => {
  const page = await open('?tf=1s');
  const bars = async (): Promise<number> => Number(await page.getAttribute(byTestId('plot'), 'data-bars'));
  const bar = (): Promise<string | null> => page.getAttribute(byTestId('legend'), 'data-value');
  for (let i = 0; i < 8; i++) await page.keyboard.press('ArrowLeft');
  const [before, stood] = [await bars(), await bar()];
  await expect.poll(bars, { timeout: 15_000 }).toBeGreaterThan(before + 3);
  expect(await bar()).toBe(stood);
  await page.keyboard.press('ArrowRight');
  await expect.poll(async () => BigInt(await bar() ?? 0) - BigInt(stood ?? 0)).toBe(1_000_000_000n);
});

test('U-067 A logarithmic axis is refused with an explanation where a price is not above zero', async () => {
  const { page } = watched;
  await page.route('**/bars?*', async (route) => {
    const answer = await route.fetch();
    // The shape is the contract that this test relies on.
    const body = (await answer.json()) as { readonly items: { low: string }[] };
    const one = body.items[10];
    if (one !== undefined) one.low = '-0.50';
    await route.fulfill({ response: answer, json: body });
  });
  await open();
  await page.click(byTestId('draw-menu'));
  await expect.poll(() => page.locator(`${byTestId('scale-mode')} option[value="log"]`).isDisabled()).toBe(true);
  expect(await page.innerText(byTestId('log-refused'))).toContain('needs prices above zero');
  await page.selectOption(byTestId('scale-mode'), 'percent');
  expect(await page.inputValue(byTestId('scale-mode'))).toBe('percent');
});

test('U-070 U-076 The last price line has price, change and countdown; a picture says instrument, timeframe, zone, time and mode', async () => {
  const { page } = watched;
  await page.addInitScript(() => {
    const written: string[] = [];
    const write = CanvasRenderingContext2D.prototype.fillText;
    CanvasRenderingContext2D.prototype.fillText = function (this: CanvasRenderingContext2D, text: string, ...place) {
      written.push(text);
      if (written.length > 4_000) written.splice(0, 2_000);
      write.call(this, text, ...place);
    };
    Object.assign(window, { written });
  });
  // Put there above.
  const written = (): Promise<readonly string[]> => page.evaluate(() => (window as unknown as { readonly written: string[] }).written.splice(0));
  await open('?tf=5m&tz=utc');
  const label = (): Promise<string> => page.locator(byTestId('plot')).getAttribute('data-last').then((text) => text ?? '');
  await expect.poll(label).toMatch(/^\d+\.\d\d [+−]?\d+\.\d\d\s?%\s+\d+:\d\d$/);
  // It is what the canvas says too, a frame later, and it counts down.
  const [, words = ''] = /^\S+ (.*)$/.exec(await label()) ?? [];
  await expect.poll(async () => (await written()).some((text) => /%\s+\d+:\d\d$/.test(text))).toBe(true);
  await expect.poll(label).not.toContain(words.split(/\s+/).at(-1) ?? words);
  await written();
  const [download] = await Promise.all([page.waitForEvent('download'), page.click(byTestId('save-picture'))]);
  expect(download.suggestedFilename()).toBe('AAPL.NASDAQ-5m.png');
  const head = (await written()).find((text) => text.startsWith('AAPL.NASDAQ · 5m')) ?? '';
  expect(head).toMatch(/^AAPL\.NASDAQ · 5m · \d+ \w+ \d{4} \d\d:\d\d:\d\d UTC · PAPER · SIMULATED/);
});

test('U-081 An indicator follows the open bar, and what it said of a closed bar stays', async () => {
  const page = await open('?tf=1s');
  await add(page, 'ema', 'bollinger');
  await page.keyboard.press('Escape');
  for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowLeft');
  await expect.poll(() => shown(page, 'ema')).not.toBe('');
  /** Of one moment: each second moves the crosshair's bar by one. */
  const read = (): Promise<readonly (string | null)[]> => page.evaluate(() => [
    '[data-testid="legend"]', '[data-testid="indicator-value"][data-value="ema"] [data-output="value"]', '[data-testid="indicator-value"][data-value="bollinger"] [data-output="upper"]',
  ].map((selector, i) => document.querySelector(selector)?.getAttribute(i === 0 ? 'data-value' : 'data-number') ?? null));
  const then = await read();
  const count = await bars(page);
  await expect.poll(() => bars(page), { timeout: 15_000 }).toBeGreaterThan(count + 3);
  // The crosshair stays where it is while bars move on: back to the same bar.
  await expect.poll(async () => {
    const now = await read();
    if (now[0] !== then[0]) await page.keyboard.press('ArrowLeft');
    return now;
  }, { timeout: 5_000, interval: 60 }).toEqual(then);
  await page.keyboard.press('Escape');
  const open_ = new Map<string, Set<string>>();
  // Of one and the same open bar, more than one value.
  await expect.poll(async () => {
    const bar = await value(page, 'legend');
    open_.set(bar, (open_.get(bar) ?? new Set()).add(await shown(page, 'ema')));
    return Math.max(...[...open_.values()].map((values) => values.size));
  }, { timeout: 15_000, interval: 60 }).toBeGreaterThan(1);
});

test('U-082 Panes are put in another order, made higher by choice or by hand, and the legend has the parameters', async () => {
  const page = await open();
  await add(page, 'rsi', 'macd', 'atr');
  const order = (): Promise<string | null> => page.locator('[data-panes]').getAttribute('data-panes');
  expect(await order()).toBe('rsi macd atr');
  await page.locator(`${byTestId('indicator-row')}[data-value="atr"] ${byTestId('indicator-up')}`).click();
  await page.locator(`${byTestId('indicator-row')}[data-value="rsi"] ${byTestId('indicator-down')}`).click();
  expect(await order()).toBe('atr rsi macd');
  const heights = (): Promise<readonly number[]> => page.$$eval('[data-testid="plot"] tr', (rows) => rows.map((row) => Math.round(row.getBoundingClientRect().height)).filter((height) => height > 40));
  const before = await heights();
  // The one that was added last is open.
  await page.locator(`${byTestId('pane-height')} [data-value="large"]`).click();
  await expect.poll(async () => (await heights())[1]).toBeGreaterThan((before[1] ?? 0) * 1.3);
  await page.click(byTestId('indicators-done'));
  const legend = await page.innerText(byTestId('indicator-legend'));
  for (const name of ['RSI 14', 'MACD 12 26 9', 'ATR 14']) expect(legend).toContain(name);
  const [price = 0, first = 0] = await heights();
  const box = await page.locator(byTestId('plot')).boundingBox();
  if (box === null) throw new Error('The plot has no size.');
  const [x, y] = [box.x + box.width / 2, box.y + price + 1];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x, y + 40, { steps: 5 });
  await page.mouse.up();
  await expect.poll(async () => (await heights())[1]).toBeLessThan(first - 20);
  await page.reload();
  await page.waitForSelector(byTestId('indicator-legend'));
  expect(await order()).toBe('atr rsi macd');
  expect(watched.complaints).toEqual([]);
});

test('U-083 An indicator fetches the history it needs, and its warm-up stays blank', async () => {
  const page = await open('?tf=1m');
  await expect.poll(() => bars(page)).toBeLessThanOrEqual(1_010);
  await add(page, 'sma');
  await page.fill(byTestId('parameter-length'), '2500');
  await page.click(byTestId('indicators-done'));
  await expect.poll(() => bars(page), { timeout: 20_000 }).toBeGreaterThan(3_400);
  await expect.poll(() => shown(page, 'sma')).not.toBe('');
  // Five years of months are sixty bars: the first of them have no average of twenty.
  await page.keyboard.press('i');
  await page.click(byTestId('indicator-edit'));
  await page.fill(byTestId('parameter-length'), '20');
  await page.click(byTestId('indicators-done'));
  await page.click(byTestId('tf-1M'));
  await page.waitForSelector(byTestId('legend'));
  await expect.poll(() => shown(page, 'sma')).not.toBe('');
  const count = await bars(page);
  expect(count).toBeLessThan(100);
  const blank: boolean[] = [];
  let before = '';
  for (let i = 0; i < count; i++) {
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => value(page, 'legend'), { interval: 10 }).not.toBe(before);
    before = await value(page, 'legend');
    blank.unshift(await shown(page, 'sma') === '');
  }
  expect(blank.map((isBlank, i) => isBlank === i < 19)).toEqual(blank.map(() => true));
});

test('U-096 The line of an alert is dashed', async () => {
  const page = await open();
  await page.keyboard.press('a');
  await page.waitForSelector(byTestId('rule-dialog'));
  await page.fill(byTestId('rule-name'), 'Dashed');
  await page.click(byTestId('form-save'));
  await page.waitForSelector(byTestId('rule-dialog'), { state: 'detached' });
  await expect.poll(() => page.locator(byTestId('plot')).getAttribute('data-alerts')).toContain('Dashed');
  /** Pieces of the colour in the row of the price pane that has most of it, and the share of the row that they fill. */
  const dashes = (): Promise<{ readonly pieces: number; readonly share: number }> => page.evaluate(() => {
    const token = getComputedStyle(document.documentElement).getPropertyValue('--warn').trim();
    const wanted = [1, 3, 5].map((i) => Number.parseInt(token.slice(i, i + 2), 16));
    const canvas = document.querySelector<HTMLCanvasElement>('[data-testid="plot"] td:nth-child(2) canvas');
    const data = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
    if (canvas === null || data === undefined) return { pieces: 0, share: 0 };
    let best = { pieces: 0, share: 0 };
    for (let y = 0; y < canvas.height; y++) {
      const row = Array.from({ length: canvas.width }, (_, x) => wanted.every((channel, k) => Math.abs((data[4 * (y * canvas.width + x) + k] ?? 0) - channel) < 12));
      const share = row.filter(Boolean).length / row.length;
      if (share > best.share) best = { pieces: row.filter((is, x) => is && row[x - 1] !== true).length, share };
    }
    return best;
  });
  await expect.poll(async () => (await dashes()).pieces).toBeGreaterThan(10);
  const { share } = await dashes();
  expect(share).toBeGreaterThan(0.2);
  expect(share).toBeLessThan(0.9);
});
