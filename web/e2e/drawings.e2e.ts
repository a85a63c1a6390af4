import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openBrowser, type OpenBrowser } from './browser.mjs';
import { byTestId, forgetDrawings, forgetSettings, holdAxis, keptDrawings, openServer, recordedInstruments, seriousFaults, showTheme, watchedPage, type Server, type WatchedPage } from './fixture';

let server: Server;
let browser: OpenBrowser;
let watched: WatchedPage;
let instrument = '';

beforeAll(async () => {
  server = await openServer();
  browser = await openBrowser({ acceptDownloads: true });
  await browser.context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: server.url });
  instrument = (await recordedInstruments(server.url))[0] ?? '';
});

afterAll(async () => {
  await browser.close();
  await server.close();
});

beforeEach(async () => {
  await forgetSettings(server.url);
  await forgetDrawings(server.url, instrument);
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

const chartUrl = (query = '?tf=1m'): string => `${server.url}/chart/${encodeURIComponent(instrument)}${query}`;

async function open(query?: string): Promise<Page> {
  const { page } = watched;
  await page.goto(chartUrl(query));
  await page.waitForSelector(byTestId('legend'));
  return page;
}

/** Pixels of the plot, from its upper left corner. */
async function at(x: number, y: number): Promise<{ readonly x: number; readonly y: number }> {
  const box = await watched.page.locator(byTestId('plot')).first().boundingBox();
  return { x: (box?.x ?? 0) + x, y: (box?.y ?? 0) + y };
}

async function click(x: number, y: number): Promise<void> {
  const place = await at(x, y);
  await watched.page.mouse.move(place.x, place.y);
  await watched.page.mouse.click(place.x, place.y);
}

async function drag(from: readonly [number, number], to: readonly [number, number]): Promise<void> {
  const [a, b] = [await at(...from), await at(...to)];
  const { mouse } = watched.page;
  await mouse.move(a.x, a.y);
  await mouse.down();
  await mouse.move((a.x + b.x) / 2, (a.y + b.y) / 2);
  await mouse.move(b.x, b.y);
  await mouse.up();
}

/** What the server keeps, once it keeps so many. */
async function kept(count: number): ReturnType<typeof keptDrawings> {
  await expect.poll(async () => (await keptDrawings(server.url, instrument)).length, { timeout: 10_000 }).toBe(count);
  return keptDrawings(server.url, instrument);
}

async function rows(kind = 'drawing'): Promise<readonly string[]> {
  return watched.page.$$eval(`[data-testid="object-row"][data-kind="${kind}"]`, (all) => all.map((row) => row.getAttribute('data-value') ?? ''));
}

test('U-098 Every tool draws, and what was drawn is there after a reload and in another browser', async () => {
  const page = await open();
  await page.click(byTestId('objects-button'));
  const two = [['trend', 'Trend line'], ['ray', 'Ray'], ['rectangle', 'Rectangle'], ['fibonacci', 'Fibonacci retracement'], ['measure', 'Measure']] as const;
  const one = [['horizontal', 'Horizontal line'], ['vertical', 'Vertical line']] as const;
  let y = 90;
  for (const [tool] of two) {
    await page.click(byTestId(`tool-${tool}`));
    await click(200, y);
    await click(320, y + 24);
    y += 36;
  }
  for (const [tool] of one) {
    await page.click(byTestId(`tool-${tool}`));
    await click(420, y);
    y += 10;
  }
  await page.click(byTestId('tool-text'));
  await click(460, 120);
  await page.fill(byTestId('drawing-text'), 'Breakout <b>');
  await page.click(byTestId('drawing-save'));
  const names = [...two, ...one].map(([, name]) => name);
  await expect.poll(() => rows()).toEqual([...names, 'Text: Breakout <b>']);
  expect((await kept(8)).map((drawing) => drawing.tool)).toEqual([...two, ...one].map(([tool]) => tool as string).concat('text'));
  await page.reload();
  await page.waitForSelector(byTestId('legend'));
  await page.click(byTestId('objects-button'));
  await expect.poll(() => rows()).toEqual([...names, 'Text: Breakout <b>']);
  const elsewhere = await openBrowser();
  const { page: second } = await watchedPage(elsewhere, server.url);
  await second.goto(chartUrl('?tf=5m'));
  await second.waitForSelector(byTestId('legend'));
  await second.click(byTestId('objects-button'));
  await expect.poll(() => second.locator('[data-testid="object-row"][data-kind="drawing"]').count()).toBe(8);
  await elsewhere.close();
  expect(watched.complaints).toEqual([]);
});

test('U-098 Drawings belong to their instrument, and their prices lie on its steps', async () => {
  const page = await open();
  await page.click(byTestId('tool-horizontal'));
  await click(300, 140);
  const [line] = await kept(1);
  const price = line?.points[0]?.price ?? '';
  const answer = await fetch(`${server.url}/api/v1/instruments/${encodeURIComponent(instrument)}`);
  // The shape is the contract that this test relies on.
  const { price_increment: step } = (await answer.json()) as { readonly price_increment: string };
  const scale = 10 ** 9;
  expect(Math.round(Number(price) * scale) % Math.round(Number(step) * scale)).toBe(0);
  const other = (await recordedInstruments(server.url))[1] ?? '';
  await page.click(byTestId(`list-${other}`));
  await page.waitForSelector(byTestId('legend'));
  await page.click(byTestId('objects-button'));
  await expect.poll(() => page.locator('[data-testid="object-row"][data-kind="drawing"]').count()).toBe(0);
});

test('U-098 A drawing is selected, dragged as a whole and by a point, moved by keys, and removed', async () => {
  const page = await open();
  await holdAxis(page);
  await page.click(byTestId('tool-trend'));
  await drag([200, 120], [360, 180]);
  const [drawn] = await kept(1);
  await click(700, 60);
  await click(280, 150);
  await expect.poll(() => page.locator(byTestId('draw-note')).innerText()).toContain('selected');
  await drag([280, 150], [330, 190]);
  await expect.poll(async () => (await keptDrawings(server.url, instrument))[0]?.points[0]?.time, { timeout: 10_000 }).toBeGreaterThan(drawn?.points[0]?.time ?? 0);
  const [moved] = await keptDrawings(server.url, instrument);
  const length = (points: readonly { readonly time: number }[] | undefined): number => (points?.[1]?.time ?? 0) - (points?.[0]?.time ?? 0);
  expect(length(moved?.points)).toBe(length(drawn?.points));
  expect(Number(moved?.points[0]?.price)).toBeLessThan(Number(drawn?.points[0]?.price));
  await drag([410, 220], [470, 200]);
  await expect.poll(async () => length((await keptDrawings(server.url, instrument))[0]?.points), { timeout: 10_000 }).toBeGreaterThan(length(moved?.points));
  const [stretched] = await keptDrawings(server.url, instrument);
  expect(stretched?.points[0]).toEqual(moved?.points[0]);
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowLeft');
  await expect.poll(async () => (await keptDrawings(server.url, instrument))[0]?.points[0]?.time, { timeout: 10_000 }).toBe((stretched?.points[0]?.time ?? 0) - 60);
  await page.keyboard.press('Delete');
  await kept(0);
});

test('U-099 Undo and redo reach every act, and Escape puts back what is under way', async () => {
  const page = await open();
  await page.click(byTestId('objects-button'));
  await page.click(byTestId('tool-horizontal'));
  await click(300, 140);
  await expect.poll(() => rows()).toEqual(['Horizontal line']);
  await page.keyboard.press('i');
  await page.click(byTestId('add-sma'));
  await page.click(byTestId('indicators-done'));
  await expect.poll(() => rows('indicator')).toEqual(['SMA 20']);
  await page.locator('[data-kind="indicator"]').locator(byTestId('object-remove')).click();
  await expect.poll(() => rows('indicator')).toEqual([]);
  await page.locator('[data-kind="drawing"]').locator(byTestId('object-remove')).click();
  await expect.poll(() => rows()).toEqual([]);
  await page.keyboard.press('Control+z');
  await expect.poll(() => rows()).toEqual(['Horizontal line']);
  await page.keyboard.press('Control+z');
  await expect.poll(() => rows('indicator')).toEqual(['SMA 20']);
  await page.keyboard.press('Control+Shift+z');
  await expect.poll(() => rows('indicator')).toEqual([]);
  await page.click(byTestId('undo'));
  await expect.poll(() => rows('indicator')).toEqual(['SMA 20']);
  await page.click(byTestId('tool-trend'));
  await click(200, 100);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect.poll(() => page.locator(byTestId('tool-pointer')).getAttribute('aria-pressed')).toBe('true');
  expect(await rows()).toEqual(['Horizontal line']);
});

test('U-099 The list of objects hides, locks, renames, finds and removes; a locked drawing stays where it is', async () => {
  const page = await open();
  await page.click(byTestId('objects-button'));
  await page.click(byTestId('tool-rectangle'));
  await drag([200, 100], [320, 160]);
  await kept(1);
  const row = page.locator('[data-kind="drawing"]');
  await row.locator(byTestId('object-edit')).click();
  await page.fill(byTestId('drawing-name'), 'Supply zone');
  await page.fill(byTestId('point-price-0'), 'x');
  expect(await page.locator(byTestId('drawing-save')).isDisabled()).toBe(true);
  await page.fill(byTestId('point-price-0'), '123.45');
  await page.click(byTestId('drawing-save'));
  await expect.poll(() => rows()).toEqual(['Supply zone']);
  await expect.poll(async () => (await keptDrawings(server.url, instrument))[0]?.points[0]?.price, { timeout: 10_000 }).toBe('123.45');
  await page.keyboard.press('Control+z');
  await row.locator(byTestId('object-lock')).click();
  await expect.poll(() => row.locator(byTestId('object-remove')).isDisabled()).toBe(true);
  await expect.poll(async () => (await keptDrawings(server.url, instrument))[0]?.isLocked, { timeout: 10_000 }).toBe(true);
  const [locked] = await keptDrawings(server.url, instrument);
  expect(locked?.points[0]?.price).not.toBe('123.45');
  await drag([260, 100], [300, 140]);
  await page.keyboard.press('Delete');
  await row.locator(byTestId('object-hide')).click();
  await expect.poll(async () => (await keptDrawings(server.url, instrument))[0]?.isHidden, { timeout: 10_000 }).toBe(true);
  expect((await keptDrawings(server.url, instrument))[0]?.points).toEqual(locked?.points);
  await page.keyboard.press('Home');
  await row.locator(byTestId('object-focus')).click();
  await row.locator(byTestId('object-lock')).click();
  await row.locator(byTestId('object-remove')).click();
  await kept(0);
  expect(watched.complaints).toEqual([]);
});

test('U-229 A drawing is placed and moved with the keyboard alone', async () => {
  const page = await open();
  await page.keyboard.press('Alt+t');
  for (let i = 0; i < 30; i++) await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Enter');
  for (let i = 0; i < 10; i++) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  const [line] = await kept(1);
  expect((line?.points[1]?.time ?? 0) - (line?.points[0]?.time ?? 0)).toBe(600);
  await page.keyboard.press('ArrowUp');
  await expect.poll(async () => Number((await keptDrawings(server.url, instrument))[0]?.points[0]?.price), { timeout: 10_000 }).toBeGreaterThan(Number(line?.points[0]?.price));
  await page.keyboard.press('Enter');
  await page.waitForSelector(byTestId('drawing-dialog'));
});

test('U-098 A magnet puts points on the prices of the bar', async () => {
  const page = await open();
  await page.click(byTestId('magnet'));
  await page.keyboard.press('ArrowLeft');
  for (let i = 0; i < 40; i++) await page.keyboard.press('ArrowLeft');
  await page.click(byTestId('tool-trend'));
  await drag([300, 200], [500, 210]);
  const [line] = await kept(1);
  const answer = await fetch(`${server.url}/api/v1/instruments/${encodeURIComponent(instrument)}/bars?timeframe=1m&order=desc&limit=500&time=ns`);
  // The shape is the contract that this test relies on.
  const { items } = (await answer.json()) as { readonly items: readonly { readonly ts_open: string; readonly open: string; readonly high: string; readonly low: string; readonly close: string }[] };
  for (const point of line?.points ?? []) expect(items.some((bar) => Number(BigInt(bar.ts_open) / 1_000_000_000n) === point.time)).toBe(true);
});

test('U-085 U-086 Another instrument lies over the bars in percent or on its own scale; a template is applied in two actions', async () => {
  const page = await open();
  const other = (await recordedInstruments(server.url))[1] ?? '';
  await page.click(byTestId('compare-button'));
  await page.click(byTestId(`compare-${other}`));
  await page.click(byTestId('compare-done'));
  const legend = page.locator(`${byTestId('compare-value')}[data-value="${other}"]`);
  await expect.poll(async () => Number(await legend.getAttribute('data-close'))).toBeGreaterThan(0);
  expect(await legend.innerText()).toMatch(/ %/);
  await page.click(byTestId('draw-menu'));
  expect(await page.locator(byTestId('scale-mode')).inputValue()).toBe('percent');
  await page.selectOption(byTestId('chart-type'), 'area');
  await page.keyboard.press('Escape');
  for (let i = 0; i < 12; i++) await page.keyboard.press('ArrowLeft');
  const open_ = await page.locator(byTestId('legend')).getAttribute('data-value');
  const answer = await fetch(`${server.url}/api/v1/instruments/${encodeURIComponent(other)}/bars?timeframe=1m&order=desc&limit=300&time=ns`);
  // The shape is the contract that this test relies on.
  const { items } = (await answer.json()) as { readonly items: readonly { readonly ts_open: string; readonly close: string }[] };
  const same = items.find((bar) => bar.ts_open === open_);
  if (same !== undefined) expect(await legend.getAttribute('data-close')).toBe(String(Number(same.close)));
  await page.keyboard.press('i');
  await page.click(byTestId('add-rsi'));
  await page.click(byTestId('indicators-done'));
  await page.click(byTestId('draw-menu'));
  await page.fill(byTestId('template-name'), 'Relative');
  await page.click(byTestId('template-save'));
  await page.waitForSelector(byTestId('template-Relative'));
  await page.keyboard.press('Escape');
  await page.click(`[data-testid="list-${other}"]`);
  await page.waitForSelector(byTestId('legend'));
  await page.keyboard.press('i');
  await page.click(byTestId('indicator-remove'));
  await page.click(byTestId('indicators-done'));
  await page.click(byTestId('draw-menu'));
  await page.selectOption(byTestId('chart-type'), 'candles');
  await page.keyboard.press('Escape');
  await page.click(byTestId('draw-menu'));
  await page.click(byTestId('template-Relative'));
  await expect.poll(() => page.locator(byTestId('plot')).getAttribute('data-type')).toBe('area');
  await expect.poll(() => page.locator(`${byTestId('indicator-value')}[data-value="rsi"]`).count()).toBe(1);
  expect(watched.complaints).toEqual([]);
});

test('U-100 A replay shows nothing of the future, indicators are what they were, and it steps, plays and ends', async () => {
  const page = await open();
  await page.keyboard.press('i');
  await page.click(byTestId('add-sma'));
  await page.click(byTestId('indicators-done'));
  for (let i = 0; i < 30; i++) await page.keyboard.press('ArrowLeft');
  const begun = BigInt((await page.locator(byTestId('legend')).getAttribute('data-value')) ?? '0');
  const sma = page.locator(`${byTestId('indicator-value')}[data-value="sma"] [data-output="value"]`);
  const before = Number(await sma.getAttribute('data-number'));
  await page.keyboard.press('r');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.locator(byTestId('mode-band')).getAttribute('data-mode')).toBe('replay');
  await page.keyboard.press('Escape');
  await expect.poll(() => page.locator(byTestId('mode-band')).getAttribute('data-mode')).not.toBe('replay');
  await page.keyboard.press('r');
  for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Escape');
  // From a bar that the crosshair stands on.
  await page.keyboard.press('r');
  while (BigInt((await page.locator(byTestId('legend')).getAttribute('data-value')) ?? '0') !== begun) await page.keyboard.press(BigInt((await page.locator(byTestId('legend')).getAttribute('data-value')) ?? '0') > begun ? 'ArrowLeft' : 'ArrowRight');
  await page.keyboard.press('Enter');
  await page.waitForSelector(byTestId('replay-badge'));
  const last = async (): Promise<bigint> => BigInt((await page.locator(byTestId('legend')).getAttribute('data-value')) ?? '0');
  await page.mouse.move(5, 5);
  await expect.poll(last).toBe(begun);
  await expect.poll(async () => Number(await sma.getAttribute('data-number'))).toBeCloseTo(before, 9);
  expect(await page.locator(byTestId('chart-list')).count()).toBe(0);
  await page.click(byTestId('table-toggle'));
  const newest = async (): Promise<bigint> => BigInt((await page.locator(byTestId('bar-row')).first().getAttribute('data-value')) ?? '0');
  expect(await newest()).toBe(begun);
  await page.click(byTestId('replay-forward'));
  await expect.poll(newest).toBe(begun + 60_000_000_000n);
  await page.click(byTestId('replay-back'));
  await expect.poll(newest).toBe(begun);
  await page.click(byTestId('table-toggle'));
  await page.selectOption(byTestId('replay-speed'), '25');
  await page.click(byTestId('replay-play'));
  await expect.poll(last).toBeGreaterThan(begun + 180_000_000_000n);
  await page.click(byTestId('replay-end'));
  await expect.poll(() => page.locator(byTestId('replay-bar')).count()).toBe(0);
  await expect.poll(() => page.locator(byTestId('mode-band')).getAttribute('data-mode')).not.toBe('replay');
  expect(watched.complaints).toEqual([]);
});

test('U-069 Any zone of the world can be chosen, is on the axis, in the address and in the legend', async () => {
  const page = await open();
  await page.click(byTestId('draw-menu'));
  await page.selectOption(byTestId('zone-select'), 'Asia/Tokyo');
  await expect.poll(() => new URL(page.url()).searchParams.get('tz')).toBe('Asia/Tokyo');
  await expect.poll(() => page.locator(byTestId('legend')).innerText()).toContain('GMT+9');
  expect(await page.locator('.chart-foot').innerText()).toContain('Asia/Tokyo');
  await page.reload();
  await page.waitForSelector(byTestId('legend'));
  expect(await page.locator(byTestId('legend')).innerText()).toContain('GMT+9');
});

test('U-067 The price axis fits the bars again after it was pulled by hand', async () => {
  const page = await open();
  const box = await page.locator(byTestId('plot')).boundingBox();
  const x = (box?.x ?? 0) + (box?.width ?? 0) - 20;
  await page.mouse.move(x, (box?.y ?? 0) + 150);
  await page.mouse.down();
  await page.mouse.move(x, (box?.y ?? 0) + 250, { steps: 4 });
  await page.mouse.up();
  await page.click(byTestId('draw-menu'));
  await expect.poll(() => page.locator(byTestId('scale-auto')).isChecked()).toBe(false);
  await page.check(byTestId('scale-auto'));
  expect(await page.locator(byTestId('scale-auto')).isChecked()).toBe(true);
});

test('U-075 The bars in view are a table that is copied and saved with every digit', async () => {
  const page = await open();
  await page.keyboard.press('t');
  await page.waitForSelector(byTestId('bar-row'));
  const first = page.locator('[data-testid="bar-row"][data-closed="true"]').first();
  const [ts, values] = [await first.getAttribute('data-value'), await first.getAttribute('data-bar')];
  const [download] = await Promise.all([page.waitForEvent('download'), page.click(byTestId('csv'))]);
  const text = await readFile(await download.path(), 'utf8');
  const line = text.split('\n').find((one) => one.startsWith(`${ts ?? ''},`)) ?? '';
  expect(line.split(',').slice(2, 7).join(' ')).toBe(values);
  await page.click(byTestId('copy-bars'));
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied.split('\n').find((one) => one.startsWith(`${ts ?? ''}\t`))?.split('\t').slice(2, 7).join(' ')).toBe(values);
});

