// A headless Chromium that reads the product's stream as the dashboard does and takes the age of every tick on its own clock,
// and that opens the dashboard to hold it against its budgets.
// One JSON command a line on standard input, one JSON answer a line on standard output.
import { createInterface } from 'node:readline';
import { launchBrowser } from '../../web/e2e/browser.mjs';
import { budgets } from './dashboard.mjs';

// Runs inside the page.
async function readStream({ instruments, warmUpMs, lengthMs }) {
  const now = () => performance.timeOrigin + performance.now();
  const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/api/v1/stream`, 'argonaut.v1.json');
  const ages = [];
  let counting = false;
  let failure = null;
  socket.onmessage = ({ data }) => {
    const received = now();
    const frame = JSON.parse(data);
    for (const message of Array.isArray(frame) ? frame : [frame]) {
      if (message.type === 'error') failure = message.error?.detail ?? 'error message';
      if (!counting || message.type !== 'delta') continue;
      for (const tick of message.data)
        if (tick.ts_init) ages.push(received - Number(BigInt(tick.ts_init) / 1000n) / 1000);
    }
  };
  socket.onclose = ({ code, reason }) => { failure = `closed ${code} ${reason}`; };
  await new Promise((resolve, reject) => { socket.onopen = resolve; socket.onerror = () => reject(new Error('the stream did not open')); });
  for (const instrument_id of instruments)
    for (const channel of ['trades', 'quotes']) socket.send(JSON.stringify({ op: 'subscribe', channel, instrument_id }));
  await new Promise((resolve) => setTimeout(resolve, warmUpMs));
  counting = true;
  await new Promise((resolve) => setTimeout(resolve, lengthMs));
  counting = false;
  socket.onclose = null;
  socket.close();
  if (failure) throw new Error(failure);
  return ages;
}

// Runs inside the page: the browser's clock minus the server's, from the exchange with the smallest round trip of twenty.
async function clockOffset() {
  const now = () => performance.timeOrigin + performance.now();
  let best = { trip: Infinity, offset: 0 };
  for (let i = 0; i < 20; i++) {
    const sent = now();
    const answer = await (await fetch('/api/v1/system/clock')).json();
    const received = now();
    const trip = received - sent;
    if (trip < best.trip) best = { trip, offset: (sent + received) / 2 - Number(BigInt(answer.server_time) / 1000n) / 1000 };
  }
  return best;
}

const browser = await launchBrowser();
const page = await browser.newPage();
const commands = {
  versions: async () => ({ browser: browser.version() }),
  read: async ({ url, instruments, warm_up_ms: warmUpMs, length_ms: lengthMs }) => {
    await page.goto(url);
    const { offset, trip } = await page.evaluate(clockOffset);
    const ages = await page.evaluate(readStream, { instruments, warmUpMs, lengthMs });
    return { offset_ms: offset, trip_ms: trip, ages_us: ages.map((age) => Math.round((age - offset) * 1000)) };
  },
  measure: ({ budget, ...options }) => budgets[budget](browser, options),
};

for await (const line of createInterface({ input: process.stdin })) {
  const { command, ...options } = JSON.parse(line);
  try {
    console.log(JSON.stringify({ ok: true, ...(await commands[command](options)) }));
  } catch (error) {
    console.log(JSON.stringify({ ok: false, error: String(error?.message ?? error) }));
  }
}
await browser.close();
