import type { ReactNode } from 'react';
import { useDays, type DayKind, type DayRow } from '../../api/storedDays';
import { t } from '../../lib/text';
import { Empty, Loaded, Panel } from '../../ui/Panel';
import { currentPlace, Link, navigate, useFilter, usePlace, withQuery } from '../../ui/router';
import { Segmented } from '../../ui/Segmented';
import { DayDetail } from './DayDetail';
import { DayGrid } from './DayGrid';
import { placeName, placeOfName, tallyOf, type Place } from './days';

const spans = ['14', '30', '90'] as const;
type Span = (typeof spans)[number];
const kinds: readonly DayKind[] = ['trade', 'quote', 'depth', 'bar'];

/** Which days are stored of each instrument: a heat map by instrument and day. */
export function DaysPanel({ viewSwitch }: { readonly viewSwitch: ReactNode }): ReactNode {
  const [kind, setKind] = useFilter<DayKind>('kind', 'trade', kinds);
  const [span, setSpan] = useFilter<Span>('days', '30', spans);
  const place = placeOfName(usePlace().query.get('day'));
  const setPlace = (next: Place): void => navigate(withQuery(currentPlace(), { day: placeName(next) }), { replace: true });
  const days = useDays(kind, Number(span));
  const tally = days.data === undefined ? null : tallyOf(days.data);
  return (
    <Panel
      title={t.days.title}
      testId="panel-days"
      className="data-coverage data-days page-head-wraps"
      note={tally === null ? undefined : t.days.note(tally.complete, tally.partial, tally.empty)}
      actions={(
        <>
          <Segmented<DayKind>
            label={t.days.kinds}
            value={kind}
            onChange={setKind}
            testId="days-kind"
            options={[
              { value: 'trade', text: t.days.trade }, { value: 'quote', text: t.days.quote }, { value: 'depth', text: t.days.depth }, { value: 'bar', text: t.days.bar },
            ]}
          />
          <Segmented<Span>
            label={t.days.span}
            value={span}
            onChange={setSpan}
            testId="days-span"
            options={[{ value: '14', text: t.days.count(14) }, { value: '30', text: t.days.count(30) }, { value: '90', text: t.days.count(90) }]}
          />
          {viewSwitch}
        </>
      )}
    >
      <Loaded query={days} rows={8} isEmpty={(rows) => rows.length === 0} empty={<Empty title={t.days.none}><Link to="/watchlist">{t.days.noneNext}</Link></Empty>}>
        {(rows) => (
          <div className="days-body">
            <DayGrid rows={rows} place={place} onChoose={setPlace} />
            <DayDetail kind={kind} chosen={chosenOf(rows, place)} />
          </div>
        )}
      </Loaded>
    </Panel>
  );
}

function chosenOf(rows: readonly DayRow[], place: Place | null): { readonly row: DayRow; readonly day: DayRow['days'][number] } | null {
  if (place === null) return null;
  const row = rows.find((r) => r.instrumentId === place.instrumentId);
  const day = row?.days.find((d) => d.date === place.date);
  return row === undefined || day === undefined ? null : { row, day };
}
