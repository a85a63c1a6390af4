import type { ReactNode } from 'react';
import { useCatalog, useGaps, useInstruments, useSubscriptions } from '../../api/queries';
import { asOf } from '../../lib/asOf';
import { formatBytes, formatCount, formatMillis, formatNanos, formatRate, unknown } from '../../lib/format';
import type { Nanos } from '../../lib/time';
import { t } from '../../lib/text';
import { imbalanceOf } from '../../lib/verdict';
import { useHealth, useHealthHistory } from '../../stream/context';
import { Icon } from '../../ui/Icon';
import { Sparkline } from '../../ui/Sparkline';

/** The figures that tell in one glance whether recording goes well. */
export function KeyFigures(): ReactNode {
  const instruments = useInstruments();
  const subscriptions = useSubscriptions();
  const gaps = useGaps();
  const catalog = useCatalog();
  const counters = useHealth((status) => status?.counters ?? null);
  const imbalance = useHealth((status) => (status === null ? null : imbalanceOf(status)));
  const serverSays = useHealth((status) => status?.counters.balanced ?? null);
  const history = useHealthHistory();
  const recorded = instruments.data?.filter((instrument) => instrument.recording).length ?? null;
  const open = gaps.data?.filter((gap) => gap.state === 'open' || gap.state === 'filling').length ?? null;
  const isBalanced = serverSays ?? (imbalance === null ? null : imbalance === 0);
  const lines = subscriptions.data;
  return (
    <div className="key-figures">
      <Figure
        label={t.overview.recording}
        value={formatCount(recorded)}
        raw={recorded}
        at={asOf(instruments.data)}
        noteAt={asOf(lines)}
        testId="kpi-recording"
        note={lines === undefined ? t.overview.instruments : t.overview.lines(formatCount(lines.linesUsed), lines.linesLimit === null ? null : formatCount(lines.linesLimit))}
      />
      <Figure
        label={t.overview.rate}
        value={formatRate(counters?.receivedPerSecond)}
        unit="/s"
        raw={counters?.receivedPerSecond ?? null}
        testId="kpi-rate"
        note={t.overview.received(formatCount(counters?.received))}
        spark={history.map((sample) => sample.receivedPerSecond)}
      />
      <Figure
        label={t.overview.lag}
        value={formatMillis(counters?.lagMsP99)}
        raw={counters?.lagMsP99 ?? null}
        testId="kpi-lag"
        note={t.overview.median(formatMillis(counters?.lagMsP50))}
        spark={history.map((sample) => sample.lagMsP99)}
      />
      <Figure
        label={t.overview.counters}
        value={isBalanced === null ? unknown : isBalanced ? t.balance.yes : t.balance.off(formatCount(imbalance))}
        raw={imbalance}
        testId="kpi-balance"
        level={isBalanced === false ? 'critical' : 'plain'}
        note={t.overview.acknowledged(formatCount(counters?.acknowledged), formatCount(counters?.inFlight))}
      />
      <Figure
        label={t.overview.gaps}
        value={formatCount(open)}
        raw={open}
        at={asOf(gaps.data)}
        testId="kpi-gaps"
        level={open !== null && open > 0 ? 'warn' : 'plain'}
        note={gaps.data === undefined ? unknown : t.overview.gapsKnown(formatCount(gaps.data.length))}
      />
      <Figure
        label={t.overview.catalog}
        value={formatBytes(catalog.data?.bytes)}
        raw={catalog.data?.bytes ?? null}
        at={asOf(catalog.data)}
        testId="kpi-catalog"
        note={catalog.data === undefined ? unknown : t.overview.catalogNote(formatCount(catalog.data.totalFiles), formatCount(catalog.data.rows))}
      />
    </div>
  );
}

/** A course of fewer points says nothing. */
const fewestPoints = 8;

function Figure({ label, value, unit, raw, at = null, noteAt = at, note, testId, title, level = 'plain', spark }: {
  readonly label: string;
  readonly value: string;
  readonly unit?: string;
  readonly raw: number | null;
  /** Of an answer; what the stream tells is of now. */
  readonly at?: Nanos | null;
  readonly noteAt?: Nanos | null;
  readonly note: string;
  readonly testId: string;
  readonly title?: string;
  readonly level?: 'plain' | 'warn' | 'critical';
  readonly spark?: readonly number[];
}): ReactNode {
  return (
    <section className="figure" aria-label={label} title={title} data-as-of={at === null ? undefined : formatNanos(at)}>
      <h2 className="figure-label">{label}</h2>
      <p className={`figure-value num figure-${level}`} data-testid={testId} data-value={raw ?? ''}>
        {level !== 'plain' && <Icon name="warning" />}
        {value}
        {unit !== undefined && value !== unknown && <span className="figure-unit"> {unit}</span>}
      </p>
      <p className="figure-note" data-as-of={noteAt === null ? undefined : formatNanos(noteAt)}>{note}</p>
      {spark !== undefined && spark.length >= fewestPoints && <div className="figure-spark"><Sparkline values={spark} label={t.trendOf(label)} /></div>}
    </section>
  );
}
