import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, type OpenBrowser } from './browser.mjs';
import { byTestId, pagePaths, settled, showTheme, visit, watchedPage } from './fixture';
import { startMock, type Mock } from './mock-server.mjs';

/** How numbers, times and words are written; always against the mock. */
let browser: OpenBrowser;
let mock: Mock;
let page: Page;

beforeAll(async () => {
  browser = await openBrowser();
  mock = await startMock();
  ({ page } = await watchedPage(browser, mock.url));
  await page.setViewportSize({ width: 1920, height: 1080 });
});

afterAll(async () => {
  await browser.close();
  await mock.close();
});

async function inLookMenu(act: () => Promise<unknown>): Promise<void> {
  await page.click(byTestId('look-menu'));
  await act();
  await page.keyboard.press('Escape');
}

test('U-216 A price in 32nds is told in these where that was chosen, with its decimals on hover', async () => {
  await page.goto(`${mock.url}/watchlist`);
  const bond = page.locator(`${byTestId('watch-row-ZBH7.CBOT')} ${byTestId('bid')}`);
  await expect.poll(() => bond.innerText()).toMatch(/^\d{3}\.\d{5}$/);
  await inLookMenu(() => page.check(byTestId('fractions')));
  await expect.poll(() => bond.innerText()).toMatch(/^\d{3}'\d\d$/);
  const seen = await bond.evaluate((element) => ({ text: element.textContent ?? '', digits: element.getAttribute('data-value') ?? '', title: element.getAttribute('title') ?? '' }));
  const [points = '', parts = ''] = seen.text.split("'");
  expect(Number(points) + Number(parts) / 32).toBe(Number(seen.digits));
  expect(seen.title.split('\n')[0]).toBe(seen.digits);
  // A share of one cent has no parts.
  expect(await page.locator(`${byTestId('watch-row-AAPL.NASDAQ')} ${byTestId('bid')}`).innerText()).toMatch(/^\d+\.\d\d$/);
  await inLookMenu(() => page.uncheck(byTestId('fractions')));
});

test('U-219 Thousands and decimals follow the chosen style, and a copied number is plain', async () => {
  await page.goto(`${mock.url}/watchlist`);
  const volume = page.locator(`${byTestId('watch-row-AAPL.NASDAQ')} ${byTestId('volume')}`);
  const price = page.locator(`${byTestId('watch-row-ESZ6.CME')} ${byTestId('bid')}`);
  await volume.waitFor();
  /** What a copy of the cell hands over. */
  const copied = (cell: typeof price): Promise<string> => cell.evaluate((element) => {
    document.getSelection()?.selectAllChildren(element);
    const clipboardData = new DataTransfer();
    element.dispatchEvent(new ClipboardEvent('copy', { clipboardData, bubbles: true, cancelable: true }));
    return clipboardData.getData('text/plain');
  });
  const styles = { english: /^\d,\d{3}\.\d\d$/, german: /^\d\.\d{3},\d\d$/, french: /^\d\u202f\d{3},\d\d$/, swiss: /^\d’\d{3}\.\d\d$/, international: /^\d\u202f\d{3}\.\d\d$/ };
  mock.quirks.isSilent = true;
  for (const [style, shape] of Object.entries(styles)) {
    await inLookMenu(() => page.selectOption(byTestId('number-style'), style));
    await expect.poll(() => price.innerText(), { message: style }).toMatch(shape);
    expect(await copied(price), style).toBe(await price.getAttribute('data-value'));
    expect(await copied(volume), style).toBe(await volume.getAttribute('data-value'));
  }
  mock.quirks.isSilent = false;
});

test('U-223 Words that are two fifths longer break no page at any size', async () => {
  await page.goto(mock.url);
  await page.evaluate(() => localStorage.setItem('argonaut.pseudo', 'long'));
  await page.reload();
  await settled(page);
  expect(await page.innerText('h2 >> nth=0')).toMatch(/lorem|[àéïôü]/);
  for (const path of pagePaths('AAPL.NASDAQ')) {
    await visit(page, path);
    await settled(page);
    for (const [width, height] of [[1440, 900], [390, 844]] as const) {
      await page.setViewportSize({ width, height });
      const faults = await page.evaluate(() => new Promise<readonly string[]>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => {
        const wide = document.documentElement.scrollWidth > window.innerWidth ? ['the page scrolls sideways'] : [];
        const cut = [...document.querySelectorAll<HTMLElement>('.page button, .page label, .page .panel-head h2')].filter((one) => {
          const style = getComputedStyle(one);
          return one.checkVisibility() && one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0 && style.overflowX !== 'visible' && style.textOverflow !== 'ellipsis' && style.overflowX !== 'auto';
        }).map((one) => one.outerHTML.slice(0, 140));
        resolve([...wide, ...cut]);
      }))));
      expect(faults, `${path} at ${width}`).toEqual([]);
    }
  }
  await page.evaluate(() => localStorage.removeItem('argonaut.pseudo'));
  await page.setViewportSize({ width: 1920, height: 1080 });
});

