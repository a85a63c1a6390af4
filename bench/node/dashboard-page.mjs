// What the page itself tells of paints, frames, tasks and messages, and the screens that are measured.

/** Runs in every page before its own script. */
function observe() {
  const seen = { paints: [], tasks: [], shifts: [], interactions: new Map(), bytes: 0, frames: [] };
  const watch = (type, take, options = {}) => new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true, ...options });
  watch('paint', (entry) => { if (entry.name === 'first-contentful-paint') seen.first = entry.startTime; });
  watch('largest-contentful-paint', (entry) => { seen.largest = entry.startTime; });
  watch('longtask', (entry) => seen.tasks.push({ start: entry.startTime, end: entry.startTime + entry.duration }));
  watch('layout-shift', (entry) => { if (!entry.hadRecentInput) seen.shifts.push({ at: entry.startTime, value: entry.value }); });
  watch('event', (entry) => {
    if (entry.interactionId > 0) seen.interactions.set(entry.interactionId, { at: entry.startTime, millis: Math.max(entry.duration, seen.interactions.get(entry.interactionId)?.millis ?? 0) });
  }, { durationThreshold: 16 });

  const subscriptions = new Map();
  const asked = new Map();
  // The page has its socket in a worker, which says when each text came.
  const Native = window.Worker;
  window.Worker = class extends Native {
    constructor(...given) {
      super(...given);
      this.addEventListener('message', ({ data: { type, data, at } }) => {
        if (type !== 'message') return;
        seen.bytes += data.length;
        if (seen.ages !== undefined || seen.wicks !== undefined || data.includes('"subscribed"')) take(JSON.parse(data), at);
      });
    }

    postMessage(message) {
      const sent = message.type === 'send' ? JSON.parse(message.data) : {};
      if (sent.op === 'subscribe') asked.set(sent.id, sent);
      super.postMessage(message);
    }
  };

  const now = () => performance.timeOrigin + performance.now();
  const millisOf = (nanos) => Number(BigInt(nanos) / 1000n) / 1000;
  let waiting = new Map();
  let isFrameAsked = false;
  const afterFrame = (act) => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => act();
    channel.port2.postMessage(null);
  });
  const shown = (id) => document.querySelector(`[data-testid="list-${id}"] [data-testid="last-price"]`)?.dataset.value;
  function painted() {
    isFrameAsked = false;
    const at = now();
    for (const [id, { price, published }] of waiting) {
      if (shown(id) !== price) continue;
      for (const time of published) seen.ages.painted.push(at + seen.ages.offset - time);
      waiting.delete(id);
    }
    if (waiting.size > 0) askFrame();
  }
  function askFrame() {
    if (isFrameAsked) return;
    isFrameAsked = true;
    afterFrame(painted);
  }
  /** Trades move the price that the list shows: they wait until the frame that shows the last of them has been painted. */
  function take(frame, at) {
    for (const message of Array.isArray(frame) ? frame : [frame]) {
      if (message.type === 'subscribed') subscriptions.set(message.sub, asked.get(message.id));
      if (seen.wicks !== undefined && message.type === 'delta') takeBar(subscriptions.get(message.sub), message.data.at(-1));
      if (seen.ages === undefined || message.type !== 'delta' || !message.ts_pub) continue;
      const published = millisOf(message.ts_pub);
      seen.ages.received.push(at + seen.ages.offset - published);
      const topic = subscriptions.get(message.sub);
      const price = message.data?.at(-1)?.price;
      if (topic?.channel !== 'last' || price === undefined) continue;
      const before = waiting.get(topic.instrument_id);
      waiting.set(topic.instrument_id, { price, published: [...before?.published ?? [], published] });
      askFrame();
    }
  }

  /** A new high waits until the plot has taken it, and then for the frame that draws it. */
  function takeBar(topic, bar) {
    const { timeframe, highs, painted, offset } = seen.wicks;
    if (topic?.channel !== 'bars' || topic.timeframe !== timeframe || bar === undefined) return;
    const before = highs.get(bar.ts_open);
    highs.set(bar.ts_open, bar.high);
    if (before === undefined || Number(bar.high) <= Number(before)) return;
    const observer = new MutationObserver(() => {
      observer.disconnect();
      afterFrame(() => painted.push({ open: bar.ts_open, high: bar.high, at: now() + offset }));
    });
    observer.observe(document.querySelector('[data-testid="plot"]'), { attributes: true, attributeFilter: ['data-bars'] });
  }

  let started = 0;
  let last = null;
  let timer = 0;
  const frame = (time) => {
    if (last !== null) seen.frames.push(time - last);
    last = time;
    timer = requestAnimationFrame(frame);
  };
  /** The worst sum of shifts within five seconds that are less than one apart. */
  function worstShift(shifts) {
    let [worst, sum, first, before] = [0, 0, 0, -Infinity];
    for (const { at, value } of shifts) {
      if (at - before > 1_000 || at - first > 5_000) [sum, first] = [0, at];
      sum += value;
      before = at;
      worst = Math.max(worst, sum);
    }
    return worst;
  }
  /** What `read` says after the frame in which `isThere` holds, once looked for; an error when that is not within twenty seconds. */
  const painting = (isThere, begin, read) => new Promise((done, fail) => {
    let isOver = false;
    setTimeout(() => {
      isOver = true;
      fail(new Error(`Expected ${isThere} within twenty seconds, found the page as ${location.href}.`));
    }, 20_000);
    const look = () => {
      if (isThere()) afterFrame(() => done(read()));
      else if (!isOver) requestAnimationFrame(look);
    };
    begin(() => requestAnimationFrame(look));
  });
  window.bench = {
    paints: () => ({
      first: seen.first, largest: seen.largest ?? seen.first,
      interactive: Math.max(seen.first, seen.page ?? 0, ...seen.tasks.map((task) => task.end)),
    }),
    start: () => {
      [started, last] = [performance.now(), null];
      Object.assign(seen, { frames: [], bytes: 0 });
      timer = requestAnimationFrame(frame);
    },
    stop: () => {
      cancelAnimationFrame(timer);
      const millis = [...seen.interactions.values()].filter(({ at }) => at >= started).map((one) => one.millis).sort((a, b) => a - b);
      return {
        seconds: (performance.now() - started) / 1000,
        bytes: seen.bytes + performance.getEntriesByType('resource').filter((entry) => entry.startTime >= started).reduce((sum, entry) => sum + entry.transferSize, 0),
        quickFrames: seen.frames.filter((time) => time < 17).length / seen.frames.length,
        longestFrame: Math.max(...seen.frames),
        longTasks: seen.tasks.filter((task) => task.start >= started).length,
        shift: worstShift(seen.shifts.filter(({ at }) => at >= started)),
        // None was as long as the least that is told of.
        interaction: millis[Math.min(millis.length - 1, Math.floor(millis.length * 0.98))] ?? 16,
      };
    },
    clockOffset: async () => {
      let best = { trip: Infinity, offset: 0 };
      for (let i = 0; i < 20; i++) {
        const sent = now();
        const answer = await (await fetch('/api/v1/system/clock')).json();
        const received = now();
        if (received - sent < best.trip) best = { trip: received - sent, offset: millisOf(answer.server_time) - (sent + received) / 2 };
      }
      return best.offset;
    },
    startAges: (offset) => {
      waiting = new Map();
      seen.ages = { offset, received: [], painted: [] };
    },
    stopAges: () => {
      const { ages } = seen;
      seen.ages = undefined;
      return ages;
    },
    startWicks: (offset, timeframe) => {
      seen.wicks = { offset, timeframe, highs: new Map(), painted: [] };
    },
    /** Each new high of an open bar with the server's time, in milliseconds, after the frame that drew it. */
    stopWicks: () => {
      const { painted } = seen.wicks;
      seen.wicks = undefined;
      return painted;
    },
    /** Milliseconds of script in a frame that painted a change of a bar, the median over so long. */
    scriptOfUpdates: async (millis) => {
      const native = window.requestAnimationFrame;
      const frames = new Map();
      let [at, changed] = [0, new Set()];
      window.requestAnimationFrame = (act) => native((time) => {
        const begin = performance.now();
        act(time);
        at = time;
        frames.set(time, (frames.get(time) ?? 0) + performance.now() - begin);
      });
      const observer = new MutationObserver(() => changed.add(at));
      observer.observe(document.querySelector('[data-testid="plot"]'), { attributes: true, attributeFilter: ['data-bars'] });
      await new Promise((done) => setTimeout(done, millis));
      observer.disconnect();
      window.requestAnimationFrame = native;
      const times = [...changed].map((time) => frames.get(time) ?? 0).sort((a, b) => a - b);
      return times[Math.floor(times.length / 2)];
    },
    /** The wall clock after the frame in which `isThere` holds, in milliseconds. */
    paintedAt: (isThere) => painting(isThere, (look) => look(), now),
    /** From the next click, or key, until the frame after `isThere` holds. */
    paintedAfterClick: (isThere, event = 'click') => {
      let begun = 0;
      return painting(isThere, (look) => window.addEventListener(event, ({ timeStamp }) => {
        begun = timeStamp;
        look();
      }, { once: true, capture: true }), () => performance.now() - begun);
    },
  };
  const whenThere = () => {
    if (document.querySelector('[data-testid="page-overview"]') === null) return requestAnimationFrame(whenThere);
    seen.page = performance.now();
    return undefined;
  };
  requestAnimationFrame(whenThere);
}

/** A page that observes itself. */
export async function openPage(context) {
  const page = await context.newPage();
  await page.addInitScript(observe);
  return page;
}

export async function openChart(browser, url, instrument, query = '') {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await openPage(context);
  await page.goto(`${url}/chart/${encodeURIComponent(instrument)}?tf=1m${query}`);
  await page.locator('[data-testid="legend"]').waitFor();
  return { context, page };
}

/** Four charts of four instruments beside the list of all. */
export async function fourCharts(browser, url, instruments) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await openPage(context);
  const cells = ['1s', '5s', '1m', '5m'].map((tf, i) => ({ id: `c${i}`, instrumentId: instruments[i], query: { tf }, group: 'none' }));
  await page.addInitScript((charts) => {
    localStorage.setItem('argonaut.settings', JSON.stringify({ charts }));
    localStorage.setItem('argonaut.settings.unsaved', 'yes');
  }, { name: null, cells, active: 0 });
  await page.goto(`${url}/chart/${encodeURIComponent(instruments[0])}?tf=1s`);
  await page.waitForFunction(() => document.querySelectorAll('[data-testid="legend"]').length === 4);
  return { context, page };
}
