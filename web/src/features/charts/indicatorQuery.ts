import type { ChartIndicator } from '../../chart/IndicatorLayer';
import { priceSources } from '../../lib/indicators/columns';
import { indicatorOf } from '../../lib/indicators/catalog';
import { initialChoice, maxIndicators } from './chartSetup';

/** `sma(20);macd(12,26,9);ema(50,open)`: the indicators of a chart as its address has them. */
export function indicatorText(list: readonly ChartIndicator[]): string {
  return list.map(({ definition, choice }) => {
    const numbers = definition.parameters.map((parameter) => String(choice.numbers[parameter.name] ?? parameter.initial));
    const source = definition.hasSource && choice.source !== 'close' ? [choice.source] : [];
    return `${definition.kind}(${[...numbers, ...source].join(',')})`;
  }).join(';');
}

/** What an address asks for; what is not known here is left out, what is out of range falls back. */
export function indicatorsOfText(text: string, newId: () => string): readonly ChartIndicator[] {
  return text.split(';').slice(0, maxIndicators).flatMap((part, color) => {
    const match = /^(\w+)(?:\(([^()]*)\))?$/.exec(part.trim());
    const definition = match === null ? null : indicatorOf(match[1] ?? '');
    if (definition === null) return [];
    const given = (match?.[2] ?? '').split(',');
    const usual = initialChoice(definition);
    const numbers = Object.fromEntries(definition.parameters.map(({ name, min, max, initial }, i) => {
      const number = given[i] === undefined || given[i] === '' ? NaN : Number(given[i]);
      return [name, number >= min && number <= max ? number : initial];
    }));
    const source = definition.hasSource ? priceSources.find((one) => one === given[definition.parameters.length]) : undefined;
    return [{ id: newId(), definition, choice: { numbers, source: source ?? usual.source }, color, isHidden: false, isLocked: false, height: 'normal' }];
  });
}
