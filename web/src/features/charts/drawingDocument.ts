import { drawingTools, pointsOf, type Drawing, type DrawingPoint } from '../../chart/drawings/drawing';
import { parseDecimal } from '../../lib/decimal';
import { fieldsOf, flag, listOr, numberOr, text, textOr } from '../../lib/decode';

/** More on one instrument would hide its prices, and fill the document. */
export const mostDrawings = 500;
const longestText = 200;

/** As it is kept: `{ "drawings": [...] }`. */
export function storedDrawings(drawings: readonly Drawing[]): unknown {
  return { drawings };
}

/** What was kept, possibly by another version: what is not known any more is left out. */
export function decodeDrawings(value: unknown): readonly Drawing[] {
  return listOr(fieldsOf(value, 'drawings'), 'drawings', decodeDrawing).filter((drawing) => drawing !== null).slice(0, mostDrawings);
}

function decodeDrawing(value: unknown): Drawing | null {
  const f = fieldsOf(value, 'a drawing');
  const tool = drawingTools.find((one) => one === f['tool']);
  const points = listOr(f, 'points', decodePoint).filter((point) => point !== null);
  if (tool === undefined || points.length !== pointsOf[tool]) return null;
  return {
    id: text(f, 'id'), tool, points, name: textOr(f, 'name', '').slice(0, longestText), text: textOr(f, 'text', '').slice(0, longestText),
    color: Math.abs(Math.round(numberOr(f, 'color', 0))), isHidden: flag(f, 'isHidden'), isLocked: flag(f, 'isLocked'),
  };
}

function decodePoint(value: unknown): DrawingPoint | null {
  const f = fieldsOf(value, 'a point');
  const time = numberOr(f, 'time', null);
  const price = textOr(f, 'price', null);
  return time === null || parseDecimal(price) === null || price === null ? null : { time: Math.round(time), price };
}

/**
 * What both sides did since `base`: our changes stand, theirs where we changed nothing. One that was removed on either side and changed on
 * the other stays as it was changed.
 */
export function rebase(base: readonly Drawing[], ours: readonly Drawing[], theirs: readonly Drawing[]): readonly Drawing[] {
  const before = byId(base);
  const mine = byId(ours);
  const other = byId(theirs);
  const isTouched = (drawing: Drawing): boolean => !isSame(before.get(drawing.id), drawing);
  const kept = theirs.flatMap((their) => {
    const our = mine.get(their.id);
    if (our === undefined) return before.has(their.id) && !isTouched(their) ? [] : [their];
    return [isTouched(our) ? our : their];
  });
  const added = ours.filter((our) => !other.has(our.id) && isTouched(our));
  return [...kept, ...added];
}

function byId(drawings: readonly Drawing[]): ReadonlyMap<string, Drawing> {
  return new Map(drawings.map((drawing) => [drawing.id, drawing]));
}

function isSame(a: Drawing | undefined, b: Drawing): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
