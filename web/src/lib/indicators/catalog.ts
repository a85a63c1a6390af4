import { ema, sma, vwap, wma } from './averages';
import { bollinger, donchian, keltner } from './bands';
import type { IndicatorDefinition } from './definition';
import { macd, obv, rsi, stochastic } from './momentum';
import { atr, realisedVolatility } from './ranges';

/** All indicators in the order in which they are offered. */
export const indicators: readonly IndicatorDefinition[] = [
  sma, ema, wma, vwap, bollinger, donchian, keltner, atr, rsi, macd, stochastic, obv, realisedVolatility,
];

export function indicatorOf(kind: string): IndicatorDefinition | null {
  return indicators.find((definition) => definition.kind === kind) ?? null;
}
