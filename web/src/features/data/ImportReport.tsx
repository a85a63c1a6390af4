import { Fragment, type ReactNode } from 'react';
import { formatCount, formatDate, unknown } from '../../lib/format';
import type { ImportResult, ImportSeries } from '../../lib/importWire';
import { millisOf } from '../../lib/time';
import { t } from '../../lib/text';
import { levelOf } from '../../ui/levels';
import { Empty } from '../../ui/Panel';
import { StateMark } from '../../ui/StateMark';

/** What an import did or would do: accepted and refused rows of each series, with the reasons. */
export function ImportReport({ result }: { readonly result: ImportResult }): ReactNode {
  if (result.rows === 0 && result.refusedFiles.length === 0) return <Empty title={t.imports.noData}>{t.imports.noDataNext}</Empty>;
  return (
    <div className="import-report" data-testid="import-report" data-state={result.status}>
      <dl className="job-facts num import-facts">
        <Fact name={t.imports.all} value={result.rows} testId="import-rows" />
        <Fact name={t.imports.fresh} value={result.fresh} testId="import-fresh" />
        <Fact name={t.imports.there} value={result.duplicate} testId="import-there" />
        <Fact name={t.imports.differ} value={result.conflict} testId="import-differ" />
        <Fact name={t.imports.refused} value={result.refused} testId="import-refused" />
        <div><dt>{t.exports.state}</dt><dd><StateMark level={levelOf(result.status)} word={t.words(result.status)} /></dd></div>
      </dl>
      {result.status === 'unchanged' && <p className="muted import-note">{t.imports.unchanged}</p>}
      {result.newInstruments.length > 0 && <p className="import-note">{t.imports.newInstruments(result.newInstruments.join(', '))}</p>}
      <div className="table-scroll">
        <table className="table">
          <caption className="visually-hidden">{t.imports.planTitle}</caption>
          <thead>
            <tr>
              <th scope="col">{t.columns.instrument}</th>
              <th scope="col">{t.data.kind}</th>
              <th scope="col" className="right">{t.imports.all}</th>
              <th scope="col" className="right">{t.imports.fresh}</th>
              <th scope="col" className="right">{t.imports.there}</th>
              <th scope="col" className="right">{t.imports.differ}</th>
              <th scope="col" className="right">{t.imports.refused}</th>
              <th scope="col" className="priority-2">{t.imports.range}</th>
            </tr>
          </thead>
          <tbody>
            {result.series.map((one) => <Fragment key={`${one.dataType} ${one.instrumentId} ${one.barType ?? ''}`}><SeriesRows series={one} /></Fragment>)}
          </tbody>
        </table>
      </div>
      {result.refusedFiles.length > 0 && (
        <section className="import-list">
          <h3>{t.imports.refusedFiles}</h3>
          <ul>{result.refusedFiles.map((file) => <li key={file.path}><code>{file.path}</code> <span className="muted">{file.reason}</span></li>)}</ul>
        </section>
      )}
      <section className="import-list">
        <h3>{t.imports.notes}</h3>
        <ul className="muted">{result.notes.map((note) => <li key={note}>{note}</li>)}</ul>
      </section>
    </div>
  );
}

function Fact({ name, value, testId }: { readonly name: string; readonly value: number; readonly testId: string }): ReactNode {
  return <div><dt>{name}</dt><dd data-testid={testId} data-value={value}>{formatCount(value)}</dd></div>;
}

function SeriesRows({ series }: { readonly series: ImportSeries }): ReactNode {
  const remarks = [
    ...series.problems,
    ...series.conflicts,
    ...(series.rounded > 0 ? [t.imports.rounded(formatCount(series.rounded))] : []),
    ...(series.offGrid > 0 ? [t.imports.offGrid(formatCount(series.offGrid))] : []),
  ];
  return (
    <>
      <tr data-testid="import-series" data-value={series.instrumentId}>
        <th scope="row">
          {series.instrumentId}
          {series.definition !== 'known' && <span className={`import-known ${series.definition === 'missing' ? 'mark mark-critical' : 'muted'}`}>{series.definition === 'missing' ? t.imports.missing : t.imports.fromFiles}</span>}
        </th>
        <td>{t.dataType(series.dataType, series.barType)}</td>
        <td className="num right">{formatCount(series.rows)}</td>
        <td className="num right">{formatCount(series.fresh)}</td>
        <td className="num right">{formatCount(series.duplicate)}</td>
        <td className={`num right ${series.conflict > 0 ? 'mark-warn' : ''}`}>{formatCount(series.conflict)}</td>
        <td className={`num right ${series.refused > 0 ? 'mark-critical' : ''}`}>{formatCount(series.refused)}</td>
        <td className="num priority-2">{series.start === null || series.end === null ? unknown : t.files.range(formatDate(millisOf(series.start), 'UTC'), formatDate(millisOf(series.end), 'UTC'))}</td>
      </tr>
      {remarks.length > 0 && (
        <tr className="import-remarks">
          <td colSpan={8}><ul className="muted">{remarks.map((remark) => <li key={remark}>{remark}</li>)}</ul></td>
        </tr>
      )}
    </>
  );
}
