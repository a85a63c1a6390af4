import { parseSync, type Node } from './syntax';
import { expect, test } from 'vitest';
import { sourceFiles, withoutComments } from './source';

const rawColor = /#[0-9a-fA-F]{3,8}\b|\b(?:rgb|rgba|hsl|hsla|oklch)\(/;
const rawSize = /(?<![\w-])\d*\.?\d+(?:px|rem|pt)\b/;

/** Sizes in a media query cannot come from a custom property. */
function offences(path: string, text: string): string[] {
  return withoutComments(text).split('\n')
    .filter((line) => !line.includes('@media') && !line.includes('@container'))
    .filter((line) => rawColor.test(line) || rawSize.test(line))
    .map((line) => `${path}: ${line.trim()}`);
}

test('Colours and sizes come from the tokens', () => {
  const sheets = sourceFiles('.css').filter((file) => file.path !== 'ui/styles/tokens.css');
  expect(sheets.length).toBeGreaterThan(5);
  expect(sheets.flatMap((file) => offences(file.path, file.text))).toEqual([]);
});

test('Every custom property that is used is a token', () => {
  const tokens = new Set([...(sourceFiles('tokens.css')[0]?.text ?? '').matchAll(/(--[\w-]+):/g)].map((m) => m[1]));
  const used = sourceFiles('.css', '.ts', '.tsx').flatMap((file) =>
    [...file.text.matchAll(/(?:var\(|'|")(--[\w-]+)/g)].map((m) => ({ path: file.path, name: m[1] })));
  expect(used.length).toBeGreaterThan(100);
  expect(used.filter((u) => !tokens.has(u.name))).toEqual([]);
});

test('Components have no raw colour and no style attribute', () => {
  const components = sourceFiles('.ts', '.tsx').filter((file) => file.path !== 'lib/text.ts');
  const found = components.flatMap((file) => withoutComments(file.text).split('\n')
    .filter((line) => /'#[0-9a-fA-F]{3,8}'|\brgba?\(|style=\{/.test(line))
    .map((line) => `${file.path}: ${line.trim()}`));
  expect(found).toEqual([]);
});

/** What a person would read: text between tags and the attributes that are spoken or shown. */
function literals(node: Node, found: string[]): string[] {
  if (node.type === 'JSXText' && /[A-Za-z]{2}/.test(String(node['value']))) found.push(String(node['value']).trim());
  if (node.type === 'JSXAttribute') {
    const [name, value] = [node['name'], node['value']];
    const isSpoken = ['title', 'aria-label', 'placeholder', 'alt', 'label'].includes(String(nameOf(name)));
    if (isSpoken && isNode(value) && value.type === 'Literal' && /[a-z]{3}/.test(String(value['value']))) found.push(String(value['value']));
  }
  for (const child of Object.values(node)) {
    if (Array.isArray(child)) child.filter(isNode).forEach((each) => literals(each, found));
    else if (isNode(child)) literals(child, found);
  }
  return found;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value;
}

function nameOf(value: unknown): unknown {
  return isNode(value) ? value['name'] : undefined;
}

/** Names of units, formats and prefixes are the same in every language. */
const same = new Set(['UTC', 'CSV', 'Esc', 'arg_…']);

test('All visible text is in the catalogue', () => {
  const components = sourceFiles('.tsx');
  const found = components.flatMap((file) => literals(parseSync(file.path, file.text), [])
    .filter((text) => !same.has(text)).map((text) => `${file.path}: ${text}`));
  expect(found).toEqual([]);
});

test('A literal text in a component is found', () => {
  expect(literals(parseSync('x.tsx', 'const a = <p title="Hello you">Some words</p>;'), [])).toEqual(['Hello you', 'Some words']);
});

test('No type is escaped: no any, no non-null assertion, no suppressed check', () => {
  const found = sourceFiles('.ts', '.tsx').flatMap((file) => withoutComments(file.text).split('\n')
    .filter((line) => /:\s*any\b|\bas any\b|<any>|[\w)\]]!\.|[\w)\]]!;|[\w)\]]!\)|@ts-(ignore|expect-error|nocheck)/.test(line))
    .map((line) => `${file.path}: ${line.trim()}`));
  expect(found).toEqual([]);
});

/** What a colour means, and the words by which a selector says that it is about that. */
const meanings: readonly (readonly [tokens: RegExp, selectors: RegExp])[] = [
  [/var\(--(up|down)(-soft)?\)/, /\b(up|down|bid|ask)\b/],
  [/var\(--(ok|warn|critical)(-soft)?\)/, /\b(ok|warn|warning|critical|stale|crossed|invalid|error|problem|banner|fault|muted|revised|refused|hole|partial|empty|live|late|age|suboptimum|sub-optimum)\b/],
];

/** Rules that use a colour in a place that is not about its meaning. */
function strayColours(path: string, text: string): string[] {
  const rules = [...withoutComments(text).replace(/@keyframes flash-(up|down)-\w \{[^}]*\}\s*\}/g, '').matchAll(/([^{}]+)\{([^{}]*)\}/g)];
  return rules.flatMap(([, selector = '', body = '']) => meanings.filter(([token, about]) => token.test(body) && !about.test(selector.trim()))
    .map(([token]) => `${path}: ${selector.trim()} uses ${token.exec(body)?.[0] ?? ''}`));
}

test('U-264 The colours of direction and of alarm stand only where that is meant', () => {
  const sheets = sourceFiles('.css').filter((file) => file.path !== 'ui/styles/tokens.css');
  expect(sheets.flatMap((file) => strayColours(file.path, file.text))).toEqual([]);
});

test('U-217 Numbers are shortened only on the axes of a chart', () => {
  expect(sourceFiles('.ts', '.tsx').filter((file) => file.text.includes('formatShort') && !file.path.endsWith('.test.ts')).map((file) => file.path).sort()).toEqual(['chart/DrawnBars.ts', 'lib/format.ts']);
});

test('A decorative use of a colour is found', () => {
  expect(strayColours('x.css', '.title { color: var(--up); }')).toEqual(['x.css: .title uses var(--up)']);
});
