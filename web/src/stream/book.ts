import { compareTexts, parseDecimal } from '../lib/decimal';
import type { DepthMessage, Level } from '../lib/depthWire';
import type { Nanos } from '../lib/time';

/** An order book as the stream last told it. A new object for each change; levels from the best. */
export interface LiveBook {
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
  readonly state: string | null;
  readonly reason: string | null;
  readonly isStale: boolean;
  readonly tsInit: Nanos | null;
}

/** A snapshot replaces the book, a delta the levels that it names. */
export function withMessage(book: LiveBook | null, message: DepthMessage, isSnapshot: boolean): LiveBook {
  return {
    bids: merged(isSnapshot ? [] : book?.bids ?? [], message.bids, -1),
    asks: merged(isSnapshot ? [] : book?.asks ?? [], message.asks, 1),
    state: message.state,
    reason: message.reason,
    isStale: message.isStale,
    tsInit: message.tsInit,
  };
}

function merged(known: readonly Level[], changes: readonly Level[], direction: 1 | -1): readonly Level[] {
  if (changes.length === 0) return known;
  const levels = new Map(known.map((level) => [level.price, level]));
  for (const change of changes) {
    if (isNothing(change.size)) levels.delete(change.price);
    else levels.set(change.price, change);
  }
  return [...levels.values()].sort((a, b) => direction * compare(a.price, b.price));
}

function isNothing(size: string): boolean {
  return parseDecimal(size)?.mantissa === 0n;
}

function compare(a: string, b: string): number {
  return compareTexts(a, b) ?? 0;
}
