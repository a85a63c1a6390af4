import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { openBrowser, type OpenBrowser } from './browser.mjs';
import { byTestId, value, visit, watchedPage, type WatchedPage } from './fixture';
import { startMock, type Mock } from './mock-server.mjs';

/**
 * How old what is shown is, and what the page says when it is too old. The clock of the page is in the hands of the test where seconds
 * are counted, so that a busy machine changes nothing.
 */
let browser: OpenBrowser;
let mock: Mock;
let opened: WatchedPage;

beforeAll(async () => {
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
});

beforeEach(async () => {
  mock = await startMock();
  opened = await watchedPage(browser, mock.url);
});

afterEach(async () => {
  await opened.page.close();
  await mock.close();
});

/** Loads the page and then stops its clock; pings are not answered any more, so that nothing corrects what the test does to it. */
async function stopClock(path: string, ready: string, page: Page = opened.page): Promise<void> {
  await page.clock.install();
  await page.goto(mock.url + path);
  await page.waitForSelector(byTestId(ready));
  await expect.poll(() => page.evaluate(() => window.__argonaut?.stats().clock_offset_ms ?? null), { timeout: 15_000 }).not.toBeNull();
  mock.quirks.hasPongs = false;
}

const card = byTestId('card-AAPL.NASDAQ');

test('U-023 A price that is stale is dimmed and struck, with a clock and its age, within a second of the threshold, wherever it stands', async () => {
  mock.quirks.thresholdMs = 4_000;
  const places = [
    ['/', `${card} ${byTestId('last-price')}`], ['/', `${card} ${byTestId('bid')}`],
    ['/watchlist', `${byTestId('watch-row-AAPL.NASDAQ')} ${byTestId('last-price')}`], ['/watchlist', `${byTestId('watch-row-AAPL.NASDAQ')} ${byTestId('ask')}`],
    ['/watchlist', `${byTestId('panel-ticks')} ${byTestId('tape-price')}`],
    ['/chart/AAPL.NASDAQ', `${byTestId('list-AAPL.NASDAQ')} ${byTestId('last-price')}`], ['/chart/AAPL.NASDAQ', `.chart-now ${byTestId('last-price')}`],
    ['/chart/AAPL.NASDAQ', byTestId('legend-close')],
  ] as const;
  for (const path of ['/', '/watchlist', '/chart/AAPL.NASDAQ']) {
    mock.quirks.isSilent = false;
    mock.quirks.hasPongs = true;
    const page = await browser.context.newPage();
    await stopClock(path, path === '/' ? 'card-AAPL.NASDAQ' : path === '/watchlist' ? 'watch-row-AAPL.NASDAQ' : 'legend', page);
    const here = places.filter(([of]) => of === path).map(([, selector]) => selector);
    for (const selector of here) await expect.poll(() => page.locator(selector).first().innerText()).toMatch(/\d/);
    const told = mock.toldLines();
    await expect.poll(() => mock.toldLines()).toBeGreaterThan(told);
    mock.quirks.isSilent = true;
    await page.clock.pauseAt(Date.now() + 2_500);
    for (const selector of here) expect(await page.locator(selector).first().getAttribute('data-fresh'), selector).not.toBe('stale');
    await page.clock.runFor(2_600);
    for (const selector of here) {
      const price = page.locator(selector).first();
      await expect.poll(() => price.getAttribute('data-fresh'), { message: selector }).toBe('stale');
      expect(await price.evaluate((element) => {
        const [own, mark] = [getComputedStyle(element), getComputedStyle(element, '::before')];
        const muted = getComputedStyle(document.documentElement).getPropertyValue('--text-muted').trim();
        const probe = document.createElement('span');
        probe.style.color = muted;
        document.body.append(probe);
        const dim = getComputedStyle(probe).color;
        probe.remove();
        return [own.textDecorationLine, mark.content, own.color === dim];
      }), selector).toEqual(['line-through', '"◷"', true]);
    }
    expect(await page.locator(byTestId('price-age')).first().innerText()).toMatch(/^[5-9](\.\d)? s$/);
    await page.close();
  }
});

test('U-024 With the server killed every page says so with the time, dims its values and refuses what needs the server', async () => {
  const { page } = opened;
  await stopClock('/', 'card-AAPL.NASDAQ');
  const pages = ['/', '/watchlist', '/chart/AAPL.NASDAQ', '/alerts', '/data', '/data/export', '/data/retention', '/system', '/settings'];
  const tabs = await Promise.all(pages.map(async (path) => {
    const tab = await browser.context.newPage();
    await tab.clock.install();
    await tab.goto(mock.url + path);
    await tab.waitForSelector('.page');
    await tab.waitForSelector(`${byTestId('connection')}[data-value="ok"]`);
    return tab;
  }));
  await mock.close();
  for (const [i, tab] of tabs.entries()) {
    await tab.clock.pauseAt(Date.now() + 1_000);
    await tab.clock.runFor(5_000);
    const banner = tab.locator(byTestId('disconnected'));
    await banner.waitFor({ timeout: 5_000 });
    expect(await banner.innerText(), pages[i]).toMatch(/Disconnected, last update \d\d:\d\d:\d\d \S+/);
    const bright = await tab.evaluate(() => {
      const probe = document.createElement('span');
      probe.style.color = getComputedStyle(document.documentElement).getPropertyValue('--text-muted').trim();
      document.body.append(probe);
      const dim = getComputedStyle(probe).color;
      probe.remove();
      return [...document.querySelectorAll('.page :is(.num, .live, .price)')].filter((one) => getComputedStyle(one).color !== dim).length;
    });
    expect(bright, pages[i]).toBe(0);
    await tab.close();
  }
  expect(await page.innerText('body')).not.toMatch(/NaN|undefined|Infinity|Invalid Date/);
});

