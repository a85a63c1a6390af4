/** Contrast of colours written as `#RRGGBB` or `#RGB` (WCAG 2.2), from 1 to 21; NaN for anything else. */
export function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

function luminance(written: string): number {
  const hex = written.length === 4 ? written.replace(/[0-9a-f]/gi, '$&$&') : written;
  const channels = [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * (channels[0] ?? 0) + 0.7152 * (channels[1] ?? 0) + 0.0722 * (channels[2] ?? 0);
}

export type PairKind = 'text' | 'control';

/** What a pair must reach: text to be read, a control, its focus or a line of data to be seen. */
export const leastContrast: Readonly<Record<PairKind, number>> = { text: 4.5, control: 3 };

export interface Pair {
  readonly kind: PairKind;
  readonly ink: string;
  readonly ground: string;
}

const texts = ['--text', '--text-muted', '--accent', '--up', '--down', '--ok', '--warn', '--critical'];
const filled = [
  ['--on-accent', '--accent-fill'], ['--text', '--up-soft'], ['--text', '--down-soft'], ['--text', '--critical-soft'], ['--warn', '--warn-soft'],
  ['--on-band-paper', '--band-paper'], ['--on-band-live', '--band-live'],
] as const;
const lines = [1, 2, 3, 4, 5, 6].map((index) => `--series-${index}`);

/** Every pair of tokens that the product puts on one another. */
export const pairs: readonly Pair[] = [
  ...texts.flatMap((ink) => ['--bg', '--surface', '--selected', '--hover'].map((ground) => ({ kind: 'text' as const, ink, ground }))),
  ...filled.map(([ink, ground]) => ({ kind: 'text' as const, ink, ground })),
  ...['--line-control', '--accent'].flatMap((ink) => ['--bg', '--surface', '--raised'].map((ground) => ({ kind: 'control' as const, ink, ground }))),
  ...lines.map((ink) => ({ kind: 'control' as const, ink, ground: '--surface' })),
];
