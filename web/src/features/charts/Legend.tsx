import type { ReactNode } from 'react';
import type { Instrument } from '../../api/types';
import { asOf } from '../../lib/asOf';
import { parseDecimal, percentChange, subtract } from '../../lib/decimal';
import { formatCount, formatDecimal, formatNanos, formatPercent, formatSigned } from '../../lib/format';
import type { Bar } from '../../lib/marketWire';
import { t } from '../../lib/text';
import { precisionOf, type Timeframe } from '../../lib/timeframes';
import { hasVolume, QualityBadge } from '../../stream/cells';
import { useFreshness } from '../../stream/useFreshness';
import { barTime } from './barTime';
import { useFeedFigures, useFeedView, type ChartHandle } from './useBarFeed';

/** The bar under the crosshair, without one the last bar, with the very digits of the API. */
export function Legend({ instrument, handle, crosshair, timeframe, zone, isDerived, catalog = null }: {
  readonly instrument: Instrument;
  readonly handle: ChartHandle | null;
  readonly crosshair: number | null;
  readonly timeframe: Timeframe;
  readonly zone: string;
  /** What is drawn are averages of prices. */
  readonly isDerived: boolean;
  /** The name of the catalog whose files the bars are out of; null: they are of the database, and the last one is live. */
  readonly catalog?: string | null;
}): ReactNode {
  useFeedFigures(handle);
  const priceType = useFeedView(handle, (view) => view.priceType);
  const boundary = useFeedView(handle, (view) => view.boundary);
  const { freshness, staleFor } = useFreshness(instrument);
  const shownType = priceType === '' ? instrument.barPriceType : priceType;
  const window = handle?.shown;
  const bar = (crosshair === null ? null : window?.at(crosshair)) ?? window?.last ?? null;
  if (bar === null || window === undefined) return null;
  const before = window.before(bar.time);
  const at = asOf(bar);
  const isNow = bar === window.last && !window.isReplay && catalog === null;
  return (
    <div className="legend" data-testid="legend" data-value={bar.tsOpen.toString()} data-as-of={at === null ? undefined : formatNanos(at)}>
      <span className="legend-time num" title={formatNanos(bar.tsOpen)}>{barTime(bar, timeframe, zone)}</span>
      <LegendValue name="O" value={formatDecimal(bar.open)} raw={bar.open} testId="legend-open" />
      <LegendValue name="H" value={formatDecimal(bar.high)} raw={bar.high} testId="legend-high" />
      <LegendValue name="L" value={formatDecimal(bar.low)} raw={bar.low} testId="legend-low" />
      <LegendValue name="C" value={formatDecimal(bar.close)} raw={bar.close} testId="legend-close" isStale={isNow && freshness === 'stale'} />
      {isNow && staleFor !== null && <span className="price-age" data-testid="price-age">{staleFor}</span>}
      {isNow && <QualityBadge id={instrument.id} />}
      <LegendChange bar={bar} before={before} />
      {hasVolume(instrument) && shownType === 'LAST' && (
        <>
          <LegendValue name={t.legend.volume} value={formatDecimal(bar.volume)} raw={bar.volume} testId="legend-volume" />
          <LegendValue isMinor name={t.legend.count} value={formatCount(bar.tradeCount)} raw={bar.tradeCount === null ? '' : String(bar.tradeCount)} testId="legend-count" />
          <LegendValue isMinor name="VWAP" value={formatDecimal(bar.vwap)} raw={bar.vwap ?? ''} testId="legend-vwap" />
        </>
      )}
      <span className="badge" data-testid="legend-price-type" data-value={shownType} title={t.legend.priceType}>{shownType}</span>
      {catalog !== null && <span className="badge badge-catalog" data-testid="legend-catalog" title={t.catalogs.notLiveWhy}>{t.catalogs.notLive(catalog)}</span>}
      {precisionOf(timeframe) === 'day' && boundary === 'utc' && <span className="badge" data-testid="legend-days" title={t.chartDays.note}>{t.chartDays.ofUtc}</span>}
      {catalog === null && <span className={`badge badge-${bar.source}`} data-testid="legend-source" data-value={bar.source} title={t.legend.sourceTitle}>{t.barSource(bar.source)}</span>}
      {bar.isQuiet === true && <span className="badge" data-testid="legend-quiet" title={t.filling.note}>{t.filling.badge}</span>}
      {isDerived && <span className="badge badge-derived" data-testid="legend-derived" title={t.draw.derivedTitle}>{t.draw.derived}</span>}
      {!bar.isClosed && <span className="badge badge-open">{t.legend.open}</span>}
      {bar.isClosed && bar.revision > 0 && <span className="badge badge-revised" data-testid="legend-revised" title={t.legend.revision(bar.revision)}>{t.legend.revised}</span>}
    </div>
  );
}

function LegendValue({ name, value, raw, testId, isMinor = false, isStale = false }: {
  readonly name: string;
  readonly value: string;
  readonly raw: string;
  readonly testId: string;
  /** Left out where a chart is small. */
  readonly isMinor?: boolean;
  readonly isStale?: boolean;
}): ReactNode {
  return (
    <span className={isMinor ? 'legend-pair legend-minor' : 'legend-pair'}>
      <span className="legend-name">{name}</span>
      <span className={isStale ? 'num quoted' : 'num'} data-testid={testId} data-value={raw} data-fresh={isStale ? 'stale' : undefined}>{value}</span>
    </span>
  );
}

function LegendChange({ bar, before }: { readonly bar: Bar; readonly before: Bar | null }): ReactNode {
  const now = parseDecimal(bar.close);
  const then = parseDecimal(before?.close ?? bar.open);
  if (now === null || then === null) return null;
  const change = subtract(now, then);
  const side = change.mantissa === 0n ? 'flat' : change.mantissa > 0n ? 'up' : 'down';
  return (
    <span className={`num signed signed-${side}`} data-testid="legend-change">
      {formatSigned(change)} ({formatPercent(percentChange(now, then))})
    </span>
  );
}
