import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, type OpenBrowser } from './browser.mjs';
import { emphasisOf } from './emphasis';
import { pagePaths, settled, showTheme, visit, watchedPage } from './fixture';
import { startMock, type Mock } from './mock-server.mjs';

/** What fits, on every page at every size: nothing is cut, nothing lies over another, no control is lost. Always against the mock. */
const sizes = [[1920, 1080], [1440, 900], [1280, 720], [1024, 768], [768, 1024], [390, 844]] as const;
const paths = pagePaths('AAPL.NASDAQ');
/** 1440 by 900 at 200 %, and the least width there is. */
const narrowViews = [
  { width: 720, height: 450, isSpaced: false },
  { width: 320, height: 640, isSpaced: false },
  { width: 320, height: 640, isSpaced: true },
] as const;
/** Below the page the rail has no width to choose. */
const wideOnly = 'button rail-toggle';

let browser: OpenBrowser;
let mock: Mock;

beforeAll(async () => {
  browser = await openBrowser();
  mock = await startMock();
});

afterAll(async () => {
  await browser.close();
  await mock.close();
});

/**
 * What does not fit on the page as it stands: a page that scrolls sideways, texts that are cut and do not say the whole in a title, numbers that
 * are cut at all, and texts that lie over each other. What can be scrolled to is not cut; with `isWide` a table has room for its numbers too.
 */
function misfits(page: Page, isWide: boolean): Promise<readonly string[]> {
  return page.evaluate((mustFit) => {
    const numbers = '.num, .live, .price, .age, .figure-value, .figure-note, .panel-note, td.right';
    const found: string[] = [];
    const short = (text: string): string => text.trim().replace(/\s+/g, ' ').slice(0, 60);
    const whereOf = (element: Element): string => element.closest('[data-testid]')?.getAttribute('data-testid') ?? '';

    const root = document.documentElement;
    const content = document.querySelector('.content');
    if (root.scrollWidth > innerWidth) found.push(`the page is ${root.scrollWidth} wide`);
    if (content !== null && content.scrollWidth > content.clientWidth) found.push(`the content is ${content.scrollWidth} wide in ${content.clientWidth}`);

    interface Seen { readonly text: string; readonly of: Element; left: number; right: number; top: number; bottom: number }
    const seen: Seen[] = [];
    const cut = new Set<Element>();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const text = node.textContent ?? '';
      const of = node.parentElement;
      if (of === null || text.trim() === '' || !of.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true })) continue;
      if (of.closest('script, style, option, .toasts, .skip, .visually-hidden, svg') !== null) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const line of range.getClientRects()) {
        if (line.width < 1 || line.height < 1) continue;
        const part: Seen = { text, of, left: line.left, right: line.right, top: line.top, bottom: line.bottom };
        let isHidden = false;
        for (let box: Element | null = of; box !== null && box !== root && !isHidden; box = box.parentElement) {
          const style = getComputedStyle(box);
          // For readers of screens alone.
          if (style.clipPath !== 'none' && box.clientWidth <= 1) isHidden = true;
          if (style.position === 'fixed') break;
          const isContained = /strict|content|paint/.test(style.contain);
          if (style.overflowX === 'visible' && style.overflowY === 'visible' && !isContained) continue;
          const bounds = box.getBoundingClientRect();
          const isCut = (part.right > bounds.right + 1 || part.left < bounds.left - 1) && part.right > bounds.left && part.left < bounds.right;
          const isGone = part.left >= bounds.right || part.right <= bounds.left;
          const isNumber = of.closest(numbers) !== null;
          const clips = isContained || style.overflowX === 'hidden' || style.overflowX === 'clip';
          const clipsBelow = (isContained || style.overflowY === 'hidden' || style.overflowY === 'clip') && (part.bottom > bounds.bottom + 2 || part.top < bounds.top - 2);
          if (!isHidden && (clips || (mustFit && isNumber)) && (isCut || isGone)) {
            const isTold = of.closest('[title]')?.getAttribute('title')?.includes(text.trim()) === true;
            if (isNumber || !isTold) cut.add(of);
          }
          if (!isHidden && clipsBelow) cut.add(of);
          part.left = Math.max(part.left, bounds.left);
          part.right = Math.min(part.right, bounds.right);
          part.top = Math.max(part.top, bounds.top);
          part.bottom = Math.min(part.bottom, bounds.bottom);
          if (part.right - part.left < 1 || part.bottom - part.top < 1) isHidden = true;
        }
        if (!isHidden) seen.push(part);
      }
    }
    for (const of of cut) found.push(`cut: "${short(of.textContent ?? '')}" <${of.tagName.toLowerCase()} class="${of.className}"> in ${whereOf(of)}`);

    const pen = document.createElement('canvas').getContext('2d');
    for (const field of document.querySelectorAll<HTMLInputElement | HTMLSelectElement>('input, select')) {
      if (!field.checkVisibility() || pen === null) continue;
      const style = getComputedStyle(field);
      pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
      pen.letterSpacing = style.letterSpacing === 'normal' ? '0px' : style.letterSpacing;
      const arrow = 20;
      const isSelect = field instanceof HTMLSelectElement;
      const text = isSelect ? field.selectedOptions[0]?.text ?? '' : ['checkbox', 'radio', 'range', 'file', 'color'].includes(field.type) ? '' : field.value || field.placeholder;
      const room = field.clientWidth - Number.parseFloat(style.paddingLeft) - Number.parseFloat(style.paddingRight) - (isSelect ? arrow : 0);
      if (pen.measureText(text).width > room + 1) found.push(`cut: "${short(text)}" of a field in ${whereOf(field)}: ${Math.round(pen.measureText(text).width)} in ${Math.round(room)}`);
    }

    seen.sort((a, b) => a.top - b.top);
    for (const [i, a] of seen.entries()) {
      for (let j = i + 1; j < seen.length; j++) {
        const b = seen[j];
        if (b === undefined || b.top >= a.bottom - 2) break;
        const isOver = Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 && Math.min(a.bottom, b.bottom) - b.top > 2;
        if (isOver && a.of !== b.of) found.push(`overlap: "${short(a.text)}" and "${short(b.text)}" in ${whereOf(a.of)}, ${whereOf(b.of)}`);
      }
    }
    return found;
  }, isWide);
}

