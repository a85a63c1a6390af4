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
const overscan = 8;

/** Which rows of a long table with rows of one height are in view. */
export function useVisibleRows(scroller: RefObject<HTMLElement | null>, count: number): VisibleRows {
  const [view, setView] = useState({ top: 0, height: 800, row: 28 });
  useEffect(() => {
    const element = scroller.current;
    if (element === null || count < worthIt) return undefined;
    const measure = (): void => {
      const row = element.querySelector('tbody tr:not([aria-hidden])')?.getBoundingClientRect().height ?? 28;
      setView({ top: element.scrollTop, height: element.clientHeight, row });
    };
    measure();
    element.addEventListener('scroll', measure, { passive: true });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => {
      element.removeEventListener('scroll', measure);
      observer.disconnect();
    };
  }, [scroller, count]);
  if (count < worthIt) return { first: 0, last: count, above: 0, below: 0 };
  const first = Math.max(0, Math.floor(view.top / view.row) - overscan);
  const last = Math.min(count, Math.ceil((view.top + view.height) / view.row) + overscan);
  return { first, last, above: first * view.row, below: (count - last) * view.row };
}
