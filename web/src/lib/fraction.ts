import { parseDecimal, type Decimal } from './decimal';
import { formatDecimal, unknown } from './format';
import { showsFractions } from './numberStyle';

/** Prices of bonds and of some futures are told in these parts of a point. */
const denominators = [8n, 16n, 32n, 64n, 128n, 256n];

/** 32 for an increment of 1/32 or 0.03125; null for one that is no such part of a point. */
export function denominatorOf(increment: string): bigint | null {
  const step = parseDecimal(increment);
  if (step === null || step.mantissa <= 0n) return null;
  return denominators.find((denominator) => step.mantissa * denominator === 10n ** BigInt(step.scale)) ?? null;
}

/** `109'05` for 109.15625 in parts of 32: points, and the parts in two or three digits. Null where the price is between two parts. */
export function formatFraction(value: string | null | undefined, denominator: bigint): string | null {
  const price = parseDecimal(value);
  if (price === null) return unknown;
  const parts = partsOf(price, denominator);
  if (parts === null) return null;
  const size = parts < 0n ? -parts : parts;
  const whole = formatDecimal((size / denominator).toString());
  const digits = (denominator - 1n).toString().length;
  return `${parts < 0n ? '\u2212' : ''}${whole}'${(size % denominator).toString().padStart(digits, '0')}`;
}

/** A price of an instrument as its owner wants to read it: in decimals, or in parts of a point where it moves in these and that was chosen. */
export function formatPrice(value: string | null | undefined, increment: string): string {
  const denominator = showsFractions() ? denominatorOf(increment) : null;
  return (denominator === null ? null : formatFraction(value, denominator)) ?? formatDecimal(value);
}

function partsOf({ mantissa, scale }: Decimal, denominator: bigint): bigint | null {
  const scaled = mantissa * denominator;
  const one = 10n ** BigInt(scale);
  return scaled % one === 0n ? scaled / one : null;
}
