import { useMemo, type ReactNode } from 'react';
import { useSparkBars } from '../../api/queries';
import type { Instrument } from '../../api/types';
import { toPixels } from '../../lib/decimal';
import { t } from '../../lib/text';
import { Sparkline } from '../../ui/Sparkline';

/** The closes of the last eight hours in steps of five minutes. */
export function RowTrend({ instrument }: { readonly instrument: Instrument }): ReactNode {
  const bars = useSparkBars(instrument.id, '5m', 96);
  const closes = useMemo(() => (bars.data?.bars ?? []).map((bar) => toPixels(bar.close)), [bars.data]);
  return <span className="row-trend"><Sparkline values={closes} label={t.trendOf(instrument.id)} /></span>;
}
