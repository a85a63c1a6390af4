import type { SessionDay } from '../../api/definitions';
import type { SessionKind } from '../../chart/SessionShade';
import { secondsOf } from '../../lib/time';

const daySeconds = 86_400;
const blockDays = 60;
/** What is asked for at once: a block with a day before it and one after, whose sessions reach into it. */
export const askedDays = blockDays + 2;

interface Span {
  readonly from: number;
  readonly to: number;
}

/** Which block of days holds a time, counted from 1970; blocks are asked for one by one. */
export function blockOf(seconds: number): number {
  return Math.floor(seconds / (blockDays * daySeconds));
}

/** The first instant of a block, in seconds. */
export function startOfBlock(block: number): number {
  return block * blockDays * daySeconds;
}

/** From when on {@link askedDays} are asked for: noon, which is the same date everywhere but in the far east. */
export function askFrom(block: number): number {
  return Math.max(0, startOfBlock(block) - daySeconds / 2);
}

/** What the market does at any time of the blocks that are known. Spans are half-open, in seconds. */
export class SessionCalendar {
  private readonly blocks = new Set<number>();
  private all: readonly Span[] = [];
  private regular: readonly Span[] = [];

  has(block: number): boolean {
    return this.blocks.has(block);
  }

  add(block: number, days: readonly SessionDay[]): void {
    this.blocks.add(block);
    this.all = merged([...this.all, ...days.flatMap((day) => day.sessions.flatMap(spanOf))]);
    this.regular = merged([...this.regular, ...days.flatMap((day) => day.liquid.flatMap(spanOf))]);
  }

  /** What the market does in a bar: regular as soon as a part of it is. Null where nobody knows. */
  kindOf(open: number, close: number): SessionKind | null {
    if (!this.blocks.has(blockOf(open)) || this.all.length === 0) return null;
    if (isMet(this.regular, open, close)) return 'regular';
    return isMet(this.all, open, close) ? 'extended' : 'closed';
  }
}

function spanOf(session: SessionDay['sessions'][number]): readonly Span[] {
  return session.start === null || session.end === null ? [] : [{ from: secondsOf(session.start), to: secondsOf(session.end) }];
}

function merged(spans: readonly Span[]): readonly Span[] {
  const sorted = [...spans].sort((a, b) => a.from - b.from);
  const result: Span[] = [];
  for (const span of sorted) {
    const last = result[result.length - 1];
    if (last !== undefined && span.from <= last.to) result[result.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
    else result.push(span);
  }
  return result;
}

/** Whether a span and the time from `from` to `to` have an instant in common. */
function isMet(spans: readonly Span[], from: number, to: number): boolean {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.to ?? 0) <= from) low = middle + 1;
    else high = middle;
  }
  const span = spans[low];
  return span !== undefined && span.from < to;
}
