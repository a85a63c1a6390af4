import { withParameter } from './paths';
import { instantOfWallClock, millisOf, nanosFromSeconds, parseNanos, type Nanos } from './time';

/** Of the address of a page and of a request: the moment as of which it tells. */
export const pastName = 'as_of';

export interface AskedMoment {
  /** Null: now. */
  readonly at: Nanos | null;
  /** What the address has in place of a moment that is over. */
  readonly wrong: string | null;
}

/** The past moment that an address asks for. */
export function momentOf(search: string, nowMillis: number): AskedMoment {
  const asked = new URLSearchParams(search).get(pastName);
  if (asked === null) return { at: null, wrong: null };
  const at = parseNanos(asked);
  return at === null || millisOf(at) > nowMillis ? { at: null, wrong: asked } : { at, wrong: null };
}

const asked = momentOf(typeof window === 'undefined' ? '' : window.location.search, Date.now());

/** The moment that this page shows, as long as it is there: another one is another page. Null: now. */
export const pastAt = asked.at;

/** What the address asks for that is no moment of the past; null: nothing. */
export const wrongMoment = asked.wrong;

/** The wall clock in milliseconds; where the past is shown it stands at its moment. */
export function wallMillis(): number {
  return pastAt === null ? Date.now() : millisOf(pastAt);
}

/** The address of a page as of the moment that is shown. */
export function atMoment(to: string, moment: Nanos | null = pastAt): string {
  return moment === null ? to : withParameter(to, pastName, String(moment));
}

/** What a page says of itself and of who looks, whatever moment it shows. */
const ofNow = /^\/(session|settings|layouts|system\/info)\b|^\/instruments(\/[^/]+(\/(sessions|versions|drawings))?)?$/;
/** What may be changed while the past is shown: who is signed in, and how this person's pages look. */
const ownActs = /^\/(session|settings)$/;

/** What the server answers as of a moment; of everything else only how it is now is known. */
const ofPast = /^\/(instruments\/[^/]+\/(trades|quotes|bars|snapshot)|data\/gaps|alerts\/events|system\/status|subscriptions)$/;

/** Of what time a request is while the past is shown. `not_kept`: nobody knows it of the past; `refused`: it would change something now. */
export function reachOf(method: string, path: string): 'now' | 'past' | 'not_kept' | 'refused' {
  if (method !== 'GET') return ownActs.test(path) ? 'now' : 'refused';
  return ofNow.test(path) ? 'now' : ofPast.test(path) ? 'past' : 'not_kept';
}

/** A moment as a person writes it: `2026-11-21 14:30:05.123456789` in the zone, or nanoseconds. Null: none. */
export function parseMoment(text: string, zone: string): Nanos | null {
  const trimmed = text.trim();
  if (/^\d{16,19}$/.test(trimmed)) return parseNanos(trimmed);
  const match = /^([^.]+)(?:\.(\d{1,9}))?$/.exec(trimmed);
  const [, wall = '', fraction = ''] = match ?? [];
  if (fraction !== '' && !/:\d{2}:\d{2}$/.test(wall)) return null;
  const seconds = instantOfWallClock(wall, zone);
  return seconds === null || seconds <= 0 ? null : movedBy(nanosFromSeconds(seconds), BigInt(fraction.padEnd(9, '0')));
}

/** A moment later or, with less than zero, earlier. */
export function movedBy(at: Nanos, nanos: bigint): Nanos {
  // Still nanoseconds since the epoch.
  return (at + nanos) as Nanos;
}
