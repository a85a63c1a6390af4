import { expect, test } from 'vitest';
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

function luminance(hex: string): number {
  const channels = [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * (channels[0] ?? 0) + 0.7152 * (channels[1] ?? 0) + 0.0722 * (channels[2] ?? 0);
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

const texts = ['--text', '--text-muted', '--accent', '--up', '--down', '--ok', '--warn', '--critical'];
const grounds = ['--bg', '--surface', '--raised'];

for (const theme of ['dark', 'light'] as const) {
  for (const palette of ['blue-orange', 'green-red', 'mono']) {
    const tokens = tokensFor(theme, palette);
    const of = (name: string): string => tokens.get(name) ?? '';

    test(`Text of the ${theme} theme with ${palette} reaches 4.5 to 1`, () => {
      const weak = texts.flatMap((text) => ['--bg', '--surface'].map((ground) => [text, ground, contrast(of(text), of(ground))] as const))
        .filter(([, , ratio]) => !(ratio >= 4.5));
      expect(weak).toEqual([]);
    });

    test(`Text on filled grounds of the ${theme} theme with ${palette} reaches 4.5 to 1`, () => {
      const pairs = [
        ['--on-accent', '--accent-fill'], ...texts.flatMap((text) => [[text, '--selected'], [text, '--hover']] as const), ['--text', '--up-soft'], ['--text', '--down-soft'],
        ['--text', '--critical-soft'], ['--warn', '--warn-soft'],
        ['--on-band-paper', '--band-paper'], ['--on-band-live', '--band-live'],
      ] as const;
      expect(pairs.filter(([a, b]) => !(contrast(of(a), of(b)) >= 4.5))).toEqual([]);
    });

    test(`Control borders of the ${theme} theme with ${palette} reach 3 to 1`, () => {
      expect(grounds.filter((ground) => !(contrast(of('--line-control'), of(ground)) >= 3))).toEqual([]);
    });

    test(`Lines of a chart in the ${theme} theme with ${palette} reach 3 to 1`, () => {
      const lines = [1, 2, 3, 4, 5, 6].map((index) => `--series-${index}`);
      expect(lines.filter((line) => !(contrast(of(line), of('--surface')) >= 3))).toEqual([]);
    });

    test(`Lines and grid of the ${theme} theme with ${palette} stay below 2 to 1`, () => {
      expect(['--line', '--line-soft', '--chart-grid', '--chart-extended'].filter((line) => !(contrast(of(line), of('--surface')) < 2))).toEqual([]);
    });
  }
}
