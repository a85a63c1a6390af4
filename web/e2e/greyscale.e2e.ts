import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from './browser.mjs';
import { pagePaths, settled, visit, watchedPage } from './fixture';
import { startMock, type Mock } from './mock-server.mjs';

/** Every page as a picture of greys: what is written on it must be there still. Always against the mock. */
let mock: Mock;

beforeAll(async () => {
  mock = await startMock(0, { role: 'admin' });
  mock.quirks.isTidy = true;
});

afterAll(async () => {
  await mock.close();
});

/** Lightest to darkest grey around a text, as WCAG counts; thin strokes of small letters have no pixel of their whole colour. */
const least = 3;

interface Word { readonly text: string; readonly x: number; readonly y: number; readonly width: number; readonly height: number }

/** Texts on the page that nothing lies over, and that can be acted on or read: what is off may be faint. */
function wordsOf(page: Page): Promise<readonly Word[]> {
  return page.evaluate(() => {
    const words: Word[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const text = (node.textContent ?? '').trim();
      const of = node.parentElement;
      if (text === '' || of === null || !of.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true })) continue;
      if (of.closest('script, style, option, select, svg, .visually-hidden, [aria-hidden="true"], :disabled, [aria-disabled="true"], [inert]') !== null) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const [view, ...clips] = [document.documentElement, ...ancestorsOf(of).filter((one) => getComputedStyle(one).overflow !== 'visible')].map((one) => one.getBoundingClientRect());
      for (const box of range.getClientRects()) {
        const isInside = [new DOMRect(view?.x, 0, view?.width, innerHeight), ...clips].every((clip) => box.left >= clip.left && box.top >= clip.top && box.right <= clip.right && box.bottom <= clip.bottom);
        if (box.width < 3 || box.height < 6 || !isInside) continue;
        const isSeen = [box.left + 2, box.right - 2].every((x) => {
          const top = document.elementFromPoint(x, box.top + box.height / 2);
          return top !== null && (of === top || of.contains(top) || top.contains(of));
        });
        if (isSeen) words.push({ text: text.slice(0, 40), x: box.left, y: box.top, width: box.width, height: box.height });
      }
    }
    return words;

    function ancestorsOf(element: Element): readonly Element[] {
      return element.parentElement === null ? [element] : [element, ...ancestorsOf(element.parentElement)];
    }
  });
}

/** The words that cannot be read off the picture once its colours are gone. */
function faintOf(page: Page, png: Buffer, words: readonly Word[]): Promise<readonly string[]> {
  return page.evaluate(async ([data, all, limit]) => {
    const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob());
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (context === null) throw new Error('no canvas');
    context.filter = 'grayscale(1)';
    context.drawImage(bitmap, 0, 0);
    const light = (grey: number): number => {
      const part = grey / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    };
    return all.flatMap(({ text, x, y, width, height }) => {
      const { data: pixels } = context.getImageData(Math.round(x), Math.round(y), Math.max(1, Math.round(width)), Math.max(1, Math.round(height)));
      let [lightest, darkest] = [0, 255];
      for (let i = 0; i < pixels.length; i += 4) {
        lightest = Math.max(lightest, pixels[i] ?? 0);
        darkest = Math.min(darkest, pixels[i] ?? 0);
      }
      const contrast = (light(lightest) + 0.05) / (light(darkest) + 0.05);
      return contrast < limit ? [`${text}: ${contrast.toFixed(2)}`] : [];
    });
  }, [png.toString('base64'), words, least] as const);
}

test('U-230 Every page can be read off a picture without colours, in both themes', async () => {
  const faint: string[] = [];
  let count = 0;
  for (const theme of ['dark', 'light'] as const) {
    const browser = await openBrowser({ colorScheme: theme, reducedMotion: 'reduce' });
    const { page } = await watchedPage(browser, mock.url);
    // The dashboard's own page reads no picture: its policy forbids it.
    const reader = await browser.context.newPage();
    await page.bringToFront();
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(mock.url);
    for (const path of pagePaths('AAPL.NASDAQ')) {
      await visit(page, path);
      await settled(page);
      // What moved between both looks is left out.
      const before = await wordsOf(page);
      const png = await page.screenshot();
      const after = new Set((await wordsOf(page)).map((word) => JSON.stringify(word)));
      const words = before.filter((word) => after.has(JSON.stringify(word)));
      count += words.length;
      faint.push(...(await faintOf(reader, png, words)).map((word) => `${path} ${theme}: ${word}`));
    }
    await browser.close();
  }
  expect(faint).toEqual([]);
  expect(count).toBeGreaterThan(1_500);
}, 300_000);

test('U-230 A text in a grey of its ground is found', async () => {
  const browser = await openBrowser({});
  const page = await browser.context.newPage();
  await page.setContent('<body style="background:#fff;font:20px sans-serif"><p style="color:#d44">seen</p><p style="color:#bbb">gone</p></body>');
  expect(await faintOf(page, await page.screenshot(), await wordsOf(page))).toEqual([expect.stringMatching(/^gone: 1\.\d+$/)]);
  await browser.close();
});
