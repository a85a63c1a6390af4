import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openBrowser, type OpenBrowser } from './browser.mjs';
import { byTestId, holdAxis, seriousFaults, showTheme, value, watchedPage, type WatchedPage } from './fixture';
import { startMock, type Mock } from './mock-server.mjs';

/** What lies on a chart and what can be done there, by pointer, keys and palette; always against the mock. */
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
  expect(watched.complaints).toEqual([]);
  await watched.page.close();
  await mock.close();
});

async function open(query = '?tf=1m&tz=utc'): Promise<Page> {
  const { page } = watched;
  await page.goto(`${mock.url}/chart/AAPL.NASDAQ${query}`);
  await page.waitForSelector(byTestId('legend'));
  // With its history: a place of the plot is the time of another bar before.
  await expect.poll(async () => Number(await page.getAttribute(byTestId('plot'), 'data-bars'))).toBeGreaterThan(500);
  return page;
}

/** Pixels of the window, from the upper left corner of the plot. */
async function at(x: number, y: number): Promise<{ readonly x: number; readonly y: number }> {
  const box = await watched.page.locator(byTestId('plot')).boundingBox();
  return { x: (box?.x ?? 0) + x, y: (box?.y ?? 0) + y };
}

async function rightClick(x: number, y: number): Promise<{ readonly x: number; readonly y: number }> {
  const place = await at(x, y);
  await watched.page.mouse.move(place.x, place.y);
  await watched.page.mouse.click(place.x, place.y, { button: 'right' });
  await watched.page.waitForSelector(byTestId('chart-menu'));
  return place;
}

const alertLines = async (): Promise<readonly string[]> => (await watched.page.getAttribute(byTestId('plot'), 'data-alerts') ?? '').split('\n').filter((line) => line !== '');

async function threshold(name: string): Promise<string | null> {
  // The shape is the contract that this test relies on.
  const { items } = (await (await fetch(`${mock.url}/api/v1/alerts/rules`)).json()) as { readonly items: readonly { readonly name: string; readonly threshold: string | null }[] };
  return items.find((one) => one.name === name)?.threshold ?? null;
}

async function makeAlert(name: string, x: number, y: number): Promise<{ readonly x: number; readonly y: number }> {
  const { page } = watched;
  const place = await rightClick(x, y);
  await page.click(byTestId('menu-alert'));
  await page.fill(byTestId('rule-name'), name);
  await page.click(byTestId('form-save'));
  await page.waitForSelector(byTestId('rule-dialog'), { state: 'detached' });
  await expect.poll(alertLines).toContain(name);
  return place;
}

test('U-096 A right click at a price offers an alert there; its line is dragged, locked, put back by Undo and told in either theme', async () => {
  const page = await open();
  await holdAxis(page);
  const place = await rightClick(400, 120);
  const offered = /[\d.]+$/.exec(await page.innerText(`${byTestId('menu-alert')} span`))?.[0] ?? '';
  expect(offered).toMatch(/^\d+\.\d\d$/);
  for (const theme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await page.waitForFunction((wanted) => document.documentElement.dataset['theme'] === wanted, theme);
    expect(await seriousFaults(page)).toEqual([]);
  }
  await page.click(byTestId('menu-alert'));
  await page.waitForSelector(byTestId('rule-dialog'));
  expect(await page.inputValue(byTestId('rule-threshold'))).toBe(offered);
  await page.fill(byTestId('rule-name'), 'Clicked');
  await page.click(byTestId('form-save'));
  await page.waitForSelector(byTestId('rule-dialog'), { state: 'detached' });
  await expect.poll(alertLines).toContain('Clicked');
  const drag = async (y: number): Promise<void> => {
    await page.mouse.move(place.x, y);
    await page.mouse.down();
    await page.mouse.move(place.x, y + 50, { steps: 4 });
    await page.mouse.up();
  };
  await drag(place.y);
  await expect.poll(async () => Number(await threshold('Clicked'))).toBeLessThan(Number(offered));
  await page.keyboard.press('Control+z');
  await expect.poll(() => threshold('Clicked')).toBe(offered);
  // A locked one is not dragged.
  await page.keyboard.press('o');
  const lock = page.locator('[data-kind="alert"]').filter({ hasText: 'Clicked' }).locator(byTestId('object-lock'));
  await lock.click();
  await drag(place.y);
  expect(await threshold('Clicked')).toBe(offered);
  await lock.click();
  await page.keyboard.press('o');
  await page.click(byTestId('live-button'));
  // The chart itself was dragged meanwhile, and the line with it: it stands between two other prices.
  const priceAt = async (y: number): Promise<{ readonly y: number; readonly price: number }> => {
    const at = await rightClick(400, y);
    const price = Number(/[\d.]+$/.exec(await page.innerText(`${byTestId('menu-alert')} span`))?.[0]);
    await page.keyboard.press('Escape');
    return { y: at.y, price };
  };
  const [high, low] = [await priceAt(60), await priceAt(300)];
  await drag(high.y + (Number(offered) - high.price) * (low.y - high.y) / (low.price - high.price));
  await expect.poll(async () => Number(await threshold('Clicked'))).toBeLessThan(Number(offered));
});

