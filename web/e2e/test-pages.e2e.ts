import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, type OpenBrowser } from './browser.mjs';
import { byTestId, seriousFaults, showTheme, watchedPage } from './fixture';
import { startMock, type Mock } from './mock-server.mjs';

/** The pages that exist for tests alone: every panel in every state, and every token. */
const src = fileURLToPath(new URL('../src', import.meta.url));
const themes = ['dark', 'light'] as const;
const instrument = 'AAPL.NASDAQ';
let browser: OpenBrowser;
let mock: Mock;
let page: Page;
let complaints: readonly string[];

beforeAll(async () => {
  if (!existsSync(fileURLToPath(new URL('../dist-test', import.meta.url)))) throw new Error('Build first: npm run build:test-pages.');
  browser = await openBrowser();
  mock = await startMock(0, { role: 'admin', pages: 'test' });
  mock.quirks.thresholdMs = 500;
  ({ page, complaints } = await watchedPage(browser, mock.url));
  await page.goto(`${mock.url}/__tokens`);
  // A browser that has signed in, and a book that is recorded: there is something to show in every panel.
  await page.evaluate(async (id) => {
    await fetch('/api/v1/session', { method: 'POST', headers: { authorization: 'Bearer arg_admin' } });
    await fetch(`/api/v1/instruments/${id}/subscriptions?kinds=depth`, { method: 'POST' });
  }, instrument);
});

afterAll(async () => {
  await browser.close();
  await mock.close();
});

/** Forms and what they answer: they wait for nothing. */
const forms = ['panel-tick-age', 'panel-settings-file', 'panel-import-form', 'panel-import-report', 'panel-open-catalog', 'panel-snippet'];
/** Of the truth page, which has one panel in their place until the server has told of itself. */
const truths = ['panel-stages', 'panel-counters', 'panel-limits', 'panel-run', 'panel-facts', 'panel-lines', 'panel-notices'];
/** There is always something to tell: facts that can be unknown one by one, and forms that are filled from an answer. */
const neverEmpty = ['panel-feed', 'panel-counters', 'panel-limits', 'panel-run', 'panel-facts', 'panel-day', 'panel-definition', 'panel-policy', 'panel-account', 'panel-sample', 'panel-tokens', 'panel-export-form'];

type Mark = 'waits' | 'empty' | 'error' | 'old';

interface ShownPanel {
  readonly name: string;
  readonly marks: readonly Mark[];
}

async function enter(state: string): Promise<readonly ShownPanel[]> {
  await page.goto(`${mock.url}/__states?state=${state}`);
  await page.waitForSelector('.states-page[data-settled="true"]');
  return page.$$eval('.states-item :is([data-testid^="panel-"], .chart-panel)', (panels) => panels.map((panel) => {
    const marks = {
      waits: '[data-testid="loading"], .plot-loading', empty: '.empty', error: '[data-testid="error"]', old: '.stale-note, [data-fresh="stale"], [data-last*="◷"]',
    };
    const name = panel.classList.contains('chart-panel') ? 'panel-chart' : panel.getAttribute('data-testid') ?? '';
    // The names of the marks are those of the type.
    return { name, marks: Object.entries(marks).filter(([, selector]) => panel.querySelector(selector) !== null).map(([mark]) => mark as Mark) };
  }));
}

/** Every panel of the source, and that of a chart, which is none of the shared kind. */
function panelsOfSource(): readonly string[] {
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tsx') && !name.endsWith('.test.tsx'));
  return ['panel-chart', ...new Set(files.flatMap((name) => [...readFileSync(join(src, name), 'utf8').matchAll(/testId="(panel-[\w-]+)"/g)].map((match) => match[1] ?? '')))];
}

const without = (shown: readonly ShownPanel[], mark: Mark, except: readonly string[]): readonly string[] =>
  shown.filter(({ name, marks }) => !except.includes(name) && !marks.includes(mark)).map(({ name, marks }) => `${name}: ${marks.join(' ')}`);

const expectAll = (shown: readonly ShownPanel[], except: readonly string[]): void => {
  const names = new Set(shown.map(({ name }) => name));
  expect(panelsOfSource().filter((name) => !names.has(name) && !except.includes(name))).toEqual([]);
};

/** Nothing to complain of in this state, in either theme. */
async function audit(state: string): Promise<void> {
  for (const theme of themes) {
    await showTheme(page, theme);
    expect(await seriousFaults(page, theme === 'dark' ? 'all' : 'colours'), `${state} ${theme}`).toEqual([]);
  }
}

test('U-017 U-225 Every panel that waits for an answer shows that it waits', async () => {
  const shown = await enter('loading');
  expectAll(shown, truths);
  expect(without(shown, 'waits', forms)).toEqual([]);
  await audit('loading');
});

test('U-017 U-225 Every panel whose answer is empty says so', async () => {
  const shown = await enter('empty');
  expectAll(shown, ['panel-system']);
  expect(without(shown, 'empty', [...forms, ...neverEmpty])).toEqual([]);
  await audit('empty');
});

