import { expect, test } from 'vitest';
import type { BarPage, BarRange } from '../../api/bars';
import type { Bar } from '../../lib/marketWire';
import { nanosFromSeconds } from '../../lib/time';
import type { TopicListener } from '../../stream/client';
import { CompareFeed } from './CompareFeed';

const minute = 60;
const origin = minute * 30_000_000;

function bar(time: number, close = '1.00', revision = 0): Bar {
  return {
    tsOpen: nanosFromSeconds(time), time, open: '1.00', high: '2.00', low: '0.50', close, volume: '10', tradeCount: 3, vwap: null, isClosed: true, revision, source: 'ticks',
  };
}

/** A server with one bar a minute, and a feed that compares with it. */
class Fixture {
  readonly asked: BarRange[] = [];
  changes = 0;
  listener: TopicListener | null = null;
  failure: string | null = null;
  isDown = false;
  readonly feed: CompareFeed;

  constructor(private readonly first: number, private readonly last: number) {
    this.feed = new CompareFeed({
      fetchBars: (range) => this.fetch(range),
      subscribe: (listener) => {
        this.listener = listener;
        return () => undefined;
      },
    }, () => this.changes++, (why) => (this.failure = why));
  }

  times(until: number | null = null): readonly number[] {
    return this.feed.points(until, (open) => open + minute).map((point) => point.time);
  }

  private async fetch(range: BarRange): Promise<BarPage> {
    this.asked.push(range);
    if (this.isDown) throw new Error('The server cannot be reached.');
    const end = range.end === undefined ? this.last + 1 : Number(BigInt(range.end) / 1_000_000_000n);
    const bars: Bar[] = [];
    for (let time = Math.min(this.last, end - 1); time >= this.first && bars.length < range.limit; time -= time % minute === 0 ? minute : time % minute) {
      if (time % minute === 0) bars.unshift(bar(time));
    }
    return { bars, barType: '', priceType: 'LAST', boundary: 'utc', diagnostic: null, hasMore: false };
  }
}

test('U-085 A compared instrument is loaded as far back as the chart goes, and no further', async () => {
  const f = new Fixture(origin, origin + 9_000 * minute);
  f.feed.reach(origin + 4_500 * minute);
  await expect.poll(() => f.times()[0] ?? Infinity).toBeLessThanOrEqual(origin + 4_500 * minute);
  expect(f.asked).toHaveLength(3);
  f.feed.reach(origin + 5_000 * minute);
  expect(f.asked).toHaveLength(3);
  expect(new Set(f.times()).size).toBe(f.times().length);
});

test('The start of its data ends the loading', async () => {
  const f = new Fixture(origin, origin + 10 * minute);
  f.feed.reach(0);
  await expect.poll(() => f.times().length).toBe(11);
  f.feed.reach(0);
  expect(f.asked).toHaveLength(1);
});

test('U-100 In a replay its future is held back, and an earlier state never undoes a revision', async () => {
  const f = new Fixture(origin, origin + 10 * minute);
  f.feed.reach(origin);
  await expect.poll(() => f.times().length).toBe(11);
  expect(f.times(origin + 5 * minute)).toHaveLength(5);
  const wire = (close: string, revision: number): Record<string, unknown> => ({
    ts_open: nanosFromSeconds(origin).toString(), open: '1.00', high: '2.00', low: '0.50', close, volume: '10', is_closed: true, revision, source: 'ticks',
  });
  f.listener?.onData({ isSnapshot: false, data: [wire('1.50', 2)], conflated: 0, published: null, received: 0 });
  f.listener?.onData({ isSnapshot: false, data: [wire('1.10', 1)], conflated: 0, published: null, received: 0 });
  expect(f.feed.points(null, (open) => open)[0]?.close).toBe(1.5);
});

test('A load that fails says why and leaves what is there', async () => {
  const f = new Fixture(origin, origin + 10 * minute);
  f.isDown = true;
  f.feed.reach(origin);
  await expect.poll(() => f.failure).toBe('The server cannot be reached.');
});
