// The dashboard against its budgets (dashboard.md, section 20), in a page of a fresh profile: each answers figures by name.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { fourCharts, openChart, openPage } from './dashboard-page.mjs';

/** A page opened with an empty cache, and once more with what the first left there. */
async function firstView(browser, { url }) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const visit = async () => {
    const page = await openPage(context);
    await page.goto(url);
    await page.locator('[data-testid="page-overview"]').waitFor();
    // Interactive: after this much quiet no task was long.
    await page.waitForTimeout(4_000);
    const seen = await page.evaluate(() => window.bench.paints());
    await page.close();
    return seen;
  };
  const cold = await visit();
  const warm = await visit();
  await context.close();
  return { first_paint: cold.first, largest_paint: cold.largest, interactive: cold.interactive, warm: warm.interactive };
}

/** A hand is on what it clicks before, and on Enter after the last letter, for at least as long as this, in milliseconds. */
const handsRest = 150;

/** From the click on an instrument of the list to the frame after so many bars were drawn, which come as one page. */
async function firstChart(browser, { url, instruments, count }) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await openPage(context);
  await serveMadeBars(page, instruments[0], { timeframe: '1m', seconds: 60, count });
  await page.addInitScript(() => localStorage.setItem('argonaut.look', JSON.stringify({ holdsAllBars: true })));
  await page.goto(`${url}/watchlist`);
  const row = page.locator(`[data-testid="watch-row-${instruments[0]}"] .instrument-link`);
  await row.waitFor();
  await page.waitForTimeout(1_500);
  const painted = page.evaluate((least) => window.bench.paintedAfterClick(() =>
    Number(document.querySelector('[data-testid="plot"]')?.dataset.bars ?? 0) >= least
    && document.querySelector('[data-testid="legend"]') !== null), count);
  await row.hover();
  await page.waitForTimeout(handsRest);
  await row.click();
  const millis = await painted;
  await context.close();
  return { painted: millis };
}

/** From Enter in the palette, after an instrument and a timeframe were typed, to the frame after that chart was drawn. */
async function paletteToChart(browser, { url, instruments }) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await openPage(context);
  await page.goto(url);
  await page.locator('[data-testid="page-overview"]').waitFor();
  await page.waitForTimeout(1_500);
  await page.keyboard.press('Control+k');
  await page.keyboard.type(`${instruments[0].split('.')[0].toLowerCase()} 5m`, { delay: 60 });
  await page.waitForTimeout(handsRest);
  // There before the key: nothing else keeps the two in order.
  await page.evaluate(() => {
    window.painted = window.bench.paintedAfterClick(() =>
      document.querySelector('[data-testid="timeframes"]')?.dataset.value === '5m'
      && Number(document.querySelector('[data-testid="plot"]')?.dataset.bars ?? 0) > 0
      && document.querySelector('[data-testid="legend"]') !== null, 'keydown');
  });
  await page.keyboard.press('Enter');
  const millis = await page.evaluate(() => window.painted);
  await context.close();
  return { painted: millis };
}

