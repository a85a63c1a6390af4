import type { BarColumns } from './columns';
import type { Choice, IndicatorDefinition, Step } from './definition';

/** The values of one indicator over the bars of a chart; the last ones are computed anew when bars change. */
export class Calculation {
  private readonly columns: number[][];
  private readonly step: Step;

  constructor(private readonly definition: IndicatorDefinition, choice: Choice) {
    this.columns = Array.from({ length: definition.outputs.length + definition.stateColumns }, () => []);
    this.step = definition.begin(choice);
  }

  /** The values of an output, one a bar; NaN where there is none. */
  output(index: number): readonly number[] {
    return this.columns[index] ?? [];
  }

  /** Computes from the bar `from` to the end of `bars`. */
  update(bars: BarColumns, from: number): void {
    for (const column of this.columns) column.length = Math.min(column.length, from);
    for (let i = from; i < bars.length; i++) this.step(i, bars, this.columns);
  }

  /** The oldest bars have left the chart; what was computed with them stays. */
  dropFirst(count: number): void {
    for (const column of this.columns) column.splice(0, count);
  }

  /** The value of every output at a bar; null where it has none. */
  at(index: number): readonly (number | null)[] {
    return this.definition.outputs.map((_, k) => {
      const value = this.columns[k]?.[index];
      return value === undefined || Number.isNaN(value) ? null : value;
    });
  }
}
