// All pages, both themes, three sizes, as WebP: npm run screenshots -- FOLDER [page ...]. ARGONAUT_URL names the server; without it the mock.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openBrowser } from './browser.mjs';

const folder = process.argv[2] ?? 'screenshots';
const only = process.argv.slice(3);
const sizes = [[1440, 900], [1024, 768], [390, 844]];
const pages = {
  overview: '/', watchlist: '/watchlist', chart: '/chart/AAPL.NASDAQ?tf=1m', instrument: '/instrument/AAPL.NASDAQ', alerts: '/alerts', data: '/data',
  export: '/data/export', quality: '/data/quality', import: '/data/import', catalogs: '/data/catalogs', retention: '/data/retention', system: '/system', audit: '/system/audit', settings: '/settings',
};

let mock = null;
let url = process.env.ARGONAUT_URL;
if (url === undefined) {
  mock = await (await import('./mock-server.mjs')).startMock();
  url = mock.url;
  mock.quirks.isTidy = true;
}

/** The page of the picture has no policy that forbids it. */
async function asWebp(canvasPage, png) {
  const text = await canvasPage.evaluate(async (data) => {
    const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob());
    const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height });
    canvas.getContext('2d').drawImage(image, 0, 0);
    return canvas.toDataURL('image/webp', 0.8).split(',')[1];
  }, png.toString('base64'));
  return Buffer.from(text, 'base64');
}

await mkdir(folder, { recursive: true });
for (const theme of ['dark', 'light']) {
  const browser = await openBrowser({ colorScheme: theme });
  const page = await browser.context.newPage();
  const canvasPage = await browser.context.newPage();
  await page.bringToFront();
  for (const [name, path] of Object.entries(pages)) {
    if (only.length > 0 && !only.includes(name)) continue;
    for (const [width, height] of sizes) {
      await page.setViewportSize({ width, height });
      await page.goto(url + path);
      await page.waitForSelector('.page');
      await page.waitForFunction(() => document.querySelector('[data-testid="loading"], .plot-loading') === null);
      // Prices have come, and the first flashes are over.
      await page.waitForTimeout(1_200);
      const file = join(folder, `${name}-${theme}-${width}x${height}.webp`);
      const bytes = await asWebp(canvasPage, await page.screenshot());
      await writeFile(file, bytes);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
      console.log(`${file} ${(bytes.length / 1000).toFixed(0)} kB${overflow ? '  HORIZONTAL SCROLL' : ''}`);
    }
  }
  await browser.close();
}
await mock?.close();
