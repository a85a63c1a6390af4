import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, type OpenBrowser } from './browser.mjs';
import { byTestId, pagePaths, visit, watchedPage } from './fixture';
import { startMock, type Mock } from './mock-server.mjs';

/** What the keyboard reaches, how that is shown, and how large a target is; always against the mock, which has something on every page. */
let browser: OpenBrowser;
let mock: Mock;
let page: Page;

beforeAll(async () => {
  browser = await openBrowser({ reducedMotion: 'reduce' });
  mock = await startMock();
  ({ page } = await watchedPage(browser, mock.url));
  await page.goto(mock.url);
  await page.waitForSelector('.page');
  await page.evaluate(helpers);
});

afterAll(async () => {
  await browser.close();
  await mock.close();
});

declare global {
  interface Window {
    /** Put there by this test. */
    targets: { all(): HTMLElement[]; name(element: Element): string; ratio(a: string, b: string): number; groundOf(element: Element): string };
  }
}

/** Runs in the page. */
function helpers(): void {
  const channels = (color: string): readonly number[] => (/rgba?\(([^)]+)\)/.exec(color)?.[1] ?? '').split(/[ ,/]+/).map(Number);
  const luminance = (color: string): number => {
    const [r = 0, g = 0, b = 0] = channels(color).map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  window.targets = {
    all: () => [...document.querySelectorAll<HTMLElement>('a[href], button:enabled, input:enabled, select:enabled, textarea:enabled, [tabindex="0"]')]
      .filter((element) => element.checkVisibility({ visibilityProperty: true }) && element.closest('[popover]:not(:popover-open), dialog:not([open]), [hidden], [inert]') === null),
    name: (element) => `<${element.tagName.toLowerCase()} ${element.getAttribute('data-testid') ?? element.className}> ${(element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 40)}`,
    ratio: (a, b) => {
      const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
      return (high + 0.05) / (low + 0.05);
    },
    groundOf: (element) => {
      for (let at: Element | null = element; at !== null; at = at.parentElement) {
        const color = getComputedStyle(at).backgroundColor;
        if ((channels(color)[3] ?? 1) > 0.9) return color;
      }
      return 'rgb(255, 255, 255)';
    },
  };
}

test('U-228 What has the focus shows a ring of two pixels with 3 to 1, and nothing lies over it, on every page in either theme', async () => {
  const faults: string[] = [];
  let seen = 0;
  for (const path of pagePaths('AAPL.NASDAQ')) {
    await visit(page, path);
    // From here on the focus is the keyboard's.
    await page.keyboard.press('Tab');
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme });
      const found = await page.evaluate(() => {
        const { all, name, ratio, groundOf } = window.targets;
        const bad: string[] = [];
        const elements = all();
        for (const element of elements) {
          element.focus();
          if (document.activeElement !== element) continue;
          const style = getComputedStyle(element);
          const hasRing = element.matches(':focus-visible') && style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 2;
          if (!hasRing) bad.push(`no ring: ${name(element)}`);
          // A ring inside lies on the element, one outside on what is around it.
          const ground = groundOf(Number.parseFloat(style.outlineOffset) < 0 ? element : element.parentElement ?? element);
          if (hasRing && ratio(style.outlineColor, ground) < 3) bad.push(`weak ring ${style.outlineColor} on ${ground}: ${name(element)}`);
          const box = element.getBoundingClientRect();
          const [left, right] = [Math.max(0, box.left), Math.min(window.innerWidth, box.right)];
          const [top, bottom] = [Math.max(0, box.top), Math.min(window.innerHeight, box.bottom)];
          const isFree = [0.1, 0.5, 0.9].flatMap((x) => [0.2, 0.5, 0.8].map((y) => [left + (right - left) * x, top + (bottom - top) * y] as const)).some(([x, y]) => {
            const over = document.elementFromPoint(x, y);
            return over !== null && (element.contains(over) || over.contains(element));
          });
          if (right <= left || bottom <= top || !isFree) bad.push(`hidden: ${name(element)}`);
        }
        return { bad, count: elements.length };
      });
      seen += found.count;
      faults.push(...found.bad.map((fault) => `${path} ${colorScheme}: ${fault}`));
    }
  }
  expect(faults).toEqual([]);
  expect(seen).toBeGreaterThan(600);
});

test('U-229 What is dragged can be done without: the line between charts, the height of a pane, the price axis', async () => {
  await visit(page, '/chart/AAPL.NASDAQ?tf=1m');
  await page.waitForSelector(byTestId('legend'));
  await page.click(byTestId('layout-menu'));
  await page.locator(`${byTestId('chart-count')} [data-value="2"]`).click();
  await page.keyboard.press('Escape');
  const splitter = page.locator(byTestId('splitter-column'));
  await splitter.focus();
  const share = async (): Promise<number> => Number(await splitter.getAttribute('aria-valuenow'));
  const before = await share();
  await page.keyboard.press('ArrowLeft');
  await expect.poll(share).toBeLessThan(before);
  // And without keys, by a click each.
  await page.locator(byTestId('layout-menu')).first().click();
  await page.locator(`${byTestId('split-x')}:visible [data-value="70"]`).click();
  await expect.poll(share).toBe(70);
  await page.locator(`${byTestId('chart-count')}:visible [data-value="1"]`).click();
  await page.keyboard.press('Escape');

  await page.keyboard.press('i');
  await page.click(byTestId('add-rsi'));
  const pane = async (): Promise<number> => page.$$eval('[data-testid="plot"] tr', (rows) => Math.round(rows.filter((row) => row.clientHeight > 40).at(1)?.getBoundingClientRect().height ?? 0));
  await expect.poll(pane).toBeGreaterThan(40);
  const height = await pane();
  await page.locator(`${byTestId('pane-height')} [data-value="large"]`).click();
  await expect.poll(pane).toBeGreaterThan(height * 1.3);
  await page.click(byTestId('indicator-remove'));
  await page.keyboard.press('Escape');

  await page.click(byTestId('draw-menu'));
  expect(await page.isChecked(byTestId('scale-auto'))).toBe(true);
  await page.click(byTestId('scale-wide'));
  await expect.poll(() => page.isChecked(byTestId('scale-auto'))).toBe(false);
  await page.check(byTestId('scale-auto'));
  await page.keyboard.press('Escape');
});
