import type { ReactNode } from 'react';
import type { EstimateQuestion } from '../../api/exports';
import { useDays, type DayKind } from '../../api/storedDays';
import { t } from '../../lib/text';
import { Link } from '../../ui/router';
import { dayPath } from './days';
import { NearestData } from './NearestData';

const kindOfType: Readonly<Record<string, DayKind>> = { trade_tick: 'trade', quote_tick: 'quote', bar: 'bar', order_book_deltas: 'depth', order_book_depths: 'depth' };
const lookedAt = 90;

/** Says of a range without data where data is, and leads to where the range can be filled. */
export function NothingToExport({ question }: { readonly question: EstimateQuestion }): ReactNode {
  const kind = kindOfType[question.dataType ?? ''] ?? 'trade';
  const row = useDays(kind, lookedAt).data?.find((one) => one.instrumentId === question.instrumentId);
  return (
    <div className="export-estimate" data-testid="export-estimate" data-value="0">
      <p className="muted">{t.exportForm.nothing}</p>
      {row !== undefined && (
        <>
          <NearestData kind={kind} row={row} date={question.start} />
          <Link to={dayPath(kind, { instrumentId: row.instrumentId, date: question.start })} data-testid="nearest-fill">{t.days.fill}</Link>
        </>
      )}
    </div>
  );
}
