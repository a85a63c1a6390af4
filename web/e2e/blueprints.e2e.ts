import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, type OpenBrowser } from './browser.mjs';
import { byTestId, settled, visit, watchedPage } from './fixture';
import { startMock, type Mock } from './mock-server.mjs';

/** The pages at 1440×900 as they are drawn up: what stands where, in which order, and how wide. Always against the mock. */
let browser: OpenBrowser;
let mock: Mock;

beforeAll(async () => {
  browser = await openBrowser();
  mock = await startMock(0, { role: 'admin' });
});

afterAll(async () => {
  await browser.close();
  await mock.close();
});

/** By their test ids, row by row; columns of the twelve, and pixels where the height is given. */
interface Part { readonly id: string; readonly columns: number; readonly height?: number }

const blueprints: Readonly<Record<string, readonly (readonly Part[])[]>> = {
  '/': [
    ['kpi-recording', 'kpi-rate', 'kpi-lag', 'kpi-balance', 'kpi-gaps', 'kpi-catalog'].map((id) => ({ id, columns: 2, height: 88 })),
    [{ id: 'panel-instruments', columns: 8 }, { id: 'panel-feed', columns: 4 }],
    [{ id: 'panel-exports', columns: 7 }, { id: 'panel-gaps', columns: 5 }],
  ],
  '/data': [
    [{ id: 'panel-days', columns: 12, height: 320 }],
    [{ id: 'panel-gaps', columns: 7 }, { id: 'panel-export-form', columns: 5 }],
    [{ id: 'panel-quality', columns: 7 }],
    [{ id: 'panel-jobs', columns: 5 }],
    [{ id: 'panel-catalog', columns: 12 }],
  ],
  '/system': [
    [{ id: 'verdict', columns: 12, height: 56 }],
    [{ id: 'panel-stages', columns: 8 }, { id: 'panel-counters', columns: 4 }],
  ],
};

async function expectRows(page: Page, rows: readonly (readonly Part[])[]): Promise<void> {
  const boxes = await page.evaluate((ids) => {
    const content = document.querySelector('.page');
    if (content === null) return null;
    const { paddingLeft, paddingRight } = getComputedStyle(content);
    return {
      width: content.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight),
      parts: ids.map((id) => {
        const found = document.querySelector(`.page [data-testid="${id}"]`);
        return (found?.closest('.figure') ?? found)?.getBoundingClientRect().toJSON() as { x: number; y: number; width: number; height: number; bottom: number } | undefined;
      }),
    };
  }, rows.flat().map((part) => part.id));
  expect(boxes).not.toBeNull();
  const gutter = 8;
  const column = ((boxes?.width ?? 0) - 11 * gutter) / 12;
  let at = 0;
  let above = 0;
  for (const [index, row] of rows.entries()) {
    let left = -1;
    const tops: number[] = [];
    for (const part of row) {
      const box = boxes?.parts[at++];
      expect(box, part.id).toBeDefined();
      if (box === undefined) continue;
      expect(Math.abs(box.width - part.columns * column - (part.columns - 1) * gutter), `${part.id} is ${box.width} wide`).toBeLessThanOrEqual(2);
      if (part.height !== undefined) expect(Math.abs(box.height - part.height), `${part.id} is ${box.height} high`).toBeLessThanOrEqual(2);
      expect(box.x, part.id).toBeGreaterThan(left);
      expect(box.y, part.id).toBeGreaterThanOrEqual(above);
      if (index === 0) expect(box.bottom, part.id).toBeLessThanOrEqual(900);
      left = box.x;
      tops.push(box.y);
    }
    expect(Math.max(...tops) - Math.min(...tops), rows[index]?.map((part) => part.id).join(', ')).toBeLessThanOrEqual(1);
    above = Math.max(...tops) + 1;
  }
}

test('U-268 At 1440×900 the panels of Overview, Data and System stand in their order and width, the first row in view', async () => {
  const { page } = await watchedPage(browser, mock.url);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(mock.url);
  for (const [path, rows] of Object.entries(blueprints)) {
    await visit(page, path);
    await settled(page);
    await expectRows(page, rows);
  }
  await page.close();
});

test('U-268 Every page has a top bar of 40 pixels with connection, age of the last tick, clocks and bell, below the band of the mode, and a rail of 56 or 200', async () => {
  const { page } = await watchedPage(browser, mock.url);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(mock.url);
  for (const path of ['/', '/chart/AAPL.NASDAQ', '/data', '/system', '/alerts', '/settings']) {
    await visit(page, path);
    const bar = await page.locator('.top-bar').boundingBox();
    expect(bar?.height, path).toBe(40);
    let left = -1;
    for (const id of ['connection', 'tick-age', 'clock-utc', 'clock-exchange', 'bell']) {
      const box = await page.locator(`.top-bar ${byTestId(id)}`).boundingBox();
      expect(box?.x ?? -1, `${path} ${id}`).toBeGreaterThan(left);
      left = box?.x ?? -1;
    }
    expect((await page.locator(byTestId('mode-band')).boundingBox())?.y, path).toBe(0);
    expect((await page.locator(byTestId('rail')).boundingBox())?.width, path).toBe(56);
  }
  await page.click(byTestId('rail-toggle'));
  expect((await page.locator(byTestId('rail')).boundingBox())?.width).toBe(200);
  await page.close();
});
