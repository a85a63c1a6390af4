import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, type OpenBrowser } from './browser.mjs';
import { byTestId, seriousFaults, value, watchedPage, type WatchedPage } from './fixture';
import { startMock, type Mock } from './mock-server.mjs';

/** What goes, when, and whether it was exported (U-186); always against the mock. */
let browser: OpenBrowser;

beforeAll(async () => {
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
});

const phrase = 'delete unexported data';

async function open(role: 'admin' | 'trader', state: 'full' | 'broken' = 'full'): Promise<WatchedPage & { readonly mock: Mock }> {
  const mock = await startMock(0, { role, state });
  const watched = await watchedPage(browser, mock.url);
  await watched.page.goto(`${mock.url}/data/retention`);
  await watched.page.waitForSelector(byTestId('due-row'));
  return { ...watched, mock };
}

async function end(opened: WatchedPage & { readonly mock: Mock }): Promise<void> {
  expect(await opened.page.innerText('body')).not.toMatch(/NaN|undefined|Infinity|Invalid Date|\[object Object\]/);
  expect(opened.complaints).toEqual([]);
  await opened.page.close();
  await opened.mock.close();
}

test('U_186 The page shows what goes, when, and whether it is exported', async () => {
  const opened = await open('trader');
  const { page } = opened;
  const rows = await page.$$eval(byTestId('due-row'), (all) => all.map((row) => ({
    table: row.getAttribute('data-table') ?? '', kept: row.getAttribute('data-kept') ?? '', exported: row.getAttribute('data-exported') === 'true', text: row.textContent ?? '',
  })));
  expect(rows.map((row) => row.table.replace(/_\d+$/, ''))).toEqual(
    ['trade_chunks', 'quote_chunks', 'trade_chunks', 'quote_chunks', 'bars_1s', 'quality_findings', 'trade_chunks']);
  expect(rows[0]).toMatchObject({ kept: '', exported: true });
  expect(rows[0]?.text).toContain('Now');
  expect(rows[0]?.text).toContain('Goes with the next round');
  expect(rows[1]).toMatchObject({ kept: 'not_exported', exported: false });
  expect(rows[1]?.text).toContain('Stays: no file holds all of it');
  expect(rows[2]?.text).toContain('Goes when it is due');
  expect(rows[4]?.text).toContain('Stays then, unless exported');
  expect(rows[5]?.text).toContain('Goes when it is due');
  expect(rows[6]?.text).toContain('Stays then, unless exported');

  await page.click(`${byTestId('due-span')} [data-value="90"]`);
  await expect.poll(() => page.locator(byTestId('due-row')).count()).toBe(8);
  expect(await page.locator(byTestId('due-row')).last().getAttribute('data-table')).toMatch(/^bars_1m_/);
  expect(await page.getAttribute(byTestId('stored-trades'), 'data-rows')).toBe('61204118');
  expect(await page.innerText(byTestId('stored-bars_long'))).toContain('For ever');
  expect(await page.locator(byTestId('run-row')).count()).toBe(2);
  expect(await page.isDisabled(byTestId('dry-run'))).toBe(true);
  expect(await page.isDisabled(byTestId('policy-save'))).toBe(true);
  expect(await page.innerText(byTestId('panel-policy'))).toContain('needs the role admin');
  expect(await seriousFaults(page)).toEqual([]);
  await end(opened);
});

test('A dry run deletes nothing, and deleting takes what is exported only', async () => {
  const opened = await open('admin');
  const { page } = opened;
  await page.click(byTestId('dry-run'));
  await expect.poll(() => value(page, 'run-plan')).toBe('1');
  expect(await page.innerText(byTestId('run-dialog'))).toContain('1 old enough would stay');
  expect(await page.locator(byTestId('confirm-phrase')).count()).toBe(0);
  expect(await seriousFaults(page)).toEqual([]);
  await page.click(byTestId('run-close'));
  expect(await page.locator(byTestId('due-row')).count()).toBe(7);

  await page.click(byTestId('dry-run'));
  await page.click(byTestId('run-delete'));
  await page.waitForSelector(byTestId('run-done'));
  expect(await page.innerText(byTestId('run-done'))).toContain('Deleted: 1 partition');
  await page.click(byTestId('run-close'));
  await expect.poll(() => page.locator(byTestId('due-row')).count()).toBe(6);
  await expect.poll(() => page.locator(byTestId('run-row')).count()).toBe(3);
  expect(await page.locator(byTestId('run-row')).first().getAttribute('data-outcome')).toBe('partial');
  await end(opened);
});

test('U_186 Deleting what no export holds asks for a typed phrase, for the policy and for the run', async () => {
  const opened = await open('admin');
  const { page } = opened;
  await page.click(byTestId('policy-unexported'));
  await page.click(byTestId('policy-save'));
  await page.waitForSelector(byTestId('policy-dialog'));
  expect(await page.isDisabled(byTestId('policy-agree'))).toBe(true);
  await page.fill(byTestId('confirm-phrase'), 'delete');
  expect(await page.isDisabled(byTestId('policy-agree'))).toBe(true);
  await page.fill(byTestId('confirm-phrase'), phrase);
  await page.click(byTestId('policy-agree'));
  await page.waitForSelector(byTestId('policy-saved'));
  expect(await page.isChecked(byTestId('policy-unexported'))).toBe(true);
  await expect.poll(() => page.innerText(byTestId('panel-policy'))).toContain('set here');

  await page.click(byTestId('dry-run'));
  await expect.poll(() => value(page, 'run-plan')).toBe('2');
  expect(await page.innerText(byTestId('run-dialog'))).toMatch(/6.880.004 rows that no published export holds would be gone for good/);
  expect(await page.isDisabled(byTestId('run-delete'))).toBe(true);
  await page.fill(byTestId('confirm-phrase'), phrase);
  await page.click(byTestId('run-delete'));
  await page.waitForSelector(byTestId('run-done'));
  expect(await page.innerText(byTestId('run-done'))).toContain('Deleted: 2 partitions');
  await end(opened);
});

test('A period that is none is refused before it is sent, and another is kept', async () => {
  const opened = await open('admin');
  const { page } = opened;
  await page.fill(byTestId('policy-ticks'), '30');
  expect(await page.isDisabled(byTestId('policy-save'))).toBe(true);
  expect(await page.innerText(byTestId('panel-policy'))).toContain('Write days as 30d, or never');
  await page.fill(byTestId('policy-ticks'), '60d');
  await page.click(byTestId('policy-save'));
  await page.waitForSelector(byTestId('policy-saved'));
  await page.reload();
  await page.waitForSelector(byTestId('policy-ticks'));
  expect(await page.inputValue(byTestId('policy-ticks'))).toBe('60d');
  await end(opened);
});

test('F_221 What strains the database server stands above everything, with the process', async () => {
  const opened = await open('trader', 'broken');
  const told = await opened.page.innerText(byTestId('retention-problems'));
  expect(told).toContain('trade_ticks_20261011 cannot be read');
  expect(told).toContain('Process 4711');
  expect(await seriousFaults(opened.page)).toEqual([]);
  await end(opened);
});
