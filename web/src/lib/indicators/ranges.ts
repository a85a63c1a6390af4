import { squareOf } from './averages';
import type { BarColumns } from './columns';
import { line, numberOf, period, type IndicatorDefinition, type Step } from './definition';

/** The reach of a bar, with the gap from the close before; high minus low for the first. */
export function trueRange(bars: BarColumns, i: number): number {
  const high = bars.high[i] ?? NaN;
  const low = bars.low[i] ?? NaN;
  const before = bars.close[i - 1];
  return before === undefined ? high - low : Math.max(high - low, Math.abs(high - before), Math.abs(low - before));
}

/**
 * Wilder's average: the mean of the first `length` inputs, from then on (before × (length − 1) + input) / length. `first` is the index
 * of the first input; NaN until there are `length` of them.
 */
export function wilder(column: readonly number[], i: number, first: number, length: number, input: (at: number) => number): number {
  const start = first + length - 1;
  if (i < start) return NaN;
  if (i > start) return ((column[i - 1] ?? NaN) * (length - 1) + input(i)) / length;
  let sum = 0;
  for (let k = first; k <= i; k++) sum += input(k);
  return sum / length;
}

export const atr: IndicatorDefinition = {
  kind: 'atr', text: 'Average true range', formula: 'Wilder’s average of n true ranges.',
  pane: 'own', parameters: [period('length', 'Length', 14)], hasSource: false,
  outputs: [line('value', 'ATR')], stateColumns: 0, levels: [], range: null, precision: null, needsVolume: false,
  warmUp: (choice) => numberOf(choice, 'length') - 1,
  begin: (choice): Step => {
    const length = numberOf(choice, 'length');
    return (i, bars, [value]) => {
      if (value !== undefined) value[i] = wilder(value, i, 0, length, (at) => trueRange(bars, at));
    };
  },
};

export const realisedVolatility: IndicatorDefinition = {
  kind: 'realised_volatility', text: 'Realised volatility',
  formula: 'Square root of the sum of n squared logarithmic returns, in percent; times √(bars a year / n) when bars a year are given.',
  pane: 'own',
  parameters: [period('length', 'Length', 20), { name: 'annual', text: 'Bars a year (0: not annualised)', min: 0, max: 31_622_400, step: 1, initial: 0 }],
  hasSource: true,
  outputs: [line('value', 'RV %')], stateColumns: 0, levels: [], range: null, precision: 4, needsVolume: false,
  warmUp: (choice) => numberOf(choice, 'length'),
  begin: (choice): Step => {
    const length = numberOf(choice, 'length');
    const annual = numberOf(choice, 'annual');
    const scale = 100 * (annual === 0 ? 1 : Math.sqrt(annual / length));
    return (i, bars, [value]) => {
      if (value === undefined) return;
      let sum = 0;
      for (let k = i - length + 1; k <= i; k++) sum += squareOf(Math.log(bars.price(choice.source, k) / bars.price(choice.source, k - 1)));
      // Without prices above zero there is no logarithm: nothing is drawn.
      value[i] = i < length || !Number.isFinite(sum) ? NaN : scale * Math.sqrt(sum);
    };
  },
};
