import type { BarColumns } from './columns';
import { line, numberOf, period, type Choice, type IndicatorDefinition, type Step } from './definition';

/** Mean of the last `length` prices. Summed anew each time: a running sum would drift. */
export function meanOf(bars: BarColumns, choice: Choice, i: number, length: number): number {
  if (i < length - 1) return NaN;
  let sum = 0;
  for (let k = i - length + 1; k <= i; k++) sum += bars.price(choice.source, k);
  return sum / length;
}

/** Not `x ** 2`, whose last digit depends on whether the browser has compiled the place where it stands. */
export function squareOf(x: number): number {
  return x * x;
}

/** Weight of the newest value in an exponential average of `length`: 2 / (length + 1). */
export function smoothing(length: number): number {
  return 2 / (length + 1);
}

/** The recursion of an exponential average whose first value is the first input. */
export function smoothed(before: number | undefined, value: number, alpha: number): number {
  return before === undefined || Number.isNaN(before) ? value : alpha * value + (1 - alpha) * before;
}

export const sma: IndicatorDefinition = {
  kind: 'sma', text: 'Simple moving average', formula: 'Mean of the last n prices.',
  pane: 'price', parameters: [period('length', 'Length', 20)], hasSource: true,
  outputs: [line('value', 'SMA')], stateColumns: 0, levels: [], range: null, precision: null, needsVolume: false,
  warmUp: (choice) => numberOf(choice, 'length') - 1,
  begin: (choice): Step => {
    const length = numberOf(choice, 'length');
    return (i, bars, [value]) => {
      if (value !== undefined) value[i] = meanOf(bars, choice, i, length);
    };
  },
};

export const ema: IndicatorDefinition = {
  kind: 'ema', text: 'Exponential moving average',
  formula: 'Weight 2/(n+1) for the newest price; begins with the first price, shown after n bars.',
  pane: 'price', parameters: [period('length', 'Length', 20)], hasSource: true,
  outputs: [line('value', 'EMA')], stateColumns: 1, levels: [], range: null, precision: null, needsVolume: false,
  warmUp: (choice) => numberOf(choice, 'length') - 1,
  begin: (choice): Step => {
    const length = numberOf(choice, 'length');
    const alpha = smoothing(length);
    return (i, bars, [value, state]) => {
      if (value === undefined || state === undefined) return;
      state[i] = smoothed(state[i - 1], bars.price(choice.source, i), alpha);
      value[i] = i < length - 1 ? NaN : state[i];
    };
  },
};

export const wma: IndicatorDefinition = {
  kind: 'wma', text: 'Weighted moving average', formula: 'Mean of the last n prices with weights 1 (oldest) to n (newest).',
  pane: 'price', parameters: [period('length', 'Length', 20)], hasSource: true,
  outputs: [line('value', 'WMA')], stateColumns: 0, levels: [], range: null, precision: null, needsVolume: false,
  warmUp: (choice) => numberOf(choice, 'length') - 1,
  begin: (choice): Step => {
    const length = numberOf(choice, 'length');
    const weights = (length * (length + 1)) / 2;
    return (i, bars, [value]) => {
      if (value === undefined) return;
      let sum = 0;
      for (let k = 0; k < length; k++) sum += (length - k) * bars.price(choice.source, i - k);
      value[i] = i < length - 1 ? NaN : sum / weights;
    };
  },
};

export const vwap: IndicatorDefinition = {
  kind: 'vwap', text: 'Volume-weighted average price',
  formula: 'Turnover by volume since the trading day began: the sum of each bar’s VWAP times its volume, divided by the sum of volumes.',
  pane: 'price', parameters: [], hasSource: false,
  outputs: [line('value', 'VWAP')], stateColumns: 2, levels: [], range: null, precision: null, needsVolume: true,
  warmUp: () => 0,
  begin: (): Step => (i, bars, [value, turnover, volume]) => {
    if (value === undefined || turnover === undefined || volume === undefined) return;
    const isNewDay = i === 0 || bars.session[i] !== bars.session[i - 1];
    const traded = bars.volume[i] ?? 0;
    turnover[i] = (isNewDay ? 0 : turnover[i - 1] ?? 0) + (bars.vwap[i] ?? 0) * traded;
    volume[i] = (isNewDay ? 0 : volume[i - 1] ?? 0) + traded;
    value[i] = volume[i] === 0 ? NaN : (turnover[i] ?? NaN) / (volume[i] ?? NaN);
  },
};
