import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, type OpenBrowser } from './browser.mjs';
import { byTestId, value, watchedPage, type WatchedPage } from './fixture';
import { startMock, type Mock } from './mock-server.mjs';

/** The watchlist as a table: order, movement, digits, and what is added to it. Always against the mock. */
let browser: OpenBrowser;
let mock: Mock;
let opened: WatchedPage;

beforeAll(async () => {
  browser = await openBrowser();
  mock = await startMock();
  opened = await watchedPage(browser, mock.url);
  await opened.page.setViewportSize({ width: 1920, height: 1080 });
});

afterAll(async () => {
  expect(opened.complaints).toEqual([]);
  await browser.close();
  await mock.close();
});

const order = (): Promise<readonly string[]> => opened.page.$$eval('[data-testid^="watch-row-"]', (rows) => rows.map((row) => row.getAttribute('data-testid') ?? ''));

test('U-039 Every column sorts by click and by key, shows its direction, keeps ties, and moves once a second at most', async () => {
  const { page } = opened;
  await page.clock.install();
  await page.goto(`${mock.url}/watchlist`);
  await page.waitForSelector(byTestId('watch-row-AAPL.NASDAQ'));
  const headers = page.locator('.watch-table thead th[aria-sort]');
  const columns = await headers.count();
  expect(columns).toBe(await page.locator('.watch-table thead th').count() - 1);
  for (let i = 0; i < columns; i++) {
    const header = headers.nth(i);
    await header.locator('button').click();
    const first = await header.getAttribute('aria-sort');
    expect(['ascending', 'descending']).toContain(first);
    expect(await header.innerText()).toMatch(first === 'ascending' ? /▲/ : /▼/);
    await header.locator('button').focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => header.getAttribute('aria-sort')).toBe(first === 'ascending' ? 'descending' : 'ascending');
    expect(await page.locator('.watch-table thead th[aria-sort="ascending"], .watch-table thead th[aria-sort="descending"]').count()).toBe(1);
  }
  // Pairs have no volume: all of them tie, and stand as they stood.
  await page.click(byTestId('sort-instrument'));
  if (await page.locator('th[aria-sort="descending"]').count() > 0) await page.click(byTestId('sort-instrument'));
  const pairs = (rows: readonly string[]): readonly string[] => rows.filter((row) => row.includes('IDEALPRO'));
  await expect.poll(async () => pairs(await order())).toEqual(['watch-row-EUR/USD.IDEALPRO', 'watch-row-GBP/USD.IDEALPRO']);
  await page.click(byTestId('sort-volume'));
  await expect.poll(async () => pairs((await order()).slice(-2))).toEqual(['watch-row-EUR/USD.IDEALPRO', 'watch-row-GBP/USD.IDEALPRO']);

  await page.click(byTestId('sort-age'));
  await page.clock.pauseAt(Date.now() + 1_000);
  await page.evaluate(() => {
    const seen = { orders: 0, last: '' };
    Object.assign(window, { seen });
    const read = (): void => {
      const now = [...document.querySelectorAll('[data-testid^="watch-row-"]')].map((row) => row.getAttribute('data-testid')).join();
      if (now !== seen.last) seen.orders++;
      seen.last = now;
    };
    read();
    new MutationObserver(read).observe(document.querySelector('.watch-table tbody') ?? document.body, { childList: true });
  });
  const orders = (): Promise<number> => page.evaluate(() => (window as unknown as { seen: { orders: number } }).seen.orders);
  const messages = (): Promise<number> => page.evaluate(() => window.__argonaut?.stats().messages ?? 0);
  const first = await orders();
  for (let tenth = 1; tenth <= 40; tenth++) {
    const then = await messages();
    await expect.poll(messages, { interval: 20 }).toBeGreaterThan(then + 5);
    await page.clock.runFor(100);
    expect(await orders(), `after ${tenth} tenths`).toBeLessThanOrEqual(first + Math.ceil(tenth / 10));
    // Somebody has just clicked: for two seconds no row slips away from under the pointer.
    if (tenth <= 5) expect(await orders()).toBe(first);
  }
  expect(await orders()).toBeGreaterThan(first);
  await page.clock.resume();
});

