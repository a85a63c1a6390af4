import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openBrowser, type OpenBrowser } from './browser.mjs';
import { boundaryOf, byTestId, openServer, recordedInstruments, seriousFaults, settled, showTheme, value, visit, watchedPage, type Server, type WatchedPage } from './fixture';

const timeframes = ['1s', '5s', '15s', '30s', '1m', '2m', '3m', '5m', '10m', '15m', '30m', '1h', '2h', '4h', '6h', '8h', '12h', '1D', '1W', '1M'];
const pages = ['overview', 'watchlist', 'chart', 'alerts', 'data', 'export', 'retention', 'system', 'settings'];
const words = /NaN|undefined|Infinity|Invalid Date|\[object Object\]/;

let server: Server;
let browser: OpenBrowser;
let watched: WatchedPage;
let instrument = '';

beforeAll(async () => {
  server = await openServer();
  browser = await openBrowser();
  instrument = (await recordedInstruments(server.url))[0] ?? '';
});

afterAll(async () => {
  await browser.close();
  await server.close();
});

beforeEach(async () => {
  watched = await watchedPage(browser, server.url);
});

afterEach(async () => {
  await watched.page.close();
});

const chartUrl = (query = ''): string => `${server.url}/chart/${encodeURIComponent(instrument)}${query}`;

test('Every page is reached by clicking, shows data, and complains of nothing', async () => {
  const { page, complaints, strangers } = watched;
  await page.goto(server.url);
  for (const name of [...pages.slice(1), 'overview']) {
    await page.click(byTestId(`nav-${name}`));
    await page.waitForSelector(byTestId(`page-${name}`));
    await settled(page);
    expect(await page.getAttribute(byTestId(`nav-${name}`), 'aria-current')).toBe('page');
    expect(await page.locator(byTestId('mode-band')).innerText()).toMatch(/PAPER/);
    expect(await page.innerText('body')).not.toMatch(words);
    expect(await page.locator(byTestId('error')).count()).toBe(0);
  }
  expect(complaints).toEqual([]);
  expect(strangers).toEqual([]);
});

test('Every address opens directly, and an unknown one is not found', async () => {
  const { page } = watched;
  const paths = ['/', '/watchlist', `/chart/${encodeURIComponent(instrument)}`, '/alerts', '/data', '/data/export', '/data/retention', '/system', '/settings'];
  for (const [i, path] of paths.entries()) {
    const answer = await page.goto(server.url + path);
    expect(answer?.status()).toBe(200);
    await page.waitForSelector(byTestId(`page-${pages[i]}`));
  }
  const missing = await page.goto(`${server.url}/no/such/page`);
  expect(missing?.status()).toBe(404);
  await page.waitForSelector(byTestId('not-found'));
});

test('Each timeframe shows bars that equal those of the API', async () => {
  const { page, complaints } = watched;
  await page.goto(chartUrl('?tf=1m&view=table'));
  for (const timeframe of timeframes) {
    await page.click(byTestId(`tf-${timeframe}`));
    await page.waitForSelector(`${byTestId('timeframes')}[data-value="${timeframe}"]`);
    await page.waitForSelector(byTestId('bar-row'), { timeout: 15_000 });
    const rows = await page.$$eval(byTestId('bar-row'), (elements) => elements.map((row) => ({
      open: row.getAttribute('data-value') ?? '', bar: row.getAttribute('data-bar') ?? '', closed: row.getAttribute('data-closed') === 'true',
    })));
    const closed = rows.filter((row) => row.closed).slice(0, 50);
    const answer = await fetch(`${server.url}/api/v1/instruments/${encodeURIComponent(instrument)}/bars?timeframe=${timeframe}${boundaryOf(timeframe)}&order=desc&limit=200`);
    // The shape is the contract that this test relies on.
    const { items } = (await answer.json()) as { readonly items: readonly Record<string, string>[] };
    const known = new Map(items.map((bar) => [bar['ts_open'], [bar['open'], bar['high'], bar['low'], bar['close'], bar['volume']].join(' ')]));
    expect(rows.length, timeframe).toBeGreaterThan(0);
    const compared = closed.filter((row) => known.has(row.open));
    expect(compared.length, timeframe).toBe(closed.length);
    for (const row of compared) expect(`${timeframe} ${row.open} ${row.bar}`).toBe(`${timeframe} ${row.open} ${known.get(row.open)}`);
  }
  expect(complaints).toEqual([]);
});