/** From the moment a rule fired, by the clock of the server, to the frame after its toast was drawn; the slowest of so many. */
async function alertToToast(browser, { url, instruments, count }) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await openPage(context);
  await page.goto(url);
  await page.locator('[data-testid="page-overview"]').waitFor();
  const offset = await page.evaluate(() => window.bench.clockOffset());
  const api = async (path, method = 'GET', body = undefined, headers = {}) => {
    const answer = await fetch(`${url}/api/v1${path}`, { method, headers: { 'content-type': 'application/json', ...headers }, body: body === undefined ? undefined : JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.status === 204 ? null : answer.json();
  };
  const ages = [];
  for (let i = 0; i < count; i++) {
    const name = `Measured ${i}`;
    const painted = page.evaluate((wanted) => window.bench.paintedAt(() =>
      [...document.querySelectorAll('[data-testid="toast"]')].some((toast) => toast.textContent.includes(wanted))), name);
    const rule = await api('/alerts/rules', 'POST', { name, kind: 'volume', instrument_id: instruments[0], threshold: '1', window_s: 60, level: 'warning' });
    const seen = await painted + offset;
    const { items } = await api('/alerts/events?limit=20');
    ages.push(seen - Number(BigInt(items.find((event) => event.rule_name === name).at) / 1000n) / 1000);
    await api(`/alerts/rules/${rule.id}`, 'DELETE', undefined, { 'if-match': `"${rule.version}"` });
    await api('/alerts/events/ack-all', 'POST');
    await page.waitForFunction(() => document.querySelector('[data-testid="toast"]') === null);
  }
  await context.close();
  return { slowest: Math.max(...ages) };
}

/** Each timeframe from its click to the frame after its bars and legend were there; the slowest of them. */
async function timeframes(browser, { url, instruments }) {
  const { context, page } = await openChart(browser, url, instruments[0]);
  const all = ['5s', '15s', '30s', '1m', '2m', '3m', '5m', '10m', '15m', '30m', '1h', '2h', '4h', '6h', '8h', '12h', '1D', '1W', '1M', '1s'];
  const times = [];
  for (const timeframe of all) {
    const painted = page.evaluate((wanted) => window.bench.paintedAfterClick(() =>
      document.querySelector('[data-testid="timeframes"]')?.dataset.value === wanted
      && Number(document.querySelector('[data-testid="plot"]')?.dataset.bars ?? 0) > 0
      && document.querySelector('[data-testid="legend"]') !== null), timeframe);
    await page.click(`[data-testid="tf-${timeframe}"]`);
    times.push(await painted);
    await page.waitForTimeout(150);
  }
  await context.close();
  return { slowest: Math.max(...times) };
}

/** From the click of the dialog to the frame after the bar of that time was in view. */
async function goToTime(browser, { url, instruments }) {
  const { context, page } = await openChart(browser, url, instruments[0], '&view=table&tz=utc');
  const answer = await (await fetch(`${url}/api/v1/instruments/${encodeURIComponent(instruments[0])}/bars?timeframe=1m&order=desc&limit=3000&time=ns`)).json();
  const wanted = answer.items.at(-1).ts_open;
  await page.keyboard.press('g');
  await page.fill('[data-testid="go-input"]', new Date(Number(BigInt(wanted) / 1_000_000n)).toISOString().slice(0, 19).replace('T', ' '));
  const painted = page.evaluate((open) => window.bench.paintedAfterClick(() => document.querySelector(`[data-testid="bar-row"][data-value="${open}"]`) !== null), wanted);
  await page.click('[data-testid="go-submit"]');
  const millis = await painted;
  await context.close();
  return { shown: millis };
}

/** The list of all instruments, under load, scrolled from end to end and back. */
async function scrolledWatchlist(browser, { url, instruments, length_ms: length }) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await openPage(context);
  await page.goto(`${url}/watchlist`);
  await page.locator(`[data-testid="watch-row-${instruments[0]}"]`).waitFor();
  await page.waitForTimeout(3_000);
  const box = await page.locator('.watch-scroll').boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.evaluate(() => window.bench.start());
  let rows = 0;
  for (let [until, turn] = [Date.now() + length, 0]; Date.now() < until; turn++) {
    await page.mouse.wheel(0, Math.floor(turn / 60) % 2 === 0 ? 240 : -240);
    rows = Math.max(rows, await page.locator('[data-testid^="watch-row-"]').count());
  }
  const seen = await page.evaluate(() => window.bench.stop());
  const listed = Number(await page.getAttribute('[data-testid="watch-table"]', 'aria-rowcount')) - 1;
  await context.close();
  if (listed < instruments.length) throw new Error(`expected ${instruments.length} instruments in the list, found ${listed}`);
  return { scroll: seen.quickFrames * 100, rows };
}