test('U-040 A changed price flashes for 300 ms in its direction with an arrow; where less motion is wanted only the arrow is there', async () => {
  const { page } = opened;
  await page.goto(`${mock.url}/watchlist`);
  const price = page.locator(`${byTestId('watch-row-AAPL.NASDAQ')} ${byTestId('last-price')}`);
  /** What is seen in the next flash, and how long it lasts. */
  const flash = (): Promise<{ readonly side: string; readonly tick: string; readonly arrow: string; readonly ground: string; readonly millis: number }> => price.evaluate((element) => new Promise((done) => {
    let begun: { readonly side: string; readonly tick: string; readonly arrow: string; readonly ground: string; readonly at: number } | null = null;
    new MutationObserver((_, observer) => {
      const side = element.getAttribute('data-flash');
      // Reading styles takes time of its own.
      const at = performance.now();
      if (side !== null && begun === null) {
        begun = { side, tick: element.getAttribute('data-tick') ?? '', arrow: getComputedStyle(element, '::before').content, ground: getComputedStyle(element).backgroundColor, at };
      } else if (side === null && begun !== null) {
        observer.disconnect();
        done({ ...begun, millis: at - begun.at });
      }
    }).observe(element, { attributes: true, attributeFilter: ['data-flash'] });
  }));
  const quiet = await price.evaluate((element) => new Promise<string>((done) => {
    const look = (): void => {
      if (element.hasAttribute('data-flash')) requestAnimationFrame(look);
      else done(getComputedStyle(element).backgroundColor);
    };
    look();
  }));
  const moving = await flash();
  expect(moving.side).toBe(moving.tick);
  expect(moving.ground).not.toBe(quiet);
  expect(moving.arrow).toBe(moving.tick === 'up' ? '"▲"' : '"▼"');
  expect(moving.millis).toBeGreaterThan(250);
  expect(moving.millis).toBeLessThan(1_000);
  const colours = await page.evaluate(() => ['up', 'down'].map((side) => getComputedStyle(document.documentElement).getPropertyValue(`--${side}-soft`).trim()));
  expect(new Set(colours).size).toBe(2);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const still = await flash();
  expect(still.ground).toBe(quiet);
  expect(still.arrow).toBe(still.tick === 'up' ? '"▲"' : '"▼"');
  await page.emulateMedia({ reducedMotion: 'no-preference' });
});

test('U-041 Digits have one width, and prices as many decimals as their instrument', async () => {
  const { page } = opened;
  await page.goto(`${mock.url}/watchlist`);
  const decimals = { 'AAPL.NASDAQ': 2, 'GCZ6.COMEX': 1, 'EUR/USD.IDEALPRO': 5 };
  /** What each field of each instrument showed; all are watched at once. */
  const seen = new Map<string, Set<string>>();
  await expect.poll(async () => {
    for (const [id, field, text] of await page.evaluate((ids) => ids.flatMap((id) => ['bid', 'ask'].map((field) =>
      [id, field, document.querySelector<HTMLElement>(`[data-testid="watch-row-${id}"] [data-testid="${field}"]`)?.innerText ?? ''] as const)), Object.keys(decimals))) {
      seen.set(`${id} ${field}`, (seen.get(`${id} ${field}`) ?? new Set()).add(text));
    }
    return Math.min(...[...seen.values()].map((texts) => texts.size));
  }, { timeout: 15_000 }).toBeGreaterThan(2);
  for (const [id, count] of Object.entries(decimals)) {
    for (const field of ['bid', 'ask']) {
      const texts = [...seen.get(`${id} ${field}`) ?? []].filter((text) => text !== '—' && text !== '');
      expect(texts.map((text) => text.split('.')[1]?.length ?? 0), `${id} ${field}`).toEqual(texts.map(() => count));
      expect(texts.length).toBeGreaterThan(0);
    }
  }
  const widths = await page.locator(`${byTestId('watch-row-AAPL.NASDAQ')} td.num`).first().evaluate((cell) => [...'0123456789'].map((digit) => {
    const probe = document.createElement('span');
    probe.textContent = digit.repeat(20);
    cell.append(probe);
    const { width } = probe.getBoundingClientRect();
    probe.remove();
    return Math.round(width * 100);
  }));
  expect(new Set(widths).size).toBe(1);
  expect(await page.$$eval('.watch-table tbody td.right', (cells) => cells.filter((cell) => cell.querySelector('button') === null && !getComputedStyle(cell).fontVariantNumeric.includes('tabular-nums')).length)).toBe(0);
});

