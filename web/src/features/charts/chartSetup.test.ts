import { expect, test } from 'vitest';
import { ema } from '../../lib/indicators/averages';
import { indicators } from '../../lib/indicators/catalog';
import { changed, decodeSetup, historyOf, nameOf, plainSetup, storedSetup, withIndicator, without, type ChartSetup } from './chartSetup';

const empty: ChartSetup = { ...plainSetup, type: 'area', scale: 'log', isInverted: true };
const full = indicators.slice(0, 12).reduce((setup, definition, i) => withIndicator(setup, definition, `i${i}`), empty);

test('A setup that was kept comes back the same', () => {
  expect(decodeSetup(JSON.parse(JSON.stringify(storedSetup(full))))).toEqual(full);
});

test('What another version kept is taken as far as it is known', () => {
  const setup = decodeSetup({
    type: 'ghosts', scale: 'linear',
    indicators: [
      { id: 'a', kind: 'no_such', numbers: {} },
      { id: 'b', kind: 'ema', numbers: { length: 9_999_999, gone: 3 }, source: 'moon', color: 14 },
    ],
  });
  expect(setup.type).toBe('candles');
  expect(setup.indicators.map((i) => [i.id, i.choice, i.color])).toEqual([['b', { numbers: { length: 5_000 }, source: 'close' }, 2]]);
  expect(() => decodeSetup('nonsense')).toThrow('a chart setup');
});

test('Each indicator has a colour of its own while there are any', () => {
  expect(new Set(full.indicators.slice(0, 6).map((i) => i.color)).size).toBe(6);
  const again = withIndicator(without({ ...full, indicators: full.indicators.slice(0, 6) }, 'i2'), ema, 'new');
  expect(again.indicators.at(-1)?.color).toBe(2);
});

test('A name tells the parameters, and the price when it is not the close', () => {
  const [sma] = full.indicators;
  expect(full.indicators.map(nameOf)).toContain('MACD 12 26 9');
  expect(sma === undefined ? '' : nameOf(sma)).toBe('SMA 20');
  const typical = changed(full, 'i0', { choice: { numbers: { length: 5 }, source: 'typical' } });
  expect(typical.indicators.slice(0, 1).map(nameOf)).toEqual(['SMA 5 typical']);
});

test('A recursion wants more history than its length', () => {
  const slow = changed(full, 'i1', { choice: { numbers: { length: 501 }, source: 'close' } });
  expect(historyOf(slow.indicators)).toBe(2_000);
  expect(historyOf([])).toBe(0);
});
