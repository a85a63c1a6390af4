import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, type OpenBrowser } from './browser.mjs';
import { byTestId, pagePaths, settled, visit, watchedPage, type WatchedPage } from './fixture';
import { startMock, type Mock } from './mock-server.mjs';

/** What zone times are said in, on every page; always against the mock. */
let browser: OpenBrowser;
let mock: Mock;
let watched: WatchedPage;

beforeAll(async () => {
  mock = await startMock(0, { role: 'admin' });
  browser = await openBrowser({ reducedMotion: 'reduce', timezoneId: 'Asia/Tokyo' });
  watched = await watchedPage(browser, mock.url);
});

afterAll(async () => {
  await browser.close();
  await mock.close();
});

interface Times {
  readonly named: number;
  readonly nameless: readonly string[];
}

/** Runs in the page: every clock time that is shown or told on hover, and whether a zone is named in it, at its head or in the head of its panel. */
function readTimes(): Times {
  const clock = /(?<![\d.,:])\d\d:\d\d(?::\d\d)?(?![\d:]| ?h)/;
  const zone = /\b(?:UTC|GMT(?:[+-]\d+)?|E[SD]T|C[SD]T|JST)\b|\b[A-Z][a-z]+\/[A-Z][A-Za-z_]+|\dZ\b/;
  // What stands side by side is not one word.
  const textOf = (element: Element | null | undefined): string => element?.innerHTML.replace(/<[^>]*>/g, ' ') ?? '';
  let named = 0;
  const nameless: string[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const own = node.parentElement;
    if (own === null || !clock.test(node.textContent ?? '') || !own.checkVisibility() || own.closest('option, script, code, pre') !== null) continue;
    const cell = own.closest('td, th');
    const head = cell instanceof HTMLTableCellElement ? textOf(cell.closest('table')?.tHead?.rows[0]?.cells[cell.cellIndex]) : '';
    const around = [own, own.closest('td, th, p, dd, li, label, figcaption, button, a'), own.closest('.coverage-scale, .fact-clock, .event-narrow > .num'), own.closest('dd')?.previousElementSibling, own.closest('.panel')?.querySelector('.panel-head')];
    if (zone.test(head) || around.some((one) => zone.test(textOf(one)))) named++;
    else nameless.push(`"${(node.textContent ?? '').trim().slice(0, 60)}" in ${own.tagName.toLowerCase()}.${own.className} of ${own.closest('[data-testid]')?.getAttribute('data-testid') ?? ''}`);
  }

  for (const element of document.querySelectorAll<HTMLElement>('[title], [aria-label]')) {
    for (const text of [element.getAttribute('title') ?? '', element.getAttribute('aria-label') ?? '']) {
      if (!clock.test(text)) continue;
      if (zone.test(text)) named++;
      else nameless.push(`title "${text.slice(0, 80)}" of ${element.dataset['testid'] ?? element.className}`);
    }
  }

  return { named, nameless };
}

test('U-221 Every time of every page says its zone, or stands below the name of one', async () => {
  const { page } = watched;
  const nameless = new Set<string>();
  let named = 0;
  await page.goto(mock.url);
  const paths = [...pagePaths('AAPL.NASDAQ'), '/chart/EUR%2FUSD.IDEALPRO', '/data?view=line'];
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 900 });
    for (const path of paths) {
      await visit(page, path);
      await settled(page);
      if (path.startsWith('/chart') && width === 1440) await page.waitForSelector(byTestId('tape-row'));
      const times = await page.evaluate(readTimes);
      named += times.named;
      times.nameless.forEach((one) => nameless.add(`${path} ${width}: ${one}`));
    }
  }

  expect([...nameless]).toEqual([]);
  expect(named).toBeGreaterThan(300);
});

test('U-221 The list of ticks beside a chart names the zone of the exchange above its times', async () => {
  const { page } = watched;
  await page.setViewportSize({ width: 1440, height: 900 });
  await visit(page, '/chart/AAPL.NASDAQ?tf=1m');
  await page.waitForSelector(byTestId('tape-row'));
  expect(await page.innerText(`${byTestId('panel-ticks')} ${byTestId('tape-time')}`)).toMatch(/^Time, E[SD]T$/);
});
