import type { ReactNode } from 'react';
import type { Instrument } from '../../api/types';
import { formatPercent, formatPlain, unknown } from '../../lib/format';
import { t } from '../../lib/text';
import type { ChartSetup } from './chartSetup';
import { useFeedView, type ChartHandle } from './useBarFeed';

/** Each compared instrument with its close and how far it is from the left edge of the view. */
export function CompareLegend({ handle, crosshair, setup, instruments, failures }: {
  readonly handle: ChartHandle | null;
  readonly crosshair: number | null;
  readonly setup: ChartSetup;
  readonly instruments: readonly Instrument[];
  readonly failures: ReadonlyMap<string, string>;
}): ReactNode {
  useFeedView(handle, (view) => view.version);
  const time = crosshair ?? handle?.shown.last?.time ?? null;
  if (handle === null || time === null || setup.compares.length === 0) return null;
  const values = new Map(handle.chart.layers.compareAt(time).map((value) => [value.id, value]));
  return (
    <ul className="indicator-legend" data-testid="compare-legend">
      {setup.compares.filter((one) => !one.isHidden).map((one) => {
        const value = values.get(one.id);
        const failure = failures.get(one.instrumentId);
        const precision = instruments.find((instrument) => instrument.id === one.instrumentId)?.pricePrecision ?? 2;
        return (
          <li key={one.id} data-testid="compare-value" data-value={one.instrumentId} data-percent={value?.percent ?? ''} data-close={value?.close ?? ''}>
            <span className={`series-mark series-mark-${one.color + 1}`} aria-hidden="true" />
            <span className="legend-name">{one.instrumentId}</span>
            {failure === undefined ? (
              <span className={`num series-text-${one.color + 1}`}>
                {value?.close === null || value === undefined ? unknown : formatPlain(value.close, precision)} {formatPercent(value?.percent ?? null)}
              </span>
            ) : <span className="field-error">{t.compare.failed(one.instrumentId, failure)}</span>}
          </li>
        );
      })}
    </ul>
  );
}
