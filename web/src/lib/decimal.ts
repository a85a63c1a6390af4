/**
 * Exact decimal numbers. Prices, sizes and money arrive as strings and stay strings until they are drawn; arithmetic happens on
 * integers with a scale, never on doubles.
 */
export interface Decimal {
  /** The value times 10^scale. */
  readonly mantissa: bigint;
  /** Digits after the decimal point, 0 or more. */
  readonly scale: number;
}

const pattern = /^(-?)(\d+)(?:\.(\d+))?$/;

/** Null for anything that is not a plain decimal number. */
export function parseDecimal(text: string | null | undefined): Decimal | null {
  if (text === null || text === undefined) return null;
  const match = pattern.exec(text);
  if (match === null) return null;
  const [, sign = '', whole = '', fraction = ''] = match;
  const mantissa = BigInt(whole + fraction);
  return { mantissa: sign === '-' ? -mantissa : mantissa, scale: fraction.length };
}

/** The plain text with exactly `scale` decimals: parsing and printing again gives the same bytes. */
export function printDecimal({ mantissa, scale }: Decimal): string {
  const negative = mantissa < 0n;
  const digits = (negative ? -mantissa : mantissa).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const text = scale === 0 ? whole : `${whole}.${digits.slice(digits.length - scale)}`;
  return negative ? `-${text}` : text;
}

function aligned(a: Decimal, b: Decimal): readonly [bigint, bigint, number] {
  const scale = Math.max(a.scale, b.scale);
  return [a.mantissa * 10n ** BigInt(scale - a.scale), b.mantissa * 10n ** BigInt(scale - b.scale), scale];
}

export function subtract(a: Decimal, b: Decimal): Decimal {
  const [x, y, scale] = aligned(a, b);
  return { mantissa: x - y, scale };
}

/** Negative, zero or positive, like a sort function. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const [x, y] = aligned(a, b);
  return x < y ? -1 : x > y ? 1 : 0;
}

/**
 * The same for texts; null when one is no decimal. Rounding to a double keeps the order, so doubles that differ decide; exact numbers are
 * made for those alone that do not.
 */
export function compareTexts(a: string | null | undefined, b: string | null | undefined): number | null {
  if (a === null || a === undefined || b === null || b === undefined) return null;
  if (a === b && pattern.test(a)) return 0;
  const [x, y] = [Number(a), Number(b)];
  if (x !== y && pattern.test(a) && pattern.test(b)) return x < y ? -1 : 1;
  const [exact, other] = [parseDecimal(a), parseDecimal(b)];
  return exact === null || other === null ? null : compareDecimals(exact, other);
}

/** `(now - then) / then` in percent; null when `then` is zero. */
export function percentChange(now: Decimal, then: Decimal): number | null {
  const [x, y] = aligned(now, then);
  if (y === 0n) return null;
  return Number(((x - y) * 1_000_000n) / (y < 0n ? -y : y)) / 10_000;
}

/** Where `value` lies between `low` and `high`, 0 to 1; null when the range is empty. */
export function positionInRange(value: Decimal, low: Decimal, high: Decimal): number | null {
  const range = subtract(high, low);
  if (range.mantissa <= 0n) return null;
  const [x, y] = aligned(subtract(value, low), range);
  return Math.min(1, Math.max(0, Number((x * 10_000n) / y) / 10_000));
}

/** For pixels only: a canvas cannot draw a bigint. */
export function toPixels(text: string): number {
  return Number(text);
}

/** The step nearest to a price that came from a screen, with as many decimals as the step or `precision` has. */
export function nearestStep(price: number, increment: string, precision: number): string {
  const step = parseDecimal(increment);
  if (step === null || step.mantissa <= 0n) return price.toFixed(precision);
  const size = Number(step.mantissa) / 10 ** step.scale;
  const mantissa = BigInt(Math.round(price / size)) * step.mantissa;
  const scale = Math.max(step.scale, precision);
  return printDecimal({ mantissa: mantissa * 10n ** BigInt(scale - step.scale), scale });
}
