/** Nanoseconds since the Unix epoch. */
export type Nanos = bigint & { readonly brand: 'Nanos' };

export const nanosPerMilli = 1_000_000n;
export const nanosPerSecond = 1_000_000_000n;

/** Null for anything but a string of digits. Zero means "never" on the wire and is null too. */
export function parseNanos(text: string | null | undefined): Nanos | null {
  if (text === null || text === undefined || !/^\d{1,19}$/.test(text)) return null;
  const value = BigInt(text);
  // The only place that makes the brand from text.
  return value === 0n ? null : (value as Nanos);
}

export function nanosFromMillis(millis: number): Nanos {
  // Rounded to a whole microsecond: the browser's clock has no more.
  return (BigInt(Math.round(millis * 1000)) * 1000n) as Nanos;
}

export function nanosFromSeconds(seconds: number): Nanos {
  return (BigInt(seconds) * nanosPerSecond) as Nanos;
}

export function millisOf(at: Nanos): number {
  return Number(at / 1000n) / 1000;
}

/** Whole seconds, for a chart's time axis. */
export function secondsOf(at: Nanos): number {
  return Number(at / nanosPerSecond);
}

/** RFC 3339 UTC with nine fractional digits, digit by digit what the API writes. */
export function isoOf(at: Nanos): string {
  const whole = new Date(Number(at / nanosPerMilli)).toISOString().slice(0, 19);
  return `${whole}.${(at % nanosPerSecond).toString().padStart(9, '0')}Z`;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'short',
      day: '2-digit',
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formats.set(zone, format);
  }
  return format;
}

export interface ZonedParts {
  readonly year: string;
  readonly month: string;
  readonly day: string;
  readonly weekday: string;
  readonly hour: string;
  readonly minute: string;
  readonly second: string;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** Wall-clock parts of an instant in a zone; the month and the weekday are words. */
export function zonedParts(millis: number, zone: string): ZonedParts {
  const wall = new Date((Math.floor(millis / 1000) + zoneOffsetSeconds(Math.floor(millis / 1000), zone)) * 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  return {
    year: String(wall.getUTCFullYear()),
    month: months[wall.getUTCMonth()] ?? '',
    day: two(wall.getUTCDate()),
    weekday: weekdays[wall.getUTCDay()] ?? '',
    hour: two(wall.getUTCHours()),
    minute: two(wall.getUTCMinutes()),
    second: two(wall.getUTCSeconds()),
  };
}

const offsets = new Map<string, number>();

/** Of a zone while it is so far from UTC. */
const shortNames = new Map<string, string>();

/** Seconds the zone is ahead of UTC at that instant; looked up once a quarter of an hour, the unit in which zones change. */
export function zoneOffsetSeconds(seconds: number, zone: string): number {
  if (zone === 'UTC') return 0;
  const quarter = Math.floor(seconds / 900);
  const key = `${zone}/${quarter}`;
  let offset = offsets.get(key);
  if (offset === undefined) {
    const at = quarter * 900;
    const parts: Record<string, string> = {};
    for (const part of formatOf(zone).formatToParts(at * 1000)) parts[part.type] = part.value;
    const wall = Date.UTC(
      Number(parts['year']), months.indexOf(parts['month'] ?? ''), Number(parts['day']),
      Number(parts['hour']), Number(parts['minute']), Number(parts['second']));
    offset = wall / 1000 - at;
    if (offsets.size > 50_000) offsets.clear();
    offsets.set(key, offset);
  }
  return offset;
}

const zones = new Map<string, string | null>();

/** The zone when the browser knows it, else null: brokers have names of their own. */
export function knownZone(zone: string | null | undefined): string | null {
  if (zone === null || zone === undefined || zone === '') return null;
  let known = zones.get(zone);
  if (known === undefined) zones.set(zone, known = lookUp(zone));
  return known;
}

function lookUp(zone: string): string | null {
  // IB writes "EST (Eastern Standard Time)" or "US/Eastern".
  const name = zone.split(' ')[0] ?? zone;
  const candidate = brokerZones[name] ?? name;
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone: candidate });
    return candidate;
  } catch {
    return null;
  }
}

const brokerZones: Readonly<Record<string, string>> = {
  EST: 'America/New_York',
  EST5EDT: 'America/New_York',
  CST: 'America/Chicago',
  CST6CDT: 'America/Chicago',
  MET: 'Europe/Berlin',
  GMT: 'Europe/London',
  GB: 'Europe/London',
  JST: 'Asia/Tokyo',
};

export function localZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** What people call the zone at that instant: `EST`, `GMT+1`, `UTC`. */
export function zoneShortName(zone: string, millis: number): string {
  if (zone === 'UTC') return 'UTC';
  const key = `${zone}/${zoneOffsetSeconds(Math.floor(millis / 1000), zone)}`;
  let name = shortNames.get(key);
  if (name === undefined) {
    const part = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'short' }).formatToParts(millis).find((p) => p.type === 'timeZoneName');
    shortNames.set(key, name = part?.value ?? zone);
  }
  return name;
}

/** The instant at which a wall clock of the zone shows this date and time; the earlier one when it shows it twice. */
export function instantOfWallClock(text: string, zone: string): number | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}))?)?$/.exec(text.trim());
  if (match === null) return null;
  const [, year, month, day, hour = '0', minute = '0', second = '0'] = match;
  const wall = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second)) / 1000;
  if (!Number.isFinite(wall) || new Date(wall * 1000).getUTCDate() !== Number(day)) return null;
  const guess = wall - zoneOffsetSeconds(wall, zone);
  return wall - zoneOffsetSeconds(guess, zone);
}
