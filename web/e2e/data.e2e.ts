import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openBrowser, type OpenBrowser } from './browser.mjs';
import { byTestId, seriousFaults, settled, showTheme, value, watchedPage, type WatchedPage } from './fixture';
import { startMock, type Mock } from './mock-server.mjs';

/** Days, gaps, files, nightly exports and imports; against the mock, which has every state. */
let mock: Mock;
let browser: OpenBrowser;
let watched: WatchedPage;

beforeAll(async () => {
  mock = await startMock(0, { role: 'admin' });
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
  await mock.close();
});

beforeEach(async () => {
  watched = await watchedPage(browser, mock.url);
});

afterEach(async () => {
  expect(watched.complaints).toEqual([]);
  await watched.page.close();
});

test('U-173 U-174 The days of each instrument are told apart, and one opens with what it holds', async () => {
  const { page } = watched;
  await page.goto(`${mock.url}/data`);
  await page.waitForSelector(byTestId('day-row'));
  const states = await page.locator(byTestId('day')).evaluateAll((cells) => cells.map((cell) => cell.getAttribute('data-state')));
  for (const state of ['complete', 'partial', 'empty', 'closed', 'running', 'not_recorded']) expect(states).toContain(state);
  const seen = await Promise.all(['empty', 'closed'].map((state) => page.locator(`${byTestId('day')}[data-state="${state}"]`).first().evaluate((cell) => {
    const style = getComputedStyle(cell);
    return { word: cell.getAttribute('aria-label') ?? '', image: style.backgroundImage.split('(')[0], edge: style.borderTopColor };
  })));
  expect(seen.map((cell) => cell.word)).toEqual([expect.stringContaining('Missing'), expect.stringContaining('Market closed')]);
  expect(seen[0]?.image).not.toBe(seen[1]?.image);
  expect(seen[0]?.edge).not.toBe(seen[1]?.edge);

  await page.locator(`${byTestId('day')}[data-state="partial"]`).last().click();
  expect(await page.getAttribute(byTestId('day-detail'), 'data-state')).toBe('partial');
  await expect.poll(() => value(page, 'day-rows')).toBe('182331');
  expect(await page.innerText(byTestId('day-detail'))).toMatch(/First \(UTC\)\s+\d\d:\d\d:\d\d\s+Last \(UTC\)\s+\d\d:\d\d:\d\d[^]*Gaps\s+\d gaps?, 6 min\s+Parquet\s+Not exported/);
  const filling = page.waitForRequest((request) => request.url().endsWith('/api/v1/data/backfill'));
  await page.click(byTestId('day-backfill'));
  expect(JSON.parse((await filling).postData() ?? '{}')).toMatchObject({ kinds: ['trade'] });

  const before = await page.evaluate(() => document.querySelector('[data-testid="day"][aria-pressed="true"]')?.getAttribute('data-place'));
  await page.locator(`${byTestId('day')}[aria-pressed="true"]`).focus();
  await page.keyboard.press('ArrowLeft');
  const after = await page.evaluate(() => document.activeElement?.getAttribute('data-place'));
  expect(after).not.toBe(before);
  expect(await page.locator(`${byTestId('day')}[tabindex="0"]`).count()).toBe(1);

  const quotes = page.waitForRequest((request) => request.url().includes('/api/v1/data/days?') && request.url().includes('kind=quote'));
  await page.locator(byTestId('days-kind')).getByText('Quotes').click();
  await quotes;
});

test('A day leads to the export form, which knows rows, size and time before it starts', async () => {
  const { page } = watched;
  await page.goto(`${mock.url}/data`);
  await page.locator(`${byTestId('day')}[data-state="complete"]`).last().click();
  await page.click(byTestId('day-export'));
  await page.waitForSelector(byTestId('export-form'));
  expect(await page.inputValue(byTestId('export-start'))).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  await expect.poll(() => value(page, 'export-estimate')).toBe('182331');
  expect(await page.innerText(byTestId('export-estimate'))).toMatch(/rows · ≈ .*B · ≈ /);
});