test('Switching the timeframe leaves one bar subscription', async () => {
  const { page } = watched;
  await page.goto(chartUrl());
  await page.waitForSelector(byTestId('legend'));
  const subscriptions = (): Promise<number> => page.evaluate(() => window.__argonaut?.stats().subscriptions ?? 0);
  /** The first number that stays for half a second. */
  const steady = async (): Promise<number> => {
    for (let before = await subscriptions(); ; ) {
      await page.waitForTimeout(500);
      const now = await subscriptions();
      if (now === before) return now;
      before = now;
    }
  };
  const before = await steady();
  for (const timeframe of ['5m', '1h', '1D', '1s', '15m', '1m']) {
    await page.click(byTestId(`tf-${timeframe}`));
    await page.waitForSelector(`${byTestId('timeframes')}[data-value="${timeframe}"]`);
  }
  await page.waitForSelector(byTestId('legend'));
  // What was left lingers for a while, in case that it is wanted again.
  await expect.poll(subscriptions).toBe(before);
});

test('U-011 Going from page to page drops no subscription that both need, as the server counts them', async () => {
  if (server.mock !== null) return; // the count is that of the real server
  const { page } = watched;
  const quotes = async (): Promise<number> => {
    const text = await (await fetch(`${server.url}/metrics`)).text();
    return Number(/argonaut_ws_subscriptions\{channel="quotes"\} (\d+)/.exec(text)?.[1] ?? NaN);
  };
  await expect.poll(quotes, { timeout: 15_000 }).toBe(0);
  await page.goto(server.url);
  await page.waitForSelector(byTestId(`card-${instrument}`));
  await page.waitForSelector(`${byTestId('tick-age')}:not([data-value=""])`);
  // The top bar of every page needs the first instruments, at most eight.
  const needed = Math.min(8, (await recordedInstruments(server.url)).length);
  await expect.poll(quotes).toBeGreaterThanOrEqual(needed);
  const seen: number[] = [];
  for (const name of ['watchlist', 'chart', 'data', 'system', 'overview']) {
    const opening = page.click(byTestId(`nav-${name}`)).then(() => page.waitForSelector(byTestId(`page-${name}`)));
    seen.push(await quotes(), await quotes());
    await opening;
    for (let i = 0; i < 5; i++) seen.push(await quotes());
  }
  expect(seen.length).toBe(35);
  expect(Math.min(...seen)).toBeGreaterThanOrEqual(needed);
});

test('The last bar moves while nobody touches the page', async () => {
  const { page } = watched;
  await page.goto(chartUrl('?tf=1m'));
  await page.waitForSelector(byTestId('legend'));
  const seen = new Set<string>();
  await expect.poll(async () => {
    seen.add(`${await value(page, 'legend')} ${await value(page, 'legend-close')} ${await value(page, 'legend-volume')}`);
    return seen.size;
  }, { timeout: 20_000 }).toBeGreaterThan(2);
});

test('Scrolling left loads history, a badge counts what comes, and Live leads back', async () => {
  const { page } = watched;
  await page.goto(chartUrl('?tf=1s'));
  await page.waitForSelector(byTestId('legend'));
  const box = await page.locator(byTestId('plot')).boundingBox();
  if (box === null) throw new Error('The plot has no size.');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x - 200, y);
  await page.mouse.down();
  await page.mouse.move(x + 300, y, { steps: 8 });
  await page.mouse.up();
  await page.waitForSelector(byTestId('new-bars'));
  await expect.poll(() => value(page, 'new-bars').then(Number), { timeout: 15_000 }).toBeGreaterThan(0);
  await expect.poll(() => new URL(page.url()).searchParams.get('from'), { timeout: 5_000 }).not.toBeNull();
  await page.click(byTestId('live-button'));
  await expect.poll(() => page.locator(byTestId('new-bars')).count(), { timeout: 5_000 }).toBe(0);
});

test('A copied address shows the same view, and keys work on the chart', async () => {
  const { page } = watched;
  await page.goto(chartUrl('?tf=5m&tz=utc'));
  await page.waitForSelector(byTestId('legend'));
  expect(await value(page, 'timeframes')).toBe('5m');
  expect(await value(page, 'zone-choice')).toBe('utc');
  await page.keyboard.press('6');
  await expect.poll(() => value(page, 'timeframes')).toBe('1h');
  await page.waitForSelector(byTestId('legend'));
  const last = await value(page, 'legend');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => value(page, 'legend').then((open) => open !== last && open !== '')).toBe(true);
  await page.keyboard.press('g');
  await page.waitForSelector(byTestId('go-dialog'));
  await page.keyboard.press('Escape');
  await expect.poll(() => page.locator(byTestId('go-dialog')).count()).toBe(0);
  await page.keyboard.press('?');
  await page.waitForSelector(byTestId('keys-dialog'));
});

