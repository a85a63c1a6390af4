import { parseDecimal, printDecimal, type Decimal } from './decimal';
import { withMarks } from './numberStyle';
import { isoOf, millisOf, zonedParts, zoneShortName, type Nanos } from './time';

/** What stands for a value nobody knows. */
export const unknown = '—';

/** All digits as they came, with the marks of the chosen style and a real minus sign. */
export function formatDecimal(value: string | null | undefined): string {
  const decimal = parseDecimal(value);
  return decimal === null ? unknown : formatExact(decimal);
}

export function formatExact(decimal: Decimal): string {
  return withMarks(printDecimal(decimal));
}

/** A computed number, to so many decimals, with a real minus sign. */
export function formatPlain(value: number, decimals: number): string {
  return withMarks(value.toFixed(decimals));
}

/** With a plus or minus sign in front; zero has none. */
export function formatSigned(decimal: Decimal | null): string {
  if (decimal === null) return unknown;
  return decimal.mantissa > 0n ? `+${formatExact(decimal)}` : formatExact(decimal);
}

export function formatPercent(percent: number | null, decimals = 2): string {
  if (percent === null || !Number.isFinite(percent)) return unknown;
  const sign = percent > 0 ? '+' : percent < 0 ? '\u2212' : '';
  return `${sign}${withMarks(Math.abs(percent).toFixed(decimals))} %`;
}

export function formatCount(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return unknown;
  return withMarks(String(Math.round(value)));
}

/** A rate: one decimal below a hundred. */
export function formatRate(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return unknown;
  return Math.abs(value) < 100 && value !== Math.round(value) ? withMarks(value.toFixed(1)) : formatCount(value);
}

const bigUnits = [
  { size: 1e9, unit: 'B' },
  { size: 1e6, unit: 'M' },
  { size: 1e3, unit: 'k' },
];

/** For axes and tight tiles; the exact value belongs in the title. */
export function formatShort(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return unknown;
  const unit = bigUnits.find((u) => Math.abs(value) >= u.size);
  if (unit === undefined) return formatRate(value);
  const scaled = value / unit.size;
  return `${withMarks(scaled.toFixed(Math.abs(scaled) < 10 ? 2 : 1))} ${unit.unit}`;
}

/** Bytes a second, always in the unit that speeds of exports are compared in. */
export function formatMegabytesPerSecond(bytes: number | null | undefined): string {
  if (bytes === null || bytes === undefined || !Number.isFinite(bytes)) return unknown;
  const value = bytes / 1e6;
  return `${withMarks(value.toFixed(value < 0.1 ? 3 : value < 10 ? 2 : 1))} MB/s`;
}

export function formatBytes(bytes: number | null | undefined): string {
  if (bytes === null || bytes === undefined || !Number.isFinite(bytes)) return unknown;
  if (bytes < 1000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let value = bytes / 1000;
  let index = 0;
  while (value >= 1000 && index < units.length - 1) {
    value /= 1000;
    index++;
  }
  return `${withMarks(value.toFixed(value < 10 ? 2 : 1))} ${units[index] ?? ''}`;
}

/** An age that reads at a glance: `0.2 s`, `34 s`, `5 min`, `3 h`. */
export function formatAge(millis: number | null): string {
  if (millis === null || !Number.isFinite(millis)) return unknown;
  const ms = Math.max(0, millis);
  if (ms < 10_000) return `${withMarks((ms / 1000).toFixed(1))} s`;
  if (ms < 120_000) return `${Math.floor(ms / 1000)} s`;
  if (ms < 7_200_000) return `${Math.floor(ms / 60_000)} min`;
  if (ms < 172_800_000) return `${Math.floor(ms / 3_600_000)} h`;
  return `${Math.floor(ms / 86_400_000)} d`;
}

export function formatMillis(millis: number | null | undefined): string {
  if (millis === null || millis === undefined || !Number.isFinite(millis)) return unknown;
  if (Math.abs(millis) >= 10_000) return formatAge(millis);
  const text = Math.abs(millis) < 10 ? Math.abs(millis).toFixed(2) : Math.abs(millis).toFixed(0);
  return `${withMarks(millis < 0 ? `-${text}` : text)} ms`;
}

/** `01:23:45`, or `2 d 03:04` from a day on. */
export function formatCountdown(seconds: number): string {
  const left = Math.max(0, Math.floor(seconds));
  const two = (n: number): string => String(n).padStart(2, '0');
  const days = Math.floor(left / 86_400);
  const hours = Math.floor((left % 86_400) / 3_600);
  const minutes = Math.floor((left % 3_600) / 60);
  if (days > 0) return `${days} d ${two(hours)}:${two(minutes)}`;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(left % 60)}` : `${two(minutes)}:${two(left % 60)}`;
}

export function formatClock(millis: number, zone: string): string {
  const p = zonedParts(millis, zone);
  return `${p.hour}:${p.minute}:${p.second}`;
}

/** `21 Nov 2026`: the month is a word, so the order cannot be misread. */
export function formatDate(millis: number, zone: string): string {
  const p = zonedParts(millis, zone);
  return `${p.day} ${p.month} ${p.year}`;
}

/** `Mon 09:30`: a moment within a week. */
export function formatWeekday(millis: number, zone: string): string {
  const p = zonedParts(millis, zone);
  return `${p.weekday} ${p.hour}:${p.minute}`;
}

export function formatDateTime(millis: number, zone: string): string {
  return `${formatDate(millis, zone)} ${formatClock(millis, zone)}`;
}

export function formatInstant(at: Nanos | null, zone: string): string {
  return at === null ? unknown : formatDateTime(millisOf(at), zone);
}

/** Without the year, for dense tables: `21 Nov 10:48:30`. */
export function formatMoment(at: Nanos | null, zone: string): string {
  if (at === null) return unknown;
  const p = zonedParts(millisOf(at), zone);
  return `${p.day} ${p.month} ${p.hour}:${p.minute}:${p.second}`;
}

/** As {@link formatMoment}, with the name of the zone: for places that have none beside them. */
export function formatZoned(at: Nanos | null, zone: string): string {
  return at === null ? unknown : `${formatMoment(at, zone)} ${zoneLabel(zone, millisOf(at))}`;
}

/** Under a day a relative age, after that the date with its zone. */
export function formatSince(at: Nanos | null, nowMillis: number, zone: string): string {
  return at === null ? unknown : formatOld(at, nowMillis - millisOf(at), zone);
}

/** As {@link formatSince}, of an age that is known. */
export function formatOld(at: Nanos | null, ageMillis: number | null, zone: string): string {
  if (at === null || ageMillis === null || ageMillis < 86_400_000) return formatAge(ageMillis);
  return `${formatDateTime(millisOf(at), zone)} ${zoneLabel(zone, millisOf(at))}`;
}

/** For titles: nanosecond digits, UTC. */
export function formatNanos(at: Nanos | null): string {
  return at === null ? unknown : isoOf(at);
}

export function zoneLabel(zone: string, millis: number): string {
  return zoneShortName(zone, millis);
}
