import { smoothed, smoothing } from './averages';
import { extremesOf } from './bands';
import { line, numberOf, period, type IndicatorDefinition, type Step } from './definition';
import { wilder } from './ranges';

export const rsi: IndicatorDefinition = {
  kind: 'rsi', text: 'Relative strength index', formula: '100 × gains / (gains + losses), each Wilder’s average of n changes; 50 when nothing moved.',
  pane: 'own', parameters: [period('length', 'Length', 14)], hasSource: true,
  outputs: [line('value', 'RSI')], stateColumns: 2, levels: [30, 70], range: [0, 100], precision: 2, needsVolume: false,
  warmUp: (choice) => numberOf(choice, 'length'),
  begin: (choice): Step => {
    const length = numberOf(choice, 'length');
    return (i, bars, [value, gains, losses]) => {
      if (value === undefined || gains === undefined || losses === undefined) return;
      const change = (at: number): number => bars.price(choice.source, at) - bars.price(choice.source, at - 1);
      gains[i] = wilder(gains, i, 1, length, (at) => Math.max(0, change(at)));
      losses[i] = wilder(losses, i, 1, length, (at) => Math.max(0, -change(at)));
      const all = gains[i] + losses[i];
      value[i] = all === 0 ? 50 : (100 * gains[i]) / all;
    };
  },
};

export const macd: IndicatorDefinition = {
  kind: 'macd', text: 'Moving average convergence/divergence',
  formula: 'Fast minus slow exponential average; its own exponential average as signal line, from the first shown value on; the histogram is their difference.',
  pane: 'own', parameters: [period('fast', 'Fast', 12), period('slow', 'Slow', 26), period('signal', 'Signal', 9)], hasSource: true,
  outputs: [{ name: 'histogram', text: 'Histogram', style: 'histogram' }, line('value', 'MACD'), line('signal', 'Signal')],
  stateColumns: 3, levels: [0], range: null, precision: null, needsVolume: false,
  warmUp: (choice) => Math.max(numberOf(choice, 'fast'), numberOf(choice, 'slow')) + numberOf(choice, 'signal') - 2,
  begin: (choice): Step => {
    const fast = numberOf(choice, 'fast');
    const slow = numberOf(choice, 'slow');
    const signalLength = numberOf(choice, 'signal');
    const first = Math.max(fast, slow) - 1;
    return (i, bars, [histogram, value, signal, fastState, slowState, signalState]) => {
      if (histogram === undefined || value === undefined || signal === undefined) return;
      if (fastState === undefined || slowState === undefined || signalState === undefined) return;
      const price = bars.price(choice.source, i);
      fastState[i] = smoothed(fastState[i - 1], price, smoothing(fast));
      slowState[i] = smoothed(slowState[i - 1], price, smoothing(slow));
      value[i] = i < first ? NaN : fastState[i] - slowState[i];
      signalState[i] = i < first ? NaN : smoothed(signalState[i - 1], value[i], smoothing(signalLength));
      signal[i] = i < first + signalLength - 1 ? NaN : signalState[i];
      histogram[i] = value[i] - signal[i];
    };
  },
};

export const stochastic: IndicatorDefinition = {
  kind: 'stochastic', text: 'Stochastic',
  formula: '%K: where the close lies between the lowest low (0) and the highest high (100) of n bars, averaged over s; %D: the average of d values of %K. 50 when high and low are equal.',
  pane: 'own', parameters: [period('length', 'Length', 14), period('smooth', 'Smoothing', 3), period('average', '%D length', 3)], hasSource: false,
  outputs: [line('k', '%K'), line('d', '%D')], stateColumns: 1, levels: [20, 80], range: [0, 100], precision: 2, needsVolume: false,
  warmUp: (choice) => numberOf(choice, 'length') + numberOf(choice, 'smooth') + numberOf(choice, 'average') - 3,
  begin: (choice): Step => {
    const length = numberOf(choice, 'length');
    const smooth = numberOf(choice, 'smooth');
    const average = numberOf(choice, 'average');
    return (i, bars, [k, d, raw]) => {
      if (k === undefined || d === undefined || raw === undefined) return;
      const [highest, lowest] = extremesOf(bars, i, length);
      raw[i] = highest === lowest ? 50 : (100 * ((bars.close[i] ?? NaN) - lowest)) / (highest - lowest);
      k[i] = meanOfColumn(raw, i, smooth);
      d[i] = meanOfColumn(k, i, average);
    };
  },
};

export const obv: IndicatorDefinition = {
  kind: 'obv', text: 'On-balance volume',
  formula: 'Volume added when the close rises and taken off when it falls; 0 at the oldest bar on the chart, so only its changes mean something.',
  pane: 'own', parameters: [], hasSource: false,
  outputs: [line('value', 'OBV')], stateColumns: 0, levels: [], range: null, precision: 2, needsVolume: true,
  warmUp: () => 0,
  begin: (): Step => (i, bars, [value]) => {
    if (value === undefined) return;
    const change = Math.sign((bars.close[i] ?? NaN) - (bars.close[i - 1] ?? NaN));
    value[i] = i === 0 ? 0 : (value[i - 1] ?? NaN) + change * (bars.volume[i] ?? 0);
  },
};

/** NaN while one of the values is. */
function meanOfColumn(column: readonly number[], i: number, length: number): number {
  let sum = 0;
  for (let k = i - length + 1; k <= i; k++) sum += column[k] ?? NaN;
  return sum / length;
}
