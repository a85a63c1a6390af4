/** A message from outside does not have the shape its contract says. */
export class WireError extends Error {
  override readonly name = 'WireError';
}

/** Members of an object from outside: the names are those of `T`, a type of the contract (schema.ts), the values are not known yet. */
export type Fields<T = Readonly<Record<string, unknown>>> = { readonly [K in keyof T]?: unknown };

/** With a type of schema.ts a member that the contract does not have is an error of the compiler. */
export function fieldsOf<T = Readonly<Record<string, unknown>>>(value: unknown, what: string): Fields<T> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new WireError(`Expected ${what} to be an object, found ${describe(value)}.`);
  }
  // Checked above: a non-null object that is no array.
  return value as Fields<T>;
}

export function itemsOf<T>(value: unknown, what: string, decode: (item: unknown) => T): T[] {
  if (!Array.isArray(value)) throw new WireError(`Expected ${what} to be a list, found ${describe(value)}.`);
  return value.map(decode);
}

export function text<F extends object>(fields: F, key: keyof F & string): string {
  const value: unknown = fields[key];
  if (typeof value !== 'string') throw new WireError(`Expected ${key} to be text, found ${describe(value)}.`);
  return value;
}

export function textOr<F extends object, T>(fields: F, key: keyof F & string, otherwise: T): string | T {
  const value: unknown = fields[key];
  return typeof value === 'string' ? value : otherwise;
}

export function numberOr<F extends object, T>(fields: F, key: keyof F & string, otherwise: T): number | T {
  const value: unknown = fields[key];
  return typeof value === 'number' && Number.isFinite(value) ? value : otherwise;
}

export function flag<F extends object>(fields: F, key: keyof F & string): boolean {
  return fields[key] === true;
}

export function flagOr<F extends object, T>(fields: F, key: keyof F & string, otherwise: T): boolean | T {
  const value: unknown = fields[key];
  return typeof value === 'boolean' ? value : otherwise;
}

export function listOr<F extends object, T>(fields: F, key: keyof F & string, decode: (item: unknown) => T): T[] {
  const value: unknown = fields[key];
  return Array.isArray(value) ? value.map(decode) : [];
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return value === undefined ? 'nothing' : `a ${typeof value}`;
}
