import { chartTypes, scaleModes, type ChartType, type ScaleMode } from '../../chart/chartTypes';
import { paneHeights, type ChartIndicator } from '../../chart/IndicatorLayer';
import { fieldsOf, flag, flagOr, listOr, numberOr, text, textOr, type Fields } from '../../lib/decode';
import { indicatorOf, indicators } from '../../lib/indicators/catalog';
import { priceSources } from '../../lib/indicators/columns';
import type { Choice, IndicatorDefinition } from '../../lib/indicators/definition';
import { precisionOf, type Timeframe } from '../../lib/timeframes';

/** What is done with bars outside regular hours. */
export const extendedChoices = ['shade', 'hide', 'plain'] as const;

export type ExtendedHours = (typeof extendedChoices)[number];

export const compareScales = ['percent', 'own'] as const;

/** Whose days bars of 1D and longer are of. */
export const chartDays = ['session', 'utc'] as const;

export type ChartDays = (typeof chartDays)[number];

/** Which price the bars are of, as NautilusTrader names them. */
export const priceTypes = ['LAST', 'BID', 'ASK', 'MID'] as const;

export type PriceType = (typeof priceTypes)[number];

/** Another instrument on the chart, or the spread of two. */
export interface ChartCompare {
  readonly id: string;
  readonly instrumentId: string;
  /** What is taken from it; null: nothing, it stands for itself. */
  readonly minus: string | null;
  readonly scale: (typeof compareScales)[number];
  /** Index in the palette of the look. */
  readonly color: number;
  readonly isHidden: boolean;
  /** It can neither be changed nor removed until that is taken back. */
  readonly isLocked: boolean;
}

/** How a chart is drawn, whatever instrument and timeframe it shows. */
export interface ChartSetup {
  readonly type: ChartType;
  readonly scale: ScaleMode;
  readonly isInverted: boolean;
  /** The price axis follows the bars. */
  readonly isAuto: boolean;
  /** Null: the price that the instrument's own bars are of. */
  readonly priceType: PriceType | null;
  /** The days that bars of 1D and longer are of. */
  readonly days: ChartDays;
  readonly extended: ExtendedHours;
  /** An interval in which nothing traded has a flat bar. */
  readonly isFilled: boolean;
  readonly indicators: readonly ChartIndicator[];
  readonly compares: readonly ChartCompare[];
  /** Rules whose lines are not drawn, and those whose lines stay where they are. */
  readonly hiddenAlerts: readonly number[];
  readonly lockedAlerts: readonly number[];
}

export const plainSetup: ChartSetup = {
  type: 'candles', scale: 'linear', isInverted: false, isAuto: true, priceType: null, days: 'session', extended: 'shade', isFilled: false, indicators: [], compares: [],
  hiddenAlerts: [], lockedAlerts: [],
};

/** Bars of 1D and longer follow the days of the exchange where nothing else was chosen. */
export function hasExchangeDays(timeframe: Timeframe, { days }: Pick<ChartSetup, 'days'>): boolean {
  return days === 'session' && precisionOf(timeframe) === 'day';
}

/** More than these would hide the prices. */
export const maxIndicators = 12;
export const maxCompares = 5;
const colors = 6;
/** After this many times its length an exponential average holds less than a thousandth of its first value. */
const settling = 4;

export function withIndicator(setup: ChartSetup, definition: IndicatorDefinition, id: string): ChartSetup {
  const indicator: ChartIndicator = { id, definition, choice: initialChoice(definition), color: freeColor(setup), isHidden: false, isLocked: false, height: 'normal' };
  return { ...setup, indicators: [...setup.indicators, indicator] };
}

export function withCompare(setup: ChartSetup, instrumentId: string, id: string): ChartSetup {
  if (setup.compares.length >= maxCompares || setup.compares.some((one) => one.instrumentId === instrumentId && one.minus === null)) return setup;
  return { ...setup, compares: [...setup.compares, { id, instrumentId, minus: null, scale: 'percent', color: freeColor(setup), isHidden: false, isLocked: false }] };
}

/** One instrument less another. A difference may be zero or below, so it has no percent: it lies on its own scale. */
export function withSpread(setup: ChartSetup, instrumentId: string, minus: string, id: string): ChartSetup {
  const isThere = setup.compares.some((one) => one.instrumentId === instrumentId && one.minus === minus);
  if (setup.compares.length >= maxCompares || isThere || instrumentId === minus) return setup;
  return { ...setup, compares: [...setup.compares, { id, instrumentId, minus, scale: 'own', color: freeColor(setup), isHidden: false, isLocked: false }] };
}

export function compareName({ instrumentId, minus }: Pick<ChartCompare, 'instrumentId' | 'minus'>): string {
  return minus === null ? instrumentId : `${instrumentId} − ${minus}`;
}

/** The list with the number, or without it where it was in it. */
export function toggled(list: readonly number[], id: number): readonly number[] {
  return list.includes(id) ? list.filter((one) => one !== id) : [...list, id];
}

export function withChangedCompare(setup: ChartSetup, id: string, change: Partial<ChartCompare>): ChartSetup {
  return { ...setup, compares: setup.compares.map((one) => (one.id === id ? { ...one, ...change } : one)) };
}

export function withoutCompare(setup: ChartSetup, id: string): ChartSetup {
  return { ...setup, compares: setup.compares.filter((one) => one.id !== id) };
}

