import { useSyncExternalStore } from 'react';
import { numberStyles, setNumberStyle, type NumberStyle } from '../lib/numberStyle';
import { isPrinting, watchPrinting } from './printing';
import { keepDocument, watchDocument } from './settings';

export type ThemeChoice = 'system' | 'dark' | 'light';
export type Palette = 'blue-orange' | 'green-red' | 'mono';
export type Density = 'compact' | 'default' | 'comfortable';

/** How this browser likes the dashboard. `public/look.js` reads the same key before the first paint. */
export interface Look {
  readonly theme: ThemeChoice;
  readonly palette: Palette;
  readonly density: Density;
  /** Rising is red, as in East Asian markets. */
  readonly redUp: boolean;
  readonly isRailWide: boolean;
  readonly isChartListShown: boolean;
  readonly isDepthShown: boolean;
  /** Drawn points snap to the prices of bars. */
  readonly hasMagnet: boolean;
  /** Charts hold a million bars instead of twenty thousand. */
  readonly holdsAllBars: boolean;
  readonly numbers: NumberStyle;
  /** Prices in 32nds and 64ths are told in these. */
  readonly showsFractions: boolean;
  /** The age of the newest tick is amber beyond the one and red beyond the other, in seconds. */
  readonly amberSeconds: number;
  readonly redSeconds: number;
}

const storageKey = 'argonaut.look';
const defaults: Look = {
  theme: 'system', palette: 'blue-orange', density: 'default', redUp: false, isRailWide: false, isChartListShown: true, isDepthShown: false,
  hasMagnet: false, holdsAllBars: false, numbers: 'international', showsFractions: false, amberSeconds: 1, redSeconds: 5,
};

const watchers = new Set<() => void>();
const light = window.matchMedia('(prefers-color-scheme: light)');
let look = load();

function oneOf<T extends string>(value: unknown, choices: readonly T[], otherwise: T): T {
  return choices.find((choice) => choice === value) ?? otherwise;
}

function seconds(value: unknown, otherwise: number): number {
  return typeof value === 'number' && value > 0 && value <= 3_600 ? value : otherwise;
}

function load(): Look {
  let stored: unknown;
  try {
    stored = JSON.parse(window.localStorage.getItem(storageKey) ?? '{}');
  } catch {
    return defaults;
  }
  return decode(stored);
}

function decode(stored: unknown): Look {
  if (typeof stored !== 'object' || stored === null) return defaults;
  const s: Record<string, unknown> = { ...stored };
  return {
    theme: oneOf<ThemeChoice>(s['theme'], ['system', 'dark', 'light'], defaults.theme),
    palette: oneOf<Palette>(s['palette'], ['blue-orange', 'green-red', 'mono'], defaults.palette),
    density: oneOf<Density>(s['density'], ['compact', 'default', 'comfortable'], defaults.density),
    redUp: s['redUp'] === true,
    isRailWide: s['isRailWide'] === true,
    isChartListShown: s['isChartListShown'] !== false,
    isDepthShown: s['isDepthShown'] === true,
    hasMagnet: s['hasMagnet'] === true,
    holdsAllBars: s['holdsAllBars'] === true,
    numbers: oneOf<NumberStyle>(s['numbers'], numberStyles, defaults.numbers),
    showsFractions: s['showsFractions'] === true,
    amberSeconds: seconds(s['amberSeconds'], defaults.amberSeconds),
    redSeconds: seconds(s['redSeconds'], defaults.redSeconds),
  };
}

/** The theme that is on the screen: `system` resolved. On paper it is the light one. */
export function shownTheme(): 'dark' | 'light' {
  if (isPrinting()) return 'light';
  return look.theme === 'system' ? (light.matches ? 'light' : 'dark') : look.theme;
}

function apply(): void {
  const root = document.documentElement;
  root.dataset['theme'] = shownTheme();
  root.dataset['palette'] = look.palette;
  root.dataset['density'] = look.density;
  root.dataset['redUp'] = String(look.redUp);
  setNumberStyle(look.numbers, look.showsFractions);
  for (const watcher of [...watchers]) watcher();
}

light.addEventListener('change', apply);
watchPrinting(apply);
apply();   // the system may have changed its mind since public/look.js
// A browser that draws no frames may keep the event back for ever, though it knows the answer.
setInterval(() => {
  if (document.documentElement.dataset['theme'] !== shownTheme()) apply();
}, 1_000);

export function setLook(change: Partial<Look>): void {
  take({ ...look, ...change });
  keepDocument('look', look);
}

watchDocument('look', (kept) => {
  if (kept !== undefined) take(decode(kept));
});

/** Kept apart from the other settings too, where the first paint finds it. */
function take(next: Look): void {
  look = next;
  try {
    window.localStorage.setItem(storageKey, JSON.stringify(look));
  } catch {
    // Storage is full or forbidden: the look holds until the page is closed.
  }
  apply();
}

export function watchLook(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

export function currentLook(): Look {
  return look;
}

export function useLook(): Look {
  return useSyncExternalStore(watchLook, currentLook);
}