test('U-175 The form asks for the format as well, the estimate follows it, and order books have only one', async () => {
  const { page } = watched;
  const estimate = page.waitForResponse((answer) => answer.url().includes('/parquet/estimate') && answer.url().includes('format=flat'));
  await page.goto(`${mock.url}/data/export?instrument=AAPL.NASDAQ&kind=trade&start=2026-11-20&end=2026-11-21`);
  await expect.poll(() => page.innerText(byTestId('export-estimate'))).toMatch(/rows · ≈ 1\.39 MB · ≈ /);
  expect(await page.locator(`${byTestId('export-format')} option`).allInnerTexts()).toEqual(['NautilusTrader catalog', 'Plain columns']);
  await page.selectOption(byTestId('export-format'), 'flat');
  await page.selectOption(byTestId('export-compression'), 'zstd');
  await estimate;
  await expect.poll(() => page.innerText(byTestId('export-estimate'))).toMatch(/rows · ≈ 1\.71 MB · ≈ /);
  expect(await page.innerText(byTestId('export-format-note'))).toContain('flat/');
  expect(await page.innerText(byTestId('snippet'))).toContain('exports/flat/trade_tick');
  const asked = page.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/parquet/export/ticks/IB/AAPL.NASDAQ'));
  await page.click(byTestId('export-run'));
  expect(JSON.parse((await asked).postData() ?? '{}')).toMatchObject({ start: '2026-11-20', end: '2026-11-21', compression: 'zstd', format: 'flat', on_overlap: 'skip' });

  await page.locator(byTestId('export-kind')).getByText('Book changes').click();
  expect([await page.inputValue(byTestId('export-format')), await page.isDisabled(byTestId('export-format'))]).toEqual(['nautilus', true]);
  await page.locator(byTestId('export-kind')).getByText('Whole day').click();
  const daily = page.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/parquet/export/daily'));
  await page.click(byTestId('export-run'));
  expect(JSON.parse((await daily).postData() ?? '{}')).toEqual({ date: '2026-11-20', compression: 'zstd', format: 'flat' });
});

test('U-176 A running export shows rows, speed, files and what is left, also after a reload, and can be cancelled', async () => {
  const { page } = watched;
  await page.goto(`${mock.url}/data/export`);
  await expect.poll(() => page.locator(byTestId('export-run')).isEnabled()).toBe(true);
  mock.holdJobs(true);
  await page.click(byTestId('export-run'));
  const job = page.locator(byTestId('job')).first();
  await expect.poll(() => job.locator(byTestId('job-files-done')).getAttribute('data-value')).toBe('1');
  const running = /^102\D168 of 204\D331 rows, 102\D16\d rows\/s · 0\.78 MB\/s · 1 file · 1\D?000 ms left$/;
  const told = (): Promise<string> => job.locator('.job-progress .num').innerText();
  await expect.poll(told).toMatch(running);
  await page.reload();
  await expect.poll(told).toMatch(running);
  expect(await job.getAttribute('data-state')).toBe('running');
  await job.locator(byTestId('job-cancel')).click();
  await expect.poll(() => job.getAttribute('data-state')).toBe('cancelled');
  mock.holdJobs(false);
});

test('U-179 The catalog lists the schema of its files and warns of overlap, of orphans and of files that do not open', async () => {
  const { page } = watched;
  const overlapping = 'data/trade_tick/AAPL.NASDAQ/2026-11-20T14-30-00-000000000Z_2026-11-20T21-00-00-000000000Z.parquet';
  const unreadable = { path: 'data/quote_tick/EURUSD.IDEALPRO/broken.parquet', reason: 'The file ends before its footer.' };
  Object.assign(mock.catalogFaults, { overlapping: [overlapping], orphans: ['data/trade_tick/notes.txt'], unreadable: [unreadable] });
  await page.goto(`${mock.url}/data`);
  await page.waitForSelector(byTestId('catalog-row'));
  const columns = await page.locator(`${byTestId('panel-catalog')} thead th`).allInnerTexts();
  expect(columns.map((name) => name.trim())).toEqual(expect.arrayContaining(['Instrument', 'Kind', 'Schema', 'Files', 'Rows']));
  expect(new Set(await page.locator(byTestId('catalog-generation')).allInnerTexts())).toEqual(new Set(['v1-hp']));
  for (const theme of ['dark', 'light'] as const) {
    await showTheme(page, theme);
    for (const [kind, file, why] of [['overlap', overlapping, 'twice'], ['orphans', 'notes.txt', 'no Parquet files'], ['unreadable', unreadable.path, unreadable.reason]] as const) {
      const warning = page.locator(byTestId(`catalog-${kind}`));
      expect(await warning.getAttribute('data-value'), theme).toBe('1');
      await warning.evaluate((element: HTMLDetailsElement) => { element.open = true; });
      expect(await warning.innerText(), theme).toContain(file);
      expect(await warning.innerText(), theme).toContain(why);
    }
    expect(await page.locator(byTestId('catalog-row')).first().innerText(), theme).toContain('Overlapping files');
  }
  Object.assign(mock.catalogFaults, { overlapping: [], orphans: [], unreadable: [] });
});

