import { TickMarkType } from 'lightweight-charts';
import { formatClock, formatDate, zoneLabel } from '../lib/format';
import { zonedParts } from '../lib/time';

/** How precise the times of a chart's bars are. */
export type TimePrecision = 'second' | 'minute' | 'day';

/** The label of the crosshair on the time axis. */
export function crosshairTime(seconds: number, zone: string, precision: TimePrecision): string {
  const millis = seconds * 1000;
  const p = zonedParts(millis, zone);
  if (precision === 'day') return `${p.weekday} ${formatDate(millis, 'UTC')}`;
  const clock = formatClock(millis, zone);
  return `${p.weekday} ${formatDate(millis, zone)} ${precision === 'second' ? clock : clock.slice(0, 5)} ${zoneLabel(zone, millis)}`;
}

export function tickMark(seconds: number, kind: TickMarkType, zone: string): string {
  const p = zonedParts(seconds * 1000, zone);
  switch (kind) {
    case TickMarkType.Year:
      return p.year;
    case TickMarkType.Month:
      return p.month;
    case TickMarkType.DayOfMonth:
      return `${Number(p.day)} ${p.month}`;
    case TickMarkType.Time:
      return `${p.hour}:${p.minute}`;
    case TickMarkType.TimeWithSeconds:
      return `${p.hour}:${p.minute}:${p.second}`;
  }
}
