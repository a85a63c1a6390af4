import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, type OpenBrowser } from './browser.mjs';
import { byTestId, pagePaths, settled, visit, watchedPage, type WatchedPage } from './fixture';
import { startMock, type Mock } from './mock-server.mjs';

/** How the tables of all pages stand: heights of rows, sides of columns, widths; always against the mock, which has something on every page. */
let browser: OpenBrowser;
let mock: Mock;
let opened: WatchedPage;

beforeAll(async () => {
  browser = await openBrowser({ reducedMotion: 'reduce' });
  mock = await startMock();
  opened = await watchedPage(browser, mock.url);
  await opened.page.goto(`${mock.url}/watchlist`);
  await opened.page.waitForSelector('.page');
});

afterAll(async () => {
  expect(opened.complaints).toEqual([]);
  await browser.close();
  await mock.close();
});

test('U-243 Rows of one line are 24, 28 or 36 pixels high, all at once where the density is chosen', async () => {
  const { page } = opened;
  const heights = (): Promise<readonly number[]> => page.$$eval('.watch-table tbody tr:not([aria-hidden])', (rows) => [...new Set(rows.map((row) => row.getBoundingClientRect().height))]);
  for (const [density, height] of [['compact', 24], ['comfortable', 36], ['default', 28]] as const) {
    await page.click(byTestId('look-menu'));
    await page.locator(`${byTestId('density-choice')} [data-value="${density}"]`).click();
    await page.keyboard.press('Escape');
    await expect.poll(heights, { message: density }).toEqual([height]);
  }
  const faults: string[] = [];
  let rows = 0;
  for (const path of pagePaths('AAPL.NASDAQ')) {
    await visit(page, path);
    await settled(page);
    const found = await page.evaluate(() => {
      const bad: string[] = [];
      let seen = 0;
      for (const [density, height] of Object.entries({ compact: 24, comfortable: 36, default: 28 })) {
        document.documentElement.dataset['density'] = density;
        for (const row of document.querySelectorAll<HTMLTableRowElement>('.table tbody tr:not([aria-hidden])')) {
          if (!row.checkVisibility() || row.querySelector('.spacer') !== null) continue;
          // What has several lines is as high as these are.
          const isOneLine = [...row.cells].every((cell) => {
            const range = document.createRange();
            range.selectNodeContents(cell);
            const tops = [...range.getClientRects()].filter((box) => box.width > 0 && box.height > 0).map((box) => box.top + box.height / 2);
            return tops.length === 0 || Math.max(...tops) - Math.min(...tops) < 10;
          });
          if (!isOneLine) continue;
          seen++;
          const found = row.getBoundingClientRect().height;
          if (Math.abs(found - height) > 0.5) bad.push(`${density} ${found}: ${row.closest('table')?.className ?? ''} ${(row.textContent ?? '').slice(0, 40)}`);
        }
      }
      return { bad: [...new Set(bad)], seen };
    });
    rows += found.seen;
    faults.push(...found.bad.map((fault) => `${path}: ${fault}`));
  }
  expect(faults).toEqual([]);
  expect(rows).toBeGreaterThan(150);
});

test('U-261 Numbers of a column are right-aligned on the decimal mark, text is left, and heads stand as their columns, on every page', async () => {
  const { page } = opened;
  const faults: string[] = [];
  let columns = 0;
  for (const path of pagePaths('AAPL.NASDAQ')) {
    await visit(page, path);
    await settled(page);
    if (path.startsWith('/chart')) {
      await page.waitForSelector(byTestId('legend'));
      await page.keyboard.press('t');
      await page.waitForSelector(byTestId('bar-row'));
    }
    const found = await page.evaluate(() => {
      const bad: string[] = [];
      let seen = 0;
      const sideOf = (cell: Element): string => {
        const { textAlign, direction } = getComputedStyle(cell);
        return textAlign === 'start' || textAlign === '-webkit-auto' ? (direction === 'rtl' ? 'right' : 'left') : textAlign;
      };
      const textOf = (cell: Element): string => (cell instanceof HTMLElement ? cell.innerText : '').trim();
      const isNumber = (text: string): boolean => /^[▲▼◷\s]*[+−-]?\d[\d,]*(\.\d+)?$/.test(text);
      /** Where the decimal mark of the cell stands, else the end of its digits. */
      const markOf = (cell: Element): number | null => {
        const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
        let end: number | null = null;
        for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
          const text = node.textContent ?? '';
          const dot = text.indexOf('.');
          const range = document.createRange();
          const last = text.trimEnd().length;
          if (dot < 0 && !/\d/.test(text)) continue;
          range.setStart(node, dot < 0 ? last - 1 : dot);
          range.setEnd(node, dot < 0 ? last : dot + 1);
          const box = range.getBoundingClientRect();
          if (dot >= 0) return box.left;
          end = box.right;
        }
        return end;
      };
      for (const table of document.querySelectorAll<HTMLTableElement>('.table')) {
        const heads = [...table.tHead?.rows[0]?.cells ?? []].filter((head) => head.checkVisibility());
        const rows = [...table.tBodies].flatMap((body) => [...body.rows]).filter((row) => row.checkVisibility() && !row.hasAttribute('aria-hidden') && row.cells.length > 1);
        const cellsOf = (row: HTMLTableRowElement): Element[] => [...row.cells].filter((cell) => cell.checkVisibility());
        for (const [i, head] of heads.entries()) {
          const cells = rows.filter((row) => cellsOf(row).length === heads.length).map((row) => cellsOf(row)[i]).filter((cell) => cell !== undefined);
          const filled = cells.filter((cell) => textOf(cell) !== '' && textOf(cell) !== '—');
          if (filled.length === 0) continue;
          seen++;
          const name = `${table.caption?.textContent ?? table.className} / ${textOf(head)}`;
          const sides = new Set(cells.map(sideOf));
          if (sides.size > 1) bad.push(`${name}: cells stand ${[...sides].join(' and ')}`);
          const [side] = sides;
          if (textOf(head) !== '' && side !== undefined && sideOf(head) !== side) bad.push(`${name}: the head stands ${sideOf(head)}, its cells ${side}`);
          const numbers = filled.filter((cell) => isNumber(textOf(cell)));
          if (numbers.length === filled.length) {
            if (side !== 'right') bad.push(`${name}: the number ${textOf(numbers[0] ?? head)} stands ${side ?? ''}`);
            const withMark = numbers.filter((cell) => textOf(cell).includes('.'));
            const marks = withMark.map(markOf).filter((mark) => mark !== null);
            if (marks.length > 1 && Math.max(...marks) - Math.min(...marks) > 1) bad.push(`${name}: decimal marks ${withMark.map((cell) => `${textOf(cell)} at ${markOf(cell)?.toFixed(1) ?? ''}`).slice(0, 6).join(', ')}`);
          } else if (numbers.length === 0 && side !== 'left' && !filled.some((cell) => /\d/.test(textOf(cell)) || cell.querySelector('button') !== null)) bad.push(`${name}: the text ${textOf(filled[0] ?? head).slice(0, 30)} stands ${side ?? ''}`);
        }
      }
      return { bad, seen };
    });
    columns += found.seen;
    faults.push(...found.bad.map((fault) => `${path}: ${fault}`));
  }
  expect(faults).toEqual([]);
  expect(columns).toBeGreaterThan(60);
});