test('The ledger of gaps is narrowed by instrument and state', async () => {
  const { page } = watched;
  await page.goto(`${mock.url}/data`);
  await page.waitForSelector(byTestId('gap-row'));
  const all = await page.locator(byTestId('gap-row')).count();
  await page.selectOption(byTestId('gap-state'), 'filled');
  expect(await page.locator(byTestId('gap-row')).count()).toBeLessThan(all);
  await page.selectOption(byTestId('gap-instrument'), 'NVDA.NASDAQ');
  await page.selectOption(byTestId('gap-kind'), 'quote');
  await page.waitForSelector(`${byTestId('panel-gaps')} ${byTestId('empty')}`);
});

test('U-179 Files are verified and open with their metadata and checksum', async () => {
  const { page } = watched;
  await page.goto(`${mock.url}/data`);
  await page.click(byTestId('verify-all'));
  await expect.poll(() => page.locator(byTestId('verify-result')).getAttribute('data-value')).toBe('0');
  await page.locator(byTestId('catalog-files')).first().click();
  await expect.poll(() => page.locator(byTestId('catalog-file')).first().innerText()).toContain('Passed');
  await page.locator(byTestId('file-open')).first().click();
  await expect.poll(async () => Number(await value(page, 'file-rows'))).toBeGreaterThan(0);
  expect(await page.innerText(byTestId('file-dialog'))).toContain('price_precision');
  await page.keyboard.press('Escape');
  await page.waitForSelector(byTestId('file-dialog'), { state: 'detached' });
});

test('U-180 A nightly export is added, changed and removed, and says when it runs', async () => {
  const { page } = watched;
  await page.goto(`${mock.url}/data/export`);
  await page.waitForSelector(byTestId('schedule'));
  expect(await page.locator(`${byTestId('schedule')}[data-value="Nightly"]`).innerText()).toMatch(/02:30 Europe\/Berlin[^]*Next run[^]*for \d{4}-\d\d-\d\d[^]*Last run\s+Succeeded\s*\d/);
  await page.click(byTestId('schedule-add'));
  await page.fill(byTestId('schedule-name'), 'Books');
  await page.fill(byTestId('schedule-time'), '25:00');
  expect(await page.isDisabled(byTestId('schedule-save'))).toBe(true);
  await page.fill(byTestId('schedule-time'), '23:45');
  await page.click(byTestId('schedule-save'));
  const added = page.locator(`${byTestId('schedule')}[data-value="Books"]`);
  await added.waitFor();
  expect(await added.innerText()).toContain('23:45');

  await added.locator(byTestId('schedule-edit')).click();
  await page.fill(byTestId('schedule-name'), 'Order books');
  await page.click(byTestId('schedule-save'));
  const changed = page.locator(`${byTestId('schedule')}[data-value="Order books"]`);
  await changed.waitFor();
  await changed.locator(byTestId('schedule-remove')).click();
  await changed.locator(byTestId('schedule-remove')).click();
  await changed.waitFor({ state: 'detached' });
});

test('Changing the time of a nightly export leaves what the form does not show', async () => {
  const { page } = watched;
  await page.goto(`${mock.url}/data/export`);
  const nightly = page.locator(`${byTestId('schedule')}[data-value="Nightly"]`);
  await nightly.locator(byTestId('schedule-edit')).click();
  await page.fill(byTestId('schedule-time'), '03:15');
  const saving = page.waitForRequest((request) => request.method() === 'PUT');
  await page.click(byTestId('schedule-save'));
  expect(JSON.parse((await saving).postData() ?? '{}')).toMatchObject({ time: '03:15', timeframes: ['1m', '1D'], on_overlap: 'skip' });
});

