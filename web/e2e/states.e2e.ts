import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, type OpenBrowser } from './browser.mjs';
import { byTestId, pagePaths, recordedInstruments, settled, value, visit, watchedPage } from './fixture';
import { startMock } from './mock-server.mjs';

/** States that a healthy server does not show; always against the mock. */
let browser: OpenBrowser;

beforeAll(async () => {
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
});

test('Before anything is recorded every page says what to do next', async () => {
  const mock = await startMock(0, { state: 'empty' });
  const { page, complaints } = await watchedPage(browser, mock.url);
  for (const path of ['/', '/watchlist', '/chart', '/alerts', '/data', '/data/export', '/data/quality', '/data/retention', '/system']) {
    await page.goto(mock.url + path);
    await page.waitForSelector(path === '/' ? byTestId('first-start') : byTestId('empty'));
    expect(await page.innerText('body')).not.toMatch(/NaN|undefined|Infinity|Invalid Date/);
  }
  await page.close();
  await mock.close();
  expect(complaints).toEqual([]);
});

test('U-019 What is empty says why, and what to do next', async () => {
  const mock = await startMock(0, { state: 'empty', role: 'admin' });
  const { page } = await watchedPage(browser, mock.url);
  let seen = 0;
  await page.goto(mock.url);
  for (const path of ['/', '/watchlist', '/watchlist/None', '/chart', '/alerts', '/data', '/data?view=line', '/data/export', '/data/import', '/data/catalogs', '/data/quality', '/data/retention', '/system', '/system/audit', '/settings']) {
    await visit(page, path);
    await page.waitForSelector('.page');
    await expect.poll(() => page.locator(byTestId('loading')).count()).toBe(0);
    const empties = await page.$$eval(byTestId('empty'), (all) => all.map((one) => [one.querySelector('.empty-title')?.textContent ?? '', one.querySelector('.empty-next')?.textContent ?? '']));
    seen += empties.length;
    expect(empties.filter(([why = '', next = '']) => why.length < 5 || next.length < 5), path).toEqual([]);
  }
  expect(seen).toBeGreaterThan(12);
  await page.close();
  await mock.close();
});

test('U-018 A skeleton comes after 150 ms only', async () => {
  const mock = await startMock();
  const { page } = await watchedPage(browser, mock.url);
  mock.quirks.delayMs = 400;
  for (const motion of ['no-preference', 'reduce'] as const) {
    await page.emulateMedia({ reducedMotion: motion });
    await page.goto(`${mock.url}/alerts`);
    // Found and read in one go: the answer may take its place between two.
    const seen = await page.waitForFunction((selector) => {
      const element = document.querySelector(selector);
      if (element === null) return null;
      const style = getComputedStyle(element);
      return [style.animationName, style.animationDelay, style.animationFillMode];
    }, byTestId('loading'));
    expect(await seen.jsonValue(), motion).toEqual(['appear', '0.15s', 'both']);
  }

  await page.close();
  await mock.close();
});

test('U-018 Nothing moves when the answer takes the place of its skeleton, on every page, wide and narrow', async () => {
  const mock = await startMock();
  const { page } = await watchedPage(browser, mock.url);
  mock.quirks.delayMs = 400;
  await page.addInitScript(() => {
    const shifts: { readonly value: number; readonly what: string }[] = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => {
      // The members of a layout shift, which the types do not know.
      const { value, hadRecentInput, sources } = entry as unknown as { readonly value: number; readonly hadRecentInput: boolean; readonly sources: readonly { readonly node: Node | null }[] };
      const names = sources.map(({ node }) => (node instanceof Element ? `${node.tagName} ${node.className} ${node.closest('[data-testid]')?.getAttribute('data-testid') ?? ''}` : String(node?.nodeName)));
      if (!hadRecentInput) shifts.push({ value, what: names.join(', ') });
    })).observe({ type: 'layout-shift', buffered: true });
  });
  const moved: string[] = [];
  for (const [width, height] of [[1440, 900], [390, 844]] as const) {
    await page.setViewportSize({ width, height });
    for (const path of pagePaths('AAPL.NASDAQ')) {
      await page.goto(mock.url + path);
      await page.waitForSelector(`${byTestId('loading')}, .plot-loading, .import-page`);
      await settled(page);
      await page.waitForFunction(() => document.querySelector('.plot-loading') === null);
      // What the last answer moved is told with the frame after.
      await page.evaluate(() => new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 0))); }));
      // Put there above.
      const shifts = await page.evaluate(() => (window as unknown as { readonly shifts: readonly { readonly value: number; readonly what: string }[] }).shifts);
      const sum = shifts.reduce((all, { value }) => all + value, 0);
      if (!(sum < 0.02)) moved.push(`${path} ${width}: ${sum.toFixed(3)} ${shifts.filter(({ value }) => value > 0.002).map(({ value, what }) => `${value.toFixed(3)} ${what}`).join(' | ')}`);
    }
  }

  expect(moved).toEqual([]);
  await page.close();
  await mock.close();
});

