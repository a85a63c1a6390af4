import type { BarColumns, PriceSource } from './columns';

/** Where an indicator is drawn: over the prices, or in a pane of its own. */
export type Pane = 'price' | 'own';

export interface NumberParameter {
  readonly name: string;
  readonly text: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly initial: number;
}

export interface IndicatorOutput {
  readonly name: string;
  readonly text: string;
  readonly style: 'line' | 'dashed' | 'histogram';
}

/** The chosen numbers, by name, and the price that is looked at. */
export interface Choice {
  readonly numbers: Readonly<Record<string, number>>;
  readonly source: PriceSource;
}

/**
 * Computes bar `i` from the bars and from the columns below `i`, which are done; writes `columns[k][i]` for every column. A value
 * that needs more bars than there are is NaN: it is not drawn. A bar is never computed from a later one, so a closed bar keeps its value.
 */
export type Step = (i: number, bars: BarColumns, columns: readonly number[][]) => void;

export interface IndicatorDefinition {
  readonly kind: string;
  readonly text: string;
  /** The formula in words, with what the first values are made of. */
  readonly formula: string;
  readonly pane: Pane;
  readonly parameters: readonly NumberParameter[];
  /** False when it looks at fixed prices of the bar. */
  readonly hasSource: boolean;
  readonly outputs: readonly IndicatorOutput[];
  /** Columns behind the outputs that hold the state of a recursion. */
  readonly stateColumns: number;
  /** Lines at fixed values, for the eye. */
  readonly levels: readonly number[];
  /** The lowest and highest value it can have, all of which is shown; null when there is no such. */
  readonly range: readonly [lowest: number, highest: number] | null;
  /** Decimals of its values; null when they are prices or differences of prices. */
  readonly precision: number | null;
  /** False for what makes no sense without traded volume. */
  readonly needsVolume: boolean;
  /** Bars before the first value of the slowest output. */
  warmUp(choice: Choice): number;
  begin(choice: Choice): Step;
}

/** A whole number of bars, 1 to 5,000. */
export function period(name: string, text: string, initial: number): NumberParameter {
  return { name, text, min: 1, max: 5_000, step: 1, initial };
}

export function line(name: string, text: string): IndicatorOutput {
  return { name, text, style: 'line' };
}

export function numberOf(choice: Choice, name: string): number {
  const value = choice.numbers[name];
  if (value === undefined) throw new Error(`Expected a number named ${name}, found ${Object.keys(choice.numbers).join(', ')}.`);
  return value;
}

/** Decimals to show: a difference of prices is finer than the prices. */
export function precisionOf(definition: IndicatorDefinition, pricePrecision: number): number {
  return definition.precision ?? (definition.pane === 'price' ? pricePrecision : pricePrecision + 2);
}
