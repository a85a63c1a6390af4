import { dirname, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { below, sourceFiles, src } from './source';

/** Which room may use which (architecture.md 8). */
const allowed: Readonly<Record<string, readonly string[]>> = {
  app: ['features', 'stream', 'api', 'ui', 'lib'],
  features: ['chart', 'stream', 'api', 'ui', 'lib'],
  chart: ['lib'],
  stream: ['lib'],
  api: ['lib'],
  ui: ['lib'],
  lib: [],
};

const imports = /(?:from|import)\s*\(?\s*'([^']+)'/g;

/** A feature has inner walls; the other rooms have none. */
function roomOf(path: string): readonly [string, string] {
  const [room = '', inner = ''] = path.split('/');
  return [room, room === 'features' ? inner : ''];
}

function forbidden(path: string, text: string): string[] {
  const [room, inner] = roomOf(path);
  return [...text.matchAll(imports)].flatMap((match) => {
    const target = match[1] ?? '';
    if (!target.startsWith('.')) return [];
    const [toRoom, toInner] = roomOf(below(resolve(src, dirname(path), target)));
    const isFine = toRoom === room ? toInner === inner : allowed[room]?.includes(toRoom) === true;
    return isFine ? [] : [`${path} imports ${target}`];
  });
}

test('Every import follows the arrows between the rooms', () => {
  const files = sourceFiles('.ts', '.tsx');
  expect(files.length).toBeGreaterThan(50);
  expect(files.flatMap((file) => forbidden(file.path, file.text))).toEqual([]);
});

test('An import against an arrow is found', () => {
  expect(forbidden('lib/x.ts', "import { a } from '../ui/Icon';")).toHaveLength(1);
  expect(forbidden('features/data/x.ts', "import { a } from '../charts/BarFeed';")).toHaveLength(1);
  expect(forbidden('stream/x.ts', "const a = import('../api/http');")).toHaveLength(1);
  expect(forbidden('features/data/x.ts', "import { a } from './coverage';")).toEqual([]);
});