test('U-043 A contract is found by symbol, name and contract id with exchange, currency and type, and only a chosen listing is added', async () => {
  const { page } = opened;
  await page.goto(`${mock.url}/watchlist?add=1`);
  await page.fill(byTestId('add-query'), '12178');
  await page.click(byTestId('add-find'));
  const one = page.locator(byTestId('candidate-AMD.IBIS'));
  await one.waitFor();
  expect(await one.innerText()).toMatch(/IBIS[\s\S]*Equity[\s\S]*EUR/);
  expect(await page.locator(byTestId('candidate-AMD.NASDAQ')).count()).toBe(0);
  await page.fill(byTestId('add-query'), 'amd');
  await page.click(byTestId('add-find'));
  await page.waitForSelector(byTestId('candidate-AMD.NASDAQ'));
  expect(await page.innerText(byTestId('candidate-AMD.NASDAQ'))).toMatch(/NASDAQ[\s\S]*Equity[\s\S]*USD/);
  await page.fill(byTestId('add-query'), 'advanced micro');
  await page.click(byTestId('add-find'));
  await page.waitForSelector(byTestId('hit-12178'));
  expect(await page.innerText(byTestId('hit-12178'))).toMatch(/IBIS\s+EUR\s+STK/);
  expect((await order()).filter((row) => row.includes('AMD'))).toEqual([]);
  await page.click(byTestId('choose-12178'));
  await page.click(byTestId('record-AMD.IBIS'));
  await page.keyboard.press('Escape');
  await page.waitForSelector(byTestId('watch-row-AMD.IBIS'));
  expect((await order()).filter((row) => row.includes('AMD'))).toEqual(['watch-row-AMD.IBIS']);
});

test('U-047 The lines in use and the limit are shown, and an instrument above it is named with the reason', async () => {
  const { page } = opened;
  await page.goto(`${mock.url}/watchlist`);
  await expect.poll(() => page.innerText(byTestId('lines'))).toMatch(/^\d+ of 100 lines$/);
  expect(await page.locator(byTestId('no-live-data')).count()).toBe(0);
  mock.quirks.lines = { 'GCZ6.COMEX': { state: 'refused', reason: 'all 100 market data lines are in use' } };
  await page.waitForSelector(byTestId('no-live-data'));
  expect(await page.locator(byTestId('no-live-data')).allInnerTexts()).toEqual([expect.stringContaining('GCZ6.COMEX gets no live data: all 100 market data lines are in use')]);
  mock.quirks.lines = {};
  await page.waitForSelector(byTestId('no-live-data'), { state: 'detached' });
});

test('U-044 A row is dragged, moved with Alt and arrows, removed with Delete, and brought back for ten seconds', async () => {
  const { page } = opened;
  await page.clock.install();
  await page.goto(`${mock.url}/watchlist`);
  await page.waitForSelector(byTestId('watch-row-AAPL.NASDAQ'));
  await page.click(byTestId('list-menu'));
  await page.fill(byTestId('list-name'), 'Mine');
  await page.click(byTestId('list-new'));
  await expect.poll(() => new URL(page.url()).pathname).toBe('/watchlist/Mine');
  await page.keyboard.press('Escape');
  for (const id of ['AAPL.NASDAQ', 'MSFT.NASDAQ', 'NVDA.NASDAQ', 'SPY.ARCA']) {
    await page.selectOption(byTestId('list-add'), id);
    await page.waitForSelector(byTestId(`watch-row-${id}`));
  }
  const ids = async (): Promise<readonly string[]> => (await order()).map((row) => row.replace('watch-row-', '').split('.')[0] ?? '');
  expect(await ids()).toEqual(['AAPL', 'MSFT', 'NVDA', 'SPY']);
  await page.dragAndDrop(`${byTestId('watch-row-SPY.ARCA')} th`, byTestId('watch-row-AAPL.NASDAQ'));
  await expect.poll(ids).toEqual(['SPY', 'AAPL', 'MSFT', 'NVDA']);
  await page.focus(byTestId('watch-row-MSFT.NASDAQ'));
  await page.keyboard.press('Alt+ArrowUp');
  await expect.poll(ids).toEqual(['SPY', 'MSFT', 'AAPL', 'NVDA']);
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('watch-row-MSFT.NASDAQ');
  await page.keyboard.press('Alt+ArrowDown');
  await expect.poll(ids).toEqual(['SPY', 'AAPL', 'MSFT', 'NVDA']);
  await page.reload();
  await expect.poll(ids).toEqual(['SPY', 'AAPL', 'MSFT', 'NVDA']);

  await page.focus(byTestId('watch-row-AAPL.NASDAQ'));
  await page.keyboard.press('Delete');
  await expect.poll(ids).toEqual(['SPY', 'MSFT', 'NVDA']);
  await page.click(`${byTestId('undo-stop')} button`);
  await expect.poll(ids).toEqual(['SPY', 'AAPL', 'MSFT', 'NVDA']);
  await page.focus(byTestId('watch-row-NVDA.NASDAQ'));
  await page.keyboard.press('Delete');
  await page.waitForSelector(byTestId('undo-stop'));
  await page.clock.pauseAt(await page.evaluate(() => Date.now()) + 1_000);
  await page.clock.runFor(6_000);
  expect(await page.locator(byTestId('undo-stop')).count()).toBe(1);
  await page.clock.runFor(5_000);
  await page.waitForSelector(byTestId('undo-stop'), { state: 'detached' });
  expect(await ids()).toEqual(['SPY', 'AAPL', 'MSFT']);
  await page.clock.resume();
});

