import { useEffect, useRef } from 'react';
import { currentPlace, navigate, usePlace, withQuery } from '../../ui/router';
import { indicatorsOfText, indicatorText } from './indicatorQuery';
import { activeCell, withCell } from './layout';
import { setLayout, useLayout } from './layoutStore';

/** The address and the active chart have the same indicators: a link brings its own, and what is changed on the chart is in the address. */
export function useIndicatorAddress(): void {
  const asked = usePlace().query.get('ind');
  const text = indicatorText(activeCell(useLayout()).setup.indicators);
  /** What both were last known to have. */
  const known = useRef<string | null>(null);
  useEffect(() => {
    if (asked !== null && asked !== known.current) {
      known.current = asked;
      if (asked !== text) {
        setLayout((layout) => {
          const cell = activeCell(layout);
          return withCell(layout, cell.id, { setup: { ...cell.setup, indicators: indicatorsOfText(asked, () => crypto.randomUUID()) } });
        });
      }
      return;
    }
    if (text === known.current) return;
    known.current = text;
    navigate(withQuery(currentPlace(), { ind: text === '' ? null : text }), { replace: true });
  }, [asked, text]);
}
