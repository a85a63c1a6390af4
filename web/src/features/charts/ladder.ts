import { parseDecimal, printDecimal, type Decimal } from '../../lib/decimal';
import type { LiveBook } from '../../stream/book';

export interface LadderRow {
  readonly price: string;
  readonly bid: string | null;
  readonly ask: string | null;
  /** Of the largest size that is shown, 0 to 100. */
  readonly bidShare: number;
  readonly askShare: number;
}

export interface Ladder {
  readonly rows: readonly LadderRow[];
  /** The best prices lie above or below what is shown. */
  readonly away: 'above' | 'below' | null;
}

/** Rows above and below the middle one. */
const reach = 12;

/** The middle of the market on the price steps of the instrument, as a number of steps; null while a side is empty. */
export function centreOf(book: LiveBook, increment: Decimal): bigint | null {
  const bid = stepsOf(book.bids[0]?.price, increment);
  const ask = stepsOf(book.asks[0]?.price, increment);
  if (bid === null) return ask;
  return ask === null ? bid : (bid + ask) / 2n;
}

/** The rows around a price that stays where it is while the market moves. */
export function ladderOf(book: LiveBook, centre: bigint, increment: Decimal, precision: number): Ladder {
  const bids = new Map(book.bids.map((level) => [stepsOf(level.price, increment), level.size]));
  const asks = new Map(book.asks.map((level) => [stepsOf(level.price, increment), level.size]));
  const steps = Array.from({ length: 2 * reach + 1 }, (_, i) => centre + BigInt(reach - i));
  const largest = steps.reduce((most, step) => Math.max(most, sizeOf(bids.get(step)), sizeOf(asks.get(step))), 0);
  const share = (size: string | undefined): number => (largest === 0 ? 0 : Math.round((sizeOf(size) / largest) * 100));
  const middle = centreOf(book, increment);
  return {
    rows: steps.map((step) => ({
      price: priceOf(step, increment, precision),
      bid: bids.get(step) ?? null,
      ask: asks.get(step) ?? null,
      bidShare: share(bids.get(step)),
      askShare: share(asks.get(step)),
    })),
    away: middle === null || absolute(middle - centre) <= BigInt(reach) ? null : middle > centre ? 'above' : 'below',
  };
}

function stepsOf(price: string | undefined, increment: Decimal): bigint | null {
  const value = parseDecimal(price);
  if (value === null || increment.mantissa <= 0n) return null;
  const scale = Math.max(value.scale, increment.scale);
  return (value.mantissa * 10n ** BigInt(scale - value.scale)) / (increment.mantissa * 10n ** BigInt(scale - increment.scale));
}

/** With the decimals that prices of the instrument are written with. */
function priceOf(steps: bigint, increment: Decimal, precision: number): string {
  const scale = Math.max(precision, increment.scale);
  return printDecimal({ mantissa: steps * increment.mantissa * 10n ** BigInt(scale - increment.scale), scale });
}

/** For the length of a bar only. */
function sizeOf(size: string | undefined): number {
  return size === undefined ? 0 : Number(size);
}

function absolute(value: bigint): bigint {
  return value < 0n ? -value : value;
}
