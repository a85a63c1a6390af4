import { expect, test } from 'vitest';
import { lengthen, lengthened, pseudoOf } from './pseudo';
import { t } from './text';

function texts(part: unknown): readonly string[] {
  if (typeof part === 'string') return [part];
  if (typeof part !== 'object' || part === null) return [];
  return Object.values(part).flatMap(texts);
}

test('U-223 Every text of the catalogue becomes at least two fifths longer, and what is no word stays', () => {
  const before = texts(t);
  const after = texts(lengthened(t));
  expect(before.length).toBeGreaterThan(400);
  expect(after).toHaveLength(before.length);
  const short = before.filter((text, i) => /[A-Za-z]{2}/.test(text) && (after[i]?.length ?? 0) < text.length * 1.4);
  expect(short).toEqual([]);
  expect(lengthen('✓ 12')).toBe('✓ 12');
  expect(lengthened({ of: (n: number) => `${n} rows` }).of(3).length).toBeGreaterThanOrEqual(8);
});

test('A language is tried only where it was chosen', () => {
  expect(pseudoOf(undefined)).toBeNull();
  expect(pseudoOf({ getItem: () => 'long' })).toBe('long');
  expect(pseudoOf({ getItem: () => 'klingon' })).toBeNull();
});
