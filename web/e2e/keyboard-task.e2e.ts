import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, type OpenBrowser } from './browser.mjs';
import { byTestId, openServer, recordedInstruments, type Server } from './fixture';

/** A whole task without a pointer, and a recording of it: every key, what had the focus after it, and a picture of each stage. */
const folder = fileURLToPath(new URL('../../artifacts/recordings', import.meta.url));

let browser: OpenBrowser;
let server: Server;
let page: Page;
const lines: string[] = [];

beforeAll(async () => {
  server = await openServer();
  browser = await openBrowser();
  page = await browser.context.newPage();
});

afterAll(async () => {
  await browser.close();
  await server.close();
});

/** Role and name of what has the focus, as a screen reader tells them, about. */
async function focus(): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (element === null || element === document.body) return 'the page';
    const label = element.id === '' ? null : document.querySelector(`label[for="${element.id}"]`);
    const name = element.getAttribute('aria-label') ?? (element.closest('label') ?? label)?.querySelector('span')?.textContent ?? element.getAttribute('title') ?? element.textContent ?? '';
    return `${element.getAttribute('role') ?? element.tagName.toLowerCase()} “${name.trim().replaceAll(/\s+/g, ' ').slice(0, 60)}”`;
  });
}

async function press(key: string, times = 1): Promise<void> {
  for (let i = 0; i < times; i++) await page.keyboard.press(key);
  lines.push(`- \`${key}\`${times > 1 ? ` × ${times}` : ''}: ${await focus()}`);
}

async function type(text: string): Promise<void> {
  await page.keyboard.type(text);
  lines.push(`- typed \`${text}\`: ${await focus()}`);
}

/** Tab until the element has the focus. */
async function tabTo(testId: string, most = 120): Promise<void> {
  for (let presses = 1; presses <= most; presses++) {
    await page.keyboard.press('Tab');
    if (await page.evaluate((id) => document.activeElement?.getAttribute('data-testid') === id, testId)) {
      lines.push(`- \`Tab\` × ${presses}: ${await focus()}`);
      return;
    }
  }
  throw new Error(`Expected ${testId} within ${most} tabs; the focus is on ${await focus()}.`);
}

async function stage(name: string): Promise<void> {
  const file = `keyboard-task-${String(lines.filter((line) => line.startsWith('![')).length + 1)}.png`;
  await page.screenshot({ path: join(folder, file) });
  lines.push('', `![${name}](${file})`, '', `## ${name}`, '');
}

test('D3 U-227 A chart is found, an alert set and a day exported with the keyboard alone, and the recording is kept', async () => {
  await mkdir(folder, { recursive: true });
  // Of the first one another test exports this day, and what is there already is not written again.
  const instrument = (await recordedInstruments(server.url))[1] ?? '';
  await page.goto(server.url);
  await page.waitForSelector('.page');
  lines.push('# A task with the keyboard alone', '', 'Keys in their order; after each the element that has the focus.', '');

  await stage('The palette finds the instrument with a timeframe and opens its chart');
  await press('Control+k');
  await page.waitForSelector(byTestId('palette-input'));
  await type(`${instrument.toLowerCase()} 5m`);
  await expect.poll(() => page.locator(byTestId('palette-item')).first().innerText()).toContain(`${instrument} · 5m`);
  await press('Enter');
  await page.waitForSelector(byTestId('legend'));
  expect(decodeURIComponent(new URL(page.url()).pathname)).toBe(`/chart/${instrument}`);
  expect(new URL(page.url()).searchParams.get('tf')).toBe('5m');

  await stage('An alert is set at the crosshair');
  await press('ArrowLeft', 3);
  await press('a');
  await page.waitForSelector(byTestId('rule-dialog'));
  expect(await page.inputValue(byTestId('rule-instrument'))).toBe(instrument);
  if (!await page.evaluate(() => document.activeElement?.getAttribute('data-testid') === 'rule-name')) await tabTo('rule-name');
  await press('Control+a');
  await type('By keyboard');
  await press('Enter');
  await page.waitForSelector(byTestId('rule-dialog'), { state: 'detached' });
  await expect.poll(async () => (await page.getAttribute(byTestId('plot'), 'data-alerts') ?? '').split('\n')).toContain('By keyboard');

  // The shape is the contract that this test relies on.
  const jobs = async (): Promise<readonly string[]> => ((await (await fetch(`${server.url}/api/v1/jobs`)).json()) as { readonly items: readonly { readonly id: string }[] }).items.map((one) => one.id);
  await stage('The page of exports is opened, and a day is exported');
  await press('Control+k');
  await page.waitForSelector(byTestId('palette-input'));
  await type('export');
  await expect.poll(() => page.locator(byTestId('palette-item')).first().innerText()).toContain('Export');
  await press('Enter');
  await page.waitForSelector(byTestId('export-form'));
  await expect.poll(() => page.locator(byTestId('export-run')).isEnabled()).toBe(true);
  await tabTo('export-instrument');
  await type(instrument);
  expect(await page.inputValue(byTestId('export-instrument'))).toBe(instrument);
  const today = new Date().toISOString().slice(0, 10);
  await tabTo('export-start');
  await press('Control+a');
  await type(today);
  await tabTo('export-run');
  const before = await jobs();
  await press('Enter');
  await expect.poll(async () => (await jobs()).filter((id) => !before.includes(id))).toHaveLength(1);
  const [made = ''] = (await jobs()).filter((id) => !before.includes(id));
  const job = page.locator(`${byTestId('job')}[data-value="${made}"]`);
  await expect.poll(() => job.getAttribute('data-state'), { timeout: 40_000 }).toBe('succeeded');
  await expect.poll(() => job.locator(byTestId('verification')).first().getAttribute('data-value')).toBe('passed');
  await stage('It is done and verified');

  // What this made must not meet another test.
  // The shape is the contract that this test relies on.
  const { items } = (await (await fetch(`${server.url}/api/v1/alerts/rules`)).json()) as { readonly items: readonly { readonly id: number; readonly name: string; readonly version: number }[] };
  for (const rule of items.filter((one) => one.name === 'By keyboard')) {
    await fetch(`${server.url}/api/v1/alerts/rules/${rule.id}`, { method: 'DELETE', headers: { 'if-match': `"${rule.version}"` } });
  }
  await writeFile(join(folder, 'keyboard-task.md'), `${lines.join('\n')}\n`);
  expect(lines.filter((line) => line.startsWith('- ')).length).toBeGreaterThan(12);
  expect(lines.filter((line) => line.endsWith(': the page')).length).toBeLessThan(6);
});
