import { expect, test } from 'vitest';
import type { BarPage, BarRange } from '../../api/bars';
import type { Bar } from '../../lib/marketWire';
import { nanosFromSeconds } from '../../lib/time';
import type { TopicListener } from '../../stream/client';
import { BarFeed, type BarCanvas } from './BarFeed';

const minute = 60;

function wire(time: number, close = '1.00', isClosed = true): Record<string, unknown> {
  return {
    ts_open: nanosFromSeconds(time).toString(), open: '1.00', high: '2.00', low: '0.50', close, volume: '10', trade_count: 3, vwap: '1.00',
    is_closed: isClosed, revision: 0, source: 'ticks',
  };
}

function bar(time: number): Bar {
  return {
    tsOpen: nanosFromSeconds(time), time, open: '1.00', high: '2.00', low: '0.50', close: '1.00', volume: '10', tradeCount: 3, vwap: '1.00',
    isClosed: true, revision: 0, source: 'ticks',
  };
}

/** A server with one bar a minute from `first` to `last`, and a canvas that remembers. */
class Fixture implements BarCanvas {
  readonly asked: BarRange[] = [];
  shown: readonly Bar[] = [];
  updates: Bar[] = [];
  listener: TopicListener | null = null;
  isLeft = false;
  failure: Error | null = null;
  diagnostic: string | null = null;
  /** The server ends each page after so many bars, whatever was asked for. */
  most = Infinity;
  /** What is told at once, because another listener has it. */
  known: readonly object[] = [];
  readonly feed: BarFeed;

  constructor(public first: number, public last: number, capacity?: number) {
    this.feed = new BarFeed('AAPL.NASDAQ', '1m', {
      fetchBars: (range) => this.fetch(range),
      subscribe: (_, listener) => {
        this.listener = listener;
        if (this.known.length > 0) this.say(true, ...this.known);
        return () => {
          this.isLeft = true;
        };
      },
    }, this, capacity);
  }

  setBars(bars: readonly Bar[]): void {
    this.shown = [...bars];
  }

  updateBar(changed: Bar, bars: readonly Bar[]): void {
    this.updates.push(changed);
    this.shown = [...bars];
  }

  say(isSnapshot: boolean, ...data: readonly object[]): void {
    this.listener?.onData({ isSnapshot, data, conflated: 0, published: null, received: 0 });
  }

  private fetch(range: BarRange): Promise<BarPage> {
    this.asked.push(range);
    if (this.failure !== null) return Promise.reject(this.failure);
    const seconds = (text: string | undefined, otherwise: number): number => (text === undefined ? otherwise : Number(BigInt(text) / 1_000_000_000n));
    const from = Math.max(this.first, seconds(range.start, 0));
    const to = seconds(range.end, this.last + 1);
    const bars: Bar[] = [];
    for (let time = from; time < to && time <= this.last; time += minute) bars.push(bar(time));
    const limit = Math.min(range.limit, this.most);
    const part = range.order === 'desc' ? bars.slice(-limit) : bars.slice(0, limit);
    return Promise.resolve({ bars: part, barType: 'AAPL.NASDAQ-1-MINUTE-LAST-EXTERNAL', priceType: 'LAST', boundary: 'utc', diagnostic: this.diagnostic, hasMore: part.length < bars.length });
  }
}

const origin = 60 * 30_000_000;

test('The live edge is loaded first, and the stream moves its last bar', async () => {
  const f = new Fixture(origin, origin + 2_500 * minute);
  await f.feed.start(null);
  expect(f.shown).toHaveLength(1_000);
  f.say(false, wire(f.last + minute, '1.25', false));
  f.say(false, wire(f.last + minute, '1.30', false));
  expect(f.feed.view().last?.close).toBe('1.30');
  expect(f.feed.appendedBars).toBe(1);
  expect(f.updates).toHaveLength(2);
});

test('What the stream tells while the page loads is not lost', async () => {
  const f = new Fixture(origin, origin + 10 * minute);
  const started = f.feed.start(null);
  f.say(true, wire(f.last, '1.75', true), wire(f.last + minute, '1.80', false));
  await started;
  expect(f.feed.view().last?.close).toBe('1.80');
});

