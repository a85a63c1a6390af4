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
  /** Tests by their names; rows of the bench as `bench: U-249 frames under 17 ms`. */
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

interface BenchFile {
  readonly settings: { readonly workload?: string };
  readonly results: readonly { readonly id: string; readonly metric: string; readonly gate?: string | null; readonly status: string; readonly reason?: string | null }[];
}

/** Every one of three rounds or more kept the limit: how much they differ says nothing against that. */
function isKeptByAll(reason: string): boolean {
  const [, kept = '', rounds = ''] = /(\d+) of (\d+) rounds met the gate$/.exec(reason) ?? [];
  return kept === rounds && Number(rounds) >= 3;
}

/** What the bench measured in full and found within its gate, by the names the table uses. */
function reachedRows(): ReadonlySet<string> {
  const files = filesBelow('bench-results', /\.json$/).map((file) => {
    // The shape is the bench's own (bench/Argonaut.Bench/Results).
    return JSON.parse(readFileSync(file, 'utf8')) as BenchFile;
  });
  return new Set(files.filter((file) => file.settings.workload === 'full').flatMap((file) => file.results)
    .filter(({ status, gate, reason }) => typeof gate === 'string'
      && (status === 'pass' ? !(reason ?? '').startsWith('missed') : status === 'noisy' && isKeptByAll(reason ?? '')))
    .map((result) => `bench: ${result.id} ${result.metric}`));
}

const lines = linesOf(page);

test('Every check of the covered sections stands in the table once', () => {
  const wanted = sections.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, i) => `U-${String(first + i).padStart(3, '0')}`));
  expect(lines.map((line) => line.id)).toEqual(wanted);
});

test('Every test that the table names exists', () => {
  const known = testNames();
  expect(known.size).toBeGreaterThan(500);
  expect(lines.flatMap((line) => line.tests.filter((name) => !name.startsWith('bench: ') && !known.has(name)).map((name) => `${line.id}: ${name}`))).toEqual([]);
});

test('Every row of the bench that the table names was measured in full and reached', () => {
  const reached = reachedRows();
  expect(reached.size).toBeGreaterThan(20);
  expect(lines.flatMap((line) => line.tests.filter((name) => name.startsWith('bench: ') && !reached.has(name)).map((name) => `${line.id}: ${name}`))).toEqual([]);
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
