import { useState, type FormEvent, type ReactNode } from 'react';
import { useImport, useJob, type ImportRequest } from '../../api/exports';
import { useCanAct, useMay } from '../../api/queries';
import { asOf } from '../../lib/asOf';
import { formatCount, formatMillis, formatNanos, formatRate } from '../../lib/format';
import { isFinished, type Job } from '../../lib/jobWire';
import { t } from '../../lib/text';
import { Panels } from '../../ui/arrange/Panels';
import { Icon } from '../../ui/Icon';
import { Empty, Panel, Problem } from '../../ui/Panel';
import { ImportReport } from './ImportReport';
import './data.css';

/** Reading files of NautilusTrader into the database: a check first, then the import. */
export default function ImportPage(): ReactNode {
  const [request, setRequest] = useState<Omit<ImportRequest, 'isDryRun'>>({ path: '', onConflict: 'skip' });
  const [checked, setChecked] = useState<string | null>(null);
  const [jobId, setJobId] = useState<string | null>(null);
  const start = useImport();
  const job = useJob(jobId);
  const canAct = useCanAct();
  const mayWrite = useMay('admin');
  const plan = job.data?.imported ?? null;
  const isRunning = start.isPending || (job.data !== undefined && !isFinished(job.data.state));
  const isPlanFor = plan !== null && plan.isDryRun && checked === JSON.stringify(request);
  const run = (isDryRun: boolean): void => {
    setChecked(isDryRun ? JSON.stringify(request) : null);
    start.mutate({ ...request, path: request.path.trim(), isDryRun }, { onSuccess: setJobId });
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (canAct && request.path.trim() !== '' && !isRunning) run(true);
  };
  return (
    <div className="page import-page" data-testid="page-import">
      <h1 className="visually-hidden">{t.pages.import}</h1>
      <Panels page="import">
        <Panel title={t.imports.formTitle} testId="panel-import-form" windowQuery={null} className="import-form-panel">
          <form className="form" onSubmit={submit}>
            <label className="field">
              <span>{t.imports.path}</span>
              <input type="text" spellCheck={false} autoComplete="off" placeholder={t.imports.pathExample} value={request.path} data-testid="import-path" onChange={(event) => setRequest({ ...request, path: event.target.value })} />
            </label>
            <p className="muted form-note">{t.imports.pathHint}</p>
            <label className="field">
              <span>{t.imports.conflict}</span>
              <select value={request.onConflict} data-testid="import-conflict" onChange={(event) => setRequest({ ...request, onConflict: event.target.value === 'refuse' ? 'refuse' : 'skip' })}>
                <option value="skip">{t.imports.skip}</option>
                <option value="refuse">{t.imports.refuse}</option>
              </select>
            </label>
            {start.error !== null && <Problem failure={start.error} />}
            <div className="form-foot">
              <button type="submit" className={`button ${isPlanFor ? '' : 'button-primary'}`} data-testid="import-check" disabled={!canAct || isRunning || request.path.trim() === ''} title={canAct ? undefined : t.needsToken}>
                <Icon name="search" /> {t.imports.check}
              </button>
              <button
                type="button"
                className={`button ${isPlanFor ? 'button-primary' : ''}`}
                data-testid="import-run"
                disabled={!mayWrite || isRunning || !isPlanFor || plan.fresh === 0}
                title={mayWrite ? isPlanFor ? undefined : t.imports.checkFirst : t.imports.needsAdmin}
                onClick={() => run(false)}
              >
                {isPlanFor ? t.imports.runRows(formatCount(plan.fresh)) : t.imports.run}
              </button>
            </div>
            <p className="muted form-note">{mayWrite ? t.imports.checkFirst : t.imports.needsAdmin}</p>
          </form>
        </Panel>
        <Panel title={plan !== null && !plan.isDryRun ? t.imports.doneTitle : t.imports.planTitle} testId="panel-import-report" windowQuery={null} className="import-report-panel">
          {job.data === undefined ? <Empty title={t.imports.empty}>{t.imports.checkFirst}</Empty> : <div className="as-of" data-as-of={formatNanos(asOf(job.data))}><Answer job={job.data} /></div>}
        </Panel>
      </Panels>
    </div>
  );
}

function Answer({ job }: { readonly job: Job }): ReactNode {
  if (!isFinished(job.state)) {
    return (
      <div className="import-running job-progress" role="status">
        <strong>{job.kind === 'import' ? t.imports.importing : t.imports.checking}</strong>
        <progress max={1} value={job.progress ?? undefined} aria-label={t.exports.progress} />
        <span className="num muted">{t.exports.running(formatCount(job.rowsDone), formatCount(job.rowsTotal), formatRate(job.ratePerSecond))}, {t.exports.left(formatMillis(job.etaMs))}</span>
      </div>
    );
  }
  if (job.problem !== null) return <p className="field-error import-problem" role="alert"><Icon name="warning" /> {job.problem}</p>;
  return job.imported === null ? null : <ImportReport result={job.imported} />;
}