test('A snapshot that is there at once does not stand for the page', async () => {
  const f = new Fixture(origin, origin + 10 * minute);
  f.known = [wire(f.last + minute, '1.80', false)];
  await f.feed.start(null);
  expect(f.shown).toHaveLength(12);
  expect(f.feed.view()).toMatchObject({ phase: 'ready', atStart: true, atLive: true });
  expect(f.feed.view().last?.close).toBe('1.80');
});

test('After a first snapshot during loading a reconnect still asks for what was missed', async () => {
  const f = new Fixture(origin, origin + 10 * minute);
  const started = f.feed.start(null);
  f.say(true, wire(f.last, '1.75', true));
  await started;
  f.last += 5 * minute;
  f.say(true, wire(f.last, '1.80', true));
  await expect.poll(() => f.shown.length).toBe(16);
});

test('Bars that closed between a page that was fetched ahead and the first snapshot are fetched', async () => {
  const f = new Fixture(origin, origin + 10 * minute);
  const before = f.last;
  await f.feed.start(null);
  f.last += 5 * minute;
  f.say(true, wire(f.last - minute), wire(f.last, '1.80', false));
  await expect.poll(() => f.shown.length).toBe(16);

  // The snapshot may be there before the page is.
  const early = new Fixture(origin, before);
  const started = early.feed.start(null);
  early.say(true, wire(before + 3 * minute), wire(before + 4 * minute, '1.80', false));
  early.last += 4 * minute;
  await started;
  expect(early.shown.map((bar) => bar.time)).toEqual(Array.from({ length: 15 }, (_, i) => origin + i * minute));
});

test('Scrolling left loads older pages until the start of data', async () => {
  const f = new Fixture(origin, origin + 2_499 * minute);
  await f.feed.start(null);
  await f.feed.loadOlder();
  expect(f.shown).toHaveLength(2_000);
  expect(f.feed.view().atStart).toBe(false);
  await f.feed.loadOlder();
  expect(f.shown).toHaveLength(2_500);
  expect(f.feed.view().atStart).toBe(true);
  const asked = f.asked.length;
  await f.feed.loadOlder();
  expect(f.asked).toHaveLength(asked);
  expect(new Set(f.shown.map((b) => b.time)).size).toBe(2_500);
});

test('With the cap lifted a window grows by a quarter of itself', async () => {
  const f = new Fixture(origin, origin + 39_999 * minute, 1_000_000);
  await f.feed.start(null);
  for (let i = 0; i < 7; i++) await f.feed.loadOlder();
  expect(f.shown).toHaveLength(8_000);
  await f.feed.loadOlder();
  expect(f.shown).toHaveLength(10_000);
  for (let i = 0; i < 9; i++) await f.feed.loadOlder();
  expect(f.shown).toHaveLength(40_000);
  expect(f.feed.view().atStart).toBe(true);
  expect(f.shown.map((bar) => bar.time)).toEqual([...f.shown.map((bar) => bar.time)].sort((a, b) => a - b));
});

test('A far date is loaded alone, the stream is only counted, and live leads back', async () => {
  const f = new Fixture(origin, origin + 9_000 * minute);
  await f.feed.start(null);
  await f.feed.goTo(origin + 3_000 * minute);
  expect(f.feed.view().atLive).toBe(false);
  expect(f.shown.some((b) => b.time === origin + 3_000 * minute)).toBe(true);
  f.say(false, wire(f.last + minute, '9.00', false));
  expect(f.shown.some((b) => b.close === '9.00')).toBe(false);
  expect(f.feed.appendedBars).toBe(1);
  f.last += minute;
  await f.feed.goLive();
  expect(f.shown.at(-1)?.time).toBe(f.last);
});

test('Scrolling right from a far date reaches the live edge without a hole', async () => {
  const f = new Fixture(origin, origin + 1_800 * minute);
  await f.feed.start(origin + 600 * minute);
  while (!f.feed.view().atLive) await f.feed.loadNewer();
  const times = f.shown.map((b) => b.time);
  expect(times.at(-1)).toBe(f.last);
  expect(times.every((time, i) => i === 0 || time - (times[i - 1] ?? 0) === minute)).toBe(true);
});

test('Bars that closed during a lost connection are fetched', async () => {
  const f = new Fixture(origin, origin + 10 * minute);
  await f.feed.start(null);
  f.say(true, wire(f.last, '1.00'));
  f.last += 5 * minute;
  f.say(true, wire(f.last - minute), wire(f.last));
  await expect.poll(() => f.shown.length).toBe(16);
});

