import { meanOf, smoothed, smoothing, squareOf } from './averages';
import type { BarColumns } from './columns';
import { numberOf, period, type Choice, type IndicatorDefinition, type IndicatorOutput, type NumberParameter, type Step } from './definition';
import { trueRange, wilder } from './ranges';

const upper: IndicatorOutput = { name: 'upper', text: 'Upper', style: 'line' };
const middle: IndicatorOutput = { name: 'middle', text: 'Middle', style: 'dashed' };
const lower: IndicatorOutput = { name: 'lower', text: 'Lower', style: 'line' };

function width(initial: number): NumberParameter {
  return { name: 'width', text: 'Width', min: 0.1, max: 20, step: 0.1, initial };
}

function lengthOf(choice: Choice): number {
  return numberOf(choice, 'length');
}

/** Highest high and lowest low of the last `length` bars; NaN before there are as many. */
export function extremesOf(bars: BarColumns, i: number, length: number): readonly [highest: number, lowest: number] {
  if (i < length - 1) return [NaN, NaN];
  let highest = -Infinity;
  let lowest = Infinity;
  for (let k = i - length + 1; k <= i; k++) {
    highest = Math.max(highest, bars.high[k] ?? NaN);
    lowest = Math.min(lowest, bars.low[k] ?? NaN);
  }
  return [highest, lowest];
}

export const bollinger: IndicatorDefinition = {
  kind: 'bollinger', text: 'Bollinger bands', formula: 'Mean of the last n prices, plus and minus k standard deviations of them (divisor n).',
  pane: 'price', parameters: [period('length', 'Length', 20), width(2)], hasSource: true,
  outputs: [upper, middle, lower], stateColumns: 0, levels: [], range: null, precision: null, needsVolume: false,
  warmUp: (choice) => lengthOf(choice) - 1,
  begin: (choice): Step => {
    const length = lengthOf(choice);
    const k = numberOf(choice, 'width');
    return (i, bars, [up, mid, low]) => {
      if (up === undefined || mid === undefined || low === undefined) return;
      const mean = meanOf(bars, choice, i, length);
      let squares = 0;
      for (let j = i - length + 1; j <= i; j++) squares += squareOf(bars.price(choice.source, j) - mean);
      const deviation = Math.sqrt(squares / length);
      mid[i] = mean;
      up[i] = mean + k * deviation;
      low[i] = mean - k * deviation;
    };
  },
};

export const donchian: IndicatorDefinition = {
  kind: 'donchian', text: 'Donchian channel', formula: 'Highest high and lowest low of the last n bars, and their middle.',
  pane: 'price', parameters: [period('length', 'Length', 20)], hasSource: false,
  outputs: [upper, middle, lower], stateColumns: 0, levels: [], range: null, precision: null, needsVolume: false,
  warmUp: (choice) => lengthOf(choice) - 1,
  begin: (choice): Step => {
    const length = lengthOf(choice);
    return (i, bars, [up, mid, low]) => {
      if (up === undefined || mid === undefined || low === undefined) return;
      const [highest, lowest] = extremesOf(bars, i, length);
      up[i] = highest;
      low[i] = lowest;
      mid[i] = (highest + lowest) / 2;
    };
  },
};

export const keltner: IndicatorDefinition = {
  kind: 'keltner', text: 'Keltner channel', formula: 'Exponential average of n prices, plus and minus k average true ranges (Wilder) of n bars.',
  pane: 'price', parameters: [period('length', 'Length', 20), width(2)], hasSource: true,
  outputs: [upper, middle, lower], stateColumns: 2, levels: [], range: null, precision: null, needsVolume: false,
  warmUp: (choice) => lengthOf(choice) - 1,
  begin: (choice): Step => {
    const length = lengthOf(choice);
    const k = numberOf(choice, 'width');
    const alpha = smoothing(length);
    return (i, bars, [up, mid, low, average, range]) => {
      if (up === undefined || mid === undefined || low === undefined || average === undefined || range === undefined) return;
      average[i] = smoothed(average[i - 1], bars.price(choice.source, i), alpha);
      range[i] = wilder(range, i, 0, length, (at) => trueRange(bars, at));
      mid[i] = i < length - 1 ? NaN : average[i];
      up[i] = mid[i] + k * range[i];
      low[i] = mid[i] - k * range[i];
    };
  },
};
