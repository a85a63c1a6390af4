import { fibonacciLevels, type DrawingTool } from './drawing';

/** Pixels of the price pane, from its upper left corner. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

export interface Segment {
  readonly from: Place;
  readonly to: Place;
}

/** The pane a drawing lies on. */
export interface Area {
  readonly width: number;
  readonly height: number;
}

/** The lines a drawing consists of; `places` are its points, at least one. */
export function segmentsOf(tool: DrawingTool, places: readonly Place[], area: Area): readonly Segment[] {
  const [a, b] = places;
  if (a === undefined) return [];
  switch (tool) {
    case 'horizontal':
      return [{ from: { x: 0, y: a.y }, to: { x: area.width, y: a.y } }];
    case 'vertical':
      return [{ from: { x: a.x, y: 0 }, to: { x: a.x, y: area.height } }];
    case 'text':
      return [];
    case 'trend':
      return b === undefined ? [] : [{ from: a, to: b }];
    case 'ray':
      return b === undefined ? [] : [{ from: a, to: beyond(a, b, area) }];
    case 'rectangle':
    case 'measure':
      return b === undefined ? [] : sides(a, b);
    case 'fibonacci':
      return b === undefined ? [] : [
        { from: a, to: b },
        ...fibonacciLevels.map((share) => {
          const y = a.y + (b.y - a.y) * share;
          return { from: { x: Math.min(a.x, b.x), y }, to: { x: Math.max(a.x, b.x), y } };
        }),
      ];
  }
}

/** True when a place lies on the drawing or within `reach` pixels of it. */
export function isOn(tool: DrawingTool, places: readonly Place[], at: Place, area: Area, reach: number, text: Area): boolean {
  const [a, b] = places;
  if (a === undefined) return false;
  if (tool === 'text') return at.x >= a.x - reach && at.x <= a.x + text.width + reach && at.y >= a.y - text.height - reach && at.y <= a.y + reach;
  // A measurement is taken anywhere inside; a rectangle at its edge only, so that what lies behind it can be reached.
  if (tool === 'measure' && b !== undefined && isBetween(at, a, b)) return true;
  return segmentsOf(tool, places, area).some((segment) => distance(at, segment) <= reach);
}

/** From a place to the nearest point of a segment. */
export function distance(at: Place, { from, to }: Segment): number {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const length = dx * dx + dy * dy;
  const share = length === 0 ? 0 : Math.min(1, Math.max(0, ((at.x - from.x) * dx + (at.y - from.y) * dy) / length));
  return Math.hypot(at.x - (from.x + share * dx), at.y - (from.y + share * dy));
}

/** Where the ray from `a` through `b` leaves the pane; far beyond it for lines that hardly lean. */
function beyond(a: Place, b: Place, area: Area): Place {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  if (dx === 0 && dy === 0) return b;
  const far = area.width + area.height + Math.abs(a.x) + Math.abs(a.y);
  const scale = far / Math.hypot(dx, dy);
  return { x: a.x + dx * scale, y: a.y + dy * scale };
}

function sides(a: Place, b: Place): readonly Segment[] {
  const [c, d] = [{ x: b.x, y: a.y }, { x: a.x, y: b.y }];
  return [{ from: a, to: c }, { from: c, to: b }, { from: b, to: d }, { from: d, to: a }];
}

function isBetween(at: Place, a: Place, b: Place): boolean {
  return at.x >= Math.min(a.x, b.x) && at.x <= Math.max(a.x, b.x) && at.y >= Math.min(a.y, b.y) && at.y <= Math.max(a.y, b.y);
}
