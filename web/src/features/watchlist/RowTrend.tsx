import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import { useSparkBars } from '../../api/queries';
import type { Instrument } from '../../api/types';
import { toPixels } from '../../lib/decimal';
import { t } from '../../lib/text';
import { Sparkline } from '../../ui/Sparkline';

/** Rows come and go while the list is scrolled: one that flies by asks for nothing. */
export const FliesBy = createContext(false);

/** So long a row has to be there, in milliseconds. */
const beforeAsked = 150;

/** The closes of the last eight hours in steps of five minutes. */
export function RowTrend({ instrument }: { readonly instrument: Instrument }): ReactNode {
  const mayFly = useContext(FliesBy);
  const [isRested, setRested] = useState(!mayFly);
  useEffect(() => {
    if (isRested) return undefined;
    const timer = setTimeout(() => setRested(true), beforeAsked);
    return () => clearTimeout(timer);
  }, [isRested]);
  const bars = useSparkBars(instrument.id, '5m', 96, isRested);
  const closes = useMemo(() => (bars.data?.bars ?? []).map((bar) => toPixels(bar.close)), [bars.data]);
  return <span className="row-trend"><Sparkline values={closes} label={t.trendOf(instrument.id)} /></span>;
}
