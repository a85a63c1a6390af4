import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, type OpenBrowser } from './browser.mjs';
import { byTestId, openServer, recordedInstruments, seriousFaults, showTheme, visit, watchedPage } from './fixture';
import { startMock, type Mock } from './mock-server.mjs';

let browser: OpenBrowser;

beforeAll(async () => {
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
});

async function withMock(role: 'viewer' | 'trader', run: (mock: Mock) => Promise<void>): Promise<void> {
  const mock = await startMock(0, { role });
  try {
    await run(mock);
  } finally {
    await browser.context.clearCookies();
    await mock.close();
  }
}

test('U_211 A viewer is told why, signs in with a token that is not kept, stays signed in, and signs out', () => withMock('viewer', async (mock) => {
  const { page, complaints } = await watchedPage(browser, mock.url);
  await page.goto(`${mock.url}/watchlist`);
  await page.waitForSelector(byTestId('viewer-banner'));
  expect(await page.innerText(byTestId('viewer-banner'))).toContain('trader');
  await page.waitForSelector(byTestId('add-instrument'));
  expect(await page.isDisabled(byTestId('add-instrument'))).toBe(true);

  await page.click(byTestId('banner-sign-in'));
  expect(await page.innerText(byTestId('sign-in-why'))).toContain('trader');
  await page.fill(byTestId('token'), 'arg_wrong');
  await page.click(byTestId('sign-in'));
  await expect.poll(() => page.innerText(byTestId('sign-in-fault'))).toContain('does not accept');
  await page.fill(byTestId('token'), 'arg_good');
  await page.click(byTestId('sign-in'));
  await expect.poll(() => page.innerText(byTestId('account'))).toContain('Trader');
  await expect.poll(() => page.isDisabled(byTestId('add-instrument'))).toBe(false);
  expect(await page.locator(byTestId('viewer-banner')).count()).toBe(0);
  expect(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }) + document.cookie)).not.toMatch(/arg_good|cookie-/);

  await page.reload();
  await page.waitForSelector(byTestId('add-instrument'));
  await expect.poll(() => page.isDisabled(byTestId('add-instrument'))).toBe(false);
  await page.click(byTestId('account'));
  await page.waitForSelector(byTestId('session-row'));
  await page.click(byTestId('sign-out'));
  await page.waitForSelector(byTestId('open-sign-in'));
  expect(complaints.filter((text) => !text.includes('401'))).toEqual([]);
  await page.close();
}));