test('A cancelled export can go on', async () => {
  const { page } = watched;
  await page.goto(`${mock.url}/data/export`);
  await page.waitForSelector(byTestId('export-form'));
  await expect.poll(() => page.locator(byTestId('export-run')).isEnabled()).toBe(true);
  await page.click(byTestId('export-run'));
  const job = page.locator(byTestId('job')).first();
  await job.locator(byTestId('job-cancel')).click();
  await expect.poll(() => job.getAttribute('data-state')).toBe('cancelled');
  await job.locator(byTestId('job-resume')).click();
  await expect.poll(() => job.getAttribute('data-state'), { timeout: 15_000 }).toBe('succeeded');
});

test('U-178 A partial export names what failed with the reason, and offers to do only that again', async () => {
  const { page } = watched;
  await page.goto(`${mock.url}/data/export`);
  await page.waitForSelector(byTestId('export-form'));
  const id = mock.failPart('2026-01-05', ['AAPL.NASDAQ', 'MSFT.NASDAQ', 'NVDA.NASDAQ'], 'MSFT.NASDAQ', 'The disk is full.');
  const job = page.locator(`${byTestId('job')}[data-value="${id}"]`);
  await job.waitFor();
  expect(await job.getAttribute('data-state')).toBe('partial');
  await job.locator('details').evaluate((element: HTMLDetailsElement) => { element.open = true; });
  const failed = job.locator(`${byTestId('export-result')}[data-state="failed"]`);
  expect(await failed.allInnerTexts()).toEqual([expect.stringContaining('MSFT.NASDAQ')]);
  expect(await failed.innerText()).toContain('The disk is full.');
  expect(await job.locator(`${byTestId('export-result')}[data-state="success"]`).count()).toBe(2);
  expect(await job.locator(byTestId('job-resume')).getAttribute('title')).toMatch(/fail|left/i);
  const asked = page.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith(`/api/v1/jobs/${id}/resume`));
  await job.locator(byTestId('job-resume')).click();
  await asked;
});

test('U-185 An import is checked before it writes, with what is new, there, different and refused', async () => {
  const { page } = watched;
  await page.goto(`${mock.url}/data`);
  await page.click(byTestId('open-import'));
  await page.waitForSelector(byTestId('page-import'));
  expect(await page.isDisabled(byTestId('import-run'))).toBe(true);
  await page.fill(byTestId('import-path'), 'missing');
  await Promise.all([page.waitForResponse((answer) => answer.status() === 404), page.click(byTestId('import-check'))]);
  await page.waitForSelector(byTestId('error'));
  watched.complaints.splice(0, watched.complaints.length); // the browser tells of the refused request

  await page.fill(byTestId('import-path'), 'my-catalog');
  await page.click(byTestId('import-check'));
  await page.waitForSelector(byTestId('import-report'));
  expect(Number(await value(page, 'import-rows'))).toBe(596_995);
  expect(Number(await value(page, 'import-differ'))).toBe(2);
  expect(await page.innerText(byTestId('import-report'))).toContain('XYZ.NYSE is not known here');
  expect((await page.innerText(byTestId('import-run'))).replace(/\D/g, '')).toBe('443667');

  const writing = page.waitForRequest((request) => request.url().endsWith('/api/v1/data/import') && (request.postData() ?? '').includes('"dry_run":false'));
  await page.click(byTestId('import-run'));
  await writing;
  await expect.poll(() => page.innerText(byTestId('panel-import-report'))).toContain('What it did');
});

test('Without the owner an import can be checked only', async () => {
  const other = await startMock(0, { role: 'trader' });
  const { page } = watched;
  await page.goto(`${other.url}/data/import`);
  await page.fill(byTestId('import-path'), 'my-catalog');
  await page.click(byTestId('import-check'));
  await page.waitForSelector(byTestId('import-report'));
  expect(await page.isDisabled(byTestId('import-run'))).toBe(true);
  await other.close();
});

