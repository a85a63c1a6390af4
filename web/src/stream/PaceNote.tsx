import { useEffect, useState, type ReactNode } from 'react';
import { formatCount } from '../lib/format';
import { t } from '../lib/text';
import { useStream } from './context';
import type { UpdateCounts } from './market';
import { useSecond } from './useSecond';

/** Says how many of the updates of these instruments are shown, while the server merges some of them. */
export function PaceNote({ ids }: { readonly ids: readonly string[] }): ReactNode {
  const { market } = useStream();
  const second = useSecond();
  const key = ids.join('\n');
  const [pace, setPace] = useState<{ readonly before: UpdateCounts; readonly rate: UpdateCounts } | null>(null);
  useEffect(() => {
    const now = market.countsOf(key === '' ? [] : key.split('\n'));
    setPace((last) => ({
      before: now,
      rate: last === null ? { shown: 0, merged: 0 } : { shown: now.shown - last.before.shown, merged: now.merged - last.before.merged },
    }));
  }, [market, key, second]);
  if (pace === null || pace.rate.merged <= 0) return null;
  const { shown, merged } = pace.rate;
  return <span className="panel-note num" role="note" data-testid="pace" data-value={merged}>{t.pace(formatCount(shown), formatCount(shown + merged))}</span>;
}