test('U-099 Indicators, compared instruments and alerts are hidden, locked, shown and removed in the list of objects, and each act is undone', async () => {
  const page = await open();
  await makeAlert('Listed', 400, 120);
  await page.keyboard.press('i');
  await page.click(byTestId('add-sma'));
  await page.click(byTestId('indicators-done'));
  await page.keyboard.press('c');
  await page.click(byTestId('compare-MSFT.NASDAQ'));
  await page.click(byTestId('compare-done'));
  await page.keyboard.press('o');
  const undo = (): Promise<void> => page.keyboard.press('Control+z');
  const counted = (selector: string): Promise<number> => page.locator(selector).count();
  const kinds = [
    { kind: 'indicator', isDrawn: async () => await counted(`${byTestId('indicator-value')}[data-value="sma"]`) > 0 },
    { kind: 'compare', isDrawn: async () => await counted(byTestId('compare-value')) > 0 },
    { kind: 'alert', isDrawn: async () => (await alertLines()).includes('Listed') },
  ];
  for (const { kind, isDrawn } of kinds) {
    const row = page.locator(`[data-testid="object-row"][data-kind="${kind}"]`).filter({ hasText: kind === 'alert' ? 'Listed' : '' });
    const act = (name: string): ReturnType<typeof row.locator> => row.locator(byTestId(`object-${name}`));
    await expect.poll(isDrawn, { message: kind }).toBe(true);
    await act('hide').click();
    await expect.poll(isDrawn, { message: kind }).toBe(false);
    await undo();
    await expect.poll(isDrawn, { message: kind }).toBe(true);
    // Hidden, it is there again when it is looked for.
    await act('hide').click();
    await expect.poll(isDrawn, { message: kind }).toBe(false);
    await act('focus').click();
    await expect.poll(isDrawn, { message: kind }).toBe(true);
    await act('lock').click();
    await expect.poll(() => act('remove').isDisabled(), { message: kind }).toBe(true);
    await undo();
    await expect.poll(() => act('remove').isDisabled(), { message: kind }).toBe(false);
    await act('remove').click();
    await expect.poll(isDrawn, { message: kind }).toBe(false);
    await undo();
    await expect.poll(isDrawn, { message: kind }).toBe(true);
  }
  // What is locked stays also where dialogs change it.
  await page.locator('[data-kind="indicator"]').locator(byTestId('object-lock')).click();
  await page.keyboard.press('i');
  expect(await page.locator(byTestId('indicator-remove')).isDisabled()).toBe(true);
  await page.click(byTestId('indicators-done'));
  await page.locator('[data-kind="alert"]').filter({ hasText: 'Listed' }).locator(byTestId('object-lock')).click();
  // It stays so after a reload.
  await page.reload();
  await page.waitForSelector(byTestId('legend'));
  await page.keyboard.press('o');
  await expect.poll(() => page.locator('[data-kind="alert"]').filter({ hasText: 'Listed' }).locator(byTestId('object-remove')).isDisabled()).toBe(true);
});