test('U-184 A catalog of NautilusTrader is opened, browsed and charted where it lies, says that it is not live, and is closed again', async () => {
  const { page, complaints } = watched;
  await page.goto(`${mock.url}/data/catalogs`);
  await page.fill(byTestId('catalog-path'), '/srv/nothing');
  await page.click(byTestId('catalog-open'));
  await expect.poll(() => page.innerText(byTestId('panel-open-catalog'))).toContain('it has no folder \'data\'');
  // The browser's own line about the answer.
  complaints.splice(0);
  await page.fill(byTestId('catalog-path'), '/srv/research');
  await page.click(byTestId('catalog-open'));
  await page.waitForSelector(byTestId('catalog-row'));
  expect(await page.innerText(byTestId('panel-catalog-content'))).toMatch(/Catalog research[^]*Overlapping files: 1[^]*Unreadable files: 1[^]*Files that no reader takes: 1/);
  expect(await page.locator(byTestId('catalog-generation')).allInnerTexts()).toEqual(['v1-sp', 'v1-sp', 'v1-sp']);
  // Of what holds neither bars nor ticks there is no chart, and no way to one.
  expect(await page.locator(byTestId('catalog-row')).filter({ hasText: 'ESH6.CME' }).getByRole('link').count()).toBe(0);
  await page.locator(byTestId('catalog-files')).first().click();
  await page.locator(byTestId('file-open')).first().click();
  await expect.poll(() => value(page, 'file-rows')).toBe('9500');
  expect(await page.innerText(byTestId('file-dialog'))).not.toContain('SHA-256');
  await page.keyboard.press('Escape');
  expect(await seriousFaults(page)).toEqual([]);

  await page.locator(byTestId('catalog-row')).first().getByRole('link').click();
  await page.waitForSelector(byTestId('legend'));
  for (const mark of ['catalog-mark', 'legend-catalog']) expect(await page.innerText(byTestId(mark))).toContain('from catalog research, not live');
  expect(await page.getAttribute(byTestId('catalog-chart'), 'aria-label')).toContain('from catalog research, not live');
  expect(await value(page, 'timeframes')).toBe('1h');
  expect(await page.isDisabled(byTestId('tf-1m'))).toBe(true);
  const asked = await page.evaluate(async () => (await (await fetch('/api/v1/catalogs/1/instruments/MSFT.XNAS/bars?timeframe=4h&from=MSFT.XNAS-1-HOUR-LAST-EXTERNAL&order=desc&limit=1')).json() as { items: { close: string; ts_open: string }[] }).items[0]);
  await page.click(byTestId('tf-4h'));
  await expect.poll(() => value(page, 'legend')).toBe(asked?.ts_open);
  expect(await value(page, 'legend-close')).toBe(asked?.close);
  expect(await page.locator(`${byTestId('price-age')}, ${byTestId('legend-source')}`).count()).toBe(0);

  await page.selectOption(byTestId('catalog-source'), 'quotes');
  await page.getByText('BID', { exact: true }).click();
  await expect.poll(() => page.innerText(byTestId('catalog-refused'))).toContain('3 rows could not be used. Row 7');
  expect(await page.innerText(byTestId('catalog-overlapping'))).toContain('count twice');
  await expect.poll(() => value(page, 'legend-price-type')).toBe('BID');
  await page.click(byTestId('table-toggle'));
  await expect.poll(() => page.locator(byTestId('bar-row')).count()).toBeGreaterThan(10);
  expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({ source: 'quotes', tf: '4h', price: 'BID', view: 'table' });
  for (const theme of ['dark', 'light'] as const) {
    await showTheme(page, theme);
    expect(await seriousFaults(page, theme === 'dark' ? 'all' : 'colours'), theme).toEqual([]);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate(() => Math.max(document.documentElement.scrollWidth - window.innerWidth, ...[...document.querySelectorAll('[data-scroller]')].map((e) => e.scrollWidth - e.clientWidth)))).toBeLessThanOrEqual(0);
  await page.setViewportSize({ width: 1440, height: 900 });

  await page.click(byTestId('catalog-back'));
  await settled(page);
  await page.click(byTestId('catalog-close'));
  await page.click(byTestId('catalog-close'));
  await expect.poll(() => page.innerText(byTestId('panel-catalogs'))).toContain('No other catalog is open');
});