test('U_213 Nothing of the session is in the storage of the browser after signing out', () => withMock('viewer', async (mock) => {
  const { page } = await watchedPage(browser, mock.url);
  await page.goto(`${mock.url}/settings`);
  await page.click(byTestId('open-sign-in'));
  await page.fill(byTestId('token'), 'arg_good');
  await page.click(byTestId('sign-in'));
  await page.waitForSelector(byTestId('account'));
  await page.evaluate(() => localStorage.setItem('argonaut.settings', '{"kept":"private"}'));
  await page.click(byTestId('sign-out'));
  await page.waitForSelector(byTestId('open-sign-in'));
  expect(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toContain('private');
  await page.close();
}));

test('U_212 An admin makes a token that is shown once, and revokes it', () => withMock('trader', async (mock) => {
  const { page, complaints } = await watchedPage(browser, mock.url);
  await page.goto(`${mock.url}/settings`);
  await page.waitForSelector(`${byTestId('panel-tokens')} ${byTestId('needs-role')}`);
  expect(await page.innerText(byTestId('panel-tokens'))).toContain('admin');
  await page.click(`${byTestId('panel-tokens')} ${byTestId('needs-role-sign-in')}`);
  await page.fill(byTestId('token'), 'arg_admin');
  await page.click(byTestId('sign-in'));
  await page.waitForSelector(byTestId('token-row'));

  await page.fill(byTestId('token-name'), 'laptop');
  await page.selectOption(byTestId('token-role'), 'trader');
  await page.click(byTestId('token-create'));
  await expect.poll(() => page.innerText(byTestId('token-secret'))).toContain('arg_shown-once');
  await page.click(byTestId('token-done'));
  await expect.poll(() => page.innerText('body')).not.toContain('arg_shown-once');
  const row = page.locator(`${byTestId('token-row')}[data-name="laptop"]`);
  await row.locator(byTestId('token-revoke')).click();
  await row.locator(byTestId('token-revoke-yes')).click();
  await expect.poll(() => row.getAttribute('data-state')).toBe('revoked');
  expect(await page.locator(`${byTestId('token-row')}[data-name="owner"] ${byTestId('token-revoke')}`).count()).toBe(0);
  expect(complaints).toEqual([]);
  await page.close();
}));

test('A_044 The audit log says who changed what, and asks for an admin', () => withMock('trader', async (mock) => {
  const { page, complaints } = await watchedPage(browser, mock.url);
  await page.goto(`${mock.url}/settings`);
  await page.click(byTestId('to-audit'));
  await page.waitForSelector(`${byTestId('page-audit')} ${byTestId('needs-role')}`);
  await page.click(byTestId('needs-role-sign-in'));
  await page.fill(byTestId('token'), 'arg_admin');
  await page.click(byTestId('sign-in'));
  await page.waitForSelector(byTestId('audit-row'));
  expect(await page.innerText(byTestId('audit-chain'))).toContain('Unchanged');
  expect(await page.innerText(byTestId('page-audit'))).toContain('Forbidden role');
  expect(await page.locator(byTestId('audit-row')).count()).toBe(100);
  await page.click(byTestId('audit-more'));
  await expect.poll(() => page.locator(byTestId('audit-row')).count()).toBeGreaterThan(100);
  await expect.poll(() => page.locator(byTestId('audit-more')).count()).toBe(0);
  expect(complaints).toEqual([]);
  await page.close();
}));

test('U_212 A token that an admin made signs in as what it was made for, and its making is in the audit log', async () => {
  const server = await openServer();
  const { page, complaints } = await watchedPage(browser, server.url);
  const name = `desk ${Date.now()}`;
  try {
    const file = process.env['ARGONAUT_TOKEN_FILE'];
    await page.goto(`${server.url}/settings`);
    await signIn(page, server.mock !== null || file === undefined ? 'arg_admin' : (await readFile(file, 'utf8')).trim());
    await page.fill(byTestId('token-name'), name);
    await page.selectOption(byTestId('token-role'), 'viewer');
    await page.click(byTestId('token-create'));
    const secret = await page.innerText(`${byTestId('token-secret')} code`);
    expect(secret).toMatch(/^arg_/);

    await page.click(byTestId('to-audit'));
    const made = page.locator(`${byTestId('audit-row')}[data-what="create_token"][data-result="done"]`);
    await made.first().waitFor();
    expect(await page.innerText(byTestId('page-audit'))).not.toContain(secret);

    await page.goto(`${server.url}/settings`);
    await page.click(byTestId('sign-out'));
    await signIn(page, secret);
    await expect.poll(() => page.innerText(byTestId('account'))).toContain(name);
    await page.waitForSelector(byTestId('viewer-banner'));

    // The stream is that of the new session: prices go on.
    await page.goto(`${server.url}/watchlist`);
    const [instrument] = await recordedInstruments(server.url);
    const stop = page.locator(byTestId(`stop-${instrument ?? ''}`));
    await stop.waitFor();
    expect(await stop.isDisabled()).toBe(true);
    await expect.poll(() => page.getAttribute(byTestId('connection'), 'data-value')).toBe('ok');
    expect(complaints).toEqual([]);
  } finally {
    await browser.context.clearCookies();
    await page.close();
    await server.close();
  }
});

test('F_761 What a viewer may not do is grey and says which role it needs', () => withMock('viewer', async (mock) => {
  const { page, complaints } = await watchedPage(browser, mock.url);
  const expectGrey = async (id: string, role: string): Promise<void> => {
    const control = page.locator(byTestId(id)).first();
    await control.waitFor();
    expect(await control.isDisabled()).toBe(true);
    expect(await control.getAttribute('title')).toContain(role);
  };
  await page.goto(`${mock.url}/watchlist`);
  await expectGrey('add-instrument', 'trader');
  await expectGrey('stop-AAPL.NASDAQ', 'trader');
  await page.goto(`${mock.url}/data`);
  await expectGrey('gap-explain', 'trader');
  await expectGrey('gap-backfill', 'trader');
  await page.goto(`${mock.url}/data/export`);
  await expectGrey('export-run', 'exporter');
  await page.goto(`${mock.url}/alerts`);
  await expectGrey('rule-remove', 'trader');
  await page.goto(`${mock.url}/chart/AAPL.NASDAQ`);
  await page.click(byTestId('layout-menu'));
  await expectGrey('layout-save', 'trader');
  expect(complaints).toEqual([]);
  await page.close();
}));

test('Settings and audit log have no serious accessibility fault in either theme', () => withMock('trader', async (mock) => {
  const { page } = await watchedPage(browser, mock.url);
  const audit = async (): Promise<void> => {
    await showTheme(page, 'dark');
    expect(await seriousFaults(page)).toEqual([]);
    await showTheme(page, 'light');
    expect(await seriousFaults(page, 'colours')).toEqual([]);
  };
  await page.goto(`${mock.url}/settings`);
  await page.click(byTestId('open-sign-in'));
  await page.waitForSelector(byTestId('sign-in-dialog'));
  await audit();
  await page.fill(byTestId('token'), 'arg_admin');
  await page.click(byTestId('sign-in'));
  await page.waitForSelector(byTestId('token-row'));
  await audit();
  await visit(page, '/system/audit');
  await page.waitForSelector(byTestId('audit-row'));
  await audit();
  await page.close();
}));

async function signIn(page: Page, token: string): Promise<void> {
  await page.click(byTestId('open-sign-in'));
  await page.fill(byTestId('token'), token);
  await page.click(byTestId('sign-in'));
  await page.waitForSelector(byTestId('account'));
}