test('U-019 A day without data names the nearest day that has some, and leads to where it is filled', async () => {
  const mock = await startMock();
  const { page } = await watchedPage(browser, mock.url);
  await page.goto(`${mock.url}/data`);
  await page.locator(`${byTestId('day')}[data-state="empty"]`).last().click();
  const [id = '', date = ''] = (await page.getAttribute(`${byTestId('day')}[aria-pressed="true"]`, 'data-place') ?? '').split(' ');
  const nearest = await page.getAttribute(byTestId('nearest-data'), 'data-value') ?? '';
  expect(await page.innerText(byTestId('nearest-data'))).toMatch(new RegExp(`^No trades of ${id} are stored on \\d\\d \\w{3} 2\\d{3}\\. Nearest data: \\d\\d \\w{3} 2\\d{3}$`));
  await page.click(byTestId('day-backfill'));
  await page.click(`${byTestId('nearest-data')} a`);
  await page.waitForSelector(`${byTestId('day')}[aria-pressed="true"][data-place="${id} ${nearest}"]`);
  expect(await page.getAttribute(byTestId('day-detail'), 'data-state')).toMatch(/complete|partial|running/);

  const after = new Date(Date.parse(date) + 86_400_000).toISOString().slice(0, 10);
  await page.goto(`${mock.url}/data/export?instrument=${encodeURIComponent(id)}&kind=trade&start=${date}&end=${after}`);
  await page.waitForSelector(`${byTestId('export-estimate')}[data-value="0"]`);
  await expect.poll(() => page.getAttribute(byTestId('nearest-data'), 'data-value')).toBe(nearest);
  await page.click(byTestId('nearest-fill'));
  await page.waitForSelector(`${byTestId('day')}[aria-pressed="true"][data-place="${id} ${date}"]`);
  await page.waitForSelector(byTestId('day-backfill'));
  await page.close();
  await mock.close();
});

test('A broken feed is named with its reason', async () => {
  const mock = await startMock(0, { state: 'broken' });
  const { page } = await watchedPage(browser, mock.url);
  await page.goto(`${mock.url}/system`);
  await expect.poll(() => value(page, 'verdict')).toBe('false');
  expect(await page.innerText(byTestId('verdict'))).toContain('refuses the connection');
  expect(await page.getAttribute(byTestId('stage-broker_socket'), 'data-state')).toBe('down');
  await page.close();
  await mock.close();
});

test('F_319 A live account in mode paper is told on every page, and recording goes on', async () => {
  const mock = await startMock(0, { state: 'live_account' });
  const { page } = await watchedPage(browser, mock.url);
  for (const path of ['/', '/watchlist', '/system']) {
    await page.goto(mock.url + path);
    await page.waitForSelector(byTestId('account-banner'));
    expect(await page.innerText(byTestId('account-banner'))).toContain('trading is locked');
  }
  expect(await value(page, 'verdict')).toBe('true');
  await page.close();
  await mock.close();
});

