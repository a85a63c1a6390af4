import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openBrowser, type OpenBrowser } from './browser.mjs';
import { byTestId, seriousFaults, showTheme, value, watchedPage, type WatchedPage } from './fixture';
import { startMock, type Mock } from './mock-server.mjs';

/** The system page, and the first steps of a new installation. Always against the mock. */
let browser: OpenBrowser;
let mock: Mock;
let opened: WatchedPage;

beforeAll(async () => {
  browser = await openBrowser({ permissions: ['clipboard-read', 'clipboard-write'] });
});

afterEach(async () => {
  await opened.page.close();
  await mock.close();
});

afterAll(async () => {
  await browser.close();
});

async function open(path: string, state: 'full' | 'empty' = 'full'): Promise<void> {
  mock = await startMock(0, { state });
  opened = await watchedPage(browser, mock.url);
  await opened.page.goto(mock.url + path);
}

test('U-187 U-192 U-193 U-194 The system page says what the server says, with limits as bars, countdowns, version, hash and restarts', async () => {
  await open('/system');
  const { page, complaints } = opened;
  // The shape is the contract that this test relies on.
  const status = (await (await fetch(`${mock.url}/api/v1/system/status`)).json()) as { readonly verdict: string; readonly trade_verdict: string };
  await expect.poll(() => page.innerText(`${byTestId('verdict')} strong`)).toBe(status.verdict);
  expect(await page.innerText(byTestId('trade-verdict'))).toBe(status.trade_verdict);
  expect(status.trade_verdict).toMatch(/^Can I trade now\? No\. \S/);
  const lines = await page.locator(byTestId('verdict')).evaluate((element) => [...element.children].map((child) => child.getBoundingClientRect().top).sort((a, b) => a - b)[0]);
  expect((await page.locator(byTestId('trade-verdict')).boundingBox())?.y).toBe(lines);

  for (const [name, used, limit] of [['market_data_lines', 14, 100], ['history', 12, 55], ['messages', 3, 50], ['tick_by_tick', 2, 5]] as const) {
    const meter = page.locator(`${byTestId(`limit-${name}`)} meter`);
    await meter.waitFor();
    expect([await meter.getAttribute('value'), await meter.getAttribute('max')], name).toEqual([String(used), String(limit)]);
    expect(await page.innerText(byTestId(`limit-${name}`))).toContain(`${used} of ${limit}`);
  }

  const restart = (): Promise<string> => page.innerText(byTestId('run-next-restart'));
  expect(await restart()).toMatch(/^in \d+:\d\d/);
  expect(await page.innerText(byTestId('run-next-login'))).toMatch(/^in 1 d \d\d:\d\d/);
  const before = await restart();
  await expect.poll(restart).not.toBe(before);

  expect(await page.innerText(byTestId('run-version'))).toBe('0.1.0');
  expect(await page.innerText(byTestId('run-commit'))).toBe('e83f598a1b2c');
  expect(await page.innerText(byTestId('run-config'))).toBe('5be1f00dc0de');
  expect(await page.innerText(byTestId('run-started'))).toMatch(/^\d\d \w{3} \d{4} \d\d:\d\d:\d\d$/);
  expect(await page.innerText(byTestId('run-uptime'))).toMatch(/^\d\d:\d\d$/);
  expect(await page.innerText(byTestId('panel-run'))).toContain('1 restart in the last 7 days');
  expect(await page.innerText(byTestId('restart'))).toContain('stopped in good order');
  expect(await seriousFaults(page)).toEqual([]);
  expect(complaints).toEqual([]);
});

