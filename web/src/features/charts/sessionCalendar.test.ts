import { expect, test } from 'vitest';
import type { Session, SessionDay } from '../../api/definitions';
import { nanosFromSeconds } from '../../lib/time';
import { blockOf, SessionCalendar, startOfBlock } from './sessionCalendar';

const hour = 3_600;

function session(from: number, to: number): Session {
  return { start: nanosFromSeconds(from), end: nanosFromSeconds(to), isExtrapolated: false };
}

function day(midnight: number): SessionDay {
  return { day: '', sessions: [session(midnight + 9 * hour, midnight + 25 * hour)], liquid: [session(midnight + 14.5 * hour, midnight + 21 * hour)] };
}

test('U-068 A bar is regular, extended or closed, and unknown outside of what was told', () => {
  const block = 300;
  const midnight = startOfBlock(block) + 5 * 86_400;
  const calendar = new SessionCalendar();
  expect(calendar.kindOf(midnight, midnight + 60)).toBeNull();
  calendar.add(block, [day(midnight), day(midnight + 86_400)]);
  const at = (hours: number, length = 60): string | null => calendar.kindOf(midnight + hours * hour, midnight + hours * hour + length);
  expect([9, 14.4, 14.5, 20.99, 21, 24, 25].map((hours) => at(hours))).toEqual(['extended', 'extended', 'regular', 'regular', 'extended', 'extended', 'closed']);
  expect(at(38.5)).toBe('regular');
  // An hour in which the regular session opens is regular, the one before is not.
  expect([at(14, hour), at(13, hour)]).toEqual(['regular', 'extended']);
  expect(calendar.kindOf(startOfBlock(block + 1), startOfBlock(block + 1) + 60)).toBeNull();
  expect(blockOf(startOfBlock(block) - 1)).toBe(block - 1);
});

test('Hours that are told twice count once, and without hours nobody knows', () => {
  const calendar = new SessionCalendar();
  calendar.add(0, []);
  expect(calendar.kindOf(100, 160)).toBeNull();
  calendar.add(1, [day(startOfBlock(1)), day(startOfBlock(1))]);
  expect(calendar.kindOf(startOfBlock(1) + 15 * hour, startOfBlock(1) + 16 * hour)).toBe('regular');
});
