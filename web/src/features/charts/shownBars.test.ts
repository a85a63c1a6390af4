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

const always = { isTrading: () => true };

test('U-053 With filling an interval without a trade has a flat bar at the close before, without it none', () => {
  const { canvas, shown, bars } = opened(2);
  bars.push(bar(300, '1.50'));
  shown.setBars(bars, 'keep');
  expect(canvas.shown).toEqual([60, 120, 300]);
  shown.show({ filling: always });
  expect(canvas.shown).toEqual([60, 120, 180, 240, 300]);
  expect(shown.at(240)).toMatchObject({ open: '1.00', high: '1.00', low: '1.00', close: '1.00', volume: '0', isClosed: true, isQuiet: true });
  bars.push(bar(480));
  shown.updateBar(bar(480), bars);
  expect(canvas.shown).toEqual([60, 120, 180, 240, 300, 360, 420, 480]);
  expect(shown.at(420)?.close).toBe('1.50');
  shown.show({ filling: null });
  expect(shown.bars).toBe(bars);
});

test('U-053 Time alone begins a bar when filling is on, and a trade takes its place', () => {
  const { canvas, shown, bars } = opened(2);
  shown.show({ filling: always });
  expect(shown.advance(179)).toBe(false);
  expect(shown.advance(180)).toBe(true);
  expect(canvas.shown).toEqual([60, 120, 180]);
  expect(shown.last?.isClosed).toBe(false);
  expect(shown.advance(240)).toBe(true);
  expect(shown.at(180)?.isClosed).toBe(true);
  const traded = bar(240, '1.20', false);
  bars.push(traded);
  shown.updateBar(traded, bars);
  expect(shown.last).toBe(traded);
  expect(canvas.shown).toEqual([60, 120, 180, 240]);
});

test('U-053 A closed market and a hole in the recording are not filled', () => {
  const { canvas, shown, bars } = opened(2);
  bars.push(bar(300));
  shown.setBars(bars, 'keep');
  shown.show({ filling: { isTrading: (open) => open !== 180 } });
  expect(canvas.shown).toEqual([60, 120, 240, 300]);
});

test('U-053 Older bars and a late one keep what is filled', () => {
  const { canvas, shown, bars } = opened(2);
  shown.show({ filling: always });
  shown.advance(250);
  shown.setBars([bar(-60), ...bars], 'keep');
  expect(canvas.shown).toEqual([-60, 0, 60, 120, 180, 240]);
  const revised = [bar(-60), bar(60), bar(120, '1.70')];
  shown.updateBar(bar(120, '1.70'), revised);
  expect(shown.at(240)?.close).toBe('1.70');
});
