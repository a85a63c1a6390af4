import { isSample } from '../lib/dataset';

/**
 * What a person arranged, as named parts of one document: kept in this browser at once, and on the server by whoever
 * {@link watchSettings watches}. A part is JSON of its owner alone.
 */
export type SettingsDocument = Readonly<Record<string, unknown>>;

const storageKey = 'argonaut.settings';
/** There while the server has not taken the last change. */
const unsavedKey = 'argonaut.settings.unsaved';
/** Where the page went is kept once it is there: the first write of a page takes as long as a frame. In milliseconds. */
const addressPause = 250;
const parts = new Map<string, Set<(part: unknown) => void>>();
const watchers = new Set<(settings: SettingsDocument) => void>();
let settings = load();

function load(): SettingsDocument {
  try {
    return objectOf(JSON.parse(window.localStorage.getItem(storageKey) ?? '{}'));
  } catch {
    // Unreadable, or storage is forbidden.
    return {};
  }
}

function objectOf(value: unknown): SettingsDocument {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function store(isUnsaved: boolean): void {
  // What is arranged in the sample names instruments that are nowhere else.
  if (isSample) return;
  try {
    window.localStorage.setItem(storageKey, JSON.stringify(settings));
    if (isUnsaved) window.localStorage.setItem(unsavedKey, 'yes');
  } catch {
    // Storage is full or forbidden: the settings hold until the page is closed.
  }
}

export function currentSettings(): SettingsDocument {
  return settings;
}

/** True when this browser holds a change that the server has not taken, also from before the page was opened. */
export function hasUnsaved(): boolean {
  try {
    return window.localStorage.getItem(unsavedKey) !== null;
  } catch {
    return false;
  }
}

export function markSaved(): void {
  try {
    window.localStorage.removeItem(unsavedKey);
  } catch {
    // Storage is forbidden: nothing was marked either.
  }
}

/** Told at once, and whenever the part is replaced from outside; undefined: nothing was kept. */
export function watchDocument(key: string, watcher: (part: unknown) => void): void {
  const known = parts.get(key) ?? new Set();
  known.add(watcher);
  parts.set(key, known);
  watcher(settings[key]);
}

/**
 * @param from `outside`: its owner does not know the part yet, and is told. `address`: nobody arranged it, so it does not stand against
 * what the server keeps.
 */
export function keepDocument(key: string, part: unknown, from: 'owner' | 'outside' | 'address' = 'owner'): void {
  if (JSON.stringify(settings[key]) === JSON.stringify(part)) return;
  settings = { ...settings, [key]: part };
  if (from === 'address') setTimeout(() => store(false), addressPause);
  else store(true);
  if (from === 'outside') for (const owner of parts.get(key) ?? []) owner(part);
  for (const watcher of [...watchers]) watcher(settings);
}

/** Told of every change that this page made. */
export function watchSettings(watcher: (settings: SettingsDocument) => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

/** Takes over what was kept elsewhere; parts that are missing there stay. */
export function adoptSettings(from: unknown): void {
  const before = settings;
  settings = { ...settings, ...objectOf(from) };
  store(false);
  for (const [key, known] of parts) {
    if (JSON.stringify(before[key]) === JSON.stringify(settings[key])) continue;
    for (const watcher of known) watcher(settings[key]);
  }
}

/** Takes over what another tab of this browser keeps of the part, at once. */
export function followTabs(key: string): void {
  window.addEventListener('storage', (event) => {
    if (event.key !== storageKey) return;
    const part = load()[key];
    if (JSON.stringify(part) !== JSON.stringify(settings[key])) adoptSettings({ [key]: part });
  });
}
