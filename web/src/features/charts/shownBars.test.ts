import { expect, test } from 'vitest';
import type { Bar } from '../../lib/marketWire';
import { nanosFromSeconds } from '../../lib/time';
import type { BarCanvas } from './BarFeed';
import { ShownBars } from './ShownBars';

const minute = 60;

function bar(time: number, close = '1.00', isClosed = true): Bar {
  return {
    tsOpen: nanosFromSeconds(time), time, open: '1.00', high: '2.00', low: '0.50', close, volume: '10', tradeCount: 3, vwap: '1.00', isClosed, revision: 0, source: 'ticks',
  };
}

class Canvas implements BarCanvas {
  shown: readonly number[] = [];
  updates = 0;

  setBars(bars: readonly Bar[]): void {
    this.shown = bars.map((b) => b.time);
  }

  updateBar(_: Bar, bars: readonly Bar[]): void {
    this.updates++;
    this.shown = bars.map((b) => b.time);
  }
}

function opened(count: number): { readonly canvas: Canvas; readonly shown: ShownBars; readonly bars: Bar[] } {
  const canvas = new Canvas();
  const shown = new ShownBars(canvas, (open) => open + minute);
  const bars = Array.from({ length: count }, (_, i) => bar((i + 1) * minute));
  shown.setBars(bars, 'live');
  return { canvas, shown, bars };
}

test('Without a filter the chart has the very list of the feed', () => {
  const { canvas, shown, bars } = opened(3);
  expect(shown.bars).toBe(bars);
  bars.push(bar(240));
  shown.updateBar(bar(240), bars);
  expect(canvas.shown).toEqual([60, 120, 180, 240]);
});

test('U-100 A replay shows bars that were closed by then, and nothing that comes meanwhile', () => {
  const { canvas, shown, bars } = opened(5);
  shown.show({ until: 200 });
  expect(canvas.shown).toEqual([60, 120]);
  bars.push(bar(360));
  shown.updateBar(bar(360), bars);
  shown.setBars([bar(0), ...bars], 'keep');
  expect(canvas.shown).toEqual([0, 60, 120]);
  expect(shown.next?.time).toBe(180);
  expect(shown.last?.time).toBe(120);
  expect(shown.at(180)).toBeNull();
});

test('U-100 A step of a replay adds the one bar that closed', () => {
  const { canvas, shown } = opened(5);
  shown.show({ until: 180 });
  shown.show({ until: 240 });
  expect(canvas.updates).toBe(1);
  expect(canvas.shown).toEqual([60, 120, 180]);
  shown.show({ until: null });
  expect(canvas.shown).toEqual([60, 120, 180, 240, 300]);
});

test('U-100 The open bar is never the next step', () => {
  const { shown, bars } = opened(2);
  bars.push(bar(180, '1.00', false));
  shown.setBars(bars, 'keep');
  shown.show({ until: 180 });
  expect(shown.next).toBeNull();
});

test('U-068 Bars that are not wanted are left out, also of what comes', () => {
  const { canvas, shown, bars } = opened(4);
  shown.show({ isWanted: (time) => time % 120 === 0 });
  expect(canvas.shown).toEqual([120, 240]);
  bars.push(bar(300), bar(360));
  shown.updateBar(bar(300), bars);
  shown.updateBar(bar(360), bars);
  expect(canvas.shown).toEqual([120, 240, 360]);
  expect(shown.before(360)?.time).toBe(240);
});