/** Four charts and the list of the instruments, under load: frames, the main thread, and what came over the network. */
async function fourChartsUnderLoad(browser, { url, instruments, length_ms: length }) {
  const { context, page } = await fourCharts(browser, url, instruments);
  const protocol = await context.newCDPSession(page);
  await protocol.send('Performance.enable', { timeDomain: 'timeTicks' });
  const metric = async (name) => (await protocol.send('Performance.getMetrics')).metrics.find((m) => m.name === name).value;
  await page.waitForTimeout(3_000);
  await page.evaluate(() => window.bench.start());
  const [busy, started] = [await metric('TaskDuration'), Date.now()];
  await page.waitForTimeout(length);
  const share = (await metric('TaskDuration') - busy) / ((Date.now() - started) / 1000);
  const seen = await page.evaluate(() => window.bench.stop());
  const listed = await page.locator('[data-testid="chart-list"] li').count();
  await context.close();
  if (listed < instruments.length) throw new Error(`expected ${instruments.length} instruments in the list, found ${listed}`);
  return {
    quick_frames: seen.quickFrames * 100, longest_frame: seen.longestFrame, main_thread: share * 100,
    megabytes_per_s: seen.bytes / seen.seconds / 1e6,
  };
}

/** The same screen: the age of what the server published when it arrives, and after the frame that shows it. */
async function publishToPaint(browser, { url, instruments, length_ms: length }) {
  const { context, page } = await fourCharts(browser, url, instruments);
  const offset = await page.evaluate(() => window.bench.clockOffset());
  await page.waitForTimeout(3_000);
  await page.evaluate((millis) => window.bench.startAges(millis), offset);
  await page.waitForTimeout(length);
  const { received, painted } = await page.evaluate(() => window.bench.stopAges());
  await context.close();
  return { latencies_us: { received: received.map((ms) => Math.round(ms * 1000)), painted: painted.map((ms) => Math.round(ms * 1000)) } };
}

/** From the moment the server received a trade at a new high of an open bar until the frame that drew the wick to it. */
async function newHighs(browser, { url, instruments, length_ms: length }) {
  const [id] = instruments;
  const { context, page } = await openChart(browser, url, id);
  await page.click('[data-testid="tf-5s"]');
  await page.waitForTimeout(3_000);
  const offset = await page.evaluate(() => window.bench.clockOffset());
  await page.evaluate((millis) => window.bench.startWicks(millis, '5s'), offset);
  await page.waitForTimeout(length);
  const seen = await page.evaluate(() => window.bench.stopWicks());
  await context.close();
  const ages = [];
  for (const { open, high, at } of seen) {
    const end = BigInt(open) + 5_000_000_000n;
    const { items } = await (await fetch(`${url}/api/v1/instruments/${encodeURIComponent(id)}/trades?start=${open}&end=${end}&order=asc&limit=10000&time=ns`)).json();
    const trade = items.find(({ price }) => Number(price) === Number(high));
    if (trade === undefined) throw new Error(`expected a trade at ${high} in the bar of ${open}, found none in ${items.length}`);
    ages.push(at - Number(BigInt(trade.ts_init) / 1000n) / 1000);
  }
  return { latencies_us: { wick: ages.map((ms) => Math.round(ms * 1000)) } };
}

/** A load above what can be shown: keys and clicks are answered, and what is shown does not grow old. */
async function overload(browser, { url, instruments, length_ms: length }) {
  const { context, page } = await fourCharts(browser, url, instruments);
  await page.waitForTimeout(3_000);
  await page.evaluate(() => window.bench.start());
  const ages = [];
  const until = Date.now() + length;
  for (let i = 0; Date.now() < until; i++) {
    await page.click(`[data-testid="tf-${['1s', '5s', '1m', '5m'][i % 4]}"] >> nth=0`);
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Escape');
    ages.push(Number(await page.locator('[data-testid="tick-age"]').getAttribute('data-value')));
    await page.waitForTimeout(900);
  }
  const seen = await page.evaluate(() => window.bench.stop());
  await context.close();
  const fifth = Math.max(1, Math.floor(ages.length / 5));
  const middle = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
  return { input_delay: seen.interaction, growth: middle(ages.slice(-fifth)) - middle(ages.slice(0, fifth)), age: middle(ages) };
}

