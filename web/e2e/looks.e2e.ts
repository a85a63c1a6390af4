import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openBrowser, type OpenBrowser } from './browser.mjs';
import { byTestId, pagePaths, showTheme, visit, watchedPage, type WatchedPage } from './fixture';
import { startMock, type Mock } from './mock-server.mjs';

/** How the dashboard can look: themes, palettes, densities, paper, and what a person's system asks for; always against the mock. */
let browser: OpenBrowser;
let mock: Mock;
let watched: WatchedPage;

beforeAll(async () => {
  browser = await openBrowser();
  mock = await startMock();
});

afterAll(async () => {
  await browser.close();
  await mock.close();
});

beforeEach(async () => {
  watched = await watchedPage(browser, mock.url);
});

afterEach(async () => {
  await watched.page.close();
});

async function open(path = '/'): Promise<Page> {
  const { page } = watched;
  await page.goto(mock.url + path);
  await page.waitForSelector('.page');
  return page;
}

const token = (page: Page, name: string): Promise<string> => page.evaluate((of) => getComputedStyle(document.documentElement).getPropertyValue(of).trim(), name);

async function choose(page: Page, testId: string, value: string): Promise<void> {
  if (!await page.locator(byTestId('look-popover')).isVisible()) await page.click(byTestId('look-menu'));
  await page.locator(`${byTestId(testId)} [data-value="${value}"]`).click();
}

/** How many pixels of the chart have the colour, and which share of them lies inside an area of it. */
async function ink(page: Page, color: string): Promise<{ readonly pixels: number; readonly inside: number }> {
  return page.evaluate((wanted) => {
    const [r, g, b] = [1, 3, 5].map((i) => Number.parseInt(wanted.slice(i, i + 2), 16));
    let [pixels, inside] = [0, 0];
    for (const canvas of document.querySelectorAll<HTMLCanvasElement>('[data-testid="plot"] td:nth-child(2) canvas')) {
      const { width, height } = canvas;
      const data = width * height === 0 ? undefined : canvas.getContext('2d')?.getImageData(0, 0, width, height).data;
      if (data === undefined) continue;
      const is = (x: number, y: number): boolean => {
        const at = 4 * (y * width + x);
        return data[at] === r && data[at + 1] === g && data[at + 2] === b && data[at + 3] === 255;
      };
      for (let y = 1; y < height - 1; y++) {
        for (let x = 1; x < width - 1; x++) {
          if (!is(x, y)) continue;
          pixels++;
          if (is(x - 1, y) && is(x + 1, y) && is(x, y - 1) && is(x, y + 1)) inside++;
        }
      }
    }
    return { pixels, inside: pixels === 0 ? 0 : inside / pixels };
  }, color);
}

test('U-239 The system theme follows the system without a reload, and is there before anything is drawn', async () => {
  const { page } = watched;
  await page.emulateMedia({ colorScheme: 'light' });
  await page.addInitScript(() => {
    const grounds: string[] = [];
    const look = (): void => {
      if (document.body !== null) grounds.push(getComputedStyle(document.documentElement).backgroundColor);
      if (grounds.length < 40) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
    Object.assign(window, { grounds });
  });
  await open();
  await choose(page, 'theme-choice', 'system');
  await page.reload();
  await page.waitForSelector('.page');
  // Put there above.
  const grounds = await page.evaluate(() => (window as unknown as { readonly grounds: readonly string[] }).grounds);
  expect([...new Set(grounds)]).toEqual(['rgb(255, 255, 255)']);
  await page.evaluate(() => Object.assign(window, { isSame: true }));
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(() => page.getAttribute('html', 'data-theme')).toBe('dark');
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)).toBe('rgb(13, 17, 23)');
  expect(await page.evaluate(() => 'isSame' in window)).toBe(true);
});

test('U-230 U-231 Three palettes and red-up are chosen on the page, reach the chart, and rising stays hollow, falling filled', async () => {
  const { page } = watched;
  await page.emulateMedia({ colorScheme: 'dark' });
  await open('/chart/AAPL.NASDAQ?tf=1m');
  await page.waitForSelector(byTestId('legend'));
  await choose(page, 'theme-choice', 'dark');
  const pairs = new Set<string>();
  for (const palette of ['green-red', 'mono', 'blue-orange']) {
    await choose(page, 'palette-choice', palette);
    expect(await page.getAttribute('html', 'data-palette')).toBe(palette);
    const [up, down] = [await token(page, '--up'), await token(page, '--down')];
    pairs.add(`${up} ${down}`);
    await expect.poll(async () => Math.min((await ink(page, up)).pixels, (await ink(page, down)).pixels), { timeout: 5_000 }).toBeGreaterThan(200);
    const [rising, falling] = [await ink(page, up), await ink(page, down)];
    expect(falling.inside, `${palette}: falling is filled`).toBeGreaterThan(rising.inside + 0.1);
  }
  expect(pairs.size).toBe(3);
  const [up, down] = [await token(page, '--up'), await token(page, '--down')];
  await page.check(byTestId('red-up'));
  expect([await token(page, '--up'), await token(page, '--down')]).toEqual([down, up]);
  await page.uncheck(byTestId('red-up'));
});