test('U-017 U-225 Every panel whose answer fails says why, and can be asked again', async () => {
  const shown = await enter('error');
  expectAll(shown, truths);
  expect(without(shown, 'error', forms)).toEqual([]);
  await audit('error');
});

test('U-017 U-225 Every panel whose answers stop shows what it had and that it is from before', async () => {
  mock.setDepth(instrument, 'silent', 'no tick for 90 s');
  const shown = await enter('stale');
  mock.setDepth(instrument, 'flowing', 'order book, 10 rows a side');
  expectAll(shown, ['panel-system', 'panel-first-start']);
  expect(without(shown, 'old', forms)).toEqual([]);
  await audit('stale');
});

test('U-017 U-225 Every panel keeps its values, dimmed, when the server is gone, and the page says since when', async () => {
  const shown = await enter('disconnected');
  expectAll(shown, ['panel-system', 'panel-first-start']);
  await page.waitForSelector('.states-page[data-connection="lost"]');
  expect(await page.innerText(byTestId('disconnected'))).toMatch(/^Disconnected, last update \d\d:\d\d:\d\d /);
  await audit('disconnected');
});

test('U-017 One page has all panels in all five states', async () => {
  await page.goto(`${mock.url}/__states`);
  for (const state of ['loading', 'empty', 'error', 'stale', 'disconnected']) {
    const frame = page.frameLocator(`iframe[src$="state=${state}"]`);
    await frame.locator('.states-page[data-settled="true"]').waitFor();
    expect(await frame.locator('.states-item .panel').count(), state).toBeGreaterThan(30);
  }
});

/** Contrast on page and panel, dark and light, as the design has it. */
const designed: Readonly<Record<string, readonly [readonly [number, number], readonly [number, number]]>> = {
  '--text': [[16.0, 14.7], [15.8, 14.8]], '--text-muted': [[7.9, 7.3], [6.4, 6.0]], '--line-control': [[4.9, 4.5], [4.6, 4.3]], '--accent': [[8.8, 8.1], [5.2, 4.9]],
  '--up': [[9.5, 8.6], [5.3, 5.0]], '--down': [[9.3, 8.5], [5.4, 5.1]], '--ok': [[9.8, 9.0], [5.1, 4.8]], '--warn': [[12.2, 11.2], [6.6, 6.2]], '--critical': [[7.5, 6.9], [6.7, 6.3]],
};

test('U-258 The page of tokens shows all of them, and their contrast reaches 4.5 for text and 3 for controls in every theme and palette', async () => {
  await page.goto(`${mock.url}/__tokens`);
  await page.waitForSelector(byTestId('token-pair'));
  const names = new Set([...readFileSync(join(src, 'ui/styles/tokens.css'), 'utf8').matchAll(/^\s*(--[\w-]+):|[{;] (--[\w-]+):/gm)].map((match) => match[1] ?? match[2] ?? ''));
  const shown = await page.$$eval(byTestId('token'), (all) => all.map((one) => [one.getAttribute('data-name') ?? '', one.getAttribute('data-value') ?? '']));
  expect([...names].filter((name) => !shown.some(([known]) => known === name))).toEqual([]);
  expect(shown.filter(([, value]) => value === '')).toEqual([]);
  for (const [i, theme] of themes.entries()) {
    for (const palette of ['blue-orange', 'green-red', 'mono']) {
      for (const redUp of [false, true]) {
        await page.selectOption(byTestId('tokens-theme'), theme);
        await page.selectOption(byTestId('tokens-palette'), palette);
        await page.setChecked(byTestId('tokens-red-up'), redUp);
        await page.waitForSelector(`${byTestId('tokens-look')}[data-value="${theme} ${palette} ${redUp}"]`);
        const found = await page.$$eval(byTestId('token-pair'), (rows) => rows.map((row) => ({ kind: row.getAttribute('data-kind'), pair: row.getAttribute('data-pair') ?? '', ratio: Number(row.getAttribute('data-value')) })));
        expect(found.length).toBeGreaterThan(40);
        expect(found.filter(({ kind, ratio }) => !(ratio >= (kind === 'text' ? 4.5 : 3))), `${theme} ${palette} ${redUp}`).toEqual([]);
        if (palette !== 'blue-orange' || redUp) continue;
        for (const [token, figures] of Object.entries(designed)) {
          for (const [j, ground] of ['--bg', '--surface'].entries()) {
            const ratio = found.find(({ pair }) => pair === `${token} ${ground}`)?.ratio ?? NaN;
            expect(Math.abs(ratio - (figures[i]?.[j] ?? NaN)), `${theme} ${token} ${ground}: ${ratio}`).toBeLessThan(0.06);
          }
        }
      }
    }
  }
  expect(complaints.filter((text) => !/50\d|Failed to (load|fetch)|ERR_/.test(text))).toEqual([]);
});
