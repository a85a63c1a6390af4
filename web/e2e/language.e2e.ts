import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { openBrowser, type OpenBrowser } from './browser.mjs';
import { byTestId, visit, watchedPage } from './fixture';
import { startMock, type Mock } from './mock-server.mjs';

/** Text, times and numbers on every page, also in a longer language and from right to left. Always against the mock. */
const pages = ['/', '/watchlist', '/chart/AAPL.NASDAQ', '/alerts', '/data', '/data/export', '/data/import', '/data/quality', '/data/retention', '/system', '/system/audit', '/settings', '/instrument/AAPL.NASDAQ'];
const words = /NaN|undefined|Infinity|Invalid Date|\[object Object\]/;

let browser: OpenBrowser;
let mock: Mock;

beforeAll(async () => {
  browser = await openBrowser({ timezoneId: 'America/New_York' });
  mock = await startMock(0, { role: 'admin' });
});

afterAll(async () => {
  await browser.close();
  await mock.close();
});

/** All panels have said something. */
async function settle(page: Page): Promise<void> {
  await page.waitForSelector('.page');
  await expect.poll(() => page.locator(byTestId('loading')).count(), { timeout: 15_000 }).toBe(0);
}

async function speaking(language: 'long' | 'rtl' | null): Promise<Page> {
  const { page } = await watchedPage(browser, mock.url);
  if (language !== null) await page.addInitScript((chosen) => localStorage.setItem('argonaut.pseudo', chosen), language);
  else await page.addInitScript(() => localStorage.removeItem('argonaut.pseudo'));
  return page;
}

const excess = (page: Page): Promise<number> => page.evaluate(() => Math.max(
  document.documentElement.scrollWidth - window.innerWidth,
  ...[...document.querySelectorAll('[data-scroller]')].map((e) => e.scrollWidth - e.clientWidth)));

test('U-223 A language that is two fifths longer breaks no page', async () => {
  const page = await speaking('long');
  await page.goto(mock.url);
  for (const path of pages) {
    await page.setViewportSize({ width: 1440, height: 900 });
    await visit(page, path);
    await settle(page);
    expect(await page.innerText('.rail'), path).toContain('lorem');
    for (const [width, height] of [[1440, 900], [768, 1024], [390, 844]] as const) {
      await page.setViewportSize({ width, height });
      expect(await excess(page), `${path} at ${width}`).toBeLessThanOrEqual(0);
      const cut = await page.$$eval('button, h1, h2, h3, label > span, legend', (all) => all
        .filter((one) => one.checkVisibility() && one.clientWidth > 2 && one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflow !== 'visible')
        .filter((one) => !(getComputedStyle(one).textOverflow === 'ellipsis' && one.closest('[title], [aria-label]') !== null))
        .map((one) => one.textContent ?? ''));
      expect(cut, `${path} at ${width}`).toEqual([]);
    }
  }
  await page.close();
});

test('U-224 From right to left the frame is mirrored, charts and numbers are not', async () => {
  const page = await speaking('rtl');
  await page.goto(mock.url);
  for (const path of pages) {
    await visit(page, path);
    await settle(page);
    expect(await page.getAttribute('html', 'dir')).toBe('rtl');
    const rail = await page.locator(byTestId('rail')).boundingBox();
    expect(rail?.x ?? 0, path).toBeGreaterThan(1_000);
    expect(await excess(page), path).toBeLessThanOrEqual(0);
    const mirrored = await page.$$eval('.num, .live, .price, .plot-frame, code', (all) => all.filter((one) => getComputedStyle(one).direction !== 'ltr').map((one) => one.outerHTML.slice(0, 120)));
    expect(mirrored, path).toEqual([]);
  }
  await page.goto(`${mock.url}/chart/AAPL.NASDAQ?view=table`);
  const [open, close] = [await page.locator(byTestId('legend-open')).boundingBox(), await page.locator(byTestId('legend-close')).boundingBox()];
  expect(open).not.toBeNull();
  expect(close).not.toBeNull();
  const digits = await page.locator(byTestId('legend-open')).evaluate((element) => {
    const node = element.firstChild;
    if (node === null) return [];
    return [...(node.textContent ?? '')].map((_, i) => {
      const range = document.createRange();
      range.setStart(node, i);
      range.setEnd(node, i + 1);
      return range.getBoundingClientRect().left;
    });
  });
  expect(digits.length).toBeGreaterThan(4);
  expect([...digits].sort((a, b) => a - b)).toEqual(digits);
  await page.close();
});