test('A page that the server ended early is not the start of data, nor the live edge', async () => {
  const f = new Fixture(origin, origin + 299 * minute);
  f.most = 100;
  await f.feed.start(null);
  expect(f.feed.view()).toMatchObject({ atStart: false, atLive: true });
  await f.feed.loadOlder();
  await f.feed.loadOlder();
  expect(f.shown).toHaveLength(300);
  expect(f.feed.view().atStart).toBe(true);
  await f.feed.goTo(origin + 150 * minute);
  expect(f.feed.view().atLive).toBe(true);
});

test('A reconnect whose snapshot is empty, or holds the open bar alone, asks for what was missed', async () => {
  for (const again of [[], [wire(origin + 15 * minute, '1.00', false)]]) {
    const f = new Fixture(origin, origin + 10 * minute);
    await f.feed.start(null);
    f.say(true);
    f.say(false, wire(f.last + minute, '1.00', false));
    f.last += 5 * minute;
    f.say(true, ...again);
    await expect.poll(() => f.shown.filter((one) => one.isClosed).length).toBe(16);
  }
});

test('No bars at all say so in the words of the server', async () => {
  const f = new Fixture(origin, origin - minute);
  f.diagnostic = 'It has never been recorded.';
  await f.feed.start(null);
  expect(f.feed.view()).toMatchObject({ phase: 'empty', diagnostic: 'It has never been recorded.' });
  f.say(false, wire(origin, '1.00', false));
  expect(f.feed.view().phase).toBe('ready');
});

test('A failed load is an error that can be tried again', async () => {
  const f = new Fixture(origin, origin + 10 * minute);
  f.failure = new Error('database unavailable');
  await f.feed.start(null);
  expect(f.feed.view()).toMatchObject({ phase: 'error', error: f.failure });
  f.failure = null;
  await f.feed.goLive();
  expect(f.feed.view().phase).toBe('ready');
});

test('Bars before the first one that came later are found, page after page', async () => {
  const f = new Fixture(origin + 2_999 * minute, origin + 2_999 * minute);
  await f.feed.start(null);
  f.say(false, wire(f.last, '1.25'));
  expect(f.shown).toHaveLength(1);
  const { version } = f.feed.view();
  expect(await f.feed.lookForOlder()).toBe(false);
  expect(f.feed.view().version).toBe(version);
  f.first = origin;
  expect(await f.feed.lookForOlder()).toBe(true);
  expect(f.shown).toHaveLength(1_001);
  expect(f.shown.at(-1)?.close).toBe('1.25');
  expect(f.feed.view().atStart).toBe(false);
  // What else there is comes as it is scrolled to.
  const asked = f.asked.length;
  expect(await f.feed.lookForOlder()).toBe(false);
  expect(f.asked).toHaveLength(asked);
  await f.feed.loadOlder();
  expect(f.shown).toHaveLength(2_001);
});

test('A chart without bars finds those that came later', async () => {
  const f = new Fixture(origin, origin - minute);
  await f.feed.start(null);
  f.last = origin + 4 * minute;
  expect(await f.feed.lookForOlder()).toBe(true);
  expect(f.shown).toHaveLength(5);
  expect(f.feed.view()).toMatchObject({ phase: 'ready', atLive: true });
});

test('A look for older bars that fails, or is overtaken by another page, changes nothing', async () => {
  const f = new Fixture(origin + 10 * minute, origin + 10 * minute);
  await f.feed.start(null);
  f.failure = new Error('database unavailable');
  expect(await f.feed.lookForOlder()).toBe(false);
  expect(f.feed.view()).toMatchObject({ phase: 'ready', error: null });
  f.failure = null;
  f.first = origin;
  const looking = f.feed.lookForOlder();
  const going = f.feed.goTo(origin + 2 * minute);
  expect(await looking).toBe(false);
  await going;
  expect(f.shown.map((bar) => bar.time)).toEqual(Array.from({ length: 11 }, (_, i) => origin + i * minute));
});

test('A feed that is stopped leaves its topic', async () => {
  const f = new Fixture(origin, origin + minute);
  await f.feed.start(null);
  f.feed.stop();
  expect(f.isLeft).toBe(true);
});