test('U-085 A spread lies over the bars with its name, its colour and its exact value', async () => {
  const page = await open();
  await page.keyboard.press('c');
  await page.selectOption(byTestId('spread-first'), 'MSFT.NASDAQ');
  await page.selectOption(byTestId('spread-second'), 'AAPL.NASDAQ');
  await page.click(byTestId('spread-add'));
  for (const theme of ['dark', 'light'] as const) {
    await showTheme(page, theme);
    expect(await seriousFaults(page, theme === 'dark' ? 'all' : 'colours')).toEqual([]);
  }
  await page.click(byTestId('compare-done'));
  const legend = page.locator(`${byTestId('compare-value')}[data-value="MSFT.NASDAQ − AAPL.NASDAQ"]`);
  await legend.waitFor();
  expect(await legend.innerText()).not.toContain('%');
  // The pointer would move the crosshair back to where it is.
  await page.mouse.move(5, 5);
  for (let i = 0; i < 12; i++) await page.keyboard.press('ArrowLeft');
  interface Bar { readonly ts_open: string; readonly close: string }
  // The shape is the contract that this test relies on.
  const closes = async (id: string): Promise<ReadonlyMap<string, string>> => new Map(((await (await fetch(`${mock.url}/api/v1/instruments/${id}/bars?timeframe=1m&order=desc&limit=60`)).json()) as { readonly items: readonly Bar[] })
    .items.map((bar) => [bar.ts_open, bar.close]));
  const [first, second] = [await closes('MSFT.NASDAQ'), await closes('AAPL.NASDAQ')];
  const cents = (text: string | undefined): number => Math.round(Number(text) * 100);
  await expect.poll(async () => {
    const time = await value(page, 'legend');
    return `${cents(await legend.getAttribute('data-exact') ?? '')} ${cents(first.get(time)) - cents(second.get(time))}`;
  }).toMatch(/^(\d+) \1$/);
  const colour = await legend.locator('.series-mark').evaluate((mark) => getComputedStyle(mark).backgroundColor);
  expect(colour).toBe(await legend.locator('.num').evaluate((text) => getComputedStyle(text).color));
  await page.keyboard.press('o');
  expect(await page.locator('[data-testid="object-row"][data-kind="compare"]').getAttribute('data-value')).toBe('MSFT.NASDAQ − AAPL.NASDAQ');
});

test('U-100 In a replay the ticks are those before its time, and move with the chart', async () => {
  const page = await open();
  await rightClick(500, 120);
  await page.click(byTestId('menu-replay'));
  await page.waitForSelector(byTestId('tape-row'));
  expect(await page.locator(byTestId('mode-band')).getAttribute('data-mode')).toBe('replay');
  const until = async (): Promise<bigint> => BigInt(await value(page, 'replay-bar')) * 1_000_000_000n;
  /** How far the newest tick lies before the time of the replay, in seconds. */
  const behind = async (): Promise<number> => Number(await until() - BigInt(await value(page, 'tape-row'))) / 1e9;
  await expect.poll(behind).toBe(1);
  const began = await until();
  await page.click(byTestId('replay-forward'));
  await expect.poll(until).toBe(began + 60_000_000_000n);
  await expect.poll(behind).toBe(1);
  await page.click(byTestId('replay-back'));
  await page.click(byTestId('replay-back'));
  await expect.poll(until).toBe(began - 60_000_000_000n);
  await expect.poll(behind).toBe(1);
  // While it runs, no tick of the future is ever there.
  await page.selectOption(byTestId('replay-speed'), '25');
  await page.click(byTestId('replay-play'));
  await expect.poll(until).toBeGreaterThan(began + 300_000_000_000n);
  const future = await page.evaluate(() => {
    const time = BigInt(document.querySelector('[data-testid="replay-bar"]')?.getAttribute('data-value') ?? '0') * 1_000_000_000n;
    return [...document.querySelectorAll('[data-testid="tape-row"]')].filter((row) => BigInt(row.getAttribute('data-value') ?? '0') >= time).length;
  });
  expect(future).toBe(0);
  await page.click(byTestId('replay-end'));
  await expect.poll(() => page.locator(byTestId('replay-tape')).count()).toBe(0);
});

test('U-074 Letters that are no keys search an instrument; Shift+F10, the menu key and the palette offer what a right click does', async () => {
  const page = await open();
  await page.keyboard.type('nvda');
  await page.waitForSelector(byTestId('palette-input'));
  expect(await page.inputValue(byTestId('palette-input'))).toBe('nvda');
  await page.keyboard.press('Enter');
  await page.waitForSelector('[data-testid="chart-panel"][data-instrument="NVDA.NASDAQ"]');
  await page.waitForSelector(byTestId('legend'));
  // Letters that are keys stay keys, and those of trading begin nothing.
  await page.keyboard.press('b');
  await page.keyboard.press('s');
  expect(await page.locator(byTestId('palette-input')).count()).toBe(0);
  await page.mouse.move(5, 5);

  const titles = (): Promise<readonly string[]> => page.$$eval('[role="menuitem"] span', (all) => all.map((one) => one.textContent ?? ''));
  const place = await rightClick(400, 120);
  const clicked = await titles();
  expect(clicked.length).toBeGreaterThan(9);
  await page.keyboard.press('Escape');
  await page.waitForSelector(byTestId('chart-menu'), { state: 'detached' });
  const words = (list: readonly string[]): readonly string[] => list.map((title) => title.replace(/[\d.]+/, '#'));
  for (const key of ['Shift+F10', 'ContextMenu']) {
    await page.mouse.move(place.x, place.y);
    await page.keyboard.press(key);
    await page.waitForSelector(byTestId('chart-menu'));
    expect(words(await titles()), key).toEqual(words(clicked));
    expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('menuitem');
    await page.keyboard.press('Escape');
    await page.waitForSelector(byTestId('chart-menu'), { state: 'detached' });
  }
  await page.keyboard.press('Control+k');
  for (const title of words(clicked)) {
    await page.fill(byTestId('palette-input'), title.replace('#', '').trim());
    await expect.poll(async () => words(await page.$$eval('[data-testid="palette-item"] span:first-of-type', (all) => all.map((one) => one.textContent ?? '')))).toContain(title);
  }
  // And each of them acts from there: the first one, the alert, at its price.
  await page.fill(byTestId('palette-input'), 'alert at');
  await page.keyboard.press('Enter');
  await page.waitForSelector(byTestId('rule-dialog'));
  expect(await page.inputValue(byTestId('rule-threshold'))).toMatch(/^\d+\.\d\d$/);
  await page.keyboard.press('Escape');
  // By arrows and Enter in the menu.
  await page.keyboard.press('Shift+F10');
  await page.keyboard.press('End');
  for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await page.waitForSelector(byTestId('bar-row'));
});

