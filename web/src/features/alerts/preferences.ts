import { useSyncExternalStore } from 'react';
import { followTabs, keepDocument, watchDocument } from '../../ui/settings';

/** How alerts sound for this person. */
export interface AlertPreferences {
  readonly isMuted: boolean;
  /** 0 to 100. */
  readonly volume: number;
}

const defaults: AlertPreferences = { isMuted: false, volume: 60 };
const watchers = new Set<() => void>();
let preferences = defaults;

function decode(kept: unknown): AlertPreferences {
  if (typeof kept !== 'object' || kept === null) return defaults;
  const k: Record<string, unknown> = { ...kept };
  const volume = k['volume'];
  return {
    isMuted: k['isMuted'] === true,
    volume: typeof volume === 'number' && Number.isFinite(volume) ? Math.min(100, Math.max(0, volume)) : defaults.volume,
  };
}

watchDocument('alerts', (kept) => take(decode(kept)));
// Silence is wanted of the whole desk.
followTabs('alerts');

function take(next: AlertPreferences): void {
  preferences = next;
  for (const watcher of [...watchers]) watcher();
}

export function currentPreferences(): AlertPreferences {
  return preferences;
}

export function setPreferences(change: Partial<AlertPreferences>): void {
  take({ ...preferences, ...change });
  keepDocument('alerts', preferences);
}

export function toggleMute(): void {
  setPreferences({ isMuted: !preferences.isMuted });
}

export function usePreferences(): AlertPreferences {
  return useSyncExternalStore(watch, currentPreferences);
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}
