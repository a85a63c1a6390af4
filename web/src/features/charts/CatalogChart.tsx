import { useId, useMemo, useRef, useState, type ReactNode } from 'react';
import type { CatalogBars, CatalogInstrument } from '../../api/catalogs';
import type { Instrument } from '../../api/types';
import { formatCount } from '../../lib/format';
import { catalogPath } from '../../lib/paths';
import { t } from '../../lib/text';
import { Icon } from '../../ui/Icon';
import { Link, currentPlace, navigate, withQuery } from '../../ui/router';
import { Segmented } from '../../ui/Segmented';
import { BarTable } from './BarTable';
import { plainSetup } from './chartSetup';
import { ChartSummary } from './ChartSummary';
import { GoToDate } from './GoToDate';
import { Legend } from './Legend';
import { PlotState } from './PlotState';
import { TimeframeBar } from './TimeframeBar';
import { useBarFeed } from './useBarFeed';
import { useCatalogPlace } from './useCatalogPlace';
import { textOfSeconds } from './useChartPlace';

const setup = { ...plainSetup, days: 'utc' } as const;
const zone = 'UTC';

function nothing(): void {
  // Nothing is drawn, and no alert is set, on a chart out of files.
}

/** The bars of one source of a catalog. Its state is the address. */
export function CatalogChart({ of }: { readonly of: CatalogInstrument }): ReactNode {
  const place = useCatalogPlace(of);
  const { source, timeframe, priceType } = place;
  const { catalog, catalogId, instrumentId } = of;
  const summary = useId();
  const plot = useRef<HTMLDivElement>(null);
  const [crosshair, setCrosshair] = useState<number | null>(null);
  const [visible, setVisible] = useState({ from: 1, to: 0 });
  const [isGoing, setGoing] = useState(false);
  const [refused, setRefused] = useState<{ readonly of: string; readonly rows: number; readonly reason: string } | null>(null);
  const change = (query: Readonly<Record<string, string | null>>): void => navigate(withQuery(currentPlace(), query), { replace: true });
  const instrument = useMemo((): Instrument => ({
    id: instrumentId, source: '', simulated: false, instrumentClass: '', assetClass: '', description: '', rawSymbol: '', currency: '',
    pricePrecision: of.pricePrecision, sizePrecision: of.sizePrecision, priceIncrement: '', multiplier: '1', barPriceType: priceType, recording: false,
    timeZone: null, tradingHours: null,
  }), [instrumentId, of.pricePrecision, of.sizePrecision, priceType]);
  const bars = useMemo((): CatalogBars => ({
    catalogId,
    from: source.from,
    priceType: source.from === 'quotes' ? priceType : null,
    onRefused: (rows, reason) => setRefused((before) => (rows === 0 ? before : { of: source.from, rows, reason: reason ?? '' })),
  }), [catalogId, source.from, priceType]);
  const handle = useBarFeed(plot, instrument, timeframe, zone, place.at, setup, {
    onCrosshair: setCrosshair,
    onRange: (from, to) => setVisible((before) => (before.from === from && before.to === to ? before : { from, to })),
    onAlertMoved: nothing, onAutoScale: nothing, onDrawn: nothing, onMoved: nothing, onSelected: nothing, onTool: nothing,
  }, bars);
  const label = t.catalogs.chartLabel(instrumentId, timeframe, catalog);
  return (
    <section className="panel chart-panel" aria-label={label} aria-describedby={summary} data-testid="catalog-chart" data-alone="true">
      <header className="chart-bar">
        <h1 className="catalog-chart-name">{instrumentId}</h1>
        <span className="badge badge-catalog" data-testid="catalog-mark" title={t.catalogs.notLiveWhy}>{t.catalogs.notLive(catalog)}</span>
        <Link className="button" to={catalogPath(catalogId)} data-testid="catalog-back">{t.catalogs.back}</Link>
        <label className="catalog-source">
          <span>{t.catalogs.source}</span>
          <select value={source.from} data-testid="catalog-source" onChange={(event) => change({ source: event.target.value, price: null })}>
            {of.sources.map((one) => (
              <option key={one.from} value={one.from} disabled={one.problem !== null} title={one.problem ?? undefined}>{t.catalogs.sourceOf(one.from, instrumentId)}</option>
            ))}
          </select>
        </label>
        {source.priceTypes.length > 1 && (
          <Segmented label={t.catalogs.price} value={priceType} options={source.priceTypes.map((price) => ({ value: price, text: price }))} testId="catalog-price" onChange={(price) => change({ price })} />
        )}
      </header>
      <div className="chart-controls">
        <TimeframeBar value={timeframe} allowed={source.timeframes} onChange={(tf) => change({ tf })} />
        <div className="chart-tools">
          <button type="button" className="button" data-testid="go-to-date" onClick={() => setGoing(true)}><Icon name="calendar" /> <span className="tool-text">{t.chart.go}</span></button>
          <button type="button" className="button" data-testid="table-toggle" aria-pressed={place.isTable} onClick={() => change({ view: place.isTable ? null : 'table' })}>
            <Icon name="table" /> <span className="tool-text">{t.chart.table}</span>
          </button>
        </div>
      </div>
      {source.isOverlapping && <p className="catalog-chart-warning" data-testid="catalog-overlapping"><Icon name="warning" /> {t.catalogs.overlapping}</p>}
      {refused !== null && refused.of === source.from && (
        <p className="catalog-chart-warning" role="status" data-testid="catalog-refused"><Icon name="warning" /> {t.catalogs.refused(formatCount(refused.rows), refused.reason)}</p>
      )}
      <div className="plot-row">
        <div className="plot-frame">
          <div ref={plot} className="plot" data-testid="plot" aria-hidden="true" />
          <div className="legends">
            <Legend instrument={instrument} handle={handle} crosshair={crosshair} timeframe={timeframe} zone={zone} isDerived={false} catalog={catalog} />
          </div>
          <PlotState handle={handle} instrument={instrument} timeframe={timeframe} firstVisible={visible.from} isStored={false} />
          {place.isTable && <BarTable handle={handle} instrument={instrument} timeframe={timeframe} zone={zone} visible={visible} />}
        </div>
      </div>
      <footer className="chart-foot">
        <span>{t.chart.zoneNote(zone)}</span>
        <a href="https://www.tradingview.com/" target="_blank" rel="noopener noreferrer" data-testid="attribution">{t.chart.attribution}</a>
      </footer>
      <ChartSummary handle={handle} id={summary} what={label} timeframe={timeframe} zone={zone} visible={visible} />
      {isGoing && (
        <GoToDate
          zone={zone}
          onClose={() => setGoing(false)}
          onGo={(seconds) => {
            setGoing(false);
            change({ at: textOfSeconds(seconds) });
            void handle?.feed.goTo(seconds);
          }}
        />
      )}
    </section>
  );
}
