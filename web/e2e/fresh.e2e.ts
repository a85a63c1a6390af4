import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openBrowser, type OpenBrowser } from './browser.mjs';
import { byTestId, pagePaths, settled, showTheme, value, visit, watchedPage } from './fixture';
import { startMock, type Mock } from './mock-server.mjs';

/** How old a price is, and what is said when it is not that of now; always against the mock, which can go silent. */
const themes = ['dark', 'light'] as const;
let browser: OpenBrowser;
let mock: Mock;
let page: Page;

beforeAll(async () => {
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
});

beforeEach(async () => {
  mock = await startMock();
  ({ page } = await watchedPage(browser, mock.url));
});

afterEach(async () => {
  await page.close();
  await mock.close();
});

async function open(path: string): Promise<void> {
  await page.goto(mock.url + path);
  await settled(page);
}

const token = (name: string): Promise<string> => page.evaluate((of) => {
  const probe = document.createElement('i');
  probe.style.color = `var(${of})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}, name);

test('U-032 The age of the newest tick changes each second, is amber from one second and red from five, and the settings say otherwise', async () => {
  await open('/');
  const level = (): Promise<string | null> => page.getAttribute(byTestId('tick-age'), 'data-level');
  await expect.poll(level).toBe('ok');
  await page.evaluate(() => {
    const shown: { readonly age: number; readonly level: string; readonly text: string }[] = [];
    Object.assign(window, { shown });
    const read = (): void => {
      const element = document.querySelector<HTMLElement>('[data-testid="tick-age"]');
      if (element !== null) shown.push({ age: Number(element.dataset['value']), level: element.dataset['level'] ?? '', text: element.innerText });
    };
    new MutationObserver(read).observe(document.querySelector('[data-testid="tick-age"]') ?? document.body, { attributes: true, subtree: true, characterData: true });
  });
  mock.quirks.isSilent = true;
  await expect.poll(level).toBe('warn');
  for (const theme of themes) {
    await showTheme(page, theme);
    expect(await page.locator(`${byTestId('tick-age')} .fact-age`).evaluate((element) => getComputedStyle(element).color), theme).toBe(await token('--warn'));
  }
  await expect.poll(level).toBe('critical');
  for (const theme of themes) {
    await showTheme(page, theme);
    expect(await page.locator(`${byTestId('tick-age')} .fact-age`).evaluate((element) => getComputedStyle(element).color), theme).toBe(await token('--critical'));
  }
  // Put there above.
  const shown = await page.evaluate(() => (window as unknown as { readonly shown: readonly { readonly age: number; readonly level: string; readonly text: string }[] }).shown);
  expect(shown.filter((one) => one.level !== (one.age > 5_000 ? 'critical' : one.age > 1_000 ? 'warn' : 'ok'))).toEqual([]);
  // Between two texts there is never more than a second of age.
  const ages = shown.map((one) => one.age).sort((a, b) => a - b);
  expect(new Set(shown.map((one) => one.text)).size).toBeGreaterThanOrEqual(5);
  expect(ages.at(-1)).toBeGreaterThan(5_000);

  await visit(page, '/settings');
  await page.fill(byTestId('tick-amber'), '600');
  await page.fill(byTestId('tick-red'), '900');
  await page.click(byTestId('tick-save'));
  await expect.poll(level).toBe('ok');
});

test('U-033 The age of a tick opens into the legs of its way, each with median, 99th percentile and maximum, by pointer and by keys', async () => {
  await open('/');
  await expect.poll(() => page.getAttribute(byTestId('tick-age'), 'data-level')).toBe('ok');
  expect(await page.locator(byTestId('latency')).count()).toBe(0);
  await page.hover(byTestId('tick-age'));
  for (const theme of themes) {
    await showTheme(page, theme);
    for (const leg of ['exchange', 'gateway', 'database', 'browser', 'pixel']) {
      const times = (): Promise<readonly string[]> => page.$$eval(`[data-testid="leg-${leg}"] td`, (cells) => cells.map((cell) => cell.getAttribute('data-value') ?? ''));
      await expect.poll(async () => (await times()).every((time) => time !== ''), { message: leg }).toBe(true);
      const [p50 = NaN, p99 = NaN, max = NaN] = (await times()).map(Number);
      expect(p50 <= p99 && p99 <= max, `${leg}: ${p50} ${p99} ${max}`).toBe(true);
    }
    expect(await page.locator(byTestId('latency')).evaluate((element) => getComputedStyle(element).opacity)).toBe('1');
  }
  await page.mouse.move(700, 600);
  await page.locator(byTestId('latency')).waitFor({ state: 'detached' });
  await page.focus(byTestId('tick-age'));
  await page.waitForSelector(byTestId('latency'));
  await page.keyboard.press('Escape');
  await page.locator(byTestId('latency')).waitFor({ state: 'detached' });
});

test('U-034 The offset of the clock is shown, a large one is told, and ages are corrected by it', async () => {
  mock.quirks.clockOffset = -3_000;
  await open('/');
  const banner = page.locator(byTestId('offset-banner'));
  await banner.waitFor();
  expect(await banner.innerText()).toMatch(/clock of this machine is [23]\u202f\d{3}(\.\d+)? ms ahead of the server’s: ages and countdowns are corrected/);
  // By the clock of this machine every tick would be three seconds old.
  await expect.poll(() => page.getAttribute(byTestId('tick-age'), 'data-level')).toBe('ok');
  await page.hover(byTestId('tick-age'));
  await expect.poll(() => value(page, 'clock-offset').then(Number)).toBeLessThan(-2_500);
  expect(await page.innerText(byTestId('clock-offset'))).toMatch(/[23]\u202f\d{3}(\.\d+)? ms/);
});

test('U-036 A panel whose updates are merged says how many of them it shows', async () => {
  await open('/watchlist');
  await page.waitForSelector(byTestId('watch-row-AAPL.NASDAQ'));
  expect(await page.locator(byTestId('pace')).count()).toBe(0);
  mock.quirks.conflated = 24;
  for (const path of ['/watchlist', '/', '/chart/AAPL.NASDAQ?tf=1m']) {
    await visit(page, path);
    const pace = page.locator(byTestId('pace')).first();
    await pace.waitFor();
    // Of the first second some updates are from before.
    await expect.poll(async () => {
      const [, shown = '', all = ''] = /^showing ([\d\u202f]+) of ([\d\u202f]+) updates\/s$/.exec(await pace.innerText()) ?? [];
      const [some, every] = [shown, all].map((text) => Number(text.replaceAll('\u202f', ''))) as [number, number];
      return some > 0 && every > some * 5;
    }, { message: path }).toBe(true);
  }
  mock.quirks.conflated = 0;
  await page.locator(byTestId('pace')).waitFor({ state: 'detached' });
});

test('U-023 A stale price is dim, struck, has a clock and its age, wherever it stands', async () => {
  mock.quirks.thresholdMs = 1_500;
  await open('/watchlist');
  const row = page.locator(byTestId('watch-row-AAPL.NASDAQ'));
  await expect.poll(() => row.locator(byTestId('last-price')).getAttribute('data-fresh')).toBe('live');
  mock.setQuiet('AAPL.NASDAQ');
  await expect.poll(() => row.locator(byTestId('last-price')).getAttribute('data-fresh')).toBe('stale');
  // Another one goes on.
  expect(await page.locator(`${byTestId('watch-row-MSFT.NASDAQ')} ${byTestId('last-price')}`).getAttribute('data-fresh')).toBe('live');
  const places = { '/watchlist': byTestId('watch-row-AAPL.NASDAQ'), '/': byTestId('card-AAPL.NASDAQ'), '/chart/AAPL.NASDAQ?tf=1m': byTestId('list-AAPL.NASDAQ') };
  for (const [path, place] of Object.entries(places)) {
    await visit(page, path);
    const price = page.locator(`${place} ${byTestId('last-price')}`).first();
    await expect.poll(() => price.getAttribute('data-fresh'), { message: path }).toBe('stale');
    for (const theme of themes) {
      await showTheme(page, theme);
      const seen = await price.evaluate((element) => {
        const style = getComputedStyle(element);
        return { color: style.color, line: style.textDecorationLine, mark: getComputedStyle(element, '::before').content };
      });
      expect(seen, `${path} ${theme}`).toEqual({ color: await token('--text-muted'), line: 'line-through', mark: '"◷"' });
    }
    expect(await price.locator(byTestId('price-age')).innerText(), path).toMatch(/^\d+(\.\d)? s$/);
    for (const quote of await page.locator(`${place} .quoted`).all()) expect(await quote.getAttribute('data-fresh'), path).toBe('stale');
  }
  // On the axis of the chart, and in the ticks beside it.
  await expect.poll(() => page.getAttribute(byTestId('plot'), 'data-last')).toContain('◷');
  await expect.poll(() => page.locator(byTestId('tape-price')).first().getAttribute('data-fresh')).toBe('stale');
});

test('U-029 A market that is closed says when it opens and is not stale', async () => {
  const day = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '');
  const weekday = new Intl.DateTimeFormat('en', { weekday: 'short', timeZone: 'UTC' }).format(Date.now() + 3 * 86_400_000);
  mock.quirks.thresholdMs = 500;
  mock.closeMarket('AAPL.NASDAQ', day);
  await open('/watchlist');
  const row = page.locator(byTestId('watch-row-AAPL.NASDAQ'));
  await expect.poll(() => row.locator(byTestId('age')).innerText()).toMatch(new RegExp(`^Closed, opens ${weekday} 09:30 E[SD]?T$`));
  expect(await row.locator('[data-fresh="stale"]').count()).toBe(0);
  expect(await row.locator(byTestId('price-age')).count()).toBe(0);
});

test('U-030 Delayed and frozen prices say so beside each price, on every page that has them', async () => {
  mock.quirks.lines = { 'AAPL.NASDAQ': { state: 'delayed' }, 'MSFT.NASDAQ': { state: 'frozen' } };
  await open('/watchlist');
  const words = { 'AAPL.NASDAQ': 'Delayed 15 min', 'MSFT.NASDAQ': 'Frozen' };
  for (const [path, place] of [['/watchlist', 'watch-row'], ['/', 'card'], ['/chart/AAPL.NASDAQ?tf=1m', 'list']] as const) {
    await visit(page, path);
    for (const [id, word] of Object.entries(words)) {
      const prices = page.locator(`${byTestId(`${place}-${id}`)} :is(${byTestId('last-price')}, .quoted)`);
      await prices.first().waitFor();
      await expect.poll(() => page.locator(`${byTestId(`${place}-${id}`)} ${byTestId('price-quality')}`).allInnerTexts(), { message: `${path} ${id}` }).toEqual(Array.from({ length: await prices.count() }, () => word));
    }
    expect(await page.locator(`${byTestId(`${place}-NVDA.NASDAQ`)} ${byTestId('price-quality')}`).count()).toBe(0);
  }
  await expect.poll(() => page.locator(`${byTestId('legend')} ${byTestId('price-quality')}, .panel-head ${byTestId('price-quality')}, ${byTestId('tape')} ${byTestId('price-quality')}`).count()).toBeGreaterThan(0);
  for (const theme of themes) {
    await showTheme(page, theme);
    expect(await page.locator(byTestId('price-quality')).first().evaluate((element) => getComputedStyle(element).color), theme).toBe(await token('--warn'));
  }
});

test('U-027 Without the database quotes go on, every page says that it is why there is no history, nothing unknown is a zero, and all comes back with it', async () => {
  mock.quirks.database = false;
  await open('/');
  const failures = (): Promise<readonly string[]> => page.locator(`.page :is(${byTestId('error')}, .stale-note)`).allInnerTexts();
  for (const path of pagePaths('AAPL.NASDAQ')) {
    await visit(page, path);
    await settled(page);
    expect(await page.innerText(byTestId('database-banner')), path).toContain('Database unavailable: quotes go on, and there is no history until it answers.');
    // The others show no history, or none to a trader.
    const hasHistory = !['/watchlist', '/data/import', '/system', '/settings', '/system/audit'].includes(path);
    if (hasHistory) await expect.poll(failures, { message: path }).toEqual(expect.arrayContaining([expect.stringContaining('Database unavailable')]));
    // Of the truth page, of stages and of a definition the server knows what it counts without its database, and some of that is zero.
    if (path === '/system') continue;
    // A change of the price that is none goes with the next one; what stands for the unknown stays.
    const zeros = (): Promise<readonly string[]> => page.$$eval('.page .num, .page [data-value]', (all) => all.filter((one) => one.checkVisibility() && one.closest('[data-testid="panel-definition"], [data-testid="panel-feed"]') === null && /^0([.,]0+)?( B)?$/.test((one.textContent ?? '').trim())).map((one) => one.outerHTML.slice(0, 120)));
    await expect.poll(zeros, { message: path }).toEqual([]);
  }
  await visit(page, '/watchlist');
  const bid = page.locator(`${byTestId('watch-row-AAPL.NASDAQ')} ${byTestId('bid')}`);
  const seen = new Set<string | null>();
  await expect.poll(async () => seen.add(await bid.getAttribute('data-value')).size).toBeGreaterThan(2);
  await visit(page, '/alerts');
  await expect.poll(failures).toHaveLength(2);
  mock.quirks.database = true;
  await page.locator(byTestId('database-banner')).waitFor({ state: 'detached' });
  await page.waitForSelector(`${byTestId('panel-alert-history')} ${byTestId('alert-row')}`);
  await expect.poll(failures).toEqual([]);
});

test('U-037 A number that came with an answer says as of when, to the nanosecond, when it is pointed at', async () => {
  await open('/');
  /** Told by the stream each second, or with each tick. */
  const live = ['panel-feed', 'panel-stages', 'panel-counters', 'panel-limits', 'panel-facts', 'panel-notices', 'panel-run', 'panel-day', 'panel-ticks'].map((name) => byTestId(name)).join(', ')
    // What the browser keeps is no answer.
    + `, .sound-value, ${byTestId('legend')}:not([data-as-of]), ${byTestId('bar-row')}:not([data-as-of]), .figure:has(${['kpi-rate', 'kpi-lag', 'kpi-balance'].map((name) => byTestId(name)).join(', ')})`;
  let seen = 0;
  const silentOnes: string[] = [];
  for (const path of [...pagePaths('AAPL.NASDAQ'), '/chart/AAPL.NASDAQ?tf=1m&view=table', '/data?view=line']) {
    await visit(page, path);
    await settled(page);
    if (path.startsWith('/chart')) await page.waitForSelector(byTestId(path.includes('table') ? 'bar-row' : 'legend'));
    const { all, silent } = await page.evaluate((streamed) => {
      const numbers = [...document.querySelectorAll<HTMLElement>('.page :is(.num, .figure-value, .figure-note, .panel-note)')].filter((one) =>
        one.checkVisibility() && /\d/.test(one.textContent ?? '') && one.closest(`.live, .age, .chart-list, ${streamed}`) === null && one.querySelector('.live, .age, .num') === null);
      const said = numbers.map((one) => {
        one.dispatchEvent(new PointerEvent('pointerover', { bubbles: true }));
        return { html: one.outerHTML.slice(0, 160), panel: one.closest('.panel')?.getAttribute('data-testid') ?? '', title: one.closest<HTMLElement>('[title]')?.title ?? '' };
      });
      return { all: said.length, silent: said.filter(({ title }) => !/As of \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/.test(title)) };
    }, live);
    silentOnes.push(...silent.map(({ html, panel, title }) => `${path} ${panel} ${html} ${title}`));
    seen += all;
  }
  expect(silentOnes).toEqual([]);
  expect(seen).toBeGreaterThan(200);
  // Of the bars those of the answer know it; what the stream renews is of now.
  await visit(page, '/chart/AAPL.NASDAQ?tf=1m&view=table');
  await expect.poll(() => page.locator(byTestId('bar-row')).first().getAttribute('data-as-of')).toBeNull();
  expect(await page.locator(byTestId('bar-row')).nth(3).getAttribute('data-as-of')).toMatch(/\.\d{6}123Z$/);
});

test('U-024 With the server gone every page says since when, and its values are dim', async () => {
  const paths = pagePaths('AAPL.NASDAQ');
  await open('/');
  for (const path of paths) {
    await visit(page, path);
    await settled(page);
  }
  await mock.close();
  const banner = page.locator(byTestId('disconnected'));
  await banner.waitFor();
  for (const path of paths) {
    await visit(page, path);
    await settled(page);
    expect(await banner.innerText(), path).toMatch(/^Disconnected, last update \d\d:\d\d:\d\d \S+\./);
    for (const theme of themes) {
      await showTheme(page, theme);
      const muted = await token('--text-muted');
      const bright = await page.$$eval('.page :is(.num, .live, .price, .age, .signed, .figure-value)', (all, dim) =>
        all.filter((one) => one.checkVisibility() && (one.textContent ?? '').trim() !== '' && getComputedStyle(one).color !== dim).map((one) => `${one.className}: ${one.textContent ?? ''}`), muted);
      expect(bright, `${path} ${theme}`).toEqual([]);
    }
  }
});

test('U-028 A machine that slept comes back with what is now, and with the gap that was found meanwhile', async () => {
  await page.clock.install();
  await open('/chart/AAPL.NASDAQ?tf=1m');
  await page.waitForSelector(byTestId('legend'));
  const level = (): Promise<string | null> => page.getAttribute(byTestId('tick-age'), 'data-level');
  await expect.poll(level).toBe('ok');
  const price = page.locator(`${byTestId('list-AAPL.NASDAQ')} ${byTestId('last-price')}`);
  const tags = (): Promise<readonly (string | null)[]> => page.locator(byTestId('gap-tag')).evaluateAll((all) => all.map((one) => one.getAttribute('data-value')));
  mock.hangClients();
  const before = await price.getAttribute('title');
  const gap = mock.addGap('AAPL.NASDAQ', 20, 6);
  expect(await tags()).not.toContain(String(gap));
  // The lid is closed and opened: its clock is an hour further, its timers come late, its socket is dead without knowing it.
  await page.clock.fastForward('01:00:00');
  await expect.poll(() => page.evaluate(() => window.__argonaut?.stats().reconnects)).toBe(1);
  await expect.poll(level).toBe('ok');
  await expect.poll(() => price.getAttribute('title')).not.toBe(before);
  expect(await page.locator(byTestId('disconnected')).count()).toBe(0);
  await expect.poll(tags).toContain(String(gap));
  // By its own clock everything would be an hour old, or an hour ahead.
  expect(await page.innerText(byTestId('offset-banner'))).toContain('ahead of the server’s');
});

test('U-031 No page in no state shows a word of the machine, and an unknown value says that it is one', async () => {
  const words = /NaN|undefined|Infinity|Invalid Date|\[object Object\]/;
  for (const state of ['full', 'gone', 'empty', 'broken', 'no database'] as const) {
    const other = state === 'empty' || state === 'broken' ? await startMock(0, { state }) : mock;
    other.quirks.database = state === 'no database' ? false : undefined;
    // Pages that were opened before are opened again without a connection.
    if (state !== 'gone') await page.goto(other.url);
    other.quirks.isFrozen = state === 'gone';
    await page.context().setOffline(state === 'gone');
    if (state === 'gone') {
      other.dropClients();
      await page.waitForSelector(byTestId('disconnected'));
    }
    for (const path of pagePaths('AAPL.NASDAQ')) {
      await visit(page, path);
      if (state !== 'gone') await settled(page);
      // What a source sent is quoted as it came.
      const text = await page.evaluate(() => [...document.querySelectorAll<HTMLElement>('[data-testid="quality-case"]')].reduce((whole, quoted) => whole.replace(quoted.innerText, ''), document.body.innerText));
      expect(text, `${state} ${path}`).not.toMatch(words);
      const dashes = await page.evaluate(() => [...document.querySelectorAll<HTMLElement>('.page *, .top-bar *')]
        .filter((one) => one.childElementCount === 0 && one.textContent?.trim() === '—' && one.checkVisibility()).map((one) => {
          one.dispatchEvent(new PointerEvent('pointerover', { bubbles: true }));
          return one.closest('[title]')?.getAttribute('title') ?? '';
        }));
      expect(dashes.filter((title) => title === ''), `${state} ${path}`).toEqual([]);
    }
    await page.context().setOffline(false);
    if (other !== mock) await other.close();
  }
}, 240_000);
