import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useEstimate } from '../../api/exports';
import { call } from '../../api/http';
import { keys } from '../../api/keys';
import { useCanAct } from '../../api/queries';
import type { DayKind, DayRow, StoredDay } from '../../api/storedDays';
import { formatAge, formatBytes, formatClock, formatCount, formatNanos, unknown } from '../../lib/format';
import { chartPath } from '../../lib/paths';
import { millisOf, type Nanos } from '../../lib/time';
import { t } from '../../lib/text';
import { Icon } from '../../ui/Icon';
import { Link } from '../../ui/router';
import { NearestData } from './NearestData';

const dayMillis = 86_400_000;
const dataTypes: Readonly<Record<DayKind, string>> = { trade: 'trade_tick', quote: 'quote_tick', depth: 'order_book_deltas', bar: 'bar' };

/** What one day holds, in the database and as files, and what can be done about it. */
export function DayDetail({ kind, chosen }: {
  readonly kind: DayKind;
  readonly chosen: { readonly row: DayRow; readonly day: StoredDay } | null;
}): ReactNode {
  if (chosen === null) return <aside className="day-detail muted">{t.days.choose}</aside>;
  return <Detail key={`${chosen.row.instrumentId} ${chosen.day.date} ${kind}`} kind={kind} row={chosen.row} day={chosen.day} />;
}

function Detail({ kind, row, day }: { readonly kind: DayKind; readonly row: DayRow; readonly day: StoredDay }): ReactNode {
  const end = new Date(Date.parse(`${day.date}T00:00:00Z`) + dayMillis).toISOString().slice(0, 10);
  const counted = useEstimate(day.first === null ? null : {
    dataType: dataTypes[kind], instrumentId: row.instrumentId, start: day.date, end, timeframe: kind === 'bar' ? '1m' : undefined,
  });
  const canAct = useCanAct();
  const backfill = useBackfillDay();
  const canFill = canAct && kind !== 'depth' && kind !== 'bar' && (day.state === 'partial' || day.state === 'empty');
  return (
    <aside className="day-detail" data-testid="day-detail" data-state={day.state} aria-live="polite">
      <h3>{t.days.of(row.instrumentId, day.date)}</h3>
      <p className="day-why"><span className={`day day-${day.state}`} aria-hidden="true" /> <strong>{t.days.state(day.state)}</strong> <span className="muted">{t.days.why[day.state] ?? ''}</span></p>
      {day.first === null && <NearestData kind={kind} row={row} date={day.date} />}
      <dl className="day-facts num">
        <dt>{t.days.rows}</dt>
        <dd data-testid="day-rows" data-value={counted.data?.rows ?? ''}>{day.first === null ? '0' : counted.data === undefined ? unknown : `${formatCount(counted.data.rows)} · ${t.estimate.bytes(formatBytes(counted.data.bytes))}`}</dd>
        <dt>{t.days.first}</dt><dd title={formatNanos(day.first)}>{clock(day.first)}</dd>
        <dt>{t.days.last}</dt><dd title={formatNanos(day.last)}>{clock(day.last)}</dd>
        <dt>{t.days.hours}</dt><dd>{row.areHoursKnown ? formatAge(day.openSeconds * 1000) : t.days.hoursUnknown}</dd>
        <dt>{t.days.gaps}</dt>
        <dd>{t.days.gapText(day.gaps, formatAge(day.gapSeconds * 1000))}{day.explained > 0 && <span className="muted"> · {t.days.explained(day.explained)}</span>}</dd>
        <dt>{t.days.parquet}</dt><dd>{day.isExported ? t.days.exported : t.days.notExported}</dd>
      </dl>
      <p className="day-actions">
        {canFill && (
          <button type="button" className="button" data-testid="day-backfill" disabled={backfill.isPending || backfill.isSuccess} onClick={() => backfill.mutate({ instrumentId: row.instrumentId, kind, start: day.date, end })}>
            {t.days.backfill}
          </button>
        )}
        {day.first !== null && <Link className="button" to={`/data/export?instrument=${encodeURIComponent(row.instrumentId)}&kind=${kind}&start=${day.date}&end=${end}`} data-testid="day-export"><Icon name="export" /> {t.days.export}</Link>}
        {day.first !== null && <Link to={chartPath(row.instrumentId, { tf: '1m', at: `${day.date}T12:00:00Z` })}>{t.days.chart}</Link>}
      </p>
      {backfill.isSuccess && <p className="muted" role="status">{t.days.backfilling}</p>}
      {backfill.error !== null && <p className="field-error" role="alert"><Icon name="warning" /> {backfill.error.message}</p>}
    </aside>
  );
}

function clock(at: Nanos | null): string {
  return at === null ? unknown : formatClock(millisOf(at), 'UTC');
}

interface DayToFill {
  readonly instrumentId: string;
  readonly kind: DayKind;
  readonly start: string;
  readonly end: string;
}

function useBackfillDay() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (day: DayToFill) => call('/data/backfill', {
      method: 'POST', headers: { prefer: 'wait=0' }, body: { instrument_id: day.instrumentId, kinds: [day.kind], start: day.start, end: day.end },
    }),
    onSettled: () => Promise.all([keys.gaps, keys.jobs.all, keys.days.all].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}