test('U-046 Lists are made, renamed, copied, deleted, saved as CSV and loaded from one', async () => {
  const { page } = opened;
  await page.goto(`${mock.url}/watchlist/Mine`);
  await page.waitForSelector(byTestId('list-tabs'));
  const tabs = async (): Promise<readonly string[]> => page.locator(byTestId('list-tab')).allInnerTexts();
  const act = async (what: () => Promise<void>): Promise<void> => {
    if (await page.locator(`${byTestId('list-popover')}:popover-open`).count() === 0) await page.click(byTestId('list-menu'));
    await what();
  };
  await act(async () => {
    await page.fill(byTestId('list-name'), 'mine');
    expect(await page.isDisabled(byTestId('list-new'))).toBe(true);
    await page.fill(byTestId('list-name'), 'My own');
    await page.click(byTestId('list-rename'));
  });
  await expect.poll(tabs).toEqual(['All recorded', 'My own']);
  await act(() => page.click(byTestId('list-copy')));
  await expect.poll(tabs).toEqual(['All recorded', 'My own', 'My own 2']);
  await expect.poll(() => decodeURIComponent(new URL(page.url()).pathname)).toBe('/watchlist/My own 2');
  expect((await order()).map((row) => row.replace('watch-row-', ''))).toEqual(['SPY.ARCA', 'AAPL.NASDAQ', 'MSFT.NASDAQ']);
  const saving = page.waitForEvent('download');
  await act(() => page.click(byTestId('list-export')));
  const file = await (await saving).path();
  const csv = await readFile(file, 'utf8');
  expect(csv).toBe('instrument_id\nSPY.ARCA\nAAPL.NASDAQ\nMSFT.NASDAQ\n');
  await act(() => page.click(byTestId('list-delete')));
  await expect.poll(tabs).toEqual(['All recorded', 'My own']);
  await act(() => page.setInputFiles(byTestId('list-import'), { name: 'Loaded.csv', mimeType: 'text/csv', buffer: Buffer.from(`${csv}NONE.NYSE\n`) }));
  await expect.poll(tabs).toEqual(['All recorded', 'My own', 'Loaded']);
  expect((await order()).map((row) => row.replace('watch-row-', ''))).toEqual(['SPY.ARCA', 'AAPL.NASDAQ', 'MSFT.NASDAQ']);
  expect(await page.innerText(byTestId('unknown-instruments'))).toContain('NONE.NYSE');
  await page.reload();
  await expect.poll(tabs).toEqual(['All recorded', 'My own', 'Loaded']);
});