/** Other instruments again and again: what is left of those before. */
async function switches(browser, { url, instruments, count }) {
  const { context, page } = await openChart(browser, url, instruments[0]);
  const protocol = await context.newCDPSession(page);
  await protocol.send('Performance.enable');
  const kept = async () => {
    await page.waitForTimeout(2_000);
    await protocol.send('HeapProfiler.collectGarbage');
    const { metrics } = await protocol.send('Performance.getMetrics');
    const of = (name) => metrics.find((m) => m.name === name).value;
    return { nodes: of('Nodes'), listeners: of('JSEventListeners') };
  };
  const turn = async (times) => {
    for (let i = 1; i <= times; i++) {
      const id = instruments[i % instruments.length];
      await page.click(`[data-testid="list-${id}"]`);
      await page.locator(`[data-testid="chart-panel"][data-instrument="${id}"] [data-testid="legend"]`).waitFor();
    }
  };
  await turn(2 * instruments.length);
  const before = await kept();
  await turn(instruments.length * Math.ceil(count / instruments.length));
  const after = await kept();
  await context.close();
  const growth = (name) => (after[name] / before[name] - 1) * 100;
  return { nodes: growth('nodes'), listeners: growth('listeners') };
}

/** What a person does in ten minutes, over and over for so long: layout shifts, and how long keys and clicks take. */
async function session(browser, { url, instruments, length_ms: length }) {
  const { context, page } = await openChart(browser, url, instruments[0]);
  await page.evaluate(() => window.bench.start());
  const until = Date.now() + length;
  const pause = () => page.waitForTimeout(600);
  const visit = async (name) => {
    await page.click(`[data-testid="nav-${name}"]`);
    await page.locator(`[data-testid="page-${name}"]`).waitFor();
    await pause();
  };
  for (let i = 0; Date.now() < until; i++) {
    await visit('chart');
    for (const timeframe of ['5m', '1h', '1s', '1m']) {
      await page.click(`[data-testid="tf-${timeframe}"]`);
      await pause();
    }
    for (let k = 0; k < 4; k++) await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('t');
    await pause();
    await page.keyboard.press('t');
    await page.keyboard.press('i');
    await pause();
    await page.keyboard.press('Escape');
    await page.click(`[data-testid="list-${instruments[(i + 1) % instruments.length]}"]`);
    await pause();
    await visit('watchlist');
    for (const column of ['change-pct', 'last', 'instrument']) {
      await page.click(`[data-testid="sort-${column}"]`);
      await pause();
    }
    await page.keyboard.press('Control+k');
    await page.keyboard.type('load', { delay: 60 });
    await pause();
    await page.keyboard.press('Escape');
    for (const name of ['alerts', 'data', 'export', 'system', 'settings', 'overview']) await visit(name);
    await page.click('[data-testid="theme-toggle"]');
    await pause();
    await page.click('[data-testid="theme-toggle"]');
  }
  const seen = await page.evaluate(() => window.bench.stop());
  await context.close();
  return { shift: seen.shift, interaction: seen.interaction };
}

/** Tasks of more than 50 ms on a chart and on the overview, a minute. */
async function longTasks(browser, { url, instruments, length_ms: length }) {
  const { context, page } = await openChart(browser, url, instruments[0]);
  await page.waitForTimeout(3_000);
  let [found, minutes] = [0, 0];
  for (const open of [async () => undefined, () => page.click('[data-testid="nav-overview"]'), () => page.click('[data-testid="nav-watchlist"]')]) {
    await open();
    await page.waitForTimeout(2_000);
    await page.evaluate(() => window.bench.start());
    await page.waitForTimeout(length / 3);
    const seen = await page.evaluate(() => window.bench.stop());
    found += seen.longTasks;
    minutes += seen.seconds / 60;
  }
  await context.close();
  return { per_minute: found / minutes };
}

