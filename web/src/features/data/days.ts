import type { DayKind, DayRow, StoredDay } from '../../api/storedDays';

const dayMillis = 86_400_000;

export interface Place {
  readonly instrumentId: string;
  readonly date: string;
}

/** In the order of the legend; days to come are not drawn. */
export const dayStates = ['complete', 'running', 'partial', 'empty', 'closed', 'not_recorded'] as const;

export interface DayTally {
  readonly complete: number;
  readonly partial: number;
  readonly empty: number;
}

/** Days by state over all instruments; a day that still runs counts as complete. */
export function tallyOf(rows: readonly DayRow[]): DayTally {
  const count = (...states: readonly string[]): number => rows.reduce((sum, row) => sum + row.days.filter((day) => states.includes(day.state)).length, 0);
  return { complete: count('complete', 'running'), partial: count('partial'), empty: count('empty') };
}

/** Where an arrow key leads in the grid; null where there is nothing further. */
export function moved(rows: readonly DayRow[], from: Place, key: string): Place | null {
  const at = rows.findIndex((row) => row.instrumentId === from.instrumentId);
  const row = rows[at];
  if (row === undefined) return null;
  const day = row.days.findIndex((d) => d.date === from.date);
  const [down, right] = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[key] ?? [0, 0];
  if (key === 'Home') return { ...from, date: row.days[0]?.date ?? from.date };
  if (key === 'End') return { ...from, date: row.days.at(-1)?.date ?? from.date };
  const next = rows[at + (down ?? 0)];
  const date = next?.days[day + (right ?? 0)]?.date;
  if (next === undefined || date === undefined || (down === 0 && right === 0)) return null;
  return { instrumentId: next.instrumentId, date };
}

/** The day with data that is nearest to the date; of two the earlier one. */
export function nearestDay(row: DayRow, date: string): StoredDay | null {
  const distance = (day: StoredDay): number => Math.abs(Date.parse(day.date) - Date.parse(date)) / dayMillis;
  return row.days.filter((day) => day.first !== null && day.date !== date).reduce<StoredDay | null>((best, day) => (best === null || distance(day) < distance(best) ? day : best), null);
}

/** Longest span of the grid. */
const mostDays = 90;

/** Where a day is opened in the grid. */
export function dayPath(kind: DayKind, { instrumentId, date }: Place): string {
  return `/data?${new URLSearchParams({ kind, days: String(mostDays), day: placeName({ instrumentId, date }) }).toString()}`;
}

/** A place as the address has it. */
export function placeName({ instrumentId, date }: Place): string {
  return `${instrumentId} ${date}`;
}

export function placeOfName(name: string | null): Place | null {
  const match = /^(.+) (\d{4}-\d{2}-\d{2})$/.exec(name ?? '');
  return match === null ? null : { instrumentId: match[1] ?? '', date: match[2] ?? '' };
}

/** A month is named at its first day and where the grid begins. */
export function headOf(dates: readonly string[]): readonly { readonly date: string; readonly day: string; readonly month: string | null; readonly isWeekend: boolean }[] {
  return dates.map((date, i) => {
    const at = new Date(`${date}T00:00:00Z`);
    const isNew = i === 0 || at.getUTCDate() === 1;
    return {
      date,
      day: String(at.getUTCDate()),
      month: isNew ? at.toLocaleString('en', { month: 'short', timeZone: 'UTC' }) : null,
      isWeekend: at.getUTCDay() === 0 || at.getUTCDay() === 6,
    };
  });
}
