import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, type OpenBrowser } from './browser.mjs';
import { pagePaths, settled, visit, watchedPage } from './fixture';
import { functionsOf, measureEmphasis, measureLayout, timesWithoutZone } from './measure';
import { startMock, type Mock } from './mock-server.mjs';

/** Whether everything fits, is loud only where it should be, and says its zone; always against the mock, which has something on every page. */
const sizes = [[1920, 1080], [1440, 900], [1280, 720], [1024, 768], [768, 1024], [390, 844]] as const;

let browser: OpenBrowser;
let mock: Mock;
let page: Page;

beforeAll(async () => {
  // The tests put a style sheet of their own into the page, and a zone that is not UTC shows what has no zone.
  browser = await openBrowser({ bypassCSP: true, reducedMotion: 'reduce', timezoneId: 'America/New_York' });
  mock = await startMock(0, { role: 'admin' });
  ({ page } = await watchedPage(browser, mock.url));
  await page.goto(mock.url);
});

afterAll(async () => {
  await browser.close();
  await mock.close();
});

async function resize(width: number, height: number): Promise<void> {
  await page.setViewportSize({ width, height });
  await page.evaluate(() => new Promise<void>((done) => { requestAnimationFrame(() => requestAnimationFrame(() => done())); }));
}

async function everywhere(look: (path: string) => Promise<void>): Promise<void> {
  for (const path of pagePaths('AAPL.NASDAQ')) {
    await visit(page, path);
    await settled(page);
    await look(path);
  }
}

test('U-240 No page at any of six sizes scrolls sideways, lays text on text or cuts a number', async () => {
  const faults: string[] = [];
  let texts = 0;
  await everywhere(async (path) => {
    for (const [width, height] of sizes) {
      await resize(width, height);
      const found = await page.evaluate(measureLayout);
      texts += found.texts;
      const all = [...found.isWide ? ['scrolls sideways'] : [], ...found.cut.map((what) => `cut: ${what}`), ...found.overlaps.map((what) => `overlap: ${what}`)];
      faults.push(...all.map((fault) => `${path} ${width}×${height} ${fault}`));
    }
  });
  await resize(1440, 900);
  expect(faults).toEqual([]);
  expect(texts).toBeGreaterThan(5_000);
}, 180_000);

test('U-234 Twice the zoom and 320 pixels lose no function', async () => {
  const faults: string[] = [];
  let functions = 0;
  await everywhere(async (path) => {
    await resize(1440, 900);
    const all = await page.evaluate(functionsOf);
    functions += all.length;
    // At twice the zoom a window of 1440 by 900 is 720 by 450 pixels of the page.
    for (const [width, height] of [[720, 450], [320, 700]] as const) {
      await resize(width, height);
      const left = new Set(await page.evaluate(functionsOf));
      faults.push(...all.filter((name) => !left.has(name)).map((name) => `${path} at ${width}: ${name}`));
    }
  });
  await resize(1440, 900);
  expect(faults).toEqual([]);
  expect(functions).toBeGreaterThan(250);
}, 120_000);

test('U-234 Wider spacing of letters, words, lines and paragraphs cuts and covers nothing', async () => {
  const sheet = await page.addStyleTag({
    content: '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }',
  });
  const faults: string[] = [];
  await everywhere(async (path) => {
    for (const [width, height] of [[1440, 900], [390, 844]] as const) {
      await resize(width, height);
      const found = await page.evaluate(measureLayout);
      const all = [...found.isWide ? ['scrolls sideways'] : [], ...found.cut.map((what) => `cut: ${what}`), ...found.overlaps.map((what) => `overlap: ${what}`)];
      faults.push(...all.map((fault) => `${path} ${width}×${height} ${fault}`));
    }
  });
  await sheet.evaluate((element) => { element.parentNode?.removeChild(element); });
  await resize(1440, 900);
  expect(faults).toEqual([]);
}, 120_000);

test('U-221 Every time on every page carries or stands under a named zone', async () => {
  const faults: string[] = [];
  let times = 0;
  await everywhere(async (path) => {
    const found = await page.evaluate(timesWithoutZone);
    times += found.times;
    faults.push(...found.bare.map((what) => `${path} ${what}`));
  });
  expect(faults).toEqual([]);
  expect(times).toBeGreaterThan(150);
});

test('U-260 Each page has one primary action at most, and no panel more than three levels of emphasis', async () => {
  const faults: string[] = [];
  let panels = 0;
  for (const [role, state] of [['admin', 'full'], ['viewer', 'full'], ['trader', 'empty'], ['viewer', 'broken']] as const) {
    const other = await startMock(0, { role, state });
    const seen = await watchedPage(browser, other.url);
    await seen.page.goto(other.url);
    for (const path of pagePaths('AAPL.NASDAQ')) {
      await visit(seen.page, path);
      await settled(seen.page);
      const found = await seen.page.evaluate(measureEmphasis);
      panels += found.panels;
      if (found.primary.length > 1) faults.push(`${role} ${state} ${path}: ${found.primary.join(', ')}`);
      faults.push(...found.loud.map((what) => `${role} ${state} ${path}: ${what}`));
    }
    await seen.page.close();
    await other.close();
  }
  expect(faults).toEqual([]);
  expect(panels).toBeGreaterThan(100);
}, 120_000);