test('U-038 Columns are hidden, moved and resized, by pointer and by keys, and stay so after a reload', async () => {
  const { page } = opened;
  await page.goto(`${mock.url}/watchlist`);
  await page.waitForSelector(byTestId('watch-row-AAPL.NASDAQ'));
  const heads = (): Promise<readonly string[]> => page.$$eval('.watch-table [data-column]', (all) => all.map((head) => head.getAttribute('data-column') ?? ''));
  const width = async (id: string): Promise<number> => (await page.locator(`[data-column="${id}"]`).boundingBox())?.width ?? 0;
  expect(await heads()).toEqual(['instrument', 'last', 'change', 'change-pct', 'bid-size', 'bid', 'ask', 'ask-size', 'spread', 'volume', 'range', 'trend', 'age']);
  await page.click(byTestId('column-menu'));
  await page.uncheck(byTestId('show-spread'));
  await page.click(byTestId('earlier-bid'));
  await page.keyboard.press('Escape');
  await expect.poll(heads).toEqual(['instrument', 'last', 'change', 'change-pct', 'bid', 'bid-size', 'ask', 'ask-size', 'volume', 'range', 'trend', 'age']);
  await page.dragAndDrop('[data-column="age"] .sort-button', '[data-column="last"] .sort-button');
  await expect.poll(heads).toEqual(['instrument', 'age', 'last', 'change', 'change-pct', 'bid', 'bid-size', 'ask', 'ask-size', 'volume', 'range', 'trend']);
  const before = await width('last');
  const edge = await page.locator(byTestId('resize-last')).boundingBox();
  if (edge === null) throw new Error('The edge has no place.');
  await page.mouse.move(edge.x + edge.width / 2, edge.y + edge.height / 2);
  await page.mouse.down();
  await page.mouse.move(edge.x + edge.width / 2 + 80, edge.y + edge.height / 2, { steps: 4 });
  await page.mouse.up();
  await expect.poll(() => width('last')).toBeGreaterThan(before + 70);
  await page.focus(byTestId('resize-volume'));
  const [volume, last] = [await width('volume'), await width('last')];
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => width('volume')).toBeCloseTo(volume + 16, 0);
  await page.reload();
  await page.waitForSelector(byTestId('watch-row-AAPL.NASDAQ'));
  expect(await heads()).toEqual(['instrument', 'age', 'last', 'change', 'change-pct', 'bid', 'bid-size', 'ask', 'ask-size', 'volume', 'range', 'trend']);
  await expect.poll(() => width('last')).toBeCloseTo(last, 0);
  await page.click(byTestId('column-menu'));
  await page.click(byTestId('columns-reset'));
  await expect.poll(async () => (await heads()).slice(0, 3)).toEqual(['instrument', 'last', 'change']);
  await page.keyboard.press('Escape');
});

test('U-208 Lists, columns, the zone of a chart and keys are the same in another browser', async () => {
  const { page } = opened;
  await page.goto(`${mock.url}/chart/AAPL.NASDAQ?tf=5m&tz=utc`);
  await page.waitForSelector(byTestId('legend'));
  await page.keyboard.press('?');
  await page.click(`${byTestId('more-keys')} summary`);
  await page.click('[data-testid="key-o"]');
  await page.keyboard.press('x');
  await expect.poll(() => page.innerText('[data-testid="key-o"]')).toBe('X');
  await page.keyboard.press('Escape');
  await page.goto(`${mock.url}/watchlist`);
  await page.waitForSelector(byTestId('watch-row-AAPL.NASDAQ'));
  await page.click(byTestId('column-menu'));
  const saved = page.waitForResponse((answer) => answer.request().method() === 'PUT' && answer.url().endsWith('/api/v1/settings') && (answer.request().postData() ?? '').includes('"hidden":["ask"]'));
  await page.uncheck(byTestId('show-ask'));
  await saved;

  const other = await openBrowser();
  const second = await other.context.newPage();
  await second.goto(`${mock.url}/watchlist/Loaded`);
  await second.waitForSelector(byTestId('watch-row-SPY.ARCA'));
  expect(await second.locator('[data-column="ask"]').count()).toBe(0);
  expect(await second.locator('[data-column="bid"]').count()).toBe(1);
  await second.goto(`${mock.url}/chart`);
  await second.waitForSelector(byTestId('legend'));
  expect(await value(second, 'zone-choice')).toBe('utc');
  expect(await value(second, 'timeframes')).toBe('5m');
  await second.keyboard.press('?');
  await second.click(`${byTestId('more-keys')} summary`);
  await expect.poll(() => second.innerText('[data-testid="key-o"]')).toBe('X');
  await other.close();
});
