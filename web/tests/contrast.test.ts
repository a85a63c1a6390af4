import { expect, test } from 'vitest';
import { contrast, leastContrast, pairs, type PairKind } from '../test-pages/contrast';
import { sourceFiles } from './source';

const sheet = sourceFiles('tokens.css')[0]?.text ?? '';

/** The custom properties that hold for these attributes of the root. */
function tokensFor(theme: 'dark' | 'light', palette: string): Map<string, string> {
  const tokens = new Map<string, string>();
  for (const [, selector = '', body = ''] of sheet.replace(/\/\*[\s\S]*?\*\//g, '').replace(/@media[^{]+\{[\s\S]*?\n\}/g, '').matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
    const isMet = selector.split(',').some((part) => {
      const wanted = [...part.matchAll(/data-([\w-]+)="([^"]+)"/g)];
      return wanted.every(([, name, value]) => (name === 'theme' ? value === theme : name === 'palette' ? value === palette : false));
    });
    if (!isMet) continue;
    for (const [, name = '', value = ''] of body.matchAll(/(--[\w-]+):\s*([^;]+);/g)) tokens.set(name, value.trim());
  }
  return tokens;
}

const grounds = ['--bg', '--surface', '--raised'];

for (const theme of ['dark', 'light'] as const) {
  for (const palette of ['blue-orange', 'green-red', 'mono']) {
    const tokens = tokensFor(theme, palette);
    const of = (name: string): string => tokens.get(name) ?? '';

    const weak = (kind: PairKind, isMeant: (ink: string, ground: string) => boolean): readonly string[] => {
      const meant = pairs.filter((pair) => pair.kind === kind && isMeant(pair.ink, pair.ground));
      expect(meant.length).toBeGreaterThan(1);
      return meant.map((pair) => ({ ...pair, ratio: contrast(of(pair.ink), of(pair.ground)) })).filter(({ ratio }) => !(ratio >= leastContrast[kind]))
        .map(({ ink, ground, ratio }) => `${ink} on ${ground}: ${ratio}`);
    };

    test(`Text of the ${theme} theme with ${palette} reaches 4.5 to 1`, () => {
      expect(weak('text', (_, ground) => ['--bg', '--surface'].includes(ground))).toEqual([]);
    });

    test(`Text on filled grounds of the ${theme} theme with ${palette} reaches 4.5 to 1`, () => {
      expect(weak('text', (_, ground) => !grounds.includes(ground))).toEqual([]);
    });

    test(`Control borders of the ${theme} theme with ${palette} reach 3 to 1`, () => {
      expect(weak('control', (ink) => !ink.startsWith('--series'))).toEqual([]);
    });

    test(`Lines of a chart in the ${theme} theme with ${palette} reach 3 to 1`, () => {
      expect(weak('control', (ink) => ink.startsWith('--series'))).toEqual([]);
    });

    test(`Lines and grid of the ${theme} theme with ${palette} stay below 2 to 1`, () => {
      expect(['--line', '--line-soft', '--chart-grid', '--chart-extended'].filter((line) => !(contrast(of(line), of('--surface')) < 2))).toEqual([]);
    });
  }
}