test('U-076 A picture is saved under the name of instrument and timeframe', async () => {
  const page = await open();
  const [download] = await Promise.all([page.waitForEvent('download'), page.click(byTestId('save-picture'))]);
  expect(download.suggestedFilename()).toBe(`${instrument.replace(/[^\w.-]/g, '-')}-1m.png`);
  const bytes = await readFile(await download.path());
  expect(bytes.subarray(1, 4).toString()).toBe('PNG');
  expect(bytes.length).toBeGreaterThan(5_000);
});

test('U-073 Arrows move the crosshair bar by bar and a live region reads it; + and - zoom, Home and End go to the ends', async () => {
  const page = await open();
  const legend = async (): Promise<bigint> => BigInt((await page.locator(byTestId('legend')).getAttribute('data-value')) ?? '0');
  /** What is shown follows a key with the next frames. */
  async function settled<T>(read: () => Promise<T>): Promise<T> {
    for (let before = await read(); ; ) {
      await page.waitForTimeout(200);
      const now = await read();
      if (now === before) return now;
      before = now;
    }
  }
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await expect.poll(async () => {
    const second = await settled(legend);
    await page.keyboard.press('ArrowLeft');
    return second - await settled(legend);   // again where a minute ended between: it moves the crosshair's bar by one
  }).toBe(60_000_000_000n);
  expect(await page.locator(byTestId('spoken-bar')).textContent()).toMatch(/open .* high .* low .* close/);
  await page.keyboard.press('t');
  const count = (): Promise<number> => page.locator(byTestId('bar-row')).count();
  await expect.poll(count).toBeGreaterThan(20);
  const wide = await settled(count);   // the table makes the plot smaller
  await page.keyboard.press('+');
  await expect.poll(count).toBeLessThan(wide);
  // Both before the next frame is drawn: each counts.
  await Promise.all([page.keyboard.press('-'), page.keyboard.press('-')]);
  await expect.poll(count).toBeGreaterThan(wide * 1.2);
  await page.keyboard.press('+');
  await expect.poll(async () => Math.abs(await count() - wide)).toBeLessThanOrEqual(2);   // a minute may end meanwhile
});