/** One that nothing on the chart has yet, else the next one in turn. */
function freeColor({ indicators: list, compares }: ChartSetup): number {
  const used = [...list, ...compares].map((one) => one.color);
  return Array.from({ length: colors }, (_, color) => color).find((color) => !used.includes(color)) ?? used.length % colors;
}

export function changed(setup: ChartSetup, id: string, change: Partial<ChartIndicator>): ChartSetup {
  return { ...setup, indicators: setup.indicators.map((indicator) => (indicator.id === id ? { ...indicator, ...change } : indicator)) };
}

export function without(setup: ChartSetup, id: string): ChartSetup {
  return { ...setup, indicators: setup.indicators.filter((indicator) => indicator.id !== id) };
}

/** One place up or down in the order of panes and legend. */
export function moved(setup: ChartSetup, id: string, by: 1 | -1): ChartSetup {
  const list = [...setup.indicators];
  const from = list.findIndex((indicator) => indicator.id === id);
  const [one] = list.splice(from, 1);
  if (from < 0 || one === undefined) return setup;
  list.splice(Math.max(0, from + by), 0, one);
  return { ...setup, indicators: list };
}

export function initialChoice(definition: IndicatorDefinition): Choice {
  return { numbers: Object.fromEntries(definition.parameters.map((parameter) => [parameter.name, parameter.initial])), source: 'close' };
}

/** `SMA 20`, `MACD 12 26 9`: what the legend calls it. */
export function nameOf({ definition, choice }: ChartIndicator): string {
  const numbers = definition.parameters.map((parameter) => choice.numbers[parameter.name] ?? parameter.initial);
  const source = definition.hasSource && choice.source !== 'close' ? [choice.source] : [];
  return [shortNames.get(definition.kind) ?? definition.text, ...numbers, ...source].join(' ');
}

const shortNames: ReadonlyMap<string, string> = new Map([
  ['bollinger', 'BB'], ['donchian', 'DC'], ['keltner', 'KC'], ['macd', 'MACD'], ['stochastic', 'Stoch'], ['realised_volatility', 'RV'],
  ...indicators.filter((definition) => definition.outputs.length === 1).map((definition) => [definition.kind, definition.outputs[0]?.text.replace(' %', '') ?? ''] as const),
]);

/** How many bars the slowest indicator wants before the first one in view; a recursion has forgotten its beginning by then. */
export function historyOf(list: readonly ChartIndicator[]): number {
  return Math.max(0, ...list.map(({ definition, choice }) => definition.warmUp(choice) * (definition.stateColumns > 0 ? settling : 1)));
}

/** As it is kept: names and numbers, no definitions. */
export function storedSetup(setup: ChartSetup): unknown {
  return {
    ...setup,
    indicators: setup.indicators.map(({ id, definition, choice, color, isHidden, isLocked, height }) => ({ id, kind: definition.kind, ...choice, color, isHidden, isLocked, height })),
  };
}

/** What was kept, possibly by another version: what is not known any more falls back or is left out. */
export function decodeSetup(value: unknown): ChartSetup {
  const f = fieldsOf(value, 'a chart setup');
  return {
    type: oneOf(f, 'type', chartTypes, plainSetup.type),
    scale: oneOf(f, 'scale', scaleModes, plainSetup.scale),
    isInverted: flag(f, 'isInverted'),
    isAuto: flagOr(f, 'isAuto', true),
    priceType: priceTypes.find((type) => type === f['priceType']) ?? null,
    days: oneOf(f, 'days', chartDays, plainSetup.days),
    extended: oneOf(f, 'extended', extendedChoices, plainSetup.extended),
    isFilled: flag(f, 'isFilled'),
    indicators: listOr(f, 'indicators', decodeIndicator).filter((indicator) => indicator !== null).slice(0, maxIndicators),
    compares: listOr(f, 'compares', decodeCompare).slice(0, maxCompares),
    hiddenAlerts: listOr(f, 'hiddenAlerts', Number).filter(Number.isInteger),
    lockedAlerts: listOr(f, 'lockedAlerts', Number).filter(Number.isInteger),
  };
}

function decodeIndicator(value: unknown): ChartIndicator | null {
  const f = fieldsOf(value, 'an indicator');
  const definition = indicatorOf(text(f, 'kind'));
  if (definition === null) return null;
  const numbers = fieldsOf(f['numbers'], 'numbers');
  return {
    id: text(f, 'id'),
    definition,
    choice: {
      numbers: Object.fromEntries(definition.parameters.map((p) => [p.name, Math.min(p.max, Math.max(p.min, numberOr(numbers, p.name, p.initial)))])),
      source: oneOf(f, 'source', priceSources, 'close'),
    },
    color: Math.abs(Math.round(numberOr(f, 'color', 0))) % colors,
    isHidden: flag(f, 'isHidden'),
    isLocked: flag(f, 'isLocked'),
    height: oneOf(f, 'height', paneHeights, 'normal'),
  };
}

function decodeCompare(value: unknown): ChartCompare {
  const f = fieldsOf(value, 'a compared instrument');
  const minus = textOr(f, 'minus', null);
  return {
    id: text(f, 'id'), instrumentId: text(f, 'instrumentId'), minus, scale: minus === null ? oneOf(f, 'scale', compareScales, 'percent') : 'own',
    color: Math.abs(Math.round(numberOr(f, 'color', 0))) % colors, isHidden: flag(f, 'isHidden'), isLocked: flag(f, 'isLocked'),
  };
}

function oneOf<T extends string>(fields: Fields, key: string, choices: readonly T[], otherwise: T): T {
  return choices.find((choice) => choice === fields[key]) ?? otherwise;
}
