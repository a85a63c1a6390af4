import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(join(root, 'docs', 'dashboard-coverage.md'), 'utf8');

/** First and last check of each section that the page covers. */
const sections = [
  [1, 101], [163, 197], [208, 268],
] as const;

interface Line {
  readonly id: string;
  readonly state: string;
  readonly tests: readonly string[];
  readonly missing: string;
}

function linesOf(text: string): readonly Line[] {
  return [...text.matchAll(/^\| (U-\d{3}) \| (\w+) \| (.*) \| (.*) \|$/gm)].map(([, id = '', state = '', tests = '', missing = '']) => ({
    id, state, tests: [...tests.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? ''), missing: missing.trim(),
  }));
}

/** All files below a folder whose name ends so. */
function filesBelow(folder: string, ending: RegExp): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => ending.test(path) && !/(^|[\\/])(node_modules|obj|bin)[\\/]/.test(path)).map((path) => join(root, folder, path));
}

/** What tests are called: the text of a web test, the name of a method. */
function testNames(): ReadonlySet<string> {
  const web = ['web/src', 'web/e2e', 'web/tests'].flatMap((folder) => filesBelow(folder, /\.(test|e2e)\.tsx?$/))
    .flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/\btest\((['`])(.+?)\1, /g)].map((match) => match[2] ?? ''));
  const methods = filesBelow('tests', /\.cs$/)
    .flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/public (?:async )?(?:Task|void) (\w+)\(/g)].map((match) => match[1] ?? ''));
  return new Set([...web, ...methods]);
}

const lines = linesOf(page);

test('Every check of the covered sections stands in the table once', () => {
  const wanted = sections.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, i) => `U-${String(first + i).padStart(3, '0')}`));
  expect(lines.map((line) => line.id)).toEqual(wanted);
});

test('Every test that the table names exists', () => {
  const known = testNames();
  expect(known.size).toBeGreaterThan(500);
  expect(lines.flatMap((line) => line.tests.filter((name) => !known.has(name)).map((name) => `${line.id}: ${name}`))).toEqual([]);
});

test('What is met names a test, what fails says what is missing, and both are counted', () => {
  expect(lines.filter((line) => line.state === 'met' ? line.tests.length === 0 || line.missing !== '' : line.state !== 'fails' || line.missing === '')).toEqual([]);
  const met = lines.filter((line) => line.state === 'met').length;
  expect(page).toContain(`${met} checks are met, ${lines.length - met} fail.`);
});

test('A line without proof or reason is found', () => {
  const [bare] = linesOf('| U-001 | met |  |  |');
  expect(bare).toEqual({ id: 'U-001', state: 'met', tests: [], missing: '' });
});
