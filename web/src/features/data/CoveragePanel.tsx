import { useMemo, type ReactNode } from 'react';
import { useCoverage, useGaps } from '../../api/queries';
import type { Gap } from '../../api/types';
import { formatCount, formatDateTime, unknown, zoneLabel } from '../../lib/format';
import { chartPath } from '../../lib/paths';
import { localZone, millisOf } from '../../lib/time';
import { t } from '../../lib/text';
import { Empty, Loaded, Panel } from '../../ui/Panel';
import { Link, useFilter } from '../../ui/router';
import { Segmented } from '../../ui/Segmented';
import { coverageLines, type CoverageLine } from './coverage';

type Span = 'hour' | 'day' | 'week' | 'all';

const spans: readonly Span[] = ['hour', 'day', 'week', 'all'];

const spanMillis: Readonly<Record<Span, number | null>> = { hour: 3_600_000, day: 86_400_000, week: 604_800_000, all: null };

/** The shortest span that holds all ticks: history of bars reaches much further back. */
function usualSpan(lines: readonly CoverageLine[]): Span {
  const ticks = lines.filter((line) => line.timeframes.length === 0);
  const longest = Math.max(0, ...ticks.map((line) => (line.last ?? 0) - (line.first ?? 0)));
  return spans.find((span) => longest <= (spanMillis[span] ?? Infinity)) ?? 'all';
}

/** What is stored of each instrument, drawn on one time axis with the gaps cut out. */
export function CoveragePanel({ viewSwitch }: { readonly viewSwitch: ReactNode }): ReactNode {
  const coverage = useCoverage();
  const gaps = useGaps();
  const lines = useMemo(() => coverageLines(coverage.data ?? []), [coverage.data]);
  const [span, setSpan] = useFilter<Span>('span', usualSpan(lines), spans);
  const rows = lines.reduce((sum, line) => sum + line.rows, 0);
  return (
    <Panel
      title={t.data.coverage}
      testId="panel-coverage"
      slotId="panel-days"
      className="data-coverage page-head-wraps"
      note={coverage.data === undefined ? undefined : t.data.stored(formatCount(rows))}
      actions={(
        <>
          <Segmented<Span>
            label={t.data.span}
            value={span}
            onChange={setSpan}
            options={[
              { value: 'hour', text: t.data.spanHour },
              { value: 'day', text: t.data.spanDay },
              { value: 'week', text: t.data.spanWeek },
              { value: 'all', text: t.data.spanAll },
            ]}
          />
          {viewSwitch}
        </>
      )}
    >
      <Loaded query={coverage} rows={8} isEmpty={(data) => data.length === 0} empty={<Empty title={t.data.nothing}><Link to="/watchlist">{t.data.nothingNext}</Link></Empty>}>
        {() => <CoverageTable lines={lines} gaps={gaps.data ?? []} span={span} />}
      </Loaded>
    </Panel>
  );
}

function CoverageTable({ lines, gaps, span }: {
  readonly lines: readonly CoverageLine[];
  readonly gaps: readonly Gap[];
  readonly span: Span;
}): ReactNode {
  const to = Math.max(...lines.map((line) => line.last ?? 0));
  const length = spanMillis[span];
  const from = length === null ? Math.min(...lines.map((line) => line.first ?? to)) : to - length;
  const zone = localZone();
  return (
    <div className="table-scroll">
      <table className="table coverage-table">
        <caption className="visually-hidden">{t.data.coverage}</caption>
        <thead>
          <tr>
            <th scope="col">{t.columns.instrument}</th>
            <th scope="col">{t.data.kind}</th>
            <th scope="col" className="coverage-axis">
              <span className="coverage-scale num"><span>{formatDateTime(from, zone)}</span><span>{formatDateTime(to, zone)} {zoneLabel(zone, to)}</span></span>
            </th>
            <th scope="col" className="right">{t.data.rows}</th>
            <th scope="col" className="right priority-2">{t.inZone(t.data.first, zone)}</th>
            <th scope="col" className="right priority-2">{t.inZone(t.data.last, zone)}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line, i) => (
            <tr key={`${line.instrumentId} ${line.kind}`} data-testid="coverage-row" className={line.instrumentId === lines[i - 1]?.instrumentId ? 'same-group' : ''}>
              <th scope="row">{line.instrumentId === lines[i - 1]?.instrumentId ? <span className="visually-hidden">{line.instrumentId}</span> : <Link to={chartPath(line.instrumentId)}>{line.instrumentId}</Link>}</th>
              <td>{t.kind(line.kind)}{line.timeframes.length > 0 && <span className="muted" title={line.timeframes.join(' ')}> {t.data.timeframes(line.timeframes.length)}</span>}</td>
              <td><CoverageBar line={line} gaps={gaps} from={from} to={to} /></td>
              <td className="num right" data-value={line.rows}>{line.isEstimate ? '≈ ' : ''}{formatCount(line.rows)}</td>
              <td className="num right priority-2">{line.first === null ? unknown : formatDateTime(line.first, zone)}</td>
              <td className="num right priority-2">{line.last === null ? unknown : formatDateTime(line.last, zone)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const axis = 1_000;

function CoverageBar({ line, gaps, from, to }: {
  readonly line: CoverageLine;
  readonly gaps: readonly Gap[];
  readonly from: number;
  readonly to: number;
}): ReactNode {
  const at = (millis: number): number => Math.min(axis, Math.max(0, ((millis - from) / Math.max(1, to - from)) * axis));
  if (line.first === null || line.last === null) return unknown;
  const left = at(line.first);
  const width = Math.max(4, at(line.last) - left);
  const holes = gaps.filter((gap) =>
    gap.state !== 'filled' && gap.from !== null && gap.to !== null && line.kind.startsWith(gap.kind.split('_')[0] ?? '')
    && (gap.instrumentId === null || gap.instrumentId === line.instrumentId));
  return (
    <svg className="coverage-bar" viewBox={`0 0 ${axis} 12`} preserveAspectRatio="none" role="img" aria-label={t.data.barLabel(line.instrumentId, t.kind(line.kind), holes.length)}>
      <rect className="coverage-none" x="0" y="5" width={axis} height="2" />
      <rect className={`coverage-have coverage-${line.kind.split('_')[0] ?? ''}`} x={left} y="2" width={width} height="8" />
      {holes.map((gap) => {
        const start = at(gap.from === null ? from : millisOf(gap.from));
        const end = at(gap.to === null ? to : millisOf(gap.to));
        return <rect key={gap.id} className="coverage-hole" x={start} y="0" width={Math.max(1, end - start)} height="12" />;
      })}
    </svg>
  );
}