test('U-267 Each key of the table does its act on the chart, and ? lists exactly these', async () => {
  const page = await open();
  const gone = (id: string): Promise<unknown> => page.waitForSelector(byTestId(id), { state: 'detached' });
  await page.keyboard.press('?');
  await page.waitForSelector(byTestId('keys-dialog'));
  expect(await page.$$eval('[data-testid="default-keys"] kbd', (all) => all.map((one) => one.textContent ?? ''))).toEqual([
    'Ctrl/⌘+K', '/', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'G', 'L', 'A', 'Esc', '?', '[', ']', 'F', '+', '-', 'Home', 'End', 'M',
  ]);
  expect(await page.locator('[data-testid="more-keys"] kbd').first().isVisible()).toBe(false);
  await page.keyboard.press('Escape');
  await gone('keys-dialog');
  for (const key of ['Control+k', '/']) {
    await page.keyboard.press(key);
    await page.waitForSelector(byTestId('palette-input'));
    await page.keyboard.press('Escape');
    await gone('palette-input');
  }
  const timeframes = ['1s', '5s', '1m', '5m', '15m', '1h', '4h', '1D', '1W'];
  for (const [i, timeframe] of timeframes.entries()) {
    await page.keyboard.press(String(i + 1));
    await expect.poll(() => value(page, 'timeframes')).toBe(timeframe);
  }
  await page.keyboard.press('3');
  await page.waitForSelector(byTestId('legend'));
  await page.keyboard.press('g');
  await page.waitForSelector(byTestId('go-dialog'));
  await page.keyboard.press('Escape');
  await gone('go-dialog');
  await page.keyboard.press('a');
  await page.waitForSelector(byTestId('rule-dialog'));
  await page.keyboard.press('Escape');
  await gone('rule-dialog');

  const isLive = (): Promise<string | null> => page.locator(byTestId('live-button')).getAttribute('aria-pressed');
  for (const back of ['l', 'End']) {
    await page.keyboard.press('Home');
    await expect.poll(isLive, { message: back }).toBe('false');
    await page.keyboard.press(back);
    await expect.poll(isLive, { message: back }).toBe('true');
  }
  await page.keyboard.press('t');
  const rows = (): Promise<number> => page.locator(byTestId('bar-row')).count();
  await expect.poll(rows).toBeGreaterThan(20);
  let before = -1;
  // The table makes the plot smaller.
  await expect.poll(async () => {
    const [last, now] = [before, await rows()];
    before = now;
    return now === last;
  }).toBe(true);
  const wide = await rows();
  await page.keyboard.press('+');
  await expect.poll(rows).toBeLessThan(wide * 0.8);
  await page.keyboard.press('-');
  await expect.poll(async () => Math.abs(await rows() - wide)).toBeLessThanOrEqual(2);
  await page.keyboard.press('t');

  await page.keyboard.press('f');
  const panel = page.locator('.panel[data-full]');
  await panel.waitFor();
  const box = await panel.boundingBox();
  expect([box?.x, box?.width, (box?.y ?? 0) + (box?.height ?? 0)]).toEqual([0, 1440, 900]);
  // Below what must always be in sight, and the keys still work there.
  expect(await page.locator(byTestId('mode-band')).isVisible()).toBe(true);
  expect(box?.y).toBeGreaterThan(40);
  await page.keyboard.press('4');
  await expect.poll(() => value(page, 'timeframes')).toBe('5m');
  await page.keyboard.press('f');
  await expect.poll(() => panel.count()).toBe(0);
  await page.keyboard.press('f');
  await panel.waitFor();
  await page.keyboard.press('Escape');
  await expect.poll(() => panel.count()).toBe(0);

  const shown = (): Promise<string | null> => page.locator(byTestId('chart-panel')).getAttribute('data-instrument');
  await page.keyboard.press(']');
  await expect.poll(shown).not.toBe('AAPL.NASDAQ');
  await page.waitForSelector(byTestId('legend'));
  await page.keyboard.press('[');
  await expect.poll(shown).toBe('AAPL.NASDAQ');
  await page.waitForSelector(byTestId('legend'));
  for (const state of ['muted', 'on']) {
    await page.keyboard.press('m');
    await expect.poll(() => value(page, 'mute')).toBe(state);
  }
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  const pointed = await value(page, 'legend');
  await page.keyboard.press('Escape');
  await expect.poll(() => value(page, 'legend')).not.toBe(pointed);
});