test('U-031 An unknown value is a dash that explains itself, and no page shows a word of a machine in any state', async () => {
  const page = await speaking(null);
  for (const state of ['full', 'empty', 'broken'] as const) {
    const other = await startMock(0, { role: 'admin', state });
    await page.goto(other.url);
    for (const path of pages) {
      await visit(page, path);
      await settle(page);
      expect(await page.innerText('body'), `${state} ${path}`).not.toMatch(words);
      const unexplained = await page.evaluate(() => [...document.querySelectorAll<HTMLElement>('.page *')]
        .filter((one) => one.childElementCount === 0 && one.textContent?.trim() === '—' && one.checkVisibility())
        .filter((one) => {
          one.dispatchEvent(new PointerEvent('pointerover', { bubbles: true }));
          return (one.closest('[title]')?.getAttribute('title') ?? '') === '';
        }).map((one) => one.outerHTML));
      expect(unexplained, `${state} ${path}`).toEqual([]);
    }
    if (state === 'full') {
      other.quirks.database = false;
      await page.reload();
      await visit(page, '/data');
      await page.waitForSelector(byTestId('error'));
      expect(await page.innerText('body'), 'without its database').not.toMatch(words);
    }
    await other.close();
    await page.waitForSelector(byTestId('disconnected'));
    expect(await page.innerText('body'), `${state} without its server`).not.toMatch(words);
  }
  await page.close();
});

test('U-221 Every time of day stands with or under the name of its zone', async () => {
  const page = await speaking(null);
  await page.goto(mock.url);
  for (const path of pages) {
    await visit(page, path);
    await settle(page);
    const bare = await page.evaluate(() => {
      const zone = /\b(?:UTC|E[SD]T|C[SD]T|GMT(?:[+-]\d+)?|America\/\w+|US\/\w+)\b/;
      const time = /\b\d\d:\d\d(?::\d\d)?\b/;
      const walker = document.createTreeWalker(document.querySelector('.frame') ?? document.body, NodeFilter.SHOW_TEXT);
      const found: string[] = [];
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        const own = node.parentElement;
        if (own === null || !time.test(node.textContent ?? '') || !own.checkVisibility() || own.closest('[data-duration], canvas, svg, option, code, input') !== null) continue;
        const cell = own.closest<HTMLTableCellElement>('td, th');
        const column = cell === null ? null : cell.closest('table')?.querySelector(`thead tr > :nth-child(${cell.cellIndex + 1})`)?.textContent ?? null;
        const near = [own.parentElement?.textContent, own.closest('[data-zoned], .fact, dd, li, p, label')?.textContent, column, own.closest('.panel')?.querySelector('.panel-note')?.textContent, own.closest('[data-zone]')?.getAttribute('data-zone')];
        if (!near.some((text) => text !== null && text !== undefined && zone.test(text))) found.push(`${own.closest('[data-testid]')?.getAttribute('data-testid') ?? ''}: ${(node.textContent ?? '').trim()}`);
      }
      return [...new Set(found)];
    });
    expect(bare, path).toEqual([]);
  }
  await page.close();
});