test('The palette finds an instrument with a timeframe', async () => {
  const { page } = watched;
  await page.goto(server.url);
  await settled(page);
  await page.keyboard.press('Control+k');
  await page.fill(byTestId('palette-input'), `${instrument.split('.')[0]} 5m`);
  await page.keyboard.press('Enter');
  await page.waitForSelector(byTestId('page-chart'));
  await expect.poll(() => value(page, 'timeframes')).toBe('5m');
  expect(decodeURIComponent(new URL(page.url()).pathname)).toBe(`/chart/${instrument}`);
});

test('The theme changes without a reload and comes back without a flash', async () => {
  const { page } = watched;
  await page.goto(server.url);
  await page.waitForSelector(byTestId('page-overview'));
  const theme = (): Promise<string | null> => page.getAttribute('html', 'data-theme');
  const ground = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const [before, colour] = [await theme(), await ground()];
  await page.click(byTestId('theme-toggle'));
  expect(await theme()).not.toBe(before);
  expect(await ground()).not.toBe(colour);
  const chosen = await theme();
  await page.reload({ waitUntil: 'commit' });
  // The small script in the head has run before anything is drawn.
  await page.waitForFunction(() => document.documentElement.dataset['theme'] !== undefined);
  expect(await theme()).toBe(chosen);
  await page.click(byTestId('theme-toggle'));
});

test('Prices of the watchlist move, sort and open a chart', async () => {
  const { page } = watched;
  await page.goto(`${server.url}/watchlist`);
  const row = page.locator(byTestId(`watch-row-${instrument}`));
  await row.waitFor();
  const seen = new Set<string | null>();
  await expect.poll(async () => {
    seen.add(await row.locator(byTestId('last-price')).getAttribute('data-value'));
    seen.add(await row.locator(byTestId('bid')).getAttribute('data-value'));
    return seen.size;
  }, { timeout: 20_000 }).toBeGreaterThan(2);
  await page.click(byTestId('sort-change-pct'));
  expect(await page.locator('th[aria-sort="descending"]').innerText()).toContain('Chg %');
  await row.focus();
  await page.keyboard.press('Enter');
  await page.waitForSelector(byTestId('page-chart'));
});

test('An export runs to its verified files', async () => {
  const { page, complaints } = watched;
  await page.goto(`${server.url}/data/export`);
  await page.waitForSelector(byTestId('export-form'));
  await expect.poll(() => page.locator(`${byTestId('export-instrument')} option`).count()).toBeGreaterThan(0);
  await page.selectOption(byTestId('export-instrument'), instrument);
  const before = await page.locator(byTestId('job')).count();
  await page.click(byTestId('export-run'));
  await expect.poll(() => page.locator(byTestId('job')).count(), { timeout: 15_000 }).toBeGreaterThan(before === 20 ? 19 : before);
  const job = page.locator(byTestId('job')).first();
  await expect.poll(() => job.getAttribute('data-state'), { timeout: 40_000 }).toBe('succeeded');
  await expect.poll(() => job.locator(byTestId('export-file')).count(), { timeout: 10_000 }).toBeGreaterThan(0);
  expect(Number(await job.locator(byTestId('job-rows')).getAttribute('data-value'))).toBeGreaterThan(0);
  expect(await job.locator(byTestId('verification')).first().getAttribute('data-value')).toBe('passed');
  // What the snippet asks for is what the file is: its kind, its identifier, and a time that holds its rows.
  const snippet = await page.innerText(byTestId('snippet'));
  const id = await job.getAttribute('data-value');
  interface Made { readonly result: { readonly data_type: string; readonly files: readonly { readonly path: string; readonly ts_init_min: string; readonly ts_init_max: string }[] } }
  const { result } = (await (await fetch(`${server.url}/api/v1/jobs/${id}`)).json()) as Made;
  const file = result.files[0];
  const { metadata } = (await (await fetch(`${server.url}/api/v1/parquet/preview/${(file?.path ?? '').split('/').map(encodeURIComponent).join('/')}?rows=1`)).json()) as { readonly metadata: Record<string, string> };
  expect(snippet).toContain(`instrument_ids=["${metadata['instrument_id']}"]`);
  expect(file?.path.split('/').slice(0, 3)).toEqual(['data', result.data_type, instrument.replaceAll('/', '')]);
  expect(snippet).toContain(result.data_type === 'quote_tick' ? 'catalog.quote_ticks(' : 'catalog.trade_ticks(');
  const nanosOf = (name: string): bigint => BigInt(Date.parse(`${new RegExp(`${name}="(\\d{4}-\\d\\d-\\d\\d)"`).exec(snippet)?.[1] ?? ''}T00:00:00Z`)) * 1_000_000n;
  expect(nanosOf('start') <= BigInt(file?.ts_init_min ?? 0) && BigInt(file?.ts_init_max ?? 0) < nanosOf('end')).toBe(true);
  await page.reload();
  await expect.poll(() => page.locator(byTestId('job')).first().getAttribute('data-state'), { timeout: 10_000 }).toBe('succeeded');
  expect(complaints).toEqual([]);
});