test('F_405 A clock that is off is told on every page, and recording goes on', async () => {
  const mock = await startMock(0, { state: 'skewed' });
  const { page } = await watchedPage(browser, mock.url);
  for (const path of ['/', '/chart', '/data']) {
    await page.goto(mock.url + path);
    await page.waitForSelector(byTestId('clock-banner'));
    expect(await page.innerText(byTestId('clock-banner'))).toContain('90.0 s ahead of ours');
  }
  expect(await page.locator(byTestId('account-banner')).count()).toBe(0);
  await page.close();
  await mock.close();
});

test('F_713 Quality says what was found, shows the cases, and what a source sent is text', async () => {
  const mock = await startMock();
  const { page, complaints } = await watchedPage(browser, mock.url);
  await page.goto(mock.url);
  await page.click(byTestId('nav-data'));
  await page.waitForSelector(byTestId('panel-quality'));
  await expect.poll(() => page.getAttribute(`${byTestId('quality-row')}[data-rule="crossed"]`, 'data-value')).toBe('41');
  await page.click(byTestId('examples-price_zero'));
  await page.waitForSelector(`${byTestId('quality-case')}[data-rule="price_zero"]`);
  await page.click(byTestId('open-quality'));
  await page.waitForSelector(byTestId('page-quality'));
  const cases = page.locator(`${byTestId('panel-cases')} ${byTestId('quality-case')}`);
  await expect.poll(() => cases.count()).toBe(100);
  await page.click(byTestId('more-cases'));
  await expect.poll(() => cases.count()).toBe(130);
  expect(await page.innerText(byTestId('panel-cases'))).toContain('NaN\\x00<b>100</b>');
  expect(await page.locator(`${byTestId('panel-cases')} b`).count()).toBe(0);
  await page.click(`${byTestId('case-list')} [data-value="suspects"]`);
  await page.waitForSelector(`${byTestId('panel-cases')} [data-rule="crossed"]`);
  await page.click(`${byTestId('panel-cases')} [data-rule="crossed"] a`);
  await page.waitForSelector(byTestId('page-chart'));
  await page.close();
  await mock.close();
  expect(complaints).toEqual([]);
});

test('F_515 An instrument id of any characters is text on the page and one part of an address', async () => {
  const id = '<b onclick="x">&\'\u202E/..\u{1F4A5}.X';
  const mock = await startMock();
  const { page, complaints } = await watchedPage(browser, mock.url);
  await page.goto(`${mock.url}/data/quality`);
  const row = page.locator(`${byTestId('quality-row')}[data-rule="size_zero"]`);
  await expect.poll(() => row.locator('th').innerText()).toBe(id);
  expect(await page.locator('b[onclick]').count()).toBe(0);
  const link = new URL(await row.locator('a').getAttribute('href') ?? '', mock.url);
  expect(link.pathname.split('/').map(decodeURIComponent)).toEqual(['', 'chart', id]);
  await page.close();
  await mock.close();
  expect(complaints).toEqual([]);
});

test('A clock that is wrong and a suspect instrument are told above the findings; old findings stay when the server is gone', async () => {
  const mock = await startMock(0, { state: 'broken' });
  const { page } = await watchedPage(browser, mock.url);
  await page.goto(`${mock.url}/data`);
  await page.waitForSelector(byTestId('clock-skew'));
  expect(await page.innerText(byTestId('clock-skew'))).toContain('ahead of ours');
  expect(await page.innerText(byTestId('suspect-AAPL.NASDAQ'))).toContain('crossed since');
  await mock.close();
  await page.waitForSelector(byTestId('disconnected'));
  expect(await page.locator(byTestId('quality-row')).count()).toBe(7);
  await page.close();
});

test('An ambiguous symbol shows its listings, and nothing is added before one is chosen', async () => {
  const mock = await startMock();
  const { page } = await watchedPage(browser, mock.url);
  await page.goto(`${mock.url}/watchlist`);
  await page.click(byTestId('add-instrument'));
  await page.fill(byTestId('add-query'), 'amd');
  await page.click(byTestId('add-find'));
  await page.waitForSelector(byTestId('candidate-AMD.NASDAQ'));
  await page.waitForSelector(byTestId('candidate-AMD.IBIS'));
  expect(await page.locator(byTestId('watch-row-AMD.NASDAQ')).count()).toBe(0);
  await page.click(byTestId('record-AMD.NASDAQ'));
  await page.waitForSelector(byTestId('watch-row-AMD.NASDAQ'));
  await page.keyboard.press('Escape');
  await page.click(byTestId('stop-AMD.NASDAQ'));
  await expect.poll(() => page.locator(byTestId('watch-row-AMD.NASDAQ')).count()).toBe(0);
  await page.click(`${byTestId('undo-stop')} button`);
  await page.waitForSelector(byTestId('watch-row-AMD.NASDAQ'));
  await page.close();
  await mock.close();
});

