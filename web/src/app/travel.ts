import { pastName } from '../lib/pastTime';
import type { Nanos } from '../lib/time';
import { currentPlace, panelAddress, withQuery } from '../ui/router';

/** Shows the page that is open as of another moment; null: now. It is loaded anew, so that nothing of two moments stands on one page. */
export function travelTo(at: Nanos | null): void {
  const place = currentPlace();
  const to = withQuery(place, { [pastName]: at === null ? null : String(at) });
  window.location.assign(place.panel === null ? to : panelAddress(place.panel, to));
}
