import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openBrowser, type OpenBrowser } from './browser.mjs';
import { byTestId, seriousFaults, settled, visit, watchedPage, type WatchedPage } from './fixture';
import { startMock, type Mock } from './mock-server.mjs';

/** How a person arranges the panels of a page, and panels in windows of their own; always against the mock. */
let browser: OpenBrowser;
let mock: Mock;
let watched: WatchedPage;

beforeAll(async () => {
  browser = await openBrowser();
  mock = await startMock(0, { role: 'admin' });
});

afterAll(async () => {
  await browser.close();
  await mock.close();
});

beforeEach(async () => {
  watched = await watchedPage(browser, mock.url);
  await watched.page.setViewportSize({ width: 1440, height: 900 });
});

afterEach(async () => {
  await watched.page.close();
  expect(watched.complaints).toEqual([]);
});

async function open(path: string): Promise<Page> {
  const { page } = watched;
  await page.goto(mock.url + path);
  await settled(page);
  return page;
}

type Place = readonly [id: string, x: number, y: number, width: number, height: number];

/** Where the panels stand on the page, to the gap. */
const places = (page: Page): Promise<readonly Place[]> => page.$$eval('.panel[data-panel]', (all) => all.map((panel): Place => {
  const box = panel.getBoundingClientRect();
  const near = (value: number): number => Math.round(value / 8);
  return [panel.getAttribute('data-panel') ?? '', near(box.x), near(box.y - (panel.closest('.page')?.getBoundingClientRect().y ?? 0)), near(box.width), near(box.height)];
}));

const placeOf = async (page: Page, id: string): Promise<Place> => (await places(page)).find(([one]) => one === id) ?? ['', 0, 0, 0, 0];
const titleOf = (page: Page, id: string): Locator => page.locator(`[data-panel="${id}"] ${byTestId('arrange-menu')}`);

/** One act of a panel's menu, by keys alone. */
async function act(page: Page, id: string, ...names: readonly string[]): Promise<void> {
  await titleOf(page, id).focus();
  await page.keyboard.press('Enter');
  for (const name of names) {
    await page.locator(`[data-panel="${id}"] ${byTestId(`arrange-${name}`)}`).focus();
    await page.keyboard.press('Enter');
  }
  await page.keyboard.press('Escape');
  await page.locator(byTestId('arrange-popover')).and(page.locator(':popover-open')).waitFor({ state: 'detached' });
}

