import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { nanosFromSeconds } from '../time';
import type { Bar } from '../marketWire';
import { Calculation } from './calculation';
import { indicatorOf, indicators } from './catalog';
import { BarColumns, priceSources, type PriceSource } from './columns';
import type { Choice } from './definition';

interface ReferenceBar {
  readonly time: number;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  readonly volume: string;
  readonly vwap: string | null;
}

interface Reference {
  readonly bars: readonly ReferenceBar[];
  readonly tables: readonly {
    readonly kind: string;
    readonly numbers: Readonly<Record<string, number>>;
    readonly source: PriceSource;
    readonly outputs: Readonly<Record<string, readonly (string | null)[]>>;
  }[];
}

// Made by the script beside it, in decimal arithmetic; its shape is the script's.
const reference = JSON.parse(readFileSync(new URL('../../../tests/reference/indicators.json', import.meta.url), 'utf8')) as Reference;
const day = 86_400;

const bars: readonly Bar[] = reference.bars.map((bar) => ({
  ...bar, tsOpen: nanosFromSeconds(bar.time), tradeCount: null, isClosed: true, revision: 0, source: 'ticks',
}));

function columnsOf(list: readonly Bar[]): BarColumns {
  const columns = new BarColumns((time) => Math.floor(time / day));
  columns.set(list, 0);
  return columns;
}

function initialChoice(kind: string): Choice {
  const definition = indicatorOf(kind);
  if (definition === null) throw new Error(`No indicator ${kind}.`);
  return { numbers: Object.fromEntries(definition.parameters.map((p) => [p.name, p.initial])), source: 'close' };
}

function calculate(kind: string, choice: Choice, list: readonly Bar[]): Calculation {
  const definition = indicatorOf(kind);
  if (definition === null) throw new Error(`No indicator ${kind}.`);
  const calculation = new Calculation(definition, choice);
  calculation.update(columnsOf(list), 0);
  return calculation;
}

test.each(reference.tables.map((table) => [`${table.kind} ${JSON.stringify(table.numbers)} ${table.source}`, table] as const))(
  '%s equals its reference table within 1e-9', (_, table) => {
    const definition = indicatorOf(table.kind);
    const calculation = calculate(table.kind, { numbers: table.numbers, source: table.source }, bars);
    expect(Object.keys(table.outputs).sort()).toEqual(definition?.outputs.map((o) => o.name).sort());
    definition?.outputs.forEach((output, index) => {
      const expected = table.outputs[output.name] ?? [];
      expect(expected.length).toBe(bars.length);
      const scale = Math.max(...expected.map((text) => Math.abs(Number(text ?? 0))));
      expected.forEach((text, i) => {
        const found = calculation.output(index)[i];
        if (text === null) expect(found, `${output.name} of bar ${i}`).toBeNaN();
        // Near zero a difference of two large numbers has no relative precision of its own: the scale is that of the column.
        else expect(Math.abs((found ?? NaN) - Number(text)), `${output.name} of bar ${i}`).toBeLessThanOrEqual(1e-9 * Math.max(Math.abs(Number(text)), 1e-3 * scale));
      });
    });
  });

test('Every indicator has a reference table', () => {
  expect(new Set(reference.tables.map((table) => table.kind))).toEqual(new Set(indicators.map((definition) => definition.kind)));
});

test.each(indicators.map((definition) => [definition.kind]))('%s: the first value comes after the warm-up that it states', (kind) => {
  const choice = initialChoice(kind);
  const calculation = calculate(kind, choice, bars);
  const complete = bars.findIndex((_, i) => calculation.at(i).every((value) => value !== null));
  expect(complete).toBe(indicatorOf(kind)?.warmUp(choice));
});

test.each(indicators.map((definition) => [definition.kind]))('%s: bars that come one by one give the same values, and closed ones stay', (kind) => {
  const whole = calculate(kind, initialChoice(kind), bars);
  const definition = indicatorOf(kind);
  if (definition === null) throw new Error(kind);
  const columns = columnsOf([]);
  const growing = new Calculation(definition, initialChoice(kind));
  bars.forEach((bar, i) => {
    // The bar is open first: its high, low and close move, then it closes.
    columns.set([...bars.slice(0, i), { ...bar, close: bar.open, high: bar.open, low: bar.open, volume: '1', vwap: bar.open }], i);
    growing.update(columns, i);
    columns.set(bars.slice(0, i + 1), i);
    growing.update(columns, i);
    expect(growing.at(i)).toEqual(whole.at(i));
  });
  for (let i = 0; i < bars.length; i++) expect(growing.at(i)).toEqual(whole.at(i));
});

test('Values stay when the oldest bars leave the chart', () => {
  for (const { kind } of indicators) {
    const whole = calculate(kind, initialChoice(kind), bars);
    const columns = columnsOf(bars.slice(0, 150));
    const definition = indicatorOf(kind);
    if (definition === null) throw new Error(kind);
    const moving = new Calculation(definition, initialChoice(kind));
    moving.update(columns, 0);
    columns.dropFirst(50);
    moving.dropFirst(50);
    columns.set(bars.slice(50), 100);
    moving.update(columns, 100);
    for (let i = 50; i < bars.length; i++) {
      moving.at(i - 50).forEach((value, k) => {
        const expected = whole.at(i)[k] ?? null;
        if (value === null || expected === null) expect(value, `${kind} ${i}`).toBe(expected);
        else expect(Math.abs(value - expected)).toBeLessThanOrEqual(1e-9 * Math.abs(expected));
      });
    }
  }
});

test('Each price source is the price that its name says', () => {
  const columns = columnsOf([{ ...firstBar(), open: '1', high: '8', low: '2', close: '5' }]);
  expect(priceSources.map((source) => [source, columns.price(source, 0)])).toEqual(
    [['close', 5], ['open', 1], ['high', 8], ['low', 2], ['median', 5], ['typical', 5]]);
});

function firstBar(): Bar {
  const [bar] = bars;
  if (bar === undefined) throw new Error('The reference has no bars.');
  return bar;
}

test('U-081 The open bar moves its own values only: those of closed bars are never painted again', () => {
  for (const { kind } of indicators) {
    const columns = columnsOf(bars);
    const definition = indicatorOf(kind);
    if (definition === null) throw new Error(`No indicator ${kind}.`);
    const calculation = new Calculation(definition, initialChoice(kind));
    calculation.update(columns, 0);
    const closed = definition.outputs.map((_, k) => calculation.output(k).slice(0, -1));
    const last = bars.length - 1;
    for (const close of ['1.00', '999.00']) {
      columns.set(bars.map((bar, i) => (i === last ? { ...bar, close, high: '999.00', low: '1.00', volume: '123456', isClosed: false } : bar)), last);
      calculation.update(columns, last);
      expect(definition.outputs.map((_, k) => calculation.output(k).slice(0, -1)), kind).toEqual(closed);
      expect(calculation.output(0)).toHaveLength(bars.length);
    }
  }
});