test('A name finds its listings, and the chosen one is recorded', async () => {
  const mock = await startMock();
  const { page, complaints } = await watchedPage(browser, mock.url);
  await page.goto(`${mock.url}/watchlist`);
  await page.click(byTestId('add-instrument'));
  await page.fill(byTestId('add-query'), 'advanced micro');
  await page.click(byTestId('add-find'));
  await page.waitForSelector(byTestId('hit-4391'));
  expect(await page.innerText(byTestId('hit-12178'))).toMatch(/IBIS\s+EUR\s+STK/);
  expect(await page.innerText(byTestId('hit-590000001'))).toContain('bonds are not recorded');
  expect(await page.locator(byTestId('choose-590000001')).count()).toBe(0);
  await page.waitForSelector(byTestId('add-none'));
  await page.click(byTestId('choose-12178'));
  await page.waitForSelector(byTestId('candidate-AMD.IBIS'));
  expect(await page.locator(byTestId('candidate-AMD.NASDAQ')).count()).toBe(0);
  await page.click(byTestId('record-AMD.IBIS'));
  await page.waitForSelector(byTestId('watch-row-AMD.IBIS'));
  await page.fill(byTestId('add-query'), 'zzzz');
  await page.click(byTestId('add-find'));
  await page.waitForSelector(byTestId('search-none'));
  await page.close();
  await mock.close();
  expect(complaints).toEqual([]);
});

test('An instrument shows its precision, its sessions here and there, and what changed', async () => {
  const mock = await startMock();
  const { page, complaints } = await watchedPage(browser, mock.url);
  await page.goto(`${mock.url}/chart/AAPL.NASDAQ`);
  await page.click(byTestId('open-instrument'));
  await page.waitForSelector(byTestId('page-instrument'));
  await page.waitForSelector(byTestId('definition-facts'));
  expect(await page.innerText(byTestId('panel-definition'))).toMatch(/Price decimals\s+2/);
  await expect.poll(() => page.getAttribute(byTestId('session-now'), 'data-open')).toBe('true');
  expect(await page.locator('[data-testid^="session-2"]').count()).toBe(8);
  expect(await page.innerText(byTestId('version-2'))).toContain('0.01 → 0.005');
  await page.goto(`${mock.url}/watchlist`);
  await page.click(byTestId('open-instrument'));
  await page.waitForSelector(byTestId('page-instrument'));
  await page.goto(`${mock.url}/instrument/TSLA.NASDAQ`);
  await page.waitForSelector(`${byTestId('panel-sessions')} ${byTestId('empty')}`);
  await page.goto(`${mock.url}/instrument/NONE.NYSE`);
  await page.waitForSelector(`${byTestId('panel-definition')} ${byTestId('error')}`);
  expect(await page.innerText('body')).not.toMatch(/NaN|undefined|Infinity|Invalid Date/);
  await page.close();
  await mock.close();
  expect(complaints.filter((c) => !c.includes('404'))).toEqual([]);
});

test('A chart without bars says why inside the plot', async () => {
  const mock = await startMock();
  const { page } = await watchedPage(browser, mock.url);
  await page.goto(`${mock.url}/chart/TSLA.NASDAQ`);
  await page.waitForSelector(byTestId('chart-empty'));
  expect(await page.innerText(byTestId('chart-empty'))).toContain('has never been recorded');
  await page.close();
  await mock.close();
});