test('U-242 Panels are collapsed, exchanged and resized by keys and by dragging, stay so after a reload, and the page gets its own arrangement back', async () => {
  const page = await open('/');
  const own = await places(page);
  await act(page, 'panel-instruments', 'later');
  expect((await placeOf(page, 'panel-feed'))[1]).toBe(8);
  expect((await placeOf(page, 'panel-instruments'))[1]).toBeGreaterThan(50);
  const [, , , width, height] = await placeOf(page, 'panel-feed');
  await act(page, 'panel-feed', 'width-less', 'height-more');
  const [, , , narrower, taller] = await placeOf(page, 'panel-feed');
  expect([narrower < width, taller]).toEqual([true, height + 4]);

  await page.locator('[data-panel="panel-exports"] .panel-head').dragTo(page.locator('[data-panel="panel-gaps"] .panel-body'), { sourcePosition: { x: 300, y: 10 } });
  expect((await placeOf(page, 'panel-gaps'))[1]).toBe(8);
  const corner = page.locator(`[data-panel="panel-gaps"] ${byTestId('arrange-grip')}`);
  await corner.scrollIntoViewIfNeeded();
  const grip = await corner.boundingBox();
  const before = await placeOf(page, 'panel-gaps');
  await page.mouse.move((grip?.x ?? 0) + 8, (grip?.y ?? 0) + 8);
  await page.mouse.down();
  await page.mouse.move((grip?.x ?? 0) + 8 - 120, (grip?.y ?? 0) + 8 - 40);
  await page.mouse.up();
  const after = await placeOf(page, 'panel-gaps');
  expect([after[3] < before[3], after[4] - before[4]]).toEqual([true, -5]);

  await act(page, 'panel-exports', 'collapse');
  expect(await page.locator('[data-panel="panel-exports"] .panel-body').isVisible()).toBe(false);
  const arranged = await places(page);
  await expect.poll(async () => JSON.stringify(await (await fetch(`${mock.url}/api/v1/settings`)).json())).toMatch(/"panels":\{"overview":.*"isCollapsed":true/);
  await page.evaluate(() => localStorage.clear());
  await page.reload();
  await settled(page);
  await expect.poll(() => places(page)).toEqual(arranged);
  // Another page stands as it comes.
  await visit(page, '/system');
  expect(await page.getAttribute(byTestId('panels'), 'data-arranged')).toBe('false');

  await visit(page, '/');
  await settled(page);
  await act(page, 'panel-feed', 'reset');
  await expect.poll(() => places(page)).toEqual(own);
});

test('U-242 A narrow screen keeps one column whatever was arranged, and paper shows what is collapsed', async () => {
  const page = await open('/alerts');
  await act(page, 'panel-rules', 'collapse');
  await act(page, 'panel-rules', 'earlier');
  await page.setViewportSize({ width: 390, height: 844 });
  await expect.poll(async () => new Set((await places(page)).map(([, x, , width]) => `${x} ${width}`)).size).toBe(1);
  const inOrder = async (): Promise<readonly string[]> => [...await places(page)].sort((a, b) => a[2] - b[2]).map(([id]) => id);
  expect(await inOrder()).toEqual(['panel-open-alerts', 'panel-rules', 'panel-alert-history', 'panel-routes']);
  await act(page, 'panel-rules', 'earlier');
  expect(await inOrder()).toEqual(['panel-rules', 'panel-open-alerts', 'panel-alert-history', 'panel-routes']);
  expect((await placeOf(page, 'panel-rules'))[4]).toBeLessThan(6);
  await page.emulateMedia({ media: 'print' });
  expect(await page.locator('[data-panel="panel-rules"] .panel-body').isVisible()).toBe(true);
  await page.emulateMedia({ media: 'screen' });
});

test('U-242 A panel in its own window goes on alone with live data below the mode band, and an unknown one is said to be none', async () => {
  const page = await open('/');
  await titleOf(page, 'panel-instruments').click();
  expect(await seriousFaults(page)).toEqual([]);
  const small = await page.$$eval(':popover-open :is(button, a)', (all) => all.map((one) => one.getBoundingClientRect()).filter(({ width, height }) => width < 24 || height < 24).length);
  expect(small).toBe(0);
  const [own] = await Promise.all([page.waitForEvent('popup'), page.locator(`[data-panel="panel-instruments"] ${byTestId('arrange-window')}`).click()]);
  await settled(own);
  expect(new URL(own.url()).pathname).toBe('/panel/panel-instruments/');
  expect(await own.locator('.panel').count()).toBe(1);
  expect([await own.locator(byTestId('mode-band')).isVisible(), await own.locator(byTestId('rail')).count(), await own.locator('.key-figures').isVisible()]).toEqual([true, 0, false]);
  await expect.poll(() => own.title()).toMatch(/^Recorded now · Overview · /);
  expect(await seriousFaults(own)).toEqual([]);
  // Its stream is its own: the page that it came from is gone.
  await page.goto('about:blank');
  const prices = (): Promise<string> => own.locator('.card-last').allTextContents().then((all) => all.join());
  const seen = await prices();
  await expect.poll(prices).not.toBe(seen);

  await own.goto(`${mock.url}/panel/panel-none/system`);
  await own.locator(byTestId('missing-panel')).waitFor();
  expect(await own.locator(byTestId('mode-band')).isVisible()).toBe(true);
  await own.click(`${byTestId('missing-panel')} a`);
  await own.waitForSelector(byTestId('rail'));
  expect((await own.goto(`${mock.url}/panel/panel-none/nowhere`))?.status()).toBe(404);
  await own.close();
});

test('U-242 A chart in its own window keeps its address, and leaves the page that it came from as it is', async () => {
  const page = await open('/chart/AAPL.NASDAQ?tf=1m');
  await page.waitForSelector(byTestId('legend'));
  await page.locator(byTestId('plot')).click({ button: 'right' });
  const [own] = await Promise.all([page.waitForEvent('popup'), page.locator(`${byTestId('chart-menu')} >> text=Own window`).click()]);
  await own.waitForSelector(byTestId('legend'));
  expect([await own.locator('.panel').count(), await own.locator(byTestId('mode-band')).isVisible()]).toEqual([1, true]);
  await own.keyboard.press('4');
  await expect.poll(() => own.url()).toContain('/panel/chart-panel/chart/AAPL.NASDAQ?tf=5m');
  expect(page.url()).toContain('tf=1m');
  await own.close();
});

test('U-241 At 390x844 Overview has the mode band first, then alerts, then the courses of what is recorded, and nothing to act on out of reach', async () => {
  const page = watched.page;
  await page.setViewportSize({ width: 390, height: 844 });
  await open('/');
  const tops = await page.evaluate(() => ['[data-testid="mode-band"]', '.top-alerts', '.card-trend'].map((selector) => document.querySelector(selector)?.getBoundingClientRect().top ?? -1));
  expect(tops.every((top) => top >= 0)).toBe(true);
  expect(tops).toEqual([...tops].sort((a, b) => a - b));
  // The navigation is where the thumb is.
  expect((await page.locator(byTestId('rail')).boundingBox())?.y).toBeGreaterThan(844 * 0.75);
});
