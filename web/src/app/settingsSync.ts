import { fetchSettings, saveSettings } from '../api/documents';
import { watchSession } from '../api/access';
import { ApiError } from '../api/http';
import { fetchInfo } from '../api/queries';
import { includesRole } from '../lib/accessWire';
import { adoptSettings, currentSettings, hasUnsaved, markSaved, watchSettings } from '../ui/settings';

const quietMillis = 1_500;

/**
 * Keeps the settings of this browser and those of the server the same. The server's win when the page opens, unless this browser has
 * changes that it could not save; after that, what was changed last. Who may not save (a viewer without a token) keeps them in the browser alone.
 */
export function syncSettings(): void {
  let version = 0;
  let isAllowed = false;
  let waiting: ReturnType<typeof setTimeout> | null = null;

  const read = async (): Promise<void> => {
    isAllowed = false;
    try {
      // A viewer is not asked for a token here.
      if (!includesRole((await fetchInfo()).role, 'trader')) return;
      const kept = await fetchSettings();
      version = kept.version;
      isAllowed = true;
      if (hasUnsaved()) later();
      else if (version > 0) adoptSettings(kept.content);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
  };
  const save = async (): Promise<void> => {
    waiting = null;
    if (!isAllowed) return;
    try {
      const sent = currentSettings();
      version = (await saveSettings(sent, version)).version;
      if (sent === currentSettings()) markSaved();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      // Another tab saved meanwhile: ours is the later change.
      if (error.status === 412 || error.status === 428) {
        version = (await fetchSettings()).version;
        later();
      } else if (error.status === 0 || error.status >= 500) {
        later();
      } else {
        isAllowed = false;
      }
    }
  };
  const later = (): void => {
    if (waiting !== null) clearTimeout(waiting);
    waiting = setTimeout(() => void save(), quietMillis);
  };
  watchSettings(later);
  watchSession(() => void read());
  void read();
}
