import type { ReactNode } from 'react';
import type { DayKind, DayRow } from '../../api/storedDays';
import { formatDate } from '../../lib/format';
import { t } from '../../lib/text';
import { Link } from '../../ui/router';
import { dayPath, nearestDay } from './days';

/** Where there is data when a day has none. */
export function NearestData({ kind, row, date }: { readonly kind: DayKind; readonly row: DayRow; readonly date: string }): ReactNode {
  const nearest = nearestDay(row, date);
  return (
    <p className="muted nearest-data" data-testid="nearest-data" data-value={nearest?.date ?? ''}>
      {t.days.nothingOn(kind, row.instrumentId, formatDate(Date.parse(date), 'UTC'))}{' '}
      {nearest === null ? t.days.noNearest : (
        <>{t.days.nearest} <Link to={dayPath(kind, { instrumentId: row.instrumentId, date: nearest.date })}>{formatDate(Date.parse(nearest.date), 'UTC')}</Link></>
      )}
    </p>
  );
}
