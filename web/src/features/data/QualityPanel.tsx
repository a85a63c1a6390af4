import { Fragment, useState, type ReactNode } from 'react';
import { useExamples, useQuality, type QualityReport, type QualityRow } from '../../api/quality';
import { formatCount, formatMoment, formatNanos, formatZoned, unknown } from '../../lib/format';
import { chartPath } from '../../lib/paths';
import { isoOf, localZone, type Nanos } from '../../lib/time';
import { t } from '../../lib/text';
import { Icon } from '../../ui/Icon';
import { Empty, Loaded, Panel } from '../../ui/Panel';
import { Link } from '../../ui/router';
import { StateMark } from '../../ui/StateMark';
import { CaseRow } from './CaseRow';
import { levelOfAction } from './quality';

const shownExamples = 5;

/** How often each rule applied to each line, and what is wrong at the moment. */
export function QualityPanel({ hasCasesLink = true }: { readonly hasCasesLink?: boolean }): ReactNode {
  const quality = useQuality();
  return (
    <Panel
      title={t.quality.title}
      testId="panel-quality"
      className="data-quality"
      note={quality.data === undefined ? undefined : t.quality.count(quality.data.rows.length)}
      actions={hasCasesLink ? <Link className="button" to="/data/quality" data-testid="open-quality">{t.quality.cases}</Link> : undefined}
    >
      <Loaded
        query={quality}
        isEmpty={(data) => data.rows.length === 0 && data.suspects.length === 0 && data.clockSkewedSince === null}
        empty={<Empty title={t.quality.none}>{t.quality.noneNext}</Empty>}
      >
        {(data) => (
          <>
            <Now report={data} />
            {data.rows.length > 0 && <ReportTable rows={data.rows} />}
          </>
        )}
      </Loaded>
    </Panel>
  );
}

/** What is wrong now, above what was. */
function Now({ report }: { readonly report: QualityReport }): ReactNode {
  const zone = localZone();
  return (
    <>
      {report.clockSkewedSince !== null && (
        <p className="stale-note" role="status" data-testid="clock-skew">
          <Icon name="clock" /> {t.quality.clock(report.clockOffsetMs, formatZoned(report.clockSkewedSince, zone))}
        </p>
      )}
      {report.suspects.map((suspect) => (
        <p key={suspect.instrumentId} className="stale-note" role="status" data-testid={`suspect-${suspect.instrumentId}`}>
          <Icon name="warning" /> {t.quality.suspect(suspect.instrumentId, formatZoned(suspect.since, zone))}
        </p>
      ))}
      {report.notKept > 0 && <p className="stale-note" role="status"><Icon name="warning" /> {t.quality.notKept(formatCount(report.notKept))}</p>}
    </>
  );
}

function ReportTable({ rows }: { readonly rows: readonly QualityRow[] }): ReactNode {
  const [open, setOpen] = useState<string | null>(null);
  return (
    <div className="table-scroll">
      <table className="table">
        <caption className="visually-hidden">{t.quality.title}</caption>
        <thead>
          <tr>
            <th scope="col">{t.columns.instrument}</th>
            <th scope="col">{t.data.kind}</th>
            <th scope="col">{t.quality.rule}</th>
            <th scope="col">{t.quality.action}</th>
            <th scope="col" className="right">{t.quality.found}</th>
            <th scope="col" className="right priority-2">{t.inZone(t.data.first, localZone())}</th>
            <th scope="col" className="right">{t.inZone(t.data.last, localZone())}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const key = `${row.instrumentId ?? ''} ${row.kind ?? ''} ${row.rule}`;
            return (
              <Fragment key={key}>
                <ReportRow row={row} isOpen={open === key} onToggle={() => setOpen(open === key ? null : key)} />
                {open === key && <Examples row={row} />}
              </Fragment>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function ReportRow({ row, isOpen, onToggle }: { readonly row: QualityRow; readonly isOpen: boolean; readonly onToggle: () => void }): ReactNode {
  const zone = localZone();
  return (
    <tr data-testid="quality-row" data-rule={row.rule} data-value={row.count}>
      <th scope="row">{row.instrumentId ?? unknown}</th>
      <td>{row.kind === null ? unknown : t.kind(row.kind)}</td>
      <td title={row.text}>
        {row.rule === 'gap' ? t.words(row.rule) : (
          <button type="button" className="link-button" aria-expanded={isOpen} onClick={onToggle} data-testid={`examples-${row.rule}`}>
            {t.words(row.rule)} <Icon name={isOpen ? 'chevronDown' : 'chevronRight'} />
          </button>
        )}
      </td>
      <td><StateMark level={levelOfAction(row.action)} word={t.quality.actions(row.action)} /></td>
      <td className="num right">{formatCount(row.count)}</td>
      <td className="num right priority-2" title={formatNanos(row.first)}>{formatMoment(row.first, zone)}</td>
      <td className="num right" title={formatNanos(row.last)}><AtChart instrumentId={row.instrumentId} at={row.last} /></td>
    </tr>
  );
}

/** A time as a link to the chart at that time, where there is a chart. */
function AtChart({ instrumentId, at }: { readonly instrumentId: string | null; readonly at: Nanos | null }): ReactNode {
  const text = formatMoment(at, localZone());
  if (instrumentId === null || at === null) return text;
  return <Link to={chartPath(instrumentId, { tf: '1m', at: isoOf(at) })}>{text}</Link>;
}

function Examples({ row }: { readonly row: QualityRow }): ReactNode {
  const examples = useExamples(row, shownExamples);
  return (
    <tr className="quality-examples">
      <td colSpan={7}>
        <p className="muted">{row.text}</p>
        <Loaded query={examples} rows={2} isEmpty={(data) => data.length === 0} empty={<p className="muted">{t.quality.noCases}</p>}>
          {(data) => (
            <table className="table">
              <caption className="visually-hidden">{t.quality.examplesOf(t.words(row.rule))}</caption>
              <tbody>{data.map((one, i) => <CaseRow key={`${String(one.at)} ${i}`} one={one} />)}</tbody>
            </table>
          )}
        </Loaded>
      </td>
    </tr>
  );
}
