import { pastName } from '../lib/pastTime';
import type { Nanos } from '../lib/time';
import { currentPlace, panelAddress } from '../ui/router';

/** Shows the page that is open as of another moment; null: now. It is loaded anew, so that nothing of two moments stands on one page. */
export function travelTo(at: Nanos | null): void {
  const { path, panel, query } = currentPlace();
  const changed = new URLSearchParams(query);
  if (at === null) changed.delete(pastName);
  else changed.set(pastName, String(at));
  const text = changed.toString();
  window.location.assign(panel !== null ? panelAddress(panel, { path, query: changed }) : text === '' ? path : `${path}?${text}`);
}