test('U-071 Volume stands at the bottom in a scale of its own, and prices fill the plot above it', async () => {
  const { page } = watched;
  await open('/chart/AAPL.NASDAQ?tf=1m');
  await page.waitForSelector(byTestId('legend'));
  /** Where in the pane, from 0 at the top to 1, rows hold a colour of rising or falling. */
  const places = async (): Promise<readonly number[]> => page.evaluate((colours) => {
    const wanted = colours.map((colour) => [1, 3, 5].map((i) => Number.parseInt(colour.slice(i, i + 2), 16)));
    const found = new Set<number>();
    for (const canvas of document.querySelectorAll<HTMLCanvasElement>('[data-testid="plot"] td:nth-child(2) canvas')) {
      const { width, height } = canvas;
      const data = height < 200 ? undefined : canvas.getContext('2d')?.getImageData(0, 0, width, height).data;
      for (let i = 0; data !== undefined && i < data.length; i += 4) {
        if (data[i + 3] === 255 && wanted.some(([r, g, b]) => data[i] === r && data[i + 1] === g && data[i + 2] === b)) found.add(Math.floor(i / 4 / width) / height);
      }
    }
    return [...found];
  }, [await token(page, '--up'), await token(page, '--down')]);
  for (const theme of ['dark', 'light'] as const) {
    await showTheme(page, theme);
    await expect.poll(async () => (await places()).filter((place) => place > 0.84).length, { message: theme }).toBeGreaterThan(10);
    const all = await places();
    const above = all.filter((place) => place < 0.8);
    expect(Math.max(...above) - Math.min(...above), theme).toBeGreaterThan(0.3);
    expect(Math.max(...all), theme).toBeGreaterThan(0.95);
  }
});

test('U-244 Paper has black on white in any theme, no navigation, and says time, zone and mode', async () => {
  const { page } = watched;
  await page.emulateMedia({ colorScheme: 'dark' });
  await open();
  await choose(page, 'theme-choice', 'dark');
  await page.keyboard.press('Escape');
  for (const path of pagePaths('AAPL.NASDAQ')) {
    await visit(page, path);
    await page.emulateMedia({ media: 'print' });
    await page.waitForSelector(byTestId('print-note'));
    const seen = await page.evaluate(() => {
      const style = (selector: string): CSSStyleDeclaration | null => {
        const element = document.querySelector(selector);
        return element === null ? null : getComputedStyle(element);
      };
      return {
        ground: style('body')?.backgroundColor, text: style('body')?.color, panels: [...new Set([...document.querySelectorAll('.panel')].map((panel) => getComputedStyle(panel).backgroundColor))],
        navigation: [...document.querySelectorAll('nav.rail, .rail, .top-bar, .skip')].filter((element) => element.checkVisibility()).length,
      };
    });
    expect(seen, path).toEqual({ ground: 'rgb(255, 255, 255)', text: 'rgb(0, 0, 0)', panels: seen.panels.length === 0 ? [] : ['rgb(255, 255, 255)'], navigation: 0 });
    expect(await page.innerText(byTestId('mode-band'))).toMatch(/PAPER · SIMULATED[\s\S]*Printed \d+ \w+ \d{4} \d\d:\d\d:\d\d UTC/);
    await page.emulateMedia({ media: 'screen' });
    await expect.poll(() => page.locator(byTestId('print-note')).count()).toBe(0);
  }
});

test('U-235 Less motion, more contrast and forced colours are honoured', async () => {
  const { page } = watched;
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await open('/watchlist');
  await choose(page, 'theme-choice', 'dark');
  await page.keyboard.press('Escape');
  await page.waitForSelector('[data-flash]');
  expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
  const muted = await token(page, '--text-muted');
  await page.emulateMedia({ contrast: 'more' });
  expect(await token(page, '--text-muted')).not.toBe(muted);
  await page.emulateMedia({ contrast: 'no-preference', forcedColors: 'active' });
  // What is chosen is told by the system's own pair of colours, and everything that can be pressed has a border or is a link.
  await visit(page, '/chart/AAPL.NASDAQ?tf=1m');
  await page.waitForSelector(byTestId('legend'));
  const chosen = await page.$eval('[data-testid="tf-1m"]', (button) => getComputedStyle(button).backgroundColor);
  const other = await page.$eval('[data-testid="tf-5m"]', (button) => getComputedStyle(button).backgroundColor);
  expect(chosen).not.toBe(other);
  expect(await page.$eval('[aria-current="page"]', (link) => getComputedStyle(link).backgroundColor)).toBe(chosen);
});