test('U-225 Drawings, objects, replay and comparison have no serious accessibility fault in either theme', async () => {
  const page = await open();
  await page.click(byTestId('tool-fibonacci'));
  await drag([200, 100], [320, 180]);
  await kept(1);
  await page.click(byTestId('objects-button'));
  const audit = async (): Promise<void> => {
    await showTheme(page, 'dark');
    expect(await seriousFaults(page)).toEqual([]);
    await showTheme(page, 'light');
    expect(await seriousFaults(page, 'colours')).toEqual([]);
  };
  await audit();
  await page.click(byTestId('compare-button'));
  await audit();
  await page.click(byTestId('compare-done'));
  await page.locator('[data-kind="drawing"]').locator(byTestId('object-edit')).click();
  await audit();
  await page.keyboard.press('Escape');
  await page.click(byTestId('replay-button'));
  await audit();
});

test('U-240 The chart with all its tools fits every size, and no tool is lost on a small one', async () => {
  const page = await open();
  await page.click(byTestId('objects-button'));
  for (const [width, height] of [[1440, 900], [1024, 768], [768, 1024], [390, 844]] as const) {
    await page.setViewportSize({ width, height });
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `${width}`).toBe(true);
    for (const tool of ['tool-trend', 'tool-text', 'objects-button', 'replay-button', 'compare-button']) {
      await page.locator(byTestId(tool)).scrollIntoViewIfNeeded();
      expect(await page.locator(byTestId(tool)).isVisible(), `${tool} at ${width}`).toBe(true);
    }
  }
});