test('U-024 A server that hangs without closing is noticed within six seconds', async () => {
  const { page } = opened;
  await stopClock('/watchlist', 'watch-row-AAPL.NASDAQ');
  mock.quirks.isFrozen = true;
  await page.clock.pauseAt(Date.now() + 1_000);
  await page.clock.runFor(2_000);
  expect(await page.locator(byTestId('disconnected')).count()).toBe(0);
  await page.clock.runFor(3_000);
  await page.waitForSelector(byTestId('disconnected'), { timeout: 5_000 });
});

test('U-028 After an hour of sleep the page asks at once, shows fresh prices, and marks a gap', async () => {
  const { page } = opened;
  await stopClock('/chart/NVDA.NASDAQ?tf=1m', 'legend');
  await page.waitForSelector(byTestId('gap-tag'));
  mock.quirks.hasPongs = true;
  // The lid is closed: the network is gone, and no timer runs until it is opened.
  await page.context().setOffline(true);
  mock.dropClients();
  await page.clock.pauseAt(Date.now() + 1_000);
  await page.context().setOffline(false);
  await page.clock.fastForward(3_600_000);
  const before = await value(page, 'last-price');
  await page.clock.runFor(5_000);
  await expect.poll(() => page.evaluate(() => window.__argonaut?.stats().reconnects ?? 0)).toBeGreaterThan(0);
  await expect.poll(async () => {
    await page.clock.runFor(100);
    return await value(page, 'last-price');
  }).not.toBe(before);
  await expect.poll(() => page.locator(byTestId('gap-tag')).count()).toBeGreaterThan(0);
});

test('U-027 With the database gone prices move, history says so, and nothing unknown is shown as zero', async () => {
  const { page } = opened;
  mock.quirks.database = false;
  await page.goto(mock.url);
  await page.waitForSelector(card);
  const seen = new Set<string | null>();
  await expect.poll(async () => {
    seen.add(await page.locator(`${card} ${byTestId('bid')}`).getAttribute('data-value'));
    return seen.size;
  }, { timeout: 15_000 }).toBeGreaterThan(2);
  await expect.poll(() => page.innerText(byTestId('kpi-gaps')), { timeout: 15_000 }).toBe('—');
  expect(await page.innerText(byTestId('kpi-catalog'))).toBe('—');
  for (const [path, panel] of [['/data', 'panel-gaps'], ['/data/export', 'panel-jobs'], ['/chart/AAPL.NASDAQ', 'page-chart'], ['/data', 'panel-catalog']] as const) {
    await page.goto(mock.url + path);
    await page.waitForSelector(`${byTestId(panel)} ${byTestId('error')}`, { timeout: 15_000 });
    expect(await page.innerText(`${byTestId(panel)} ${byTestId('error')}`), path).toContain('Database unavailable');
    expect(await page.$$eval('.page [data-value="0"], .page .num', (all) => all.map((one) => one.textContent?.trim()).filter((text) => text === '0' || text === '0 B')), path).toEqual([]);
  }
});

test('U-029 A closed market says when it opens and is not called stale', async () => {
  const { page } = opened;
  mock.quirks.thresholdMs = 1_000;
  const opens = new Date(Date.now() + 2 * 86_400_000);
  mock.closeMarket('AAPL.NASDAQ', opens.toISOString().slice(0, 10).replaceAll('-', ''));
  await page.goto(mock.url);
  const day = new Intl.DateTimeFormat('en-US', { weekday: 'short', timeZone: 'UTC' }).format(opens);
  for (const [path, place] of [['/', card], ['/watchlist', byTestId('watch-row-AAPL.NASDAQ')], ['/chart/AAPL.NASDAQ', '.chart-quote']] as const) {
    await visit(page, path);
    const age = page.locator(`${place} ${byTestId('age')}`);
    await expect.poll(() => age.innerText(), { message: path }).toMatch(new RegExp(`^Closed, opens ${day} 09:30 E[SD]T$`));
    expect(await page.locator(`${place} [data-fresh="stale"]`).count(), path).toBe(0);
  }
});

