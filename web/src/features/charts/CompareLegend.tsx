import type { ReactNode } from 'react';
import { formatDecimal, formatPercent, unknown } from '../../lib/format';
import { t } from '../../lib/text';
import { compareName, type ChartSetup } from './chartSetup';
import { useFeedFigures, type ChartHandle } from './useBarFeed';

/** Each compared instrument with its close and how far it is from the left edge of the view, and each spread with its value. */
export function CompareLegend({ handle, crosshair, setup, failures }: {
  readonly handle: ChartHandle | null;
  readonly crosshair: number | null;
  readonly setup: ChartSetup;
  readonly failures: ReadonlyMap<string, string>;
}): ReactNode {
  useFeedFigures(handle);
  const time = crosshair ?? handle?.shown.last?.time ?? null;
  if (handle === null || time === null || setup.compares.length === 0) return null;
  const values = new Map(handle.chart.layers.compareAt(time).map((value) => [value.id, value]));
  return (
    <ul className="indicator-legend" data-testid="compare-legend">
      {setup.compares.filter((one) => !one.isHidden).map((one) => {
        const value = values.get(one.id);
        const failure = failures.get(one.instrumentId) ?? (one.minus === null ? undefined : failures.get(one.minus));
        const name = compareName(one);
        return (
          <li key={one.id} data-testid="compare-value" data-value={name} data-percent={value?.percent ?? ''} data-close={value?.close ?? ''} data-exact={value?.text ?? ''}>
            <span className={`series-mark series-mark-${one.color + 1}`} aria-hidden="true" />
            <span className="legend-name">{name}</span>
            {failure === undefined ? (
              <span className={`num series-text-${one.color + 1}`}>
                {value?.text === null || value === undefined ? unknown : formatDecimal(value.text)}{one.minus === null && ` ${formatPercent(value?.percent ?? null)}`}
              </span>
            ) : <span className="field-error">{t.compare.failed(name, failure)}</span>}
          </li>
        );
      })}
    </ul>
  );
}
