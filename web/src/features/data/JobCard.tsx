import type { ReactNode } from 'react';
import { formatBytes, formatCount, formatDateTime, formatInstant, formatMegabytesPerSecond, formatMillis, formatNanos, formatRate, unknown, zoneLabel } from '../../lib/format';
import { isFinished, type ExportResult, type Job } from '../../lib/jobWire';
import { totalsOf } from '../../lib/jobs';
import { localZone } from '../../lib/time';
import { t } from '../../lib/text';
import { CopyButton } from '../../ui/CopyButton';
import { Icon } from '../../ui/Icon';
import { levelOf } from '../../ui/levels';
import { StateMark } from '../../ui/StateMark';

export function JobCard({ job, isOpen, onCancel, onResume }: {
  readonly job: Job;
  readonly isOpen: boolean;
  readonly onCancel: (() => void) | null;
  readonly onResume: (() => void) | null;
}): ReactNode {
  const totals = totalsOf(job);
  return (
    <article className="job" data-testid="job" data-value={job.id} data-state={job.state}>
      <header className="job-head">
        <h3>{t.jobTitle(job)}</h3>
        <StateMark level={levelOf(job.state)} word={t.words(job.state)} testId="job-state" />
        <span className="muted num job-when" title={formatNanos(job.started)}>{formatInstant(job.started, localZone())} {zoneLabel(localZone(), Date.now())}</span>
        {job.attempts > 1 && <span className="muted">{t.jobs.attempts(job.attempts)}</span>}
        {onResume !== null && <button type="button" className="button" data-testid="job-resume" title={t.jobs.resumeTitle} onClick={onResume}><Icon name="play" /> {t.jobs.resume}</button>}
        {onCancel !== null && <button type="button" className="button" data-testid="job-cancel" onClick={onCancel}><Icon name="stop" /> {t.cancel}</button>}
      </header>
      {!isFinished(job.state) && <Progress job={job} />}
      {job.problem !== null && <p className="field-error" role="alert"><Icon name="warning" /> {job.problem}</p>}
      {job.imported !== null && <p className="muted num">{t.jobs.imported(formatCount(job.imported.fresh), formatCount(job.imported.duplicate), job.imported.isDryRun)}</p>}
      {job.checked.length > 0 && <p className="muted num">{t.jobs.verified(job.checked.filter((file) => file.isPassed).length, job.checked.length)}</p>}
      {isFinished(job.state) && job.results.length > 0 && (
        <>
          <dl className="job-facts num">
            <Fact name={t.exports.rows} value={formatCount(totals.rows)} raw={totals.rows} testId="job-rows" />
            <Fact name={t.exports.files} value={formatCount(totals.files)} raw={totals.files} testId="job-files" />
            <Fact name={t.exports.bytes} value={formatBytes(totals.bytes)} raw={totals.bytes} testId="job-bytes" />
            <Fact name={t.exports.reduction} value={totals.reductionPct === null ? unknown : `${totals.reductionPct.toFixed(1)} %`} raw={totals.reductionPct} testId="job-reduction" />
            <Fact name={t.exports.took} value={formatMillis(totals.tookMs)} raw={totals.tookMs} testId="job-took" />
          </dl>
          <details open={isOpen}>
            <summary>{t.exports.details(job.results.length)}</summary>
            {job.results.map((result) => <Result key={`${result.dataType} ${result.instrumentId} ${result.timeframe ?? ''}`} result={result} />)}
          </details>
        </>
      )}
    </article>
  );
}

function Fact({ name, value, raw, testId }: {
  readonly name: string;
  readonly value: string;
  readonly raw: number | null;
  readonly testId: string;
}): ReactNode {
  return <div><dt>{name}</dt><dd data-testid={testId} data-value={raw ?? ''}>{value}</dd></div>;
}

function Progress({ job }: { readonly job: Job }): ReactNode {
  return (
    <div className="job-progress">
      <progress max={1} value={job.progress ?? undefined} aria-label={t.exports.progress} data-testid="job-progress" />
      <span className="num muted">
        <span data-testid="job-running-rows" data-value={job.rowsDone ?? ''}>{t.exports.running(formatCount(job.rowsDone), formatCount(job.rowsTotal), formatRate(job.ratePerSecond))}</span>
        {job.bytesDone !== null && (
          <>
            {' · '}<span data-testid="job-speed" data-value={job.bytesPerSecond ?? ''} title={formatBytes(job.bytesDone)}>{formatMegabytesPerSecond(job.bytesPerSecond)}</span>
            {' · '}<span data-testid="job-files-done" data-value={job.filesDone ?? ''}>{t.exports.filesDone(job.filesDone ?? 0)}</span>
          </>
        )}
        {' · '}<span data-testid="job-left" data-value={job.etaMs ?? ''}>{t.exports.left(formatMillis(job.etaMs))}</span>
      </span>
    </div>
  );
}

function Result({ result }: { readonly result: ExportResult }): ReactNode {
  const rangeStart = result.start === null ? '' : formatDateTime(Number(result.start / 1_000_000n), 'UTC');
  const rangeEnd = result.end === null ? '' : formatDateTime(Number(result.end / 1_000_000n), 'UTC');
  return (
    <div className="result" data-testid="export-result" data-state={result.status}>
      <p className="result-line">
        <StateMark level={levelOf(result.status)} word={t.words(result.status)} />
        <strong>{result.instrumentId}</strong> {t.dataType(result.dataType, null)}{result.timeframe === null ? '' : ` ${result.timeframe}`}
        {result.start !== null && <span className="muted num">{t.exports.range(rangeStart, rangeEnd)}</span>}
        <span className="muted num">{t.exports.counts(formatCount(result.rowsSource), formatCount(result.rowsWritten), formatCount(result.rowsRejected))}</span>
        {result.verification !== null && (
          <span data-testid="verification" data-value={result.verification}>
            <StateMark level={levelOf(result.verification)} word={t.exports.verified(result.verification)} />
          </span>
        )}
      </p>
      {result.problem !== null && <p className="field-error"><Icon name="warning" /> {result.problem}</p>}
      {result.available !== null && <p className="muted">{t.exports.available(result.available)}</p>}
      {result.files.length > 0 && (
        <ul className="file-list">
          {result.files.map((file) => (
            <li key={file.path} data-testid="export-file">
              <code>{file.path}</code> <CopyButton text={file.path} what={t.catalog.path} />
              <span className="num muted">{t.exports.file(formatCount(file.rows), formatBytes(file.bytes))}</span>
              <code className="checksum" title={file.sha256}>{t.exports.sha(file.sha256.slice(0, 12))}</code>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