test('U-191 Each figure of the system page has the course of an hour, and leads to its metric', async () => {
  await open('/system');
  const { page } = opened;
  await page.waitForSelector(`${byTestId('trend-received')} svg`);
  const trends = await page.$$eval('.figure-trend', (all) => all.map((one) => [one.getAttribute('data-testid') ?? '', one.getAttribute('data-points') ?? '', one.getAttribute('href') ?? '', String(one.querySelector('svg') !== null)]));
  expect(trends.filter(([, points, href = '', isDrawn]) => points !== '241' || !/^\/metrics#argonaut_\w+$/.test(href) || isDrawn !== 'true')).toEqual([]);
  expect(trends.map(([name]) => name).sort()).toEqual([
    ...['received', 'acknowledged', 'rejected', 'duplicate', 'conflated', 'in_flight', 'spooled', 'queue_depth', 'received_per_s', 'lag_ms_p99', 'reconnects', 'round_trip_ms', 'clock_offset_ms'],
    ...['market_data_lines', 'tick_by_tick', 'history', 'messages'].map((name) => `limit_${name}`),
  ].map((name) => `trend-${name}`).sort());
});

test('U-189 A line that is connected and silent says for how long, and counts as a fault', async () => {
  await open('/system');
  const { page } = opened;
  mock.quirks.lines = { 'AAPL.NASDAQ': { state: 'silent', reason: 'no tick for 34 s, expected within 30 s; asked again', last_tick: String(BigInt(Date.now() - 34_000) * 1_000_000n) } };
  const line = page.locator(`${byTestId('line-row')}[data-state="silent"]`).first();
  await line.waitFor();
  expect(await line.innerText()).toMatch(/Silent 3[4-9] s/);
  expect(await line.textContent()).toContain('no tick for 34 s');
  expect(await line.locator('.mark').getAttribute('class')).toContain('mark-critical');
  expect(await page.locator(`${byTestId('line-row')}[data-state="flowing"] .mark-ok`).count()).toBeGreaterThan(3);
});

test('U-188 Each stage shows its state, since when, last success, last error, rate and delay, and none is OK without a time', async () => {
  await open('/system');
  const { page } = opened;
  await page.waitForSelector(byTestId('stage-clock'));
  expect(await page.$$eval('.stage-table thead th', (all) => all.map((head) => head.textContent))).toEqual(['Stage', 'State', 'For', 'Last success', 'Rate', 'Delay p99', 'Last error', 'Detail']);
  const stages = ['broker_socket', 'broker', 'data_farms', 'feed', 'ingestion', 'store', 'bar_builder', 'signal_engine', 'risk', 'order_path', 'export', 'websocket', 'disk', 'clock'];
  const rows = await page.$$eval('.stage-table tbody tr', (all) => all.map((row) => ({
    name: (row.getAttribute('data-testid') ?? '').slice('stage-'.length), state: row.getAttribute('data-state'), cells: [...row.children].map((cell) => (cell.textContent ?? '').trim()),
  })));
  expect(rows.map((row) => row.name)).toEqual(expect.arrayContaining(stages));
  for (const { name, state, cells } of rows) {
    expect(cells.filter((cell) => cell === ''), name).toEqual([]);
    if (state === 'ok') expect([cells[2], cells[3]].filter((cell) => !/^\d/.test(cell ?? '')), name).toEqual([]);
    if (state === 'disabled') expect(cells[7], name).toContain('Not part of this version');
  }
  const line = page.locator(byTestId('line-row')).first();
  for (const part of ['line-since', 'line-rate', 'line-delay', 'line-error', 'line-reason']) expect((await line.locator(byTestId(part)).innerText()).trim(), part).not.toBe('');
});

test('U-195 A dead database, an unplugged broker, a full queue and a wrong clock each turn their own line red within 5 s, which clears within 10 s', async () => {
  await open('/system');
  const { page } = opened;
  await page.waitForSelector(byTestId('stage-clock'));
  const red = (): Promise<readonly string[]> => page.$$eval('.stage-table tbody tr', (all) => all.filter((row) => row.querySelector('.mark-critical') !== null).map((row) => `${row.getAttribute('data-testid')} ${row.querySelector('.mark')?.textContent?.trim()}`));
  const colour = (): Promise<string> => page.$eval('.stage-table .mark-critical', (mark) => getComputedStyle(mark).color);
  expect(await red()).toEqual([]);
  for (const [fault, line] of [['database', 'stage-store Down'], ['broker', 'stage-broker_socket Down'], ['queue', 'stage-ingestion Full'], ['clock', 'stage-clock Wrong']] as const) {
    mock.quirks.fault = fault;
    await expect.poll(red, { message: fault, timeout: 5_000 }).toEqual([line]);
    for (const [theme, critical] of [['dark', 'rgb(255, 123, 114)'], ['light', 'rgb(179, 29, 40)']] as const) {
      await showTheme(page, theme);
      expect(await colour(), `${fault} ${theme}`).toBe(critical);
    }
    mock.quirks.fault = undefined;
    await expect.poll(red, { message: `${fault} is over`, timeout: 10_000 }).toEqual([]);
    expect(await page.innerText(`${byTestId(line.split(' ')[0] ?? '')} ${byTestId('stage-error')}`), fault).not.toBe('none');
  }
});

test('U-196 The copied diagnostics hold everything that is on the page, and no secret', async () => {
  await open('/system');
  const { page } = opened;
  await page.waitForSelector(byTestId('balanced'));
  await page.waitForSelector(byTestId('line-row'));
  await page.waitForSelector(byTestId('run-config'));
  mock.quirks.isFrozen = true;
  await page.click(byTestId('copy-diagnostics'));
  const copied = (await page.evaluate(() => navigator.clipboard.readText())).replaceAll('\u202f', '');
  const words = await page.evaluate(() => {
    const texts = (selector: string): string[] => [...document.querySelectorAll(selector)].map((one) => (one.textContent ?? '').trim());
    return {
      verdict: texts('[data-testid="verdict"] strong'),
      stages: [...document.querySelectorAll('[data-testid^="stage-"]')].map((row) => (row.getAttribute('data-testid') ?? '').slice('stage-'.length)),
      details: texts('.stage-detail'),
      lines: texts('[data-testid="line-row"] th'),
      reasons: texts('[data-testid="line-reason"]'),
      limits: texts('.limits dt'),
      notices: texts('.system-notices .notice-list li > span:last-child'),
      restarts: texts('[data-testid="restart"] > span:last-child'),
      facts: texts('[data-testid="run-version"], [data-testid="run-config"], [data-testid="run-commit"]'),
      instants: [...document.querySelectorAll('[data-testid="run-started"], [data-testid="run-next-restart"], [data-testid="run-next-login"]')].map((one) => one.getAttribute('title') ?? ''),
      rest: ['received', 'acknowledged', 'rejected', 'duplicate', 'conflated', 'in flight', 'spooled', 'queue', 'write delay', 'round trip', 'protocol', 'reconnects', 'clock offset', 'PostgreSQL'],
    };
  });
  for (const [what, all] of Object.entries(words)) {
    expect(all.length, what).toBeGreaterThan(0);
    expect(all.map((text) => text.replaceAll('\u202f', '')).filter((text) => !copied.includes(text)), what).toEqual([]);
  }
  expect(copied).not.toMatch(/token|password|secret|U\d{6,}/i);
});

test('U-015 A first start whose database does not answer opens the checklist, and the page goes on by itself when it is there', async () => {
  mock = await startMock();
  mock.quirks.isStarting = true;
  mock.quirks.database = false;
  opened = await watchedPage(browser, mock.url);
  const { page } = opened;
  await page.goto(mock.url);
  await page.waitForSelector(`${byTestId('first-start')} ${byTestId('check-database')}[data-result="fail"]`);
  expect(await page.innerText(`${byTestId('check-database')} ${byTestId('check-fix')}`)).toContain('DATABASE_URL');
  expect(await seriousFaults(page)).toEqual([]);
  mock.quirks.database = undefined;
  await page.waitForSelector(`${byTestId('check-database')}[data-result="pass"]`);
  mock.quirks.isStarting = false;
  await page.waitForSelector(byTestId('card-AAPL.NASDAQ'));
  expect(await page.locator(byTestId('first-start')).count()).toBe(0);
});

test('U-015 A first start opens a checklist of what doctor found, each line with its next action, and follows what is mended', async () => {
  await open('/', 'empty');
  const { page, complaints } = opened;
  await page.waitForSelector(byTestId('first-start'));
  const steps = (): Promise<readonly (string | null)[]> => page.$$eval(`${byTestId('first-start')} > li`, (all) => all.map((step) => `${step.getAttribute('data-testid')} ${step.getAttribute('data-result')}`));
  expect(await steps()).toEqual(['check-database fail', 'check-broker warn', 'check-entitlements warn', 'check-instruments warn', 'check-recording warn']);
  // The shape is the contract that this test relies on.
  const { items } = (await (await fetch(`${mock.url}/api/v1/system/doctor`)).json()) as { readonly items: readonly { readonly name: string; readonly detail: string; readonly fix: string | null }[] };
  for (const item of items) {
    const text = await page.innerText(byTestId(`check-${item.name}`));
    expect(text).toContain(item.detail);
    if (item.fix !== null) expect(text).toContain(item.fix);
  }
  expect(await seriousFaults(page)).toEqual([]);
  mock.quirks.database = true;
  await page.click(byTestId('doctor-again'));
  await page.waitForSelector(`${byTestId('check-database')}[data-result="pass"]`);
  expect(await page.locator(`${byTestId('check-database')} ${byTestId('check-fix')}`).count()).toBe(0);
  await page.click(`${byTestId('check-instruments')} a`);
  await page.waitForSelector(byTestId('add-dialog'));
  expect(await value(page, 'mode-band')).toBe('paper');
  expect(complaints).toEqual([]);
});
