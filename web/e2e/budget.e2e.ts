import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

const dist = fileURLToPath(new URL('../dist', import.meta.url));
const assets = join(dist, 'assets');
const kilo = 1_000;

function scripts(): readonly string[] {
  if (!existsSync(assets)) throw new Error('Build first: npm run build.');
  return readdirSync(assets).filter((name) => name.endsWith('.js'));
}

function bytes(name: string): Buffer {
  return readFileSync(join(assets, name));
}

/** The entry, what it loads at once, and the page of the first view with all that it needs. */
function firstView(): readonly string[] {
  const page = readFileSync(join(dist, 'index.html'), 'utf8');
  const wanted = new Set([...page.matchAll(/assets\/([\w.-]+\.js)/g)].map((m) => m[1] ?? ''));
  const overview = scripts().find((name) => name.startsWith('OverviewPage'));
  if (overview !== undefined) wanted.add(overview);
  for (const name of wanted) {
    for (const match of bytes(name).toString().matchAll(/(?:from|import)\s*"\.\/([\w.-]+\.js)"/g)) wanted.add(match[1] ?? '');
  }
  return [...wanted];
}

test('All script is at most 350 kB by gzip', () => {
  const total = scripts().reduce((sum, name) => sum + gzipSync(bytes(name)).length, 0);
  expect(total / kilo).toBeLessThanOrEqual(350);
});

test('The script of the first view is at most 180 kB by brotli and holds no chart', () => {
  const view = firstView();
  expect(view.length).toBeGreaterThan(2);
  expect(view.filter((name) => name.startsWith('ChartPage'))).toEqual([]);
  const total = view.reduce((sum, name) => sum + brotliCompressSync(bytes(name)).length, 0);
  expect(total / kilo).toBeLessThanOrEqual(180);
});

test('No page for tests is in the product', () => {
  const files = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(html|js|css)$/.test(name));
  expect(files.length).toBeGreaterThan(10);
  expect(files.filter((name) => /__states|__tokens|tokens-page|states-page/.test(readFileSync(join(dist, name), 'utf8')))).toEqual([]);
});

test('The page has no inline script, style or foreign address', () => {
  const page = readFileSync(join(dist, 'index.html'), 'utf8');
  expect(page).not.toMatch(/<script(?![^>]*\ssrc=)[^>]*>/);
  expect(page).not.toMatch(/<style|style=|https?:\/\//);
});
