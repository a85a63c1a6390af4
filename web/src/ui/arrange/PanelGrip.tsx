import { useRef, type PointerEvent, type ReactNode } from 'react';
import { withBox } from './arrangement';
import type { PanelGrid } from './panelGrid';

/** The corner of a panel: dragged, it makes the panel larger or smaller. The menu of the panel does so without dragging. */
export function PanelGrip({ id, grid }: { readonly id: string; readonly grid: PanelGrid }): ReactNode {
  /** From the pointer to the corner itself. */
  const held = useRef({ x: 0, y: 0 });
  const take = (event: PointerEvent<HTMLSpanElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    held.current = { x: box.right - event.clientX, y: box.bottom - event.clientY };
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const drag = (event: PointerEvent<HTMLSpanElement>): void => {
    const panel = event.currentTarget.closest<HTMLElement>('.panel');
    if (panel === null || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const size = grid.reach(panel, event.clientX + held.current.x, event.clientY + held.current.y);
    grid.change((panels) => withBox(panels, id, (box) => ({ ...box, ...size })));
  };
  return <span className="panel-grip" aria-hidden="true" data-testid="arrange-grip" onPointerDown={take} onPointerMove={drag} />;
}
