import { fieldsOf, flagOr, listOr, textOr } from './decode';
import { nanos } from './marketWire';
import type * as Wire from './schema';
import type { Nanos } from './time';

/** What stands at a price; `0` in a delta: nothing any more. */
export interface Level {
  readonly price: string;
  readonly size: string;
}

/** One message of the depth channel: a whole book, or what changed of one. */
export interface DepthMessage {
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
  /** State of the line that brings the book; null while it is not recorded. */
  readonly state: string | null;
  /** Why the line is in that state. */
  readonly reason: string | null;
  /** The book may be another one by now. */
  readonly isStale: boolean;
  readonly tsInit: Nanos | null;
}

export function decodeDepth(value: unknown): DepthMessage {
  const f = fieldsOf<Wire.DepthItem>(value, 'a book');
  return {
    bids: listOr(f, 'bids', decodeLevel),
    asks: listOr(f, 'asks', decodeLevel),
    state: textOr(f, 'state', null),
    reason: textOr(f, 'reason', null),
    isStale: flagOr(f, 'stale', true),
    tsInit: nanos(f, 'ts_init'),
  };
}

function decodeLevel(value: unknown): Level {
  if (!Array.isArray(value) || typeof value[0] !== 'string' || typeof value[1] !== 'string') throw new Error('Expected a level to be a price and a size.');
  return { price: value[0], size: value[1] };
}
