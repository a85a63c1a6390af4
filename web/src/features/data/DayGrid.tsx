import { useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react';
import type { DayRow, StoredDay } from '../../api/storedDays';
import { chartPath } from '../../lib/paths';
import { t } from '../../lib/text';
import { Link } from '../../ui/router';
import { dayStates, headOf, moved, placeName, type Place } from './days';

/** Instruments by days. One cell is in the order of Tab; arrow keys lead to the others. */
export function DayGrid({ rows, place, onChoose }: {
  readonly rows: readonly DayRow[];
  readonly place: Place | null;
  readonly onChoose: (place: Place) => void;
}): ReactNode {
  const table = useRef<HTMLTableElement>(null);
  const head = headOf(rows[0]?.days.map((day) => day.date) ?? []);
  const current = place ?? { instrumentId: rows[0]?.instrumentId ?? '', date: head.at(-1)?.date ?? '' };
  // The newest day is at the right end, which a narrow screen would not show.
  const scroller = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (scroller.current !== null) scroller.current.scrollLeft = scroller.current.scrollWidth;
  }, [head.length]);
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = moved(rows, current, event.key);
    if (next === null) return;
    event.preventDefault();
    onChoose(next);
    table.current?.querySelector<HTMLButtonElement>(`[data-place="${CSS.escape(placeName(next))}"]`)?.focus();
  };
  return (
    <div className="days-side">
      <div className="days-scroll" ref={scroller} tabIndex={-1}>
        <table className="days" ref={table} onKeyDown={onKeyDown}>
          <caption className="visually-hidden">{t.days.title}. {t.days.keys}</caption>
          <thead>
            <tr>
              <th scope="col">{t.columns.instrument}</th>
              {head.map((day) => (
                <th key={day.date} scope="col" className={`num ${day.isWeekend ? 'day-weekend' : ''}`} title={day.date}>
                  {day.month !== null && <span className="day-month">{day.month}</span>}
                  {day.day}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.instrumentId} data-testid="day-row">
                <th scope="row"><Link to={chartPath(row.instrumentId)}>{row.instrumentId}</Link></th>
                {row.days.map((day) => (
                  <Cell
                    key={day.date}
                    row={row}
                    day={day}
                    isCurrent={current.instrumentId === row.instrumentId && current.date === day.date}
                    isChosen={place !== null && place.instrumentId === row.instrumentId && place.date === day.date}
                    onChoose={onChoose}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <ul className="days-legend" aria-label={t.days.legend}>
        {dayStates.map((state) => <li key={state}><span className={`day day-${state}`} aria-hidden="true" /> {t.days.state(state)}</li>)}
      </ul>
    </div>
  );
}

function Cell({ row, day, isCurrent, isChosen, onChoose }: {
  readonly row: DayRow;
  readonly day: StoredDay;
  readonly isCurrent: boolean;
  readonly isChosen: boolean;
  readonly onChoose: (place: Place) => void;
}): ReactNode {
  const label = t.days.cell(row.instrumentId, day.date, day.state);
  return (
    <td>
      <button
        type="button"
        className={`day day-${day.state}`}
        data-testid="day"
        data-state={day.state}
        data-place={placeName({ instrumentId: row.instrumentId, date: day.date })}
        aria-label={label}
        aria-pressed={isChosen}
        title={label}
        tabIndex={isCurrent ? 0 : -1}
        onClick={() => onChoose({ instrumentId: row.instrumentId, date: day.date })}
      />
    </td>
  );
}