test('U-224 From right to left the words turn, and charts and numbers stay', async () => {
  await page.goto(mock.url);
  await page.evaluate(() => localStorage.setItem('argonaut.pseudo', 'rtl'));
  await page.goto(`${mock.url}/chart/AAPL.NASDAQ?tf=1m`);
  await page.waitForSelector(byTestId('legend'));
  expect(await page.getAttribute('html', 'dir')).toBe('rtl');
  for (const theme of ['dark', 'light'] as const) {
    await showTheme(page, theme);
    const rail = await page.locator('.rail').boundingBox();
    expect((rail?.x ?? 0) + (rail?.width ?? 0)).toBe(1920);
    const left = async (selector: string): Promise<readonly string[]> => page.$$eval(selector, (all) => [...new Set(all.map((one) => getComputedStyle(one).direction))]);
    expect(await left('.plot-frame, .num, .price, .tape')).toEqual(['ltr']);
    expect(await left('.panel-head h2')).toEqual(['rtl']);
  }
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  await page.evaluate(() => localStorage.removeItem('argonaut.pseudo'));
});

test('U-215 U-217 Small prices, small quantities and large volumes keep every digit in tables, and the legend has the full value of what the axis shortens', async () => {
  const digits = { bid: '0.00001234', ask: '0.00001250', bidSize: '0.00123000', askSize: '1234567890.50000000', volume: '1234567890.00000000' };
  const tiny = { price_precision: 8, price_increment: '0.00000001', size_precision: 8, size_increment: '0.00000001' };
  const rewrite = (item: Record<string, unknown>): Record<string, unknown> => ({
    ...item, ...('bid_price' in item ? { bid_price: digits.bid, ask_price: digits.ask, bid_size: digits.bidSize, ask_size: digits.askSize } : {}),
    ...('volume' in item ? { open: digits.bid, high: digits.ask, low: digits.bid, close: digits.bid, volume: digits.volume, vwap: digits.bid } : {}),
  });
  const other = await browser.context.newPage();
  await other.setViewportSize({ width: 1920, height: 1080 });
  mock.quirks.rewrite = rewrite;
  await other.route(/\/api\/v1\/instruments(\?|$)|\/bars\?/, async (route) => {
    const answer = await route.fetch();
    const body = (await answer.json()) as { readonly items: readonly Record<string, unknown>[] };
    await route.fulfill({ response: answer, json: { ...body, items: body.items.map((item) => rewrite('price_precision' in item ? { ...item, ...tiny } : item)) } });
  });
  await other.goto(`${mock.url}/watchlist`);
  const row = other.locator(byTestId('watch-row-AAPL.NASDAQ'));
  const plain = (text: string): string => text.replaceAll('\u202f', '');
  for (const [testId, wanted] of [['bid', digits.bid], ['ask', digits.ask], ['bidSize', digits.bidSize], ['askSize', digits.askSize], ['volume', digits.volume]] as const) {
    const cell = row.locator(byTestId(testId));
    await expect.poll(async () => plain(await cell.innerText()), { message: testId }).toBe(wanted);
    expect(await cell.getAttribute('data-value'), testId).toBe(wanted);
  }
  await other.goto(`${mock.url}/chart/AAPL.NASDAQ?tf=1m`);
  await other.waitForSelector(byTestId('legend'));
  const box = await other.locator(byTestId('plot')).boundingBox();
  if (box === null) throw new Error('The plot has no size.');
  // Over the columns of the volume, at the bottom.
  await other.mouse.move(box.x + box.width / 2, box.y + box.height * 0.88);
  await other.mouse.move(box.x + box.width / 2 + 2, box.y + box.height * 0.88);
  await expect.poll(async () => plain(await other.innerText(byTestId('legend-volume')))).toBe(digits.volume);
  expect(await other.getAttribute(byTestId('legend-volume'), 'data-value')).toBe(digits.volume);
  expect(plain(await other.innerText(byTestId('legend-close')))).toBe(digits.bid);
  await other.close();
  mock.quirks.rewrite = (item) => item;
});
