import type { ReactNode } from 'react';
import type { EstimateQuestion, ExportEstimate } from '../../api/exports';
import { asOf } from '../../lib/asOf';
import { formatBytes, formatCount, formatMillis, formatNanos } from '../../lib/format';
import { t } from '../../lib/text';
import { Icon } from '../../ui/Icon';
import { NothingToExport } from './NothingToExport';

/** Rows, size and time of what the form asks for, before anything is started. */
export function EstimateLine({ estimate, question, isAsking }: {
  readonly estimate: ExportEstimate | undefined;
  readonly question: EstimateQuestion | null;
  readonly isAsking: boolean;
}): ReactNode {
  if (estimate === undefined) return <p className="muted export-estimate" data-testid="export-estimate" data-value="">{isAsking ? t.estimate.asking : ''}</p>;
  if (estimate.rows === 0 && question !== null) return <NothingToExport question={question} />;
  const isTooBig = estimate.freeBytes !== null && estimate.bytes > estimate.freeBytes;
  return (
    <p className="export-estimate num" data-testid="export-estimate" data-value={estimate.rows} data-as-of={formatNanos(asOf(estimate))} title={t.estimate.from(estimate.bytesFrom, estimate.isSpeedMeasured)}>
      <strong>{estimate.isEstimate ? t.estimate.about(formatCount(estimate.rows)) : t.estimate.rows(formatCount(estimate.rows))}</strong>
      <span className="muted"> · {t.estimate.bytes(formatBytes(estimate.bytes))} · {t.estimate.time(formatMillis(estimate.durationMs))}</span>
      {isTooBig && <span className="mark mark-critical"> <Icon name="warning" /> {t.estimate.tooBig(formatBytes(estimate.freeBytes))}</span>}
    </p>
  );
}
