import { useEffect, useState, type ReactNode } from 'react';
import { useRunRetention } from '../../api/retention';
import { formatBytes, formatCount } from '../../lib/format';
import type { RetentionPartition, RetentionResult } from '../../lib/retentionWire';
import { t } from '../../lib/text';
import { Dialog } from '../../ui/Dialog';
import { Icon } from '../../ui/Icon';
import { Problem } from '../../ui/Panel';
import { rangeText, unexportedRows } from './retention';
import { TypedConfirmation } from './TypedConfirmation';

const words = t.retention.run;

const rowsOf = (partitions: readonly RetentionPartition[]): number => partitions.reduce((sum, one) => sum + one.rows, 0);
const bytesOf = (partitions: readonly RetentionPartition[]): number => partitions.reduce((sum, one) => sum + one.bytes, 0);

/** Looks first, then deletes; what no file holds only after a phrase was typed. */
export function RunDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const look = useRunRetention();
  const run = useRunRetention();
  const [isTyped, setIsTyped] = useState(false);
  const { mutate } = look;
  useEffect(() => mutate({ isDryRun: true }), [mutate]);
  const plan = look.data ?? null;
  const atRisk = plan === null ? 0 : unexportedRows(plan.gone);
  const isDone = run.data !== undefined;
  return (
    <Dialog label={words.title} testId="run-dialog" onClose={onClose}>
      <h2>{words.title}</h2>
      {look.isPending && <p role="status">{words.asking}</p>}
      {look.error !== null && <Problem failure={look.error} />}
      {look.isSuccess && plan === null && <p role="status">{words.goesOn}</p>}
      {plan !== null && !isDone && <Plan plan={plan} />}
      {plan !== null && !isDone && atRisk > 0 && <TypedConfirmation consequence={t.retention.confirm.run(formatCount(atRisk))} onChange={setIsTyped} />}
      {run.error !== null && <Problem failure={run.error} />}
      {isDone && (
        <p role="status" data-testid="run-done">
          <Icon name="check" /> {run.data === null ? words.goesOn : words.done(run.data.gone.length, formatCount(rowsOf(run.data.gone)), formatBytes(bytesOf(run.data.gone)))}
        </p>
      )}
      <div className="form-foot">
        {plan !== null && plan.gone.length > 0 && !isDone && (
          <button
            type="button"
            className="button button-primary"
            data-testid="run-delete"
            disabled={run.isPending || (atRisk > 0 && !isTyped)}
            onClick={() => run.mutate({ isDryRun: false })}
          >
            <Icon name="remove" /> {run.isPending ? words.running : words.act}
          </button>
        )}
        <button type="button" className="button" data-testid="run-close" onClick={onClose}>{t.close}</button>
      </div>
    </Dialog>
  );
}

function Plan({ plan }: { readonly plan: RetentionResult }): ReactNode {
  if (plan.gone.length === 0 && plan.stayed.length === 0) return <p data-testid="run-plan" data-value="0">{words.nothing}</p>;
  return (
    <div className="run-plan">
      <p data-testid="run-plan" data-value={plan.gone.length}>{words.wouldGo(plan.gone.length, formatCount(rowsOf(plan.gone)), formatBytes(bytesOf(plan.gone)))}</p>
      <PartitionList partitions={plan.gone} />
      {plan.stayed.length > 0 && <p>{words.wouldStay(plan.stayed.length)}</p>}
      <PartitionList partitions={plan.stayed} />
    </div>
  );
}

function PartitionList({ partitions }: { readonly partitions: readonly RetentionPartition[] }): ReactNode {
  return (
    <ul className="run-list num" tabIndex={0}>
      {partitions.map((one) => (
        <li key={one.table} title={one.table}>
          <span>{t.retention.table(one.table)}</span>
          <span className="muted">{rangeText(one)}</span>
          <span className="right">{formatCount(one.rows)}</span>
          <span className="muted">{one.kept === null ? one.isExported ? t.retention.due.yes : t.retention.due.no : t.retention.due.stays(one.kept)}</span>
        </li>
      ))}
    </ul>
  );
}
