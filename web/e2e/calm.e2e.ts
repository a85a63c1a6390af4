import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openBrowser, type OpenBrowser } from './browser.mjs';
import { watchedPage, type WatchedPage } from './fixture';
import { startMock, type Mock } from './mock-server.mjs';

/** A page under a flood of ticks stays calm; always against the mock, which can flood. */
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
});

afterEach(async () => {
  await watched.page.close();
  await mock.close();
});

async function openWatchlist(): Promise<Page> {
  const { page } = watched;
  await page.goto(`${mock.url}/watchlist`);
  await page.waitForFunction(() => document.querySelectorAll('[data-testid="last-price"][data-value]:not([data-value=""])').length > 4);
  return page;
}

test('U-237 Nothing flashes or turns more than three times a second, however fast prices move', async () => {
  const page = await openWatchlist();
  await page.evaluate(() => {
    const marks: [string, number][] = [];
    const name = (element: Element): string => `${element.closest('tr, li, header')?.getAttribute('data-testid') ?? element.closest('tr, li, header')?.textContent?.slice(0, 20) ?? ''} ${element.className}`;
    document.addEventListener('animationstart', (event) => {
      if (event.target instanceof Element) marks.push([`flash ${name(event.target)}`, performance.now()]);
    });
    new MutationObserver((records) => records.forEach((record) => {
      if (record.target instanceof Element && record.oldValue !== record.target.getAttribute('data-tick')) marks.push([`arrow ${name(record.target)}`, performance.now()]);
    })).observe(document.body, { subtree: true, attributes: true, attributeFilter: ['data-tick'], attributeOldValue: true });
    Object.assign(window, { marks });
  });
  await mock.flood(2_600, 4);
  const { most, flashed } = await page.evaluate(() => {
    // Put there above.
    const { marks } = window as unknown as { readonly marks: readonly (readonly [string, number])[] };
    const times = new Map<string, number[]>();
    for (const [name, at] of marks) times.set(name, [...times.get(name) ?? [], at]);
    const inOneSecond = (list: readonly number[]): number => Math.max(...list.map((at, i) => list.filter((later, k) => k >= i && later < at + 1_000).length));
    return { most: Math.max(...[...times.values()].map(inOneSecond)), flashed: [...times.keys()].filter((name) => name.startsWith('flash')).length };
  });
  expect(most).toBeLessThanOrEqual(3);
  expect(flashed).toBeGreaterThan(4);
});
