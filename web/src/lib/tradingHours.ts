import { instantOfWallClock, knownZone, zoneOffsetSeconds } from './time';

/** What the broker's calendar says of an instant. `null` fields: the calendar does not reach that far. */
export interface MarketHours {
  readonly isOpen: boolean;
  /** Milliseconds since the epoch. */
  readonly nextOpen: number | null;
  readonly closesAt: number | null;
}

interface Session {
  readonly from: number;
  readonly to: number;
}

const sessionPattern = /^(\d{4})(\d{2})(\d{2}):(\d{2})(\d{2})-(\d{4})(\d{2})(\d{2}):(\d{2})(\d{2})$/;

/** Read once: a calendar is asked each second, of every price on the page. */
const calendars = new Map<string, readonly Session[] | null>();

function sessionsOf(text: string, zone: string): readonly Session[] | null {
  const key = `${zone} ${text}`;
  let sessions = calendars.get(key);
  if (sessions === undefined) {
    if (calendars.size >= 1_000) calendars.clear();
    calendars.set(key, sessions = parseSessions(text, zone));
  }
  return sessions;
}

/** IB's text: `20261120:0400-20261120:2000;20261121:CLOSED`; days are wall-clock days of `zone`. */
function parseSessions(text: string, zone: string): Session[] | null {
  const sessions: Session[] = [];
  for (const part of text.split(/[;,]/)) {
    if (part === '' || part.endsWith(':CLOSED')) continue;
    const match = sessionPattern.exec(part);
    if (match === null) return null;
    const [, y1, m1, d1, h1, n1, y2, m2, d2, h2, n2] = match;
    const from = instantOfWallClock(`${y1}-${m1}-${d1}T${h1}:${n1}`, zone);
    const to = instantOfWallClock(`${y2}-${m2}-${d2}T${h2}:${n2}`, zone);
    if (from === null || to === null) return null;
    sessions.push({ from: from * 1000, to: to * 1000 });
  }
  return sessions;
}

/** Null when the calendar cannot be read or does not cover the instant: then nobody knows. */
export function marketHoursAt(text: string | null, zone: string | null, nowMillis: number): MarketHours | null {
  if (text === null || text === '' || zone === null) return null;
  const sessions = sessionsOf(text, zone);
  if (sessions === null || sessions.length === 0) return null;
  const current = sessions.find((s) => s.from <= nowMillis && nowMillis < s.to);
  if (current !== undefined) return { isOpen: true, nextOpen: null, closesAt: current.to };
  const next = sessions.filter((s) => s.from > nowMillis).sort((a, b) => a.from - b.from)[0];
  return next === undefined ? null : { isOpen: false, nextOpen: next.from, closesAt: null };
}

const daySeconds = 86_400;

/**
 * Numbers the trading days of an instrument: the same number for all times of one day. Days begin at midnight of the exchange, but where
 * a session runs over midnight, with its opening: a future's Sunday evening belongs to Monday.
 */
export function tradingDayOf(text: string | null, timeZone: string | null): (seconds: number) => number {
  const zone = knownZone(timeZone) ?? 'UTC';
  const shift = eveningShift(text);
  return (seconds) => Math.floor((seconds + zoneOffsetSeconds(seconds, zone) + shift) / daySeconds);
}

/** Seconds from the opening of a session that runs over midnight to that midnight; 0 when there is none. */
function eveningShift(text: string | null): number {
  for (const part of (text ?? '').split(/[;,]/)) {
    const match = sessionPattern.exec(part);
    if (match === null) continue;
    const [, y1, m1, d1, h1, n1, y2, m2, d2, h2, n2] = match;
    const opens = Number(h1) * 3600 + Number(n1) * 60;
    // One that ends at midnight, or goes all round the clock, is a day of the calendar.
    if (`${y1}${m1}${d1}` !== `${y2}${m2}${d2}` && `${h2}${n2}` !== '0000' && opens > 0) return daySeconds - opens;
  }
  return 0;
}
