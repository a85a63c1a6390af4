// All pages, both themes, three sizes: npm run screenshots -- FOLDER [page ...]. ARGONAUT_URL names the server; without it the mock.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openBrowser } from './browser.mjs';

const folder = process.argv[2] ?? 'screenshots';
const only = process.argv.slice(3);
const sizes = { desktop: [1440, 900], tablet: [1024, 768], phone: [390, 844] };
const pages = {
  overview: '/', watchlist: '/watchlist', chart: '/chart/AAPL.NASDAQ?tf=1m', instrument: '/instrument/AAPL.NASDAQ', alerts: '/alerts', data: '/data',
  export: '/data/export', import: '/data/import', retention: '/data/retention', system: '/system',
};

let mock = null;
let url = process.env.ARGONAUT_URL;
if (url === undefined) {
  mock = await (await import('./mock-server.mjs')).startMock();
  url = mock.url;
}

await mkdir(folder, { recursive: true });
for (const theme of ['dark', 'light']) {
  const browser = await openBrowser({ colorScheme: theme });
  const page = await browser.context.newPage();
  for (const [name, path] of Object.entries(pages)) {
    if (only.length > 0 && !only.includes(name)) continue;
    for (const [size, [width, height]] of Object.entries(sizes)) {
      await page.setViewportSize({ width, height });
      await page.goto(url + path);
      await page.waitForSelector(`[data-testid="page-${name}"]`);
      await page.waitForTimeout(2_500);
      const file = join(folder, `${name}-${theme}-${size}.png`);
      await page.screenshot({ path: file });
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
      console.log(`${file}${overflow ? '  HORIZONTAL SCROLL' : ''}`);
    }
  }
  await browser.close();
}
await mock?.close();
