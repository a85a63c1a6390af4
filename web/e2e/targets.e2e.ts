import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, type OpenBrowser } from './browser.mjs';
import { byTestId, pagePaths, settled, showTheme, visit, watchedPage, type WatchedPage } from './fixture';
import { startMock, type Mock } from './mock-server.mjs';

/** How large what can be hit is, on every page; always against the mock. */
let browser: OpenBrowser;
let mock: Mock;
let watched: WatchedPage;

beforeAll(async () => {
  mock = await startMock(0, { role: 'admin' });
  browser = await openBrowser({ reducedMotion: 'reduce' });
  watched = await watchedPage(browser, mock.url);
});

afterAll(async () => {
  await browser.close();
  await mock.close();
});

interface Measured {
  readonly targets: number;
  /** Of fewer than 24 pixels in one direction, so near another that a finger meets both. */
  readonly small: readonly string[];
}

/** Runs in the page: every target by WCAG 2.5.8, with its exceptions for links in a sentence and for what has room around it. */
function measure(): Measured {
  const least = 24;
  const roles = ['button', 'link', 'checkbox', 'radio', 'switch', 'tab', 'option', 'menuitem', 'menuitemradio', 'menuitemcheckbox', 'slider', 'separator[tabindex]'];
  const selector = ['button', 'a[href]', 'input', 'select', 'textarea', 'summary', ...roles.map((role) => `[role="${role.split('[')[0]}"]${role.includes('[') ? '[tabindex]' : ''}`)].join(', ');
  const top = [...document.querySelectorAll('dialog[open], :popover-open')].at(-1) ?? document.body;
  // What the edge of a column does, the buttons of the menu of columns do: their own targets are measured there.
  const targets = [...top.querySelectorAll<HTMLElement>(selector)].filter((element) => !element.classList.contains('column-edge') && element.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true })
    && element.closest('[aria-hidden="true"], [inert], .visually-hidden, :disabled') === null && element.getClientRects().length > 0);
  const boxes = targets.map((element) => {
    const own = element.getBoundingClientRect();
    // A label acts for the box in it.
    const label = element instanceof HTMLInputElement && /checkbox|radio|file/.test(element.type) ? element.closest('label') : null;
    return label?.getBoundingClientRect() ?? own;
  });
  // Half a pixel of a screen's rounding is none.
  const isSmall = (box: DOMRect): boolean => box.width < least - 0.5 || box.height < least - 0.5;
  const isInSentence = (element: HTMLElement): boolean => {
    if (getComputedStyle(element).display !== 'inline') return false;
    const parent = element.parentElement;
    const around = [...parent?.childNodes ?? []].filter((node) => node !== element && node.nodeType === Node.TEXT_NODE).map((node) => node.textContent ?? '').join(' ');
    return /[A-Za-z]{2}.*\s/.test(`${around} `) && parent?.tagName !== 'TH';
  };
  const distance = (box: DOMRect, x: number, y: number): number => Math.hypot(Math.max(box.left - x, 0, x - box.right), Math.max(box.top - y, 0, y - box.bottom));
  const hasRoom = (index: number): boolean => {
    const box = boxes[index] as DOMRect;
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    return boxes.every((other, i) => {
      if (i === index || targets[i]?.contains(targets[index] ?? null) === true || targets[index]?.contains(targets[i] ?? null) === true) return true;
      if (distance(other, x, y) < least / 2) return false;
      return !isSmall(other) || Math.hypot(other.left + other.width / 2 - x, other.top + other.height / 2 - y) >= least;
    });
  };
  const small = targets.filter((element, i) => isSmall(boxes[i] as DOMRect) && !isInSentence(element) && !hasRoom(i)).map((element) => {
    const box = element.getBoundingClientRect();
    return `${element.tagName.toLowerCase()} ${element.dataset['testid'] ?? element.className} in ${element.closest('[data-testid]:not(a):not(button)')?.getAttribute('data-testid') ?? ''} "${(element.textContent ?? '').trim().slice(0, 30)}" ${box.width.toFixed(1)}x${box.height.toFixed(1)}`;
  });
  return { targets: targets.length, small };
}

test('U-229 Every target of every page has 24 pixels each way, or room around it, in either theme and on a narrow screen', async () => {
  const { page } = watched;
  const small = new Set<string>();
  let count = 0;
  await page.goto(mock.url);
  for (const [width, height] of [[1440, 900], [390, 844]] as const) {
    await page.setViewportSize({ width, height });
    for (const theme of ['dark', 'light'] as const) {
      await showTheme(page, theme);
      for (const path of pagePaths('AAPL.NASDAQ')) {
        await visit(page, path);
        await settled(page);
        const { targets, small: found } = await page.evaluate(measure);
        count += targets;
        found.forEach((one) => small.add(`${path} ${width}: ${one}`));
      }
    }
  }

  expect([...small]).toEqual([]);
  expect(count).toBeGreaterThan(2_000);
});

test('U-229 Targets of dialogs and menus have the size of those of the pages', async () => {
  const { page } = watched;
  await page.setViewportSize({ width: 1440, height: 900 });
  const small: string[] = [];
  for (const [path, opener, opened] of [
    ['/watchlist', 'column-menu', 'column-popover'], ['/alerts', 'new-rule', 'rule-dialog'], ['/watchlist', 'add-instrument', 'add-dialog'],
  ] as const) {
    await visit(page, path);
    await settled(page);
    await page.click(byTestId(opener));
    await page.locator(byTestId(opened)).waitFor();
    await settled(page);
    const { targets, small: found } = await page.evaluate(measure);
    expect(targets, opened).toBeGreaterThan(1);
    small.push(...found.map((one) => `${opened}: ${one}`));
    await page.keyboard.press('Escape');
  }

  expect(small).toEqual([]);
});

test('U-229 Columns become narrower and wider without dragging', async () => {
  const { page } = watched;
  await page.setViewportSize({ width: 1440, height: 900 });
  await visit(page, '/watchlist');
  await settled(page);
  const widths = (): Promise<readonly number[]> => page.$$eval('.column-head', (heads) => heads.map((head) => Math.round(head.getBoundingClientRect().width)));
  await page.click(byTestId('column-menu'));
  const before = await widths();
  await page.click(byTestId('wider-instrument'));
  await page.click(byTestId('wider-last'));
  await page.click(byTestId('wider-last'));
  await page.click(byTestId('narrower-change'));
  await expect.poll(widths).toEqual(before.map((width, i) => width + ([16, 32, -16][i] ?? 0)));
  await page.click(byTestId('columns-reset'));
  await page.keyboard.press('Escape');
});
