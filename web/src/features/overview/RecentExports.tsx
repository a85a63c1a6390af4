import type { ReactNode } from 'react';
import { useJobList } from '../../api/queries';
import { formatBytes, formatCount, formatMillis, formatMoment, formatNanos, unknown } from '../../lib/format';
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
        empty={<Empty title={t.exports.none}><Link className="button" to="/data/export">{t.exports.first}</Link></Empty>}
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
                  <th scope="col" className="right">{t.exports.started}</th>
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

function JobRow({ job }: { readonly job: Job }): ReactNode {
  const { rows, bytes, reductionPct, tookMs } = totalsOf(job);
  return (
    <tr data-testid="export-row">
      <th scope="row">{t.jobTitle(job)}</th>
      <td><StateMark level={levelOf(job.state)} word={t.words(job.state)} /></td>
      <td className="num right">{formatCount(rows)}</td>
      <td className="num right">{formatBytes(bytes)}</td>
      <td className="num right optional">{reductionPct === null ? unknown : `${reductionPct.toFixed(1)} %`}</td>
      <td className="num right optional">{formatMillis(tookMs)}</td>
      <td className="num right" title={formatNanos(job.started)}>{formatMoment(job.started, localZone())}</td>
    </tr>
  );
}
