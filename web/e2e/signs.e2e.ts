import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, type OpenBrowser } from './browser.mjs';
import { pagePaths, visit, watchedPage } from './fixture';
import { startMock, type Mock } from './mock-server.mjs';

/** What can be measured of the pages as they stand; always against the mock. */
let browser: OpenBrowser;
let mock: Mock;
let page: Page;
const paths = pagePaths('AAPL.NASDAQ');

beforeAll(async () => {
  browser = await openBrowser({ reducedMotion: 'reduce' });
  mock = await startMock();
  ({ page } = await watchedPage(browser, mock.url));
  await page.goto(mock.url);
  await page.waitForSelector('.page');
});

afterAll(async () => {
  await browser.close();
  await mock.close();
});

test('U-230 U-264 A number in the colour of a direction or of an alarm has a sign, an arrow, a word or a mark besides', async () => {
  const faults: string[] = [];
  let coloured = 0;
  for (const path of paths) {
    await visit(page, path);
    const found = await page.evaluate(() => {
      const probe = document.createElement('i');
      document.body.append(probe);
      const meaning = new Set(['up', 'down', 'ok', 'warn', 'critical'].map((token) => {
        probe.style.color = `var(--${token})`;
        return getComputedStyle(probe).color;
      }));
      probe.remove();
      const bad: string[] = [];
      let count = 0;
      for (const element of document.querySelectorAll<HTMLElement>('body *')) {
        const own = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.textContent ?? '').join('').trim();
        if (own === '' || !element.checkVisibility() || !meaning.has(getComputedStyle(element).color)) continue;
        count++;
        const marks = [element, ...element.querySelectorAll('*')].map((e) => getComputedStyle(e, '::before').content).join('');
        // A sign may stand right before the element, too.
        const before = element.previousSibling?.nodeType === Node.TEXT_NODE ? element.previousSibling.textContent ?? '' : '';
        const hasSign = /[+−▲▼◷!]/.test(before + own + marks) || /[A-Za-z]{2}/.test(own);
        const hasIcon = (element.closest('td, th, p, li, button, .mark, .fact') ?? element).querySelector('svg') !== null;
        if (!hasSign && !hasIcon && own !== '—') bad.push(`${element.getAttribute('data-testid') ?? element.className}: "${own}"`);
      }
      return { bad, count };
    });
    coloured += found.count;
    faults.push(...found.bad.map((fault) => `${path}: ${fault}`));
  }
  expect(faults).toEqual([]);
  expect(coloured).toBeGreaterThan(30);
});
