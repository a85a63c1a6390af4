import type { ReactNode } from 'react';
import type { Instrument } from '../../api/types';
import { formatPlain, formatCount } from '../../lib/format';
import { precisionOf } from '../../lib/indicators/definition';
import { nameOf, type ChartSetup } from './chartSetup';
import { useFeedFigures, type ChartHandle } from './useBarFeed';

/** Each indicator with its parameters and its values at the crosshair, without one at the last bar. */
export function IndicatorLegend({ instrument, handle, crosshair, setup }: {
  readonly instrument: Instrument;
  readonly handle: ChartHandle | null;
  readonly crosshair: number | null;
  readonly setup: ChartSetup;
}): ReactNode {
  useFeedFigures(handle);
  const time = crosshair ?? handle?.shown.last?.time ?? null;
  if (handle === null || time === null || setup.indicators.length === 0) return null;
  const found = new Map(handle.chart.indicatorsAt(time).map((value) => [value.id, value]));
  return (
    <ul className="indicator-legend" data-testid="indicator-legend">
      {setup.indicators.filter((indicator) => !indicator.isHidden).map((indicator) => {
        const precision = precisionOf(indicator.definition, instrument.pricePrecision);
        const isBands = indicator.definition.pane === 'price';
        return (
          <li key={indicator.id} data-testid="indicator-value" data-value={indicator.definition.kind}>
            <span className={`series-mark series-mark-${indicator.color + 1}`} aria-hidden="true" />
            <span className="legend-name">{nameOf(indicator)}</span>
            {indicator.definition.outputs.map((output, k) => {
              const value = found.get(indicator.id)?.values[k] ?? null;
              const mark = isBands || indicator.definition.outputs.length === 1 ? indicator.color : (indicator.color + k) % 6;
              return (
                <span key={output.name} className={`num series-text-${mark + 1}`} title={output.text} data-output={output.name} data-number={value ?? ''}>
                  {value === null || Math.abs(value) >= 1e7 ? formatCount(value) : formatPlain(value, precision)}
                </span>
              );
            })}
          </li>
        );
      })}
    </ul>
  );
}
