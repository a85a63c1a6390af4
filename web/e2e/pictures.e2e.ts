import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openBrowser, packagedBrowser, type OpenBrowser } from './browser.mjs';
import { settled, visit } from './fixture';
import { startMock, type Mock } from './mock-server.mjs';

/**
 * Pictures of every page in both themes, compared with those that are kept beside this file. Only the browser that comes with the packages and
 * its own fonts draw them, so that they are the same on every Linux machine; clocks stand still and no price moves. After a wanted change of
 * looks ARGONAUT_PICTURES=write makes them anew.
 */
const folder = fileURLToPath(new URL('pictures/', import.meta.url));
const isWriting = process.env['ARGONAUT_PICTURES'] === 'write';
const now = new Date('2026-11-25T15:30:20Z');
const size = { width: 1440, height: 900 };
/** Of the pixels; one counts as different when a channel of its colour is off by more than this. */
const tolerance = 0.001;
const channelStep = 8;

const pages: Readonly<Record<string, string>> = {
  overview: '/', watchlist: '/watchlist', chart: '/chart/AAPL.NASDAQ?tf=1m', instrument: '/instrument/AAPL.NASDAQ', alerts: '/alerts', data: '/data',
  export: '/data/export', quality: '/data/quality', import: '/data/import', catalogs: '/data/catalogs', retention: '/data/retention', system: '/system', audit: '/system/audit', settings: '/settings',
};

let mock: Mock;
const open: OpenBrowser[] = [];

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now });
  mock = await startMock(0, { role: 'admin' });
  mock.quirks.isSilent = true;
  mock.quirks.isTidy = true;
});

afterAll(async () => {
  for (const browser of open) await browser.close();
  await mock.close();
  vi.useRealTimers();
});

/** Without loss, in half the bytes. */
async function asWebp(page: Page, png: Buffer): Promise<Buffer> {
  return Buffer.from(await page.evaluate(async (data) => {
    const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob());
    const canvas = Object.assign(document.createElement('canvas'), { width: bitmap.width, height: bitmap.height });
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
    return canvas.toDataURL('image/webp', 1).split(',')[1] ?? '';
  }, png.toString('base64')), 'base64');
}

/** The share of pixels that differ; 1 when the sizes do. */
async function difference(page: Page, kept: Buffer, seen: Buffer): Promise<number> {
  return page.evaluate(async ([a, b, step]) => {
    const pixels = async (data: string): Promise<ImageData | null> => {
      const bitmap = await createImageBitmap(await (await fetch(`data:image/*;base64,${data}`)).blob());
      const canvas = Object.assign(document.createElement('canvas'), { width: bitmap.width, height: bitmap.height });
      const context = canvas.getContext('2d');
      context?.drawImage(bitmap, 0, 0);
      return context?.getImageData(0, 0, bitmap.width, bitmap.height) ?? null;
    };
    const [one, other] = [await pixels(a), await pixels(b)];
    if (one === null || other === null || one.width !== other.width || one.height !== other.height) return 1;
    let off = 0;
    for (let i = 0; i < one.data.length; i += 4) {
      for (let c = 0; c < 3; c++) {
        if (Math.abs((one.data[i + c] ?? 0) - (other.data[i + c] ?? 0)) > step) { off++; break; }
      }
    }
    return off / (one.width * one.height);
  }, [kept.toString('base64'), seen.toString('base64'), channelStep] as const);
}

test('U-265 Every page in both themes looks as it is kept, but for a thousandth of its pixels', async ({ skip }) => {
  const executablePath = await packagedBrowser();
  if (executablePath === null) return skip('The browser of the packages, which drew the pictures that are kept, runs on Linux on x64 only.');
  const fonts = join(tmpdir(), 'fonts');
  expect(existsSync(join(fonts, 'fonts.conf'))).toBe(true);
  await mkdir(folder, { recursive: true });
  const faults: string[] = [];
  let compared = 0;
  for (const theme of ['dark', 'light'] as const) {
    const browser = await openBrowser({
      executablePath, colorScheme: theme, reducedMotion: 'reduce', timezoneId: 'UTC', locale: 'en-US', viewport: size, deviceScaleFactor: 1,
      env: { ...process.env, FONTCONFIG_PATH: fonts, FONTCONFIG_FILE: join(fonts, 'fonts.conf') },
    });
    open.push(browser);
    const page = await browser.context.newPage();
    const blank = await browser.context.newPage();
    await page.bringToFront();
    await page.clock.setFixedTime(now);
    // The page's own clock stands still with it: ages, delays and offsets are what they were.
    await page.addInitScript((millis) => {
      Object.defineProperty(performance, 'timeOrigin', { get: () => millis });
      performance.now = () => 0;
    }, now.getTime());
    await page.goto(mock.url);
    await settled(page);
    for (const [name, path] of Object.entries(pages)) {
      await visit(page, path);
      await settled(page);
      await page.waitForFunction(() => document.querySelector('.plot-loading') === null);
      await page.mouse.move(0, 0);
      const take = (): Promise<Buffer> => page.screenshot({ animations: 'disabled', caret: 'hide' });
      // The picture has come to rest when two are the same.
      let seen = await take();
      for (let tries = 0; tries < 20; tries++) {
        const next = await take();
        const isSame = next.equals(seen);
        seen = next;
        if (isSame) break;
      }
      const file = join(folder, `${name}-${theme}.webp`);
      compared++;
      const off = existsSync(file) ? await difference(blank, await readFile(file), seen) : 1;
      if (off <= tolerance) continue;
      if (isWriting) {
        await writeFile(file, await asWebp(blank, seen));
        continue;
      }
      await writeFile(join(tmpdir(), `argonaut-${name}-${theme}.png`), seen);
      faults.push(`${name} ${theme}: ${existsSync(file) ? `${(off * 100).toFixed(2)} % of the pixels differ` : 'no picture is kept'}`);
    }
  }
  expect(faults).toEqual([]);
  expect(compared).toBe(2 * Object.keys(pages).length);
}, 240_000);
