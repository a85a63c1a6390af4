import { useState, type ReactNode } from 'react';
import { useIsAdmin, useRetentionDue } from '../../api/retention';
import { asOf, stamped } from '../../lib/asOf';
import { formatBytes, formatCount, formatNanos, formatZoned } from '../../lib/format';
import type { Retention, RetentionPartition } from '../../lib/retentionWire';
import { localZone } from '../../lib/time';
import { t } from '../../lib/text';
import { Empty, Loaded, Panel } from '../../ui/Panel';
import { useFilter } from '../../ui/router';
import { Segmented } from '../../ui/Segmented';
import { StateMark } from '../../ui/StateMark';
import { dueText, outcomeOf, rangeText } from './retention';
import { RunDialog } from './RunDialog';

const words = t.retention.due;
const spans = ['7', '30', '90'] as const;
type Span = (typeof spans)[number];

export function DuePanel({ report }: { readonly report: Retention | undefined }): ReactNode {
  const [span, setSpan] = useFilter<Span>('days', '7', spans);
  const [isRunning, setIsRunning] = useState(false);
  const isAdmin = useIsAdmin();
  const due = useRetentionDue(Number(span));
  const all = due.data === undefined ? undefined : stamped(due.data.pages.flatMap((page) => page.items), asOf(due.data.pages[0]));
  return (
    <Panel
      title={words.title}
      testId="panel-due"
      isPlain
      className="retention-due"
      note={report === undefined ? undefined : report.isWorking ? words.working(report.activity) : words.note(formatZoned(report.nextRound, localZone()))}
      actions={(
        <>
          <Segmented<Span> label={words.ahead} value={span} onChange={setSpan} testId="due-span" options={spans.map((days) => ({ value: days, text: words.days(Number(days)) }))} />
          <button
            type="button"
            className="button"
            data-testid="dry-run"
            disabled={!isAdmin}
            title={isAdmin ? words.runTitle : t.retention.policy.needsAdmin}
            onClick={() => setIsRunning(true)}
          >
            {words.run}
          </button>
        </>
      )}
    >
      <Loaded query={{ data: all, error: due.error, refetch: due.refetch }} rows={6} isEmpty={(rows) => rows.length === 0} empty={<Empty title={words.none}>{words.noneNext}</Empty>}>
        {(rows) => (
          <>
            <DueTable rows={rows} report={report} />
            {due.hasNextPage && (
              <p className="table-more">
                <button type="button" className="button" data-testid="more-due" disabled={due.isFetchingNextPage} onClick={() => void due.fetchNextPage()}>{words.more}</button>
              </p>
            )}
          </>
        )}
      </Loaded>
      {isRunning && <RunDialog onClose={() => setIsRunning(false)} />}
    </Panel>
  );
}

function DueTable({ rows, report }: { readonly rows: readonly RetentionPartition[]; readonly report: Retention | undefined }): ReactNode {
  return (
    <div className="table-scroll">
      <table className="table">
        <caption className="visually-hidden">{words.title}</caption>
        <thead>
          <tr>
            <th scope="col">{words.when}</th>
            <th scope="col">{words.what}</th>
            <th scope="col" className="priority-2">{words.range}</th>
            <th scope="col" className="right">{words.rows}</th>
            <th scope="col" className="right priority-2">{words.size}</th>
            <th scope="col">{words.exported}</th>
            <th scope="col">{words.outcome}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((one) => {
            const outcome = outcomeOf(one, report?.policy.deleteUnexported ?? false);
            return (
              <tr key={one.table} data-testid="due-row" data-table={one.table} data-kept={one.kept ?? ''} data-exported={one.isExported}>
                <td className="num" title={formatNanos(one.due)}>{dueText(one.due, report?.asOf ?? null)}</td>
                <th scope="row" title={one.table}>{t.retention.table(one.table)}</th>
                <td className="num priority-2">{rangeText(one)}</td>
                <td className="num right">{formatCount(one.rows)}</td>
                <td className="num right priority-2">{formatBytes(one.bytes)}</td>
                <td><ExportedMark one={one} /></td>
                <td><StateMark level={outcome.level} word={outcome.text} /></td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function ExportedMark({ one }: { readonly one: RetentionPartition }): ReactNode {
  if (one.kind === 'quality') return <span className="muted">{words.neverExported}</span>;
  return one.isExported ? <StateMark level="ok" word={words.yes} /> : <StateMark level="warn" word={words.no} />;
}
