import { useMemo, type ReactNode } from 'react';
import { useSparkBars } from '../../api/queries';
import type { Instrument } from '../../api/types';
import { toPixels } from '../../lib/decimal';
import { formatClock, formatCount, formatDecimal, unknown, zoneLabel } from '../../lib/format';
import { chartPath, instrumentPath } from '../../lib/paths';
import { knownZone } from '../../lib/time';
import { t } from '../../lib/text';
import { marketHoursAt } from '../../lib/tradingHours';
import { AgeText, DayRange, hasTrades, hasVolume } from '../../stream/cells';
import { useLive, useTold } from '../../stream/context';
import { Tape } from '../../stream/Tape';
import { Empty, Loaded, Panel } from '../../ui/Panel';
import { Link } from '../../ui/router';
import { Sparkline } from '../../ui/Sparkline';
import { useNow } from '../../ui/useNow';

/** The chosen row in more detail: its course, its day, and the ticks as they come. */
export function WatchDetail({ instrument }: { readonly instrument: Instrument }): ReactNode {
  const told = useTold(instrument.id);
  return (
    <div className="watch-detail">
      <Course instrument={instrument} />
      <DayFigures instrument={instrument} />
      <Panel
        title={hasTrades(instrument) ? t.detail.trades : t.detail.quotes}
        testId="panel-ticks"
        windowQuery={{ row: instrument.id }}
        isPlain
        className="watch-ticks"
        note={knownZone(instrument.timeZone) ?? 'UTC'}
      >
        <Loaded query={told} rows={8}>{() => <Tape instrument={instrument} />}</Loaded>
      </Panel>
    </div>
  );
}

function Course({ instrument }: { readonly instrument: Instrument }): ReactNode {
  const query = useSparkBars(instrument.id, '5m', 96);
  const zone = knownZone(instrument.timeZone) ?? 'UTC';
  const bars = query.data?.bars ?? [];
  const closes = useMemo(() => (query.data?.bars ?? []).map((bar) => toPixels(bar.close)), [query.data]);
  const previous = useLive(instrument.id, (live) => live.previousDay?.close ?? null);
  const first = bars[0];
  const high = bars.reduce((best, bar) => (best === null || toPixels(bar.high) > toPixels(best) ? bar.high : best), null as string | null);
  const low = bars.reduce((best, bar) => (best === null || toPixels(bar.low) < toPixels(best) ? bar.low : best), null as string | null);
  const base = previous === null || high === null || low === null || toPixels(previous) > toPixels(high) || toPixels(previous) < toPixels(low)
    ? undefined : toPixels(previous);
  return (
    <Panel
      title={instrument.id}
      testId="panel-course"
      windowQuery={{ row: instrument.id }}
      isPlain
      className="watch-course"
      note={instrument.description}
      actions={(
        <>
          <Link to={instrumentPath(instrument.id)} className="button" data-testid="open-instrument">{t.detail.openInstrument}</Link>
          <Link to={chartPath(instrument.id)} className="button">{t.detail.openChart}</Link>
        </>
      )}
    >
      <Loaded query={query} rows={6} isEmpty={(page) => page.bars.length < 2} empty={<Empty title={t.detail.noCourse}>{query.data?.diagnostic ?? t.chart.emptyRecording}</Empty>}>
        {() => (
          <figure className="course">
            <span className="course-high num">{formatDecimal(high)}</span>
            <div className="course-line"><Sparkline values={closes} label={t.trendOf(instrument.id)} baseline={base} /></div>
            <span className="course-low num">{formatDecimal(low)}</span>
            <figcaption className="num muted">
              <span>{first === undefined ? '' : `${formatClock(first.time * 1000, zone)} ${zoneLabel(zone, first.time * 1000)}`}</span>
              <span>{t.detail.steps}</span>
              <span>{t.detail.now}</span>
            </figcaption>
          </figure>
        )}
      </Loaded>
    </Panel>
  );
}

function DayFigures({ instrument }: { readonly instrument: Instrument }): ReactNode {
  const told = useTold(instrument.id);
  const day = useLive(instrument.id, (live) => live.day);
  const previous = useLive(instrument.id, (live) => live.previousDay);
  const zone = knownZone(instrument.timeZone);
  const minute = Math.floor(useNow(1_000) / 60_000);
  const facts: readonly (readonly [string, string])[] = [
    [t.columns.open, formatDecimal(day?.open)],
    [t.columns.high, formatDecimal(day?.high)],
    [t.columns.low, formatDecimal(day?.low)],
    [t.detail.previousClose, formatDecimal(previous?.close)],
    [t.columns.volume, hasVolume(instrument) ? formatDecimal(day?.volume) : unknown],
    [t.columns.count, hasVolume(instrument) ? formatCount(day?.tradeCount) : unknown],
    ['VWAP', formatDecimal(day?.vwap)],
    [t.detail.market, t.detail.hours(marketHoursAt(instrument.tradingHours, zone, minute * 60_000), zone ?? 'UTC')],
    [t.columns.type, t.words(instrument.instrumentClass)],
    [t.columns.currency, instrument.currency],
    [t.columns.tick, formatDecimal(instrument.priceIncrement)],
    [t.detail.multiplier, formatDecimal(instrument.multiplier)],
    [t.detail.barsOf, instrument.barPriceType],
  ];
  return (
    <Panel title={t.detail.day} testId="panel-day" windowQuery={{ row: instrument.id }} className="watch-day" isPlain note={<AgeText instrument={instrument} />}>
      <Loaded query={told} rows={8}>
        {() => (
          <>
            <div className="watch-day-range"><DayRange id={instrument.id} /></div>
            <dl className="facts">
              {facts.map(([name, value]) => <div key={name}><dt>{name}</dt><dd className="num">{value}</dd></div>)}
            </dl>
          </>
        )}
      </Loaded>
    </Panel>
  );
}
