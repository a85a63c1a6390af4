import { useCallback, useLayoutEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { MissingPanel } from '../MissingPanel';
import { usePlace } from '../router';
import { boxOf, completed, type Arrangement } from './arrangement';
import { arrangementOf, setArrangement, useArrangement } from './arrangementStore';
import { idOf, measured, panelsIn, reachOf } from './measure';
import { PanelGridContext, type PanelGrid } from './panelGrid';

/**
 * The panels of a page, which a person can arrange. Until somebody does, they stand where the page puts them, and this is no box; after that
 * they stand in twelve columns, each with a place, a width and a height. An element around some of them is a column of the page's own
 * arrangement and nothing else.
 */
export function Panels({ page, children }: {
  /** Names the page in what is kept. */
  readonly page: string;
  readonly children: ReactNode;
}): ReactNode {
  const arrangement = useArrangement(page);
  const { panel: only } = usePlace();
  const root = useRef<HTMLDivElement>(null);
  const [isMissing, setMissing] = useState(false);
  const place = useCallback((): void => {
    if (root.current === null) return;
    const panels = panelsIn(root.current);
    setMissing(panels.length === 0);
    const order = ordered(page, panels);
    for (const panel of panels) {
      const index = order.findIndex((one) => one.id === idOf(panel));
      const found = order[index];
      if (found === undefined) continue;
      const { start, columns, rows } = boxOf(found);
      panel.style.setProperty('--panel-order', String(index + 1));
      panel.style.setProperty('--panel-start', String(start));
      panel.style.setProperty('--panel-columns', String(columns));
      panel.style.setProperty('--panel-rows', String(rows));
    }
  }, [page]);
  useLayoutEffect(place, [place, arrangement]);
  const grid = useMemo((): PanelGrid => ({
    only, arrangement, place,
    change: (change) => {
      if (root.current !== null) setArrangement(page, change(completed(arrangementOf(page) ?? [], measured(root.current))));
    },
    reset: () => setArrangement(page, null),
    shown: () => {
      if (root.current === null) return [];
      const panels = panelsIn(root.current);
      return ordered(page, panels).map((panel) => panel.id).filter((id) => panels.some((panel) => idOf(panel) === id));
    },
    reach: (panel, x, y) => (root.current === null ? { columns: 0, rows: 0 } : reachOf(root.current, panel, x, y)),
  }), [page, only, arrangement, place]);
  return (
    <PanelGridContext value={grid}>
      <div ref={root} className="panels" data-arranged={arrangement !== null && only === null} data-testid="panels">
        {children}
        {only !== null && isMissing && <MissingPanel id={only} />}
      </div>
    </PanelGridContext>
  );
}

/** Everything that has a place on the page, what it does not show among it. */
function ordered(page: string, panels: readonly HTMLElement[]): Arrangement {
  return completed(arrangementOf(page) ?? [], panels.map((panel) => ({ id: idOf(panel), isCollapsed: false, box: null })));
}
