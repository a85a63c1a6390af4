/** Places among the bars, counted from the first one; may lie between bars and outside of them. */
export interface PlaceRange {
  readonly from: number;
  readonly to: number;
}

/** Bars that follow one another: the index of the first, and of the one after the last. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Left and right of what is in view, in widths of the view, and in bars where that is more. */
const roomShare = 1.5;
const fewestRoom = 500;
/** Less room than this, in widths of the view, is too little to go on. */
const scarceShare = 0.5;
/** A stretch this many times as long as it has to be is cut. */
const tooLong = 3;

/** The bars around what is in view, of `count` in all. */
export function stretchAround(view: PlaceRange, count: number): Stretch {
  const room = Math.max(fewestRoom, (view.to - view.from) * roomShare);
  const from = Math.max(0, Math.min(count, Math.floor(view.from - room)));
  return { from, to: Math.max(from, Math.min(count, Math.ceil(view.to + room))) };
}

/** There are bars before the stretch, and the view is near its begin. */
export function isShortBefore({ from }: Stretch, view: PlaceRange): boolean {
  return from > 0 && view.from - from < (view.to - view.from) * scarceShare;
}

/** There are bars after the stretch, and the view is near its end. */
export function isShortAfter({ to }: Stretch, view: PlaceRange, count: number): boolean {
  return to < count && to - view.to < (view.to - view.from) * scarceShare;
}

/** The stretch holds so much more than it needs that each update costs more than it should. */
export function isTooLong({ from, to }: Stretch, view: PlaceRange, count: number): boolean {
  const wanted = stretchAround(view, count);
  return to - from > tooLong * Math.max(1, wanted.to - wanted.from);
}
