import type { ReactNode } from 'react';
import { useCatalog, useJobList } from '../../api/queries';
import { formatBytes, formatCount, formatMillis, formatMoment, formatNanos, formatPlain, unknown } from '../../lib/format';
import type { Job } from '../../lib/jobWire';
import { mergeJobs, totalsOf } from '../../lib/jobs';
import { localZone } from '../../lib/time';
import { t } from '../../lib/text';
import { useJobs } from '../../stream/context';
import { levelOf } from '../../ui/levels';
import { Empty, Loaded, Panel } from '../../ui/Panel';
import { Link } from '../../ui/router';
import { StateMark } from '../../ui/StateMark';

const shownJobs = 8;

export function RecentExports(): ReactNode {
  const listed = useJobList();
  const streamed = useJobs();
  const newest = (data: readonly Job[]): readonly Job[] => mergeJobs(data, streamed).slice(0, shownJobs);
  return (
    <Panel title={t.overview.exports} testId="panel-exports" isPlain className="overview-exports" actions={<Link to="/data/export">{t.overview.openExport}</Link>}>
      <Loaded
        query={listed}
        isEmpty={(data) => newest(data).length === 0}
        empty={<CatalogFiles />}
      >
        {(data) => (
          <div className="table-scroll">
            <table className="table">
              <caption className="visually-hidden">{t.overview.exports}</caption>
              <thead>
                <tr>
                  <th scope="col">{t.exports.what}</th>
                  <th scope="col">{t.exports.state}</th>
                  <th scope="col" className="right">{t.exports.rows}</th>
                  <th scope="col" className="right">{t.exports.bytes}</th>
                  <th scope="col" className="right optional">{t.exports.reduction}</th>
                  <th scope="col" className="right optional">{t.exports.took}</th>
                  <th scope="col" className="right">{t.inZone(t.exports.started, localZone())}</th>
                </tr>
              </thead>
              <tbody>{newest(data).map((job) => <JobRow key={job.id} job={job} />)}</tbody>
            </table>
          </div>
        )}
      </Loaded>
    </Panel>
  );
}

/** The list of jobs begins anew with the server; what they wrote is still there. */
function CatalogFiles(): ReactNode {
  const catalog = useCatalog();
  return (
    <Loaded
      query={catalog}
      isEmpty={(data) => data.items.length === 0}
      empty={<Empty title={t.exports.none}><Link className="button" to="/data/export">{t.exports.first}</Link></Empty>}
    >
      {(data) => (
        <div className="table-scroll">
          <table className="table">
            <caption className="visually-hidden">{t.catalog.title}</caption>
            <thead>
              <tr>
                <th scope="col">{t.columns.instrument}</th>
                <th scope="col">{t.data.kind}</th>
                <th scope="col" className="right">{t.catalog.files}</th>
                <th scope="col" className="right">{t.exports.rows}</th>
                <th scope="col" className="right">{t.exports.bytes}</th>
                <th scope="col" className="right optional">{t.inZone(t.data.last, localZone())}</th>
              </tr>
            </thead>
            <tbody>
              {[...data.items].sort((a, b) => Number((b.last ?? 0n) - (a.last ?? 0n))).slice(0, shownJobs).map((item) => (
                <tr key={`${item.dataType} ${item.barType ?? ''} ${item.instrumentId}`}>
                  <th scope="row">{item.instrumentId}</th>
                  <td>{t.dataType(item.dataType, item.barType)}</td>
                  <td className="num right">{formatCount(item.files)}</td>
                  <td className="num right">{formatCount(item.rows)}</td>
                  <td className="num right">{formatBytes(item.bytes)}</td>
                  <td className="num right optional" title={formatNanos(item.last)}>{formatMoment(item.last, localZone())}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Loaded>
  );
}

function JobRow({ job }: { readonly job: Job }): ReactNode {
  const { rows, bytes, reductionPct, tookMs } = totalsOf(job);
  return (
    <tr data-testid="export-row">
      <th scope="row">{t.jobTitle(job)}</th>
      <td><StateMark level={levelOf(job.state)} word={t.words(job.state)} /></td>
      <td className="num right">{formatCount(rows)}</td>
      <td className="num right">{formatBytes(bytes)}</td>
      <td className="num right optional">{reductionPct === null ? unknown : `${formatPlain(reductionPct, 1)} %`}</td>
      <td className="num right optional">{formatMillis(tookMs)}</td>
      <td className="num right" title={formatNanos(job.started)}>{formatMoment(job.started, localZone())}</td>
    </tr>
  );
}