test('F_708 A lost connection is said, and the page comes back by itself', async () => {
  const mock = await startMock(0);
  const { page } = await watchedPage(browser, mock.url);
  const instrument = (await recordedInstruments(mock.url))[0] ?? '';
  await page.goto(`${mock.url}/watchlist`);
  await page.waitForSelector(byTestId(`watch-row-${instrument}`));
  await expect.poll(() => page.getAttribute(byTestId('connection'), 'data-value')).toBe('ok');
  await page.context().setOffline(true);
  mock.dropClients();
  await page.waitForSelector(byTestId('disconnected'), { timeout: 6_000 });
  await page.context().setOffline(false);
  await expect.poll(() => page.locator(byTestId('disconnected')).count(), { timeout: 12_000 }).toBe(0);
  const seen = new Set<string | null>();
  await expect.poll(async () => {
    seen.add(await page.locator(byTestId(`watch-row-${instrument}`)).locator(byTestId('last-price')).getAttribute('data-value'));
    return seen.size;
  }, { timeout: 15_000 }).toBeGreaterThan(1);
  await page.close();
  await mock.close();
});

test('The depth ladder shows each of its states, follows the market and greys when its line stops', async () => {
  const mock = await startMock();
  const { page, complaints } = await watchedPage(browser, mock.url);
  const instrument = (await recordedInstruments(mock.url))[0] ?? '';
  await page.goto(mock.url);
  await page.click(byTestId('nav-chart'));
  await page.waitForSelector(byTestId('instrument-switch'));
  await page.goto(`${mock.url}/chart/${encodeURIComponent(instrument)}`);
  await page.click(byTestId('depth-toggle'));

  const panel = page.locator(byTestId('panel-depth'));
  await panel.locator(byTestId('empty')).waitFor();
  expect(await panel.innerText()).toContain(`The order book of ${instrument} is not recorded`);
  await page.click(byTestId('record-depth'));
  await expect.poll(() => panel.innerText()).toContain('The order book is empty');
  await page.waitForSelector(byTestId('ladder'));

  expect(await page.getAttribute(byTestId('ladder'), 'data-stale')).toBe('false');
  const best = await page.locator(`${byTestId('ladder')} tr.ladder-bid .ladder-size span`).count() + await page.locator(`${byTestId('ladder')} tr.ladder-ask .ladder-size span`).count();
  expect(best).toBeGreaterThan(4);
  const sizes = (): Promise<string> => page.innerText(`${byTestId('ladder')} tbody`);
  const middle = (): Promise<string | null> => page.locator(`${byTestId('ladder')} tbody tr`).nth(12).getAttribute('data-price');
  const [before, centre] = [await sizes(), await middle()];
  await expect.poll(sizes, { timeout: 10_000 }).not.toBe(before);
  expect(await middle()).toBe(centre);

  mock.setDepth(instrument, 'silent', 'no tick for 90 s, expected within 30 s; asked again');
  await expect.poll(() => page.getAttribute(byTestId('ladder'), 'data-stale')).toBe('true');
  expect(await page.innerText(byTestId('depth-stale'))).toContain('no tick for 90 s');
  mock.setDepth(instrument, 'flowing', 'order book, 10 rows a side');
  await expect.poll(() => page.getAttribute(byTestId('ladder'), 'data-stale')).toBe('false');

  await page.reload();
  await page.waitForSelector(byTestId('ladder'));
  await page.click(byTestId('stop-depth'));
  await page.waitForSelector(byTestId('record-depth'));
  await page.click(byTestId('depth-toggle'));
  await expect.poll(() => panel.count()).toBe(0);
  expect(await page.innerText('body')).not.toMatch(/NaN|undefined|Infinity|Invalid Date/);
  await page.close();
  await mock.close();
  expect(complaints).toEqual([]);
});

test('A server that does not tell of books says why in the panel', async () => {
  const mock = await startMock(0, { state: 'withoutDepth' });
  const { page } = await watchedPage(browser, mock.url);
  await page.goto(`${mock.url}/chart/AAPL.NASDAQ`);
  await page.click(byTestId('depth-toggle'));
  await page.waitForSelector(`${byTestId('panel-depth')} ${byTestId('error')}`);
  await page.close();
  await mock.close();
});
