import { useEffect, useState, type RefObject } from 'react';

export interface VisibleRows {
  readonly first: number;
  /** Exclusive. */
  readonly last: number;
  /** Height in pixels of the rows that are left out. */
  readonly above: number;
  readonly below: number;
}

/** Fewer rows than this are simply all there. */
const worthIt = 120;
const overscan = 6;
/** The rows that are there change in steps of so many, not with each one that is scrolled past. */
const step = 4;

interface View {
  /** At the upper edge, in whole steps. */
  readonly top: number;
  readonly inView: number;
  /** Height in pixels. */
  readonly row: number;
}

/** Which rows of a long table with rows of one height are in view. */
export function useVisibleRows(scroller: RefObject<HTMLElement | null>, count: number): VisibleRows {
  const [view, setView] = useState<View>({ top: 0, inView: 30, row: 28 });
  useEffect(() => {
    const element = scroller.current;
    if (element === null || count < worthIt) return undefined;
    let row = 28;
    const look = (): void => {
      const next: View = { top: Math.floor(element.scrollTop / row / step) * step, inView: Math.ceil(element.clientHeight / row) + step, row };
      setView((now) => (now.top === next.top && now.inView === next.inView && now.row === next.row ? now : next));
    };
    const measure = (): void => {
      row = element.querySelector('tbody tr:not([aria-hidden])')?.getBoundingClientRect().height ?? row;
      look();
    };
    measure();
    element.addEventListener('scroll', look, { passive: true });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    const table = element.querySelector('tbody');
    if (table !== null) observer.observe(table);
    return () => {
      element.removeEventListener('scroll', look);
      observer.disconnect();
    };
  }, [scroller, count]);
  if (count < worthIt) return { first: 0, last: count, above: 0, below: 0 };
  const first = Math.max(0, view.top - overscan);
  const last = Math.min(count, view.top + view.inView + overscan);
  return { first, last, above: first * view.row, below: (count - last) * view.row };
}