test('The truth page says that the counters are balanced', async () => {
  const { page } = watched;
  await page.goto(`${server.url}/system`);
  await page.waitForSelector(byTestId('balanced'));
  await expect.poll(() => value(page, 'balanced'), { timeout: 10_000 }).toBe('ok');
  expect(Number(await value(page, 'counter-received'))).toBeGreaterThan(0);
});

test('No page scrolls sideways at any size', async () => {
  const { page } = watched;
  const paths = ['/', '/watchlist', `/chart/${encodeURIComponent(instrument)}`, '/alerts', '/data', '/data/export', '/data/import', '/data/retention', '/system', '/system/audit', '/settings'];
  await page.goto(server.url);
  for (const path of paths) {
    await visit(page, path);
    await settled(page);
    for (const [width, height] of [[1440, 900], [1024, 768], [390, 844], [320, 700]] as const) {
      await page.setViewportSize({ width, height });
      const excess = await page.evaluate(() => new Promise<number>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(Math.max(
        document.documentElement.scrollWidth - window.innerWidth,
        ...[...document.querySelectorAll('[data-scroller]')].map((e) => e.scrollWidth - e.clientWidth)))))));
      expect(excess, `${path} at ${width}`).toBeLessThanOrEqual(0);
    }
  }
});

test('No serious accessibility fault on any page in either theme', async () => {
  const { page } = watched;
  const paths = ['/', '/watchlist', `/chart/${encodeURIComponent(instrument)}?view=table`, '/alerts', '/data', '/data/export', '/data/import', '/data/retention', '/system', '/system/audit', '/settings'];
  await page.goto(server.url);
  await settled(page);
  for (const path of paths) {
    await visit(page, path);
    await settled(page);
    await showTheme(page, 'dark');
    expect(await seriousFaults(page), `${path} dark`).toEqual([]);
    await showTheme(page, 'light');
    expect(await seriousFaults(page, 'colours'), `${path} light`).toEqual([]);
  }
}, 240_000);

test('A gap can be filled and explained, and every line says since when and why', async () => {
  if (server.mock === null) return; // a real server has the gaps it has
  const { page, complaints } = watched;
  await page.goto(`${server.url}/data`);
  const open = page.locator(`${byTestId('gap-row')}[data-state="open"]`).first();
  // By its id: its state is another one as soon as it is being filled.
  const gap = page.locator(`${byTestId('gap-row')}[data-value="${await open.getAttribute('data-value')}"]`);
  const filling = page.waitForRequest((request) => request.url().endsWith('/api/v1/data/backfill'));
  await gap.locator(byTestId('gap-backfill')).click();
  expect(JSON.parse((await filling).postData() ?? '{}')).toMatchObject({ instrument_id: 'NVDA.NASDAQ', kinds: ['trade'] });

  await gap.locator(byTestId('gap-explain')).click();
  const explaining = page.waitForRequest((request) => request.url().endsWith('/explain'));
  await page.fill(byTestId('gap-explanation'), 'exchange holiday');
  await page.click(byTestId('gap-save'));
  expect(JSON.parse((await explaining).postData() ?? '{}')).toEqual({ explanation: 'exchange holiday' });
  await page.waitForSelector(byTestId('gap-explain-dialog'), { state: 'detached' });

  await page.click(byTestId('nav-system'));
  const line = page.locator(byTestId('line-row')).first();
  await line.waitFor();
  expect(await line.locator(byTestId('line-since')).innerText()).not.toBe('');
  expect(await line.locator(byTestId('line-reason')).innerText()).toBe('tick by tick');
  expect(complaints).toEqual([]);
});
