import { useMemo, type ReactNode } from 'react';
import { useInstruments, useSparkBars } from '../../api/queries';
import type { Instrument } from '../../api/types';
import { toPixels } from '../../lib/decimal';
import { chartPath } from '../../lib/paths';
import { t } from '../../lib/text';
import { AgeText, ChangeText, DayRange, LastPrice, QuoteText } from '../../stream/cells';
import { useHold, useLive } from '../../stream/context';
import { PaceNote } from '../../stream/PaceNote';
import { Empty, Loaded, Panel } from '../../ui/Panel';
import { Link } from '../../ui/router';
import { Sparkline } from '../../ui/Sparkline';

const shownCards = 12;

export function InstrumentCards(): ReactNode {
  const instruments = useInstruments();
  const recorded = useMemo(() => (instruments.data ?? []).filter((i) => i.recording), [instruments.data]);
  const shown = recorded.slice(0, shownCards);
  useHold(shown.map((i) => i.id));
  return (
    <Panel
      title={t.overview.recorded}
      testId="panel-instruments"
      className="overview-instruments"
      note={recorded.length > shownCards ? t.overview.shownOf(shownCards, recorded.length) : undefined}
      actions={<><PaceNote ids={shown.map((i) => i.id)} /><Link to="/watchlist">{t.overview.openWatchlist}</Link></>}
    >
      <Loaded
        query={instruments}
        rows={8}
        isEmpty={() => recorded.length === 0}
        empty={<Empty title={t.overview.nothingRecorded}><Link className="button button-primary" to="/watchlist?add=1">{t.watchlist.add}</Link></Empty>}
      >
        {() => <div className="cards">{shown.map((instrument) => <Card key={instrument.id} instrument={instrument} />)}</div>}
      </Loaded>
    </Panel>
  );
}

function Card({ instrument }: { readonly instrument: Instrument }): ReactNode {
  return (
    <Link to={chartPath(instrument.id)} className="card" data-testid={`card-${instrument.id}`} title={instrument.description}>
      <span className="card-head">
        <span className="card-name">{instrument.id}</span>
        <AgeText instrument={instrument} />
      </span>
      <span className="card-price">
        <LastPrice instrument={instrument} className="card-last" />
        <ChangeText id={instrument.id} kind="percent" />
      </span>
      <CardTrend instrument={instrument} />
      <DayRange id={instrument.id} />
      <span className="card-quote num">
        <span><span className="muted">{t.columns.bid}</span> <QuoteText instrument={instrument} field="bid" /></span>
        <span><QuoteText instrument={instrument} field="ask" /> <span className="muted">{t.columns.ask}</span></span>
      </span>
    </Link>
  );
}

function CardTrend({ instrument }: { readonly instrument: Instrument }): ReactNode {
  const bars = useSparkBars(instrument.id, '5m', 96);
  const previous = useLive(instrument.id, (live) => live.previousDay?.close ?? null);
  const closes = useMemo(() => (bars.data?.bars ?? []).map((bar) => toPixels(bar.close)), [bars.data]);
  const base = previous === null ? undefined : toPixels(previous);
  const isNear = base !== undefined && closes.length > 0 && base >= Math.min(...closes) * 0.98 && base <= Math.max(...closes) * 1.02;
  return <span className="card-trend"><Sparkline values={closes} label={t.trendOf(instrument.id)} baseline={isNear ? base : undefined} /></span>;
}