/** So many bars of one second in one chart: frames while it is panned and zoomed, and the script of a frame that a live update changed. */
async function manyBars(browser, { url, instruments, count }) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await openPage(context);
  await serveMadeBars(page, instruments[0], { timeframe: '1s', seconds: 1, count });
  await page.addInitScript(() => localStorage.setItem('argonaut.look', JSON.stringify({ holdsAllBars: true, isChartListShown: false })));
  await page.goto(`${url}/chart/${encodeURIComponent(instruments[0])}?tf=1s`);
  await page.locator('[data-testid="legend"]').waitFor();
  const held = () => page.locator('[data-testid="plot"]').getAttribute('data-bars').then(Number);
  for (let before = await held(); before < count - 10_000; before = await held()) {
    await page.keyboard.press('Home');
    await page.waitForFunction((least) => Number(document.querySelector('[data-testid="plot"]').dataset.bars) > least, before, { timeout: 60_000 });
  }
  const box = await page.locator('[data-testid="plot"]').boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const during = async (act) => {
    await page.evaluate(() => window.bench.start());
    for (const until = Date.now() + 4_000; Date.now() < until;) await act();
    return (await page.evaluate(() => window.bench.stop())).quickFrames * 100;
  };
  const pan = await during(async () => {
    await page.mouse.move(x - 300, y);
    await page.mouse.down();
    await page.mouse.move(x + 300, y, { steps: 30 });
    await page.mouse.move(x - 300, y, { steps: 30 });
    await page.mouse.up();
  });
  const zoom = await during(async () => {
    for (let i = 0; i < 12; i++) await page.mouse.wheel(0, 120);
    for (let i = 0; i < 12; i++) await page.mouse.wheel(0, -120);
  });
  await page.keyboard.press('End');
  await page.waitForTimeout(2_000);
  const update = await page.evaluate(() => window.bench.scriptOfUpdates(5_000));
  await context.close();
  return { pan, zoom, update };
}

/** Cheap bars in place of those of the product, as far back as `count` says: no demo has so many. They come from a server, as its own do. */
async function serveMadeBars(page, instrument, { timeframe, seconds, count }) {
  const newest = Math.floor(Date.now() / 1000 / seconds) * seconds - 60;
  const pageFrom = (end, limit) => {
    const items = [];
    const first = Math.max(newest - count * seconds, end - limit * seconds);
    for (let time = end - seconds; time >= first; time -= seconds) items.push(madeBar(time));
    return JSON.stringify({ instrument_id: instrument, timeframe, bar_type: '', price_type: 'LAST', items, next_cursor: null });
  };
  // Made before they are asked for: what is measured is the dashboard.
  const newestPage = pageFrom(newest + seconds, count);
  const server = createServer(({ url }, answer) => {
    const query = new URL(url, 'http://bars').searchParams;
    const limit = Number(query.get('limit'));
    answer.setHeader('content-type', 'application/json');
    answer.end(query.get('end') === null && limit >= count ? newestPage
      : pageFrom(query.get('end') === null ? newest + seconds : Number(BigInt(query.get('end')) / 1_000_000_000n), limit));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  page.once('close', () => server.close());
  await page.route(`**/instruments/${encodeURIComponent(instrument)}/bars?*`, (route) => {
    const url = new URL(route.request().url());
    if (url.searchParams.get('timeframe') !== timeframe || url.searchParams.get('order') !== 'desc') return route.fallback();
    url.port = server.address().port;
    url.hostname = '127.0.0.1';
    return route.continue({ url: url.href });
  });
}

function madeBar(time) {
  const wave = 100 + 8 * Math.sin(time / 3_000) + 2 * Math.sin(time / 170) + 0.3 * Math.sin(time * 1.7);
  const open = wave.toFixed(2);
  const close = (wave + 0.2 * Math.sin(time * 2.3)).toFixed(2);
  return {
    ts_open: String(BigInt(time) * 1_000_000_000n), open, close, high: Math.max(open, close).toFixed(2), low: Math.min(open, close).toFixed(2),
    volume: String(100 + (time % 90)), trade_count: 3, vwap: open, is_closed: true, revision: 0, source: 'ticks',
  };
}

export const budgets = {
  'U-008': paletteToChart, 'U-035': publishToPaint, 'U-042': scrolledWatchlist, 'U-048': timeframes, 'U-052': newHighs, 'U-058': manyBars, 'U-059': goToTime, 'U-165': alertToToast,
  'U-246': firstView, 'U-248': firstChart, 'U-249': fourChartsUnderLoad, 'U-250': overload, 'U-253': switches, 'U-255': session, 'U-256': fourChartsUnderLoad,
  'U-257': longTasks,
};
