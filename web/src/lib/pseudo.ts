/** A catalogue of another language is longer, and some are written from right to left: both can be tried without one. */
export type Pseudo = 'long' | 'rtl';

const storageKey = 'argonaut.pseudo';

/** What this browser tries; null for the catalogue as it is. */
export function pseudoOf(storage: Pick<Storage, 'getItem'> | undefined): Pseudo | null {
  try {
    const chosen = storage?.getItem(storageKey);
    return chosen === 'long' || chosen === 'rtl' ? chosen : null;
  } catch {
    // Storage is forbidden.
    return null;
  }
}

const accents: Readonly<Record<string, string>> = { a: 'à', e: 'é', i: 'ï', o: 'ô', u: 'ü', A: 'Á', E: 'Ê', I: 'Í', O: 'Ö', U: 'Ú' };

/** The text with accents, made two fifths longer. Numbers, names of instruments and commands stay as they are within it. */
export function lengthen(text: string): string {
  if (!/[A-Za-z]{2}/.test(text)) return text;
  const accented = [...text].map((letter) => accents[letter] ?? letter).join('');
  return `${accented} ${'lorem'.repeat(Math.ceil(text.length * 0.4 / 5)).slice(0, Math.max(1, Math.ceil(text.length * 0.4) - 1))}`;
}

/** Every text of a catalogue lengthened, those that functions make too. */
export function lengthened<T>(catalogue: T): T {
  if (typeof catalogue === 'string') return lengthen(catalogue) as T & string;
  // Same shape in, same shape out: the compiler cannot follow it through a map.
  if (Array.isArray(catalogue)) return catalogue.map((part) => lengthened<unknown>(part)) as unknown as T;
  if (typeof catalogue === 'function') {
    const make = catalogue as unknown as (...given: readonly unknown[]) => unknown;
    return ((...given: readonly unknown[]) => {
      const made = make(...given);
      return typeof made === 'string' ? lengthen(made) : made;
    }) as unknown as T;
  }
  if (typeof catalogue !== 'object' || catalogue === null) return catalogue;
  return Object.fromEntries(Object.entries(catalogue).map(([key, part]) => [key, lengthened<unknown>(part)])) as T;
}
