import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openBrowser, type OpenBrowser } from './browser.mjs';
import { byTestId, settled, visit, watchedPage, type WatchedPage } from './fixture';
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
    const kinds: Readonly<Record<string, string>> = { 'data-flash': 'flash', 'data-tick': 'arrow' };
    new MutationObserver((records) => records.forEach(({ target, attributeName, oldValue }) => {
      if (!(target instanceof Element) || attributeName === null) return;
      const value = target.getAttribute(attributeName);
      if (value !== null && value !== oldValue) marks.push([`${kinds[attributeName] ?? ''} ${name(target)}`, performance.now()]);
    })).observe(document.body, { subtree: true, attributes: true, attributeFilter: Object.keys(kinds), attributeOldValue: true });
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

interface Drawn {
  /** How often each panel changed. */
  readonly changes: Readonly<Record<string, number>>;
  /** Panels that changed more than once between two frames. */
  readonly twice: readonly string[];
}

/** Begins to count what changes in each panel between two frames. */
async function countChanges(page: Page): Promise<() => Promise<Drawn>> {
  await page.evaluate(() => {
    const counted = new Map<string, { all: number; frame: unknown; inFrame: number; twice: number; last: string; what: string }>();
    // What one task changes step by step is one change.
    const after = new MessageChannel();
    const inTask = new Set<string>();
    after.port1.onmessage = () => inTask.clear();
    const observer = new MutationObserver((records) => {
      const frame = document.timeline.currentTime;
      if (inTask.size === 0) after.port2.postMessage(null);
      const panels = new Set(records.map(({ target }) => (target instanceof Element ? target : target.parentElement)?.closest('.panel') ?? null));
      for (const panel of panels) {
        if (panel === null) continue;
        const what = records.filter(({ target }) => panel.contains(target)).map(({ target, type, attributeName }) => `${type} ${attributeName ?? ''} ${target instanceof Element ? target.className : target.parentElement?.className ?? ''}`).join(', ').slice(0, 300);
        const name = panel.getAttribute('data-testid') ?? panel.className;
        if (inTask.has(name)) continue;
        inTask.add(name);
        const count = counted.get(name) ?? { all: 0, frame: null, inFrame: 0, twice: 0, last: '', what: '' };
        counted.set(name, count);
        count.all++;
        count.inFrame = count.frame === frame ? count.inFrame + 1 : 1;
        count.frame = frame;
        const { last } = count;
        count.last = what;
        if (count.inFrame !== 2) continue;
        count.twice++;
        count.what = `${last}; then ${what}`;
      }
    });
    observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
    Object.assign(window, { counted, observer });
  });
  return () => page.evaluate(() => {
    // Put there above.
    const { counted, observer } = window as unknown as { readonly counted: ReadonlyMap<string, { readonly all: number; readonly twice: number; readonly what: string }>; readonly observer: MutationObserver };
    observer.disconnect();
    return {
      changes: Object.fromEntries([...counted].map(([name, { all }]) => [name, all])),
      twice: [...counted].filter(([, { twice }]) => twice > 0).map(([name, { all, twice, what }]) => `${name}: ${twice} of ${all}, ${what}`),
    };
  });
}

test('U-251 However fast ticks come a panel changes at most once a frame', async () => {
  const page = await openWatchlist();
  for (const [path, busy] of [['/watchlist', 'panel-watchlist'], ['/', 'panel-instruments'], ['/chart/AAPL.NASDAQ?tf=1s', 'chart-list']] as const) {
    await visit(page, path);
    await settled(page);
    const counted = await countChanges(page);
    await mock.flood(1_500, 2);
    const { changes, twice } = await counted();
    expect(changes[busy], path).toBeGreaterThan(5);
    expect(twice, path).toEqual([]);
  }
});

test('U-251 A hidden page changes nothing, and shows what is now when it is shown again', async () => {
  // This browser draws what is hidden too: the page is told that it is hidden, and gets no frames, as from one that does not.
  await watched.page.addInitScript(() => {
    const native = window.requestAnimationFrame.bind(window);
    let isHidden = false;
    const held: FrameRequestCallback[] = [];
    window.requestAnimationFrame = (act) => (isHidden ? held.push(act) : native(act));
    Object.defineProperty(document, 'hidden', { get: () => isHidden });
    Object.defineProperty(document, 'visibilityState', { get: () => (isHidden ? 'hidden' : 'visible') });
    Object.assign(window, {
      hide: (wanted: boolean) => {
        isHidden = wanted;
        document.dispatchEvent(new Event('visibilitychange'));
        if (!wanted) held.splice(0).forEach((act) => native(act));
        // Frames that were asked for before are over by then.
        return new Promise((done) => { native(() => native(done)); });
      },
    });
  });
  const page = await openWatchlist();
  // Put there above.
  const hide = (isHidden: boolean): Promise<unknown> => page.evaluate((wanted) => (window as unknown as { hide(is: boolean): Promise<unknown> }).hide(wanted), isHidden);
  const price = page.locator(`${byTestId('watch-row-AAPL.NASDAQ')} ${byTestId('last-price')}`);
  // Answers that come late would change it all the same.
  await settled(page);
  await hide(true);
  const counted = await countChanges(page);
  const shown = await price.getAttribute('data-value');
  // The shape is that of the mock.
  const lastPrice = async (): Promise<string> => ((await (await fetch(`${mock.url}/api/v1/instruments/AAPL.NASDAQ/snapshot`)).json()) as { readonly trade: { readonly price: string } }).trade.price;
  // Until the price is another: it walks, and comes by where it was.
  await mock.flood(1_500, 2);
  mock.quirks.isSilent = true;
  for (let more = 0; more < 50 && await lastPrice() === shown; more++) {
    mock.quirks.isSilent = false;
    await mock.flood(20, 2);
    mock.quirks.isSilent = true;
  }

  expect((await counted()).changes).toEqual({});
  const now = await lastPrice();
  expect(now).not.toBe(shown);
  expect(await price.getAttribute('data-value')).toBe(shown);
  // What was sent before has come when nothing comes any more.
  let before = -1;
  await expect.poll(async () => {
    const heard = await page.evaluate(() => window.__argonaut?.stats().messages ?? 0);
    const isQuiet = heard === before;
    before = heard;
    return isQuiet;
  }).toBe(true);
  // It comes back after two frames, and needs no more.
  await hide(false);
  expect(await price.getAttribute('data-value')).toBe(now);
});