test('U-030 Delayed and frozen prices say so beside each of them', async () => {
  const { page } = opened;
  mock.quirks.lines = { 'AAPL.NASDAQ': { state: 'delayed' }, 'MSFT.NASDAQ': { state: 'frozen' } };
  await page.goto(mock.url);
  for (const [path, place, frozen] of [
    ['/', card, byTestId('card-MSFT.NASDAQ')], ['/watchlist', byTestId('watch-row-AAPL.NASDAQ'), byTestId('watch-row-MSFT.NASDAQ')],
    ['/chart/AAPL.NASDAQ', byTestId('list-AAPL.NASDAQ'), byTestId('list-MSFT.NASDAQ')],
  ] as const) {
    await visit(page, path);
    const prices = path.startsWith('/chart') ? 1 : 3;
    await expect.poll(() => page.locator(`${place} ${byTestId('price-quality')}`).allInnerTexts(), { message: path }).toEqual(Array.from({ length: prices }, () => 'Delayed 15 min'));
    await expect.poll(() => page.locator(`${frozen} ${byTestId('price-quality')}`).allInnerTexts(), { message: path }).toEqual(Array.from({ length: prices }, () => 'Frozen'));
  }
  await expect.poll(() => page.locator(`.legend ${byTestId('price-quality')}, .chart-now ${byTestId('price-quality')}, .chart-quote ${byTestId('price-quality')}, ${byTestId('tape')} ${byTestId('price-quality')}`).count()).toBe(5);
  expect(await page.locator(`${byTestId('list-NVDA.NASDAQ')} ${byTestId('price-quality')}`).count()).toBe(0);
});

test('U-032 The age of the newest tick changes each second and is amber and red from where the settings say', async () => {
  const { page } = opened;
  await stopClock('/settings', 'panel-tick-age');
  await page.fill(byTestId('tick-amber'), '3');
  await page.fill(byTestId('tick-red'), '2');
  expect(await page.isDisabled(byTestId('tick-save'))).toBe(true);
  await page.fill(byTestId('tick-red'), '8');
  await page.click(byTestId('tick-save'));
  await page.waitForSelector(`${byTestId('tick-age')}[data-level="ok"]`);
  mock.quirks.isSilent = true;
  await page.clock.pauseAt(Date.now() + 1_000);
  const ages: number[] = [];
  const levels: (string | null)[] = [];
  for (let second = 0; second < 12; second++) {
    await page.clock.runFor(1_000);
    ages.push(Number(await value(page, 'tick-age')));
    levels.push(await page.getAttribute(byTestId('tick-age'), 'data-level'));
  }
  expect(new Set(ages).size).toBe(12);
  ages.forEach((age, i) => expect(levels[i], `${age}`).toBe(age > 8_000 ? 'critical' : age > 3_000 ? 'warn' : 'ok'));
  expect(new Set(levels)).toEqual(new Set(['ok', 'warn', 'critical']));
});

test('U-033 U-034 The age opens into its legs and the difference of the clocks, and a clock that is off is told', async () => {
  const { page } = opened;
  await page.goto(mock.url);
  await page.waitForSelector(card);
  await page.hover(byTestId('tick-age'));
  for (const leg of ['exchange', 'gateway', 'database', 'browser', 'pixel']) {
    await expect.poll(async () => {
      const [p50, p99, max] = await Promise.all(['p50', 'p99', 'max'].map((part) => page.getAttribute(`${byTestId(`leg-${leg}`)} [data-part="${part}"]`, 'data-value')));
      return p50 !== '' && Number(p50) <= Number(p99) && Number(p99) <= Number(max);
    }, { timeout: 15_000, message: leg }).toBe(true);
  }
  expect(Math.abs(Number(await value(page, 'clock-offset')))).toBeLessThan(250);
  expect(await page.locator(byTestId('offset-banner')).count()).toBe(0);
  await page.mouse.move(400, 500);
  await page.waitForSelector(byTestId('latency'), { state: 'detached' });
  await page.focus(byTestId('tick-age'));
  await page.waitForSelector(byTestId('latency'));

  mock.quirks.clockOffset = 90_000;
  await page.reload();
  await page.waitForSelector(byTestId('offset-banner'));
  expect(Number(await value(page, 'offset-banner'))).toBeGreaterThan(80_000);
  expect(await page.innerText(byTestId('offset-banner'))).toMatch(/is 90 s|is 89 s/);
  expect(await page.innerText(byTestId('offset-banner'))).toContain('corrected by it');
});

test('U-036 A panel whose updates are merged says how many of them it shows', async () => {
  const { page } = opened;
  await page.goto(`${mock.url}/watchlist`);
  await page.waitForSelector(byTestId('watch-row-AAPL.NASDAQ'));
  expect(await page.locator(byTestId('pace')).count()).toBe(0);
  mock.quirks.conflated = 23;
  await expect.poll(() => page.locator(byTestId('pace')).allInnerTexts()).toEqual([expect.stringMatching(/^showing [\d\u202f]+ of [\d\u202f]+ updates\/s$/)]);
  const [shown = 0, all = 0] = (await page.innerText(byTestId('pace'))).replaceAll('\u202f', '').match(/\d+/g)?.map(Number) ?? [];
  expect(all).toBeGreaterThan(shown);
  await page.goto(`${mock.url}/chart/AAPL.NASDAQ`);
  await page.waitForSelector(`${byTestId('page-chart')} ${byTestId('pace')}`);
  mock.quirks.conflated = 0;
  await page.waitForSelector(byTestId('pace'), { state: 'detached' });
});
