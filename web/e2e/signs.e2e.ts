import { beforeAll, expect, test } from 'vitest';
import { openBrowser } from './browser.mjs';
import { pagePaths, settled, visit, watchedPage } from './fixture';
import { startMock } from './mock-server.mjs';

/** What can be read off the pages as they stand, each in both themes; always against the mock. */
interface Findings {
  /** Numbers in the colour of a direction or of an alarm, and those without another sign. */
  readonly coloured: number;
  readonly unsigned: readonly string[];
  readonly tables: number;
  readonly badTables: readonly string[];
  readonly named: number;
  readonly nameless: readonly string[];
}

const findings = new Map<string, Findings>();

beforeAll(async () => {
  const mock = await startMock(0, { role: 'admin' });
  for (const theme of ['dark', 'light'] as const) {
    const browser = await openBrowser({ colorScheme: theme, reducedMotion: 'reduce' });
    const { page } = await watchedPage(browser, mock.url);
    await page.goto(mock.url);
    expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBe(theme);
    for (const path of pagePaths('AAPL.NASDAQ')) {
      await visit(page, path);
      await settled(page);
      findings.set(`${path} ${theme}`, await page.evaluate(look));
    }

    await browser.close();
  }

  await mock.close();
});

/** Runs in the page. */
function look(): Findings {
  const probe = document.createElement('i');
  document.body.append(probe);
  const meaning = new Set(['up', 'down', 'ok', 'warn', 'critical'].map((token) => {
    probe.style.color = `var(--${token})`;
    return getComputedStyle(probe).color;
  }));
  probe.remove();
  const what = (element: Element): string => `${element.tagName.toLowerCase()} ${element.getAttribute('data-testid') ?? element.className} "${(element.textContent ?? '').trim().slice(0, 40)}"`;

  const unsigned: string[] = [];
  let coloured = 0;
  for (const element of document.querySelectorAll<HTMLElement>('body *')) {
    const own = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.textContent ?? '').join('').trim();
    if (own === '' || !element.checkVisibility() || !meaning.has(getComputedStyle(element).color)) continue;
    coloured++;
    const marks = [element, ...element.querySelectorAll('*')].map((e) => getComputedStyle(e, '::before').content).join('');
    // A sign may stand right before the element, too.
    const before = element.previousSibling?.nodeType === Node.TEXT_NODE ? element.previousSibling.textContent ?? '' : '';
    const hasSign = /[+−▲▼◷!]/.test(before + own + marks) || /[A-Za-z]{2}/.test(own);
    const hasIcon = (element.closest('td, th, p, li, button, .mark, .fact') ?? element).querySelector('svg') !== null;
    if (!hasSign && !hasIcon && own !== '—') unsigned.push(what(element));
  }

  const tables = [...document.querySelectorAll<HTMLTableElement>('table')].filter((table) => table.closest('[aria-hidden="true"]') === null);
  const badTables = tables.flatMap((table) => {
    const faults: string[] = [];
    if ((table.caption?.textContent ?? '').trim() === '') faults.push('no caption');
    const heads = [...table.querySelectorAll('thead th')];
    if (heads.length === 0 && table.querySelector('tbody th[scope="row"]') === null) faults.push('no headers');
    if (heads.some((head) => head.getAttribute('scope') !== 'col' || (head.textContent ?? '').trim() === '')) faults.push('a header without scope or text');
    if (heads.some((head) => head.querySelector('.sort-button') !== null && !head.hasAttribute('aria-sort'))) faults.push('no sort state');
    if (table.querySelector('[aria-rowindex]') !== null && Number(table.getAttribute('aria-rowcount')) < table.querySelectorAll('[aria-rowindex]').length) faults.push('no count of all rows');
    return faults.map((fault) => `${fault}: ${what(table)}`);
  });

  const toName = [...document.querySelectorAll<HTMLElement>('button, a[href], canvas')].filter((element) => element.tagName === 'CANVAS' || element.checkVisibility());
  const nameless = toName.filter((element) => {
    // A canvas is a picture of what is around it: that has the name, and words for what is drawn.
    const owner = element.tagName === 'CANVAS' ? element.closest('[aria-label]') : element;
    const described = owner?.getAttribute('aria-describedby') ?? null;
    if (element.tagName === 'CANVAS' && (described === null || (document.getElementById(described)?.textContent ?? '') === '')) return true;
    const pictures = [...owner?.querySelectorAll('[role="img"]') ?? []].map((picture) => picture.getAttribute('aria-label') ?? '').join('');
    return owner === null || ((owner.getAttribute('aria-label') ?? '') + (owner.textContent ?? '') + pictures).trim() === '';
  }).map(what);

  return { coloured, unsigned, tables: tables.length, badTables, named: toName.length, nameless };
}

const all = (of: (one: Findings) => readonly string[]): readonly string[] => [...findings].flatMap(([place, one]) => of(one).map((fault) => `${place}: ${fault}`));
const count = (of: (one: Findings) => number): number => [...findings.values()].reduce((sum, one) => sum + of(one), 0);

test('U-230 U-264 A number in the colour of a direction or of an alarm has a sign, an arrow, a word or a mark besides', () => {
  expect(all((one) => one.unsigned)).toEqual([]);
  expect(count((one) => one.coloured)).toBeGreaterThan(60);
});

test('U-233 Every table has a caption, headers with their scope, its sort state, and the count of all its rows where only some are there', () => {
  expect(all((one) => one.badTables)).toEqual([]);
  expect(count((one) => one.tables)).toBeGreaterThan(20);
});

test('U-238 Every button, link and canvas has a name', () => {
  expect(all((one) => one.nameless)).toEqual([]);
  expect(count((one) => one.named)).toBeGreaterThan(600);
});
