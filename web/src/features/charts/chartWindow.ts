import { openOwnWindow } from '../../ui/ownWindow';
import { currentPlace, panelAddress, withQuery } from '../../ui/router';

/** The panel of the active chart, as its own window's address names it. */
export const chartPanel = 'chart-panel';

/** The chart that the address bar is of, in a window of its own that is as large. */
export function openChartWindow(panel: Element | null): void {
  const size = panel?.getBoundingClientRect() ?? { width: 0, height: 0 };
  openOwnWindow(panelAddress(chartPanel, withQuery(currentPlace(), {})), size);
}
