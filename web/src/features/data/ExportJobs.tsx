import { useQueries, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, type ReactNode } from 'react';
import { useResumeJob } from '../../api/exports';
import { keys } from '../../api/keys';
import { fetchJob, useCanAct, useCancelJob, useJobList } from '../../api/queries';
import { isFinished, type Job } from '../../lib/jobWire';
import { mergeJobs } from '../../lib/jobs';
import { t } from '../../lib/text';
import { useJobs, useStream } from '../../stream/context';
import { Empty, Loaded, Panel } from '../../ui/Panel';
import { JobCard } from './JobCard';

const shownJobs = 20;

/** Exports that run and that ran, newest first. The list is the server's: a reload loses nothing. */
export function ExportJobs(): ReactNode {
  const listed = useJobList();
  const streamed = useJobs();
  const cancel = useCancelJob();
  const resume = useResumeJob();
  const canAct = useCanAct();
  const { jobs: store } = useStream();
  const client = useQueryClient();
  useEffect(() => store.onFinished((job) => {
    void client.invalidateQueries({ queryKey: keys.jobs.all });
    void client.invalidateQueries({ queryKey: keys.jobs.byId(job.id) });
    void client.invalidateQueries({ queryKey: keys.catalog });
  }), [store, client]);

  const jobs = useMemo(() => mergeJobs(listed.data ?? [], streamed).slice(0, shownJobs), [listed.data, streamed]);
  // A list or a progress message may leave the result out; the job itself has it.
  const bare = jobs.filter((job) => isFinished(job.state) && job.results.length === 0 && job.imported === null && job.checked.length === 0 && job.problem === null && job.state !== 'cancelled');
  const details = useQueries({
    queries: bare.map((job) => ({ queryKey: keys.jobs.byId(job.id), queryFn: () => fetchJob(job.id), staleTime: Infinity, retry: false })),
    combine: (results) => new Map(results.flatMap((r) => (r.data === undefined ? [] : [[r.data.id, r.data] as const]))),
  });
  const full = jobs.map((job): Job => details.get(job.id) ?? job);
  return (
    <Panel title={t.exports.title} testId="panel-jobs" className="export-jobs" note={t.exports.count(full.length)}>
      <Loaded query={listed} isEmpty={() => full.length === 0} empty={<Empty title={t.exports.none}>{t.exports.noneNext}</Empty>}>
        {() => (
          <ul className="job-list">
            {full.map((job, i) => (
              <li key={job.id}>
                <JobCard
                  job={job}
                  isOpen={i === 0}
                  onCancel={canAct && !isFinished(job.state) ? () => cancel.mutate(job.id) : null}
                  onResume={canAct && job.canResume ? () => resume.mutate(job.id) : null}
                />
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Panel>
  );
}
