// A million bars in one chart, in a real browser: node e2e/bench-chart.mjs [bars]. Needs a build; prints figures, judges nothing.
import { openBrowser } from './browser.mjs';
import { startMock } from './mock-server.mjs';

const wanted = Number(process.argv[2] ?? 1_000_000);
const page_ = 10_000;
const second = 1_000_000_000n;
const mock = await startMock();
const browser = await openBrowser();
const page = await browser.context.newPage();
const newest = Math.floor(Date.now() / 1000) - 60;

/** Cheap bars of one second, in place of those of the mock. */
function bar(time) {
  const wave = 100 + 8 * Math.sin(time / 3_000) + 2 * Math.sin(time / 170) + 0.3 * Math.sin(time * 1.7);
  const open = wave.toFixed(2);
  const close = (wave + 0.2 * Math.sin(time * 2.3)).toFixed(2);
  return {
    ts_open: String(BigInt(time) * second), open, close, high: Math.max(open, close).toFixed(2), low: Math.min(open, close).toFixed(2), volume: String(100 + (time % 90)),
    trade_count: 3, vwap: open, is_closed: true, revision: 0, source: 'ticks',
  };
}

await page.route('**/bars?*', (route) => {
  const query = new URL(route.request().url()).searchParams;
  if (query.get('timeframe') !== '1s' || query.get('order') !== 'desc') return route.fallback();
  const end = query.get('end') === null ? newest + 1 : Number(BigInt(query.get('end')) / second);
  const limit = Number(query.get('limit'));
  const first = Math.max(newest - wanted, end - limit);
  const items = [];
  for (let time = end - 1; time >= first; time--) items.push(bar(time));
  return route.fulfill({ json: { instrument_id: 'AAPL.NASDAQ', timeframe: '1s', bar_type: '', price_type: 'LAST', items, next_cursor: null } });
});
await page.addInitScript(() => localStorage.setItem('argonaut.look', JSON.stringify({ theme: 'dark', holdsAllBars: true, isChartListShown: false })));
await page.goto(`${mock.url}/chart/AAPL.NASDAQ?tf=1s`);
await page.waitForSelector('[data-testid="legend"]');
const held = () => page.locator('[data-testid="plot"]').getAttribute('data-bars').then(Number);
const started = Date.now();
while (await held() < wanted - page_) await page.keyboard.press('Home');
console.log(`${await held()} bars loaded in ${((Date.now() - started) / 1000).toFixed(0)} s`);

/** Frame times in milliseconds while something is done again and again for so long. */
async function frames(millis, act) {
  await page.evaluate(() => {
    window.benchFrames = [];
    let last = performance.now();
    const tick = (now) => {
      window.benchFrames.push(now - last);
      last = now;
      window.benchTimer = requestAnimationFrame(tick);
    };
    window.benchTimer = requestAnimationFrame(tick);
  });
  const until = Date.now() + millis;
  while (Date.now() < until) await act();
  const times = (await page.evaluate(() => {
    cancelAnimationFrame(window.benchTimer);
    return window.benchFrames;
  })).sort((a, b) => a - b);
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))].toFixed(1);
  const quick = (times.filter((time) => time < 17).length / times.length * 100).toFixed(1);
  return `${times.length} frames, median ${at(0.5)} ms, p95 ${at(0.95)} ms, longest ${at(1)} ms, ${quick} % under 17 ms`;
}

const box = await page.locator('[data-testid="plot"]').boundingBox();
const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
console.log('pan:', await frames(4_000, async () => {
  await page.mouse.move(x - 300, y);
  await page.mouse.down();
  await page.mouse.move(x + 300, y, { steps: 30 });
  await page.mouse.move(x - 300, y, { steps: 30 });
  await page.mouse.up();
}));
console.log('zoom:', await frames(4_000, async () => {
  for (let i = 0; i < 12; i++) await page.mouse.wheel(0, 120);
  for (let i = 0; i < 12; i++) await page.mouse.wheel(0, -120);
}));
console.log('heap:', `${((await page.evaluate(() => performance.memory?.usedJSHeapSize ?? 0)) / 1e6).toFixed(0)} MB`);
await browser.close();
await mock.close();