test('U-245 Charts are drawn with as many pixels as the screen has, at ratios of 1, 1.5, 2 and 3, and no line is smeared', async () => {
  for (const scale of [1, 1.5, 2, 3]) {
    const sharp = await openBrowser({ scale });
    const { page, complaints } = await watchedPage(sharp, mock.url);
    await page.goto(`${mock.url}/chart/AAPL.NASDAQ?tf=1m&tz=utc&ind=rsi(14)`);
    await page.waitForSelector(byTestId('legend'));
    expect(await page.evaluate(() => window.devicePixelRatio)).toBe(scale);
    await page.click(byTestId('draw-menu'));
    await page.locator(`${byTestId('extended-hours')} [data-value="plain"]`).click();
    await page.keyboard.press('Escape');
    await page.mouse.move(5, 5);
    /** Canvases that have not a pixel for each of the screen. */
    const coarse = (): Promise<readonly string[]> => page.$$eval('[data-testid="plot"] canvas', (all) => all.flatMap((canvas) => {
      if (!(canvas instanceof HTMLCanvasElement)) return [];
      const { width, height } = canvas.getBoundingClientRect();
      const [wide, high] = [canvas.width - width * window.devicePixelRatio, canvas.height - height * window.devicePixelRatio];
      return width === 0 || height === 0 || (Math.abs(wide) <= 1 && Math.abs(high) <= 1) ? [] : [`${canvas.width}x${canvas.height} for ${width}x${height}`];
    }));
    await expect.poll(coarse, { message: `${scale}` }).toEqual([]);
    expect(await page.locator('[data-testid="plot"] canvas').count()).toBeGreaterThan(5);
    // A row without prices has the background, and lines that go down: whole pixels of one colour, nothing smeared over its neighbours.
    const smeared = (): Promise<readonly string[]> => page.evaluate(() => {
      const canvas = document.querySelector<HTMLCanvasElement>('[data-testid="plot"] td:nth-child(2) canvas');
      const context = canvas?.getContext('2d');
      if (canvas === null || context === null || context === undefined) return ['no canvas'];
      const { data } = context.getImageData(0, 2, canvas.width, 1);
      const runs: { readonly colour: string; wide: number }[] = [];
      for (let x = 0; x < canvas.width; x++) {
        const colour = [...data.slice(4 * x, 4 * x + 4)].join();
        const last = runs.at(-1);
        if (last?.colour === colour) last.wide++;
        else runs.push({ colour, wide: 1 });
      }
      const ground = [...runs].sort((a, b) => b.wide - a.wide)[0]?.colour;
      const lines = runs.filter((run) => run.colour !== ground);
      if (lines.length < 2) {
        const plot = document.querySelector<HTMLElement>('[data-testid="plot"]');
        return [`${lines.length} lines of ${canvas.width}x${canvas.height}: ${runs.slice(0, 6).map((run) => `${run.wide} of ${run.colour}`).join(', ')}; ${plot?.dataset['bars'] ?? 'no'} bars, ${document.visibilityState}, ${location.search}`];
      }
      const thick = Math.max(1, Math.floor(window.devicePixelRatio));
      return runs.flatMap(({ colour, wide }, i) => {
        if (colour === ground) return [];
        const isWhole = wide === thick && [runs[i - 1], runs[i + 1]].every((next) => next === undefined || next.colour === ground);
        return isWhole ? [] : [`${wide} of ${colour} beside ${runs[i - 1]?.colour ?? ''} and ${runs[i + 1]?.colour ?? ''}`];
      });
    });
    await expect.poll(smeared, { message: `${scale}` }).toEqual([]);
    expect(complaints).toEqual([]);
    await sharp.close();
  }
});