test('U-217 Large numbers are exact outside of axes, and under the crosshair', async () => {
  const page = await speaking(null);
  await page.goto(mock.url);
  await settle(page);
  await expect.poll(() => page.innerText(byTestId('kpi-rate'))).toMatch(/\d/);
  const figure = page.locator('.figure', { has: page.locator(byTestId('kpi-rate')) });
  await expect.poll(async () => (await figure.innerText()).replaceAll('\u202f', '')).toMatch(/\b120\d{4} received/);
  await page.goto(`${mock.url}/watchlist`);
  const volume = page.locator(`${byTestId('watch-row-AAPL.NASDAQ')} ${byTestId('volume')}`);
  await expect.poll(async () => volume.evaluate((element: HTMLElement) => element.textContent?.replaceAll('\u202f', '') === element.dataset['value'] && element.textContent !== '')).toBe(true);
  // The axis of the volume is shortened; the bar under the crosshair has every digit.
  await page.goto(`${mock.url}/chart/AAPL.NASDAQ?tf=1D`);
  await page.waitForSelector(byTestId('legend-volume'));
  const whole = await page.locator(byTestId('legend-volume')).evaluate((element: HTMLElement) => [element.textContent?.replaceAll('\u202f', ''), element.dataset['value']]);
  expect(whole[0]).toBe(whole[1]);
  await page.close();
});

test('U-216 U-219 Numbers follow the chosen style and fractions, a copied cell is plain', async () => {
  const page = await speaking(null);
  await page.goto(`${mock.url}/watchlist`);
  const price = page.locator(`${byTestId('watch-row-ESZ6.CME')} ${byTestId('last-price')}`);
  await expect.poll(() => price.innerText(), { timeout: 15_000 }).toMatch(/\d/);
  const spelled = async (): Promise<boolean> => page.evaluate(([id, group, decimal]) => {
    const element = document.querySelector<HTMLElement>(`[data-testid="watch-row-${id}"] [data-testid="last-price"]`);
    const [whole = '', fraction = ''] = (element?.dataset['value'] ?? '').split('.');
    return element?.textContent === `${whole.slice(0, -3)}${group}${whole.slice(-3)}${decimal}${fraction}`;
  }, ['ESZ6.CME', ...marks] as const);
  let marks: readonly [string, string] = ['\u202f', '.'];
  for (const [style, group, decimal] of [['english', ',', '.'], ['german', '.', ','], ['french', '\u202f', ','], ['swiss', '\u2019', '.']] as const) {
    await page.click(byTestId('look-menu'));
    await page.selectOption(byTestId('number-style'), style);
    await page.keyboard.press('Escape');
    marks = [group, decimal];
    await expect.poll(spelled, { message: style }).toBe(true);
  }
  await page.goto(`${mock.url}/system`);
  await page.waitForSelector(byTestId('counter-received'));
  mock.quirks.isFrozen = true;
  const copied = await page.evaluate(() => {
    const cell = document.querySelector('[data-testid="counter-received"]');
    if (cell === null) return null;
    document.getSelection()?.selectAllChildren(cell);
    const data = new DataTransfer();
    document.dispatchEvent(new ClipboardEvent('copy', { clipboardData: data, bubbles: true, cancelable: true }));
    return [cell.textContent, data.getData('text/plain'), cell.getAttribute('data-value')];
  });
  mock.quirks.isFrozen = false;
  expect(copied?.[0]).toContain('\u2019');
  expect(copied?.[1]).toBe(copied?.[2]);

  await page.goto(`${mock.url}/watchlist`);
  const bond = page.locator(`${byTestId('watch-row-ZBH7.CBOT')} ${byTestId('bid')}`);
  await expect.poll(() => bond.innerText(), { timeout: 15_000 }).toMatch(/^\d+\.\d{5}$/);
  await page.click(byTestId('look-menu'));
  await page.selectOption(byTestId('number-style'), 'international');
  await page.click(byTestId('fractions'));
  await page.keyboard.press('Escape');
  await expect.poll(() => bond.innerText()).toMatch(/^\d+'\d\d$/);
  expect(await bond.getAttribute('title')).toMatch(/^\d+\.\d{5}\n/);
  await page.close();
});