/** What a person can press, choose or fill, by what tells it from others; what a menu offers in a list counts as the buttons that offer it elsewhere. */
function controls(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const all = document.querySelectorAll('a[href], button, input, select, textarea, summary, [role="button"], [role="slider"]');
    const keyOf = (element: Element): string => {
      const text = (element.getAttribute('aria-label') ?? element.textContent ?? '').replace(/\d[\d.,:\s]*/g, '#').trim().slice(0, 60);
      const of = element.getAttribute('data-testid') ?? element.getAttribute('href') ?? element.getAttribute('name') ?? '';
      return `${element.tagName.toLowerCase()} ${of === '' ? text : of}`;
    };
    const seen = [...all].filter((element) => element.checkVisibility({ visibilityProperty: true }));
    const choicesOf = (testId: string): readonly HTMLOptionElement[] =>
      seen.flatMap((element) => element instanceof HTMLSelectElement && element.dataset['testid'] === testId ? [...element.options] : []);
    const sorts = choicesOf('sort-by').map((option) => `button sort-${option.value}`);
    const zones = choicesOf('zone-select').map((option) => `button ${option.text}`);
    return [...new Set([...seen.map(keyOf), ...sorts, ...zones])].sort();
  });
}

/** The controls of the page and those of its menus, which are there for narrow screens too. */
async function controlsAndMenus(page: Page): Promise<ReadonlySet<string>> {
  const found = new Set(await controls(page));
  for (const menu of await page.locator('button[popovertarget]').all()) {
    if (!await menu.isVisible()) continue;
    await menu.click();
    for (const control of await controls(page)) found.add(control);
    await page.keyboard.press('Escape');
  }
  return found;
}

async function openPage(): Promise<Page> {
  const { page } = await watchedPage(browser, mock.url);
  await page.goto(mock.url);
  await page.waitForSelector('.page');
  return page;
}

test('U-240 Every page at every size in both themes scrolls down alone, cuts no number and lays no text over another', async () => {
  const page = await openPage();
  const report: string[] = [];
  for (const path of paths) {
    for (const [width, height] of sizes) {
      await page.setViewportSize({ width, height });
      await visit(page, path);
      await settled(page);
      for (const theme of ['dark', 'light'] as const) {
        await showTheme(page, theme);
        let last: readonly string[] = [];
        // A page takes a frame or two to have another size.
        await expect.poll(async () => (last = await misfits(page, width >= 1024)).length, { timeout: 2_000 }).toBe(0).catch(() => undefined);
        report.push(...last.map((fault) => `${path} ${width} ${theme}: ${fault}`));
      }
    }
  }
  await page.close();
  expect(report).toEqual([]);
}, 600_000);

test('U-234 Zoomed to 200 %, 320 pixels wide and with the text spacing of 1.4.12 nothing is cut or overlaps, and no control is lost', async () => {
  const page = await openPage();
  await showTheme(page, 'dark');
  const report: string[] = [];
  for (const path of paths) {
    await page.setViewportSize({ width: 1440, height: 900 });
    await visit(page, path);
    await settled(page);
    const wide = await controls(page);
    expect(wide.length, path).toBeGreaterThan(10);
    for (const { width, height, isSpaced } of narrowViews) {
      await page.setViewportSize({ width, height });
      await page.evaluate((spaced) => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; } p { margin-block-end: 2em !important; }');
        document.adoptedStyleSheets = spaced ? [sheet] : [];
      }, isSpaced);
      let last: readonly string[] = [];
      await expect.poll(async () => (last = await misfits(page, false)).length, { timeout: 2_000 }).toBe(0).catch(() => undefined);
      const narrow = await controlsAndMenus(page);
      const lost = wide.filter((control) => control !== wideOnly && !narrow.has(control)).map((control) => `lost: ${control}`);
      report.push(...[...last, ...lost].map((fault) => `${path} ${width}${isSpaced ? ' spaced' : ''}: ${fault}`));
    }
    await page.evaluate(() => { document.adoptedStyleSheets = []; });
  }
  await page.close();
  expect(report).toEqual([]);
}, 600_000);

test('U-260 Every page has one primary action at most', async () => {
  const page = await openPage();
  await page.setViewportSize({ width: 1440, height: 900 });
  for (const path of paths) {
    await visit(page, path);
    await settled(page);
    const primary = await page.$$eval('.button-primary', (all) => all.filter((button) => button.checkVisibility()).map((button) => button.textContent));
    expect(primary.length, `${path}: ${primary.join(', ')}`).toBeLessThanOrEqual(1);
  }
  await page.close();
});

test('U-260 No panel of any page has more than three levels of emphasis', async () => {
  const page = await openPage();
  await page.setViewportSize({ width: 1440, height: 900 });
  let count = 0;
  const many: string[] = [];
  for (const path of [...paths, '/data?view=line']) {
    await visit(page, path);
    await settled(page);
    const panels = await emphasisOf(page);
    count += panels.length;
    many.push(...panels.filter(({ levels }) => Object.keys(levels).length > 3).map(({ panel, levels }) => `${path} ${panel}: ${JSON.stringify(levels)}`));
  }
  await page.close();
  expect(many).toEqual([]);
  expect(count).toBeGreaterThan(35);
});