test('U-262 Three thousand ticks of every instrument change no width of a column', async () => {
  const { page } = opened;
  for (const width of [1920, 1440, 1024]) {
    await page.setViewportSize({ width, height: 900 });
    await visit(page, '/watchlist');
    await page.waitForFunction(() => [...document.querySelectorAll('[data-testid="last-price"]')].length > 5
      && [...document.querySelectorAll('[data-testid="last-price"]')].every((price) => price.getAttribute('data-value') !== '' && price.hasAttribute('data-tick')));
    await page.evaluate(() => {
      const seen = { widths: new Map<string, Set<number>>(), prices: new Set<string>(), isDone: false };
      Object.assign(window, { seen });
      const read = (): void => {
        for (const head of document.querySelectorAll<HTMLElement>('.watch-table thead th')) {
          const id = head.dataset['column'] ?? 'stop';
          seen.widths.set(id, (seen.widths.get(id) ?? new Set()).add(head.getBoundingClientRect().width));
        }
        for (const price of document.querySelectorAll('[data-testid="last-price"]')) seen.prices.add(price.getAttribute('data-value') ?? '');
        if (!seen.isDone) requestAnimationFrame(read);
      };
      read();
    });
    await mock.flood(4_000, 4);
    // Put there above.
    const { widths, prices } = await page.evaluate(() => {
      const { seen } = window as unknown as { readonly seen: { readonly widths: Map<string, Set<number>>; readonly prices: Set<string>; isDone: boolean } };
      seen.isDone = true;
      return { widths: [...seen.widths].map(([id, all]) => [id, [...all]] as const), prices: seen.prices.size };
    });
    expect(widths.filter(([, all]) => all.length > 1), `${width}`).toEqual([]);
    expect(prices).toBeGreaterThan(30);
    expect(widths.length).toBeGreaterThan(6);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
});

test('U-042 Of 500 instruments only those in view are in the document and are listened to; what is scrolled to is current', async () => {
  const many = await startMock(0, { extra: 491 });
  const { page, complaints } = await watchedPage(browser, many.url);
  await page.goto(`${many.url}/watchlist`);
  await page.waitForSelector(byTestId('watch-table'));
  await expect.poll(async () => Number(await page.getAttribute(byTestId('watch-table'), 'aria-rowcount'))).toBe(501);
  const rows = (): Promise<readonly string[]> => page.$$eval('[data-testid^="watch-row-"]', (all) => all.map((row) => row.getAttribute('data-testid') ?? ''));
  const subscriptions = (): Promise<number> => page.evaluate(() => window.__argonaut?.stats().subscriptions ?? 0);
  const scroll = (share: number): Promise<void> => page.$eval('.watch-scroll', (element, at) => {
    element.scrollTop = at * (element.scrollHeight - element.clientHeight);
  }, share);
  const tops: string[] = [];
  for (const share of [0, 0.5, 1]) {
    await scroll(share);
    await expect.poll(async () => (await rows())[0]).not.toBe(tops.at(-1));
    const shown = await rows();
    tops.push(shown[0] ?? '');
    expect(shown.length).toBeGreaterThan(10);
    expect(shown.length).toBeLessThan(70);
    // Three topics an instrument: of those in view, and of the first hundred, by which a live column sorts. Of all the others nothing is sent.
    await expect.poll(subscriptions).toBeLessThan((shown.length + 100) * 3 + 20);
    const row = shown.at(-5) ?? '';
    const bid = (): Promise<string | null> => page.locator(`[data-testid="${row}"] ${byTestId('bid')}`).getAttribute('data-value');
    await expect.poll(bid).toMatch(/\d/);
    const before = await bid();
    await expect.poll(bid, { timeout: 15_000 }).not.toBe(before);
  }
  // Their place is kept for the rows that are not there.
  expect(await page.$eval('.watch-scroll', (element) => element.scrollHeight)).toBeGreaterThan(500 * 24);
  expect(complaints).toEqual([]);
  await page.close();
  await many.close();
});
