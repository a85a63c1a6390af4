/** A message from outside does not have the shape its contract says. */
export class WireError extends Error {
  override readonly name = 'WireError';
}

export type Fields = Readonly<Record<string, unknown>>;

export function fieldsOf(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new WireError(`Expected ${what} to be an object, found ${describe(value)}.`);
  }
  // Checked above: a non-null object that is no array.
  return value as Fields;
}

export function itemsOf<T>(value: unknown, what: string, decode: (item: unknown) => T): T[] {
  if (!Array.isArray(value)) throw new WireError(`Expected ${what} to be a list, found ${describe(value)}.`);
  return value.map(decode);
}

export function text(fields: Fields, key: string): string {
  const value = fields[key];
  if (typeof value !== 'string') throw new WireError(`Expected ${key} to be text, found ${describe(value)}.`);
  return value;
}

export function textOr<T>(fields: Fields, key: string, otherwise: T): string | T {
  const value = fields[key];
  return typeof value === 'string' ? value : otherwise;
}

export function numberOr<T>(fields: Fields, key: string, otherwise: T): number | T {
  const value = fields[key];
  return typeof value === 'number' && Number.isFinite(value) ? value : otherwise;
}

export function flag(fields: Fields, key: string): boolean {
  return fields[key] === true;
}

export function flagOr<T>(fields: Fields, key: string, otherwise: T): boolean | T {
  const value = fields[key];
  return typeof value === 'boolean' ? value : otherwise;
}

export function listOr<T>(fields: Fields, key: string, decode: (item: unknown) => T): T[] {
  const value = fields[key];
  return Array.isArray(value) ? value.map(decode) : [];
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return value === undefined ? 'nothing' : `a ${typeof value}`;
}
