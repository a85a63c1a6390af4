import { formatClock, formatDate, zoneLabel } from './format';
import { pastAt } from './pastTime';
import { isoOf, millisOf, type Nanos } from './time';

/** The words of the time machine. */
export const pastText = {
  open: 'Show a past moment',
  title: 'Time machine',
  band: 'As of',
  /** To the nanosecond. */
  at: (at: Nanos, zone: string): string => {
    const millis = millisOf(at);
    return `${formatDate(millis, zone)} ${formatClock(millis, zone)}.${isoOf(at).slice(20, 29)} ${zoneLabel(zone, millis)}`;
  },
  note: 'What was known then. Nothing moves, and nothing can be changed.',
  now: 'Back to now',
  choose: 'Choose another moment',
  steps: { hour: '1 h', minute: '1 min', second: '1 s' },
  back: (step: string): string => `${step} back`,
  forward: (step: string): string => `${step} forward`,
  stepBack: (step: string): string => `−${step}`,
  stepForward: (step: string): string => `+${step}`,
  label: (zone: string): string => `Date and time, ${zone}`,
  example: '2026-11-21 14:30:05.123456789',
  help: 'All pages show what was known at that moment: without ticks that came later, and without bars and gaps that were filled later. Up to nine decimals of a second, or nanoseconds since 1970.',
  go: 'Show it',
  ahead: 'That moment is not over yet.',
  /** Why nothing can be done; in place of the role that is needed. */
  whyNot: 'The past is shown, and it cannot be changed: go back to now first.',
  wrongTitle: 'No moment of the past',
  wrong: (text: string): string => `The address asks for what was known at “${text}”, which is no time or is not over yet.`,
  notKept: 'Not kept for the past',
  notKeptNext: 'What this was at that moment is not kept; it is there again with the present.',
};

/** Why something may not be done: the role that it needs, or that the past is shown. */
export function unlessPast(role: string): string {
  return pastAt === null ? role : pastText.whyNot;
}
