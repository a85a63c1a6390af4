import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useBackfill, useCanAct } from '../../api/queries';
import type { Gap } from '../../api/types';
import { formatInstant, formatZoned } from '../../lib/format';
import { t } from '../../lib/text';
import { Icon } from '../../ui/Icon';
import type { ChartHandle } from './useBarFeed';

/** More would lie over one another. */
const mostTags = 12;

/** On each hatched gap its reason, and where the source may still have the data, a button that fetches it. */
export function GapTags({ handle, gaps, zone }: { readonly handle: ChartHandle | null; readonly gaps: readonly Gap[]; readonly zone: string }): ReactNode {
  const [ids, setIds] = useState('');
  const layer = useRef<HTMLDivElement>(null);
  const backfill = useBackfill();
  const canAct = useCanAct();
  // Moved with the chart, without React; again when there are other tags.
  useEffect(() => handle?.chart.watchView(() => {
    const places = handle.chart.layers.gapPlaces().slice(-mostTags);
    setIds(places.map((place) => place.id).join(' '));
    for (const tag of layer.current?.querySelectorAll<HTMLElement>('[data-testid="gap-tag"]') ?? []) {
      const place = places.find((one) => String(one.id) === tag.dataset['value']);
      if (place !== undefined) tag.style.setProperty('--gap-x', `${place.left + place.width / 2}px`);
    }
  }), [handle, ids]);
  const shown = ids === '' ? [] : ids.split(' ').flatMap((id) => gaps.find((gap) => String(gap.id) === id) ?? []);
  return (
    <div ref={layer} className="gap-tags" role="group" aria-label={t.chartGaps.region} hidden={shown.length === 0 && backfill.error === null}>
      {shown.map((gap) => {
        const reason = t.words(gap.reason);
        const note = t.chartGaps.note(formatInstant(gap.from, zone), formatZoned(gap.to, zone), gap.explanation ?? reason);
        return <GapTag key={gap.id} gap={gap} note={note} reason={reason} isOffered={canAct && gap.state === 'open'} onFill={() => backfill.mutate(gap)} />;
      })}
      {backfill.error !== null && <p className="plot-edge alert-fault" role="alert">{t.chartGaps.failed(backfill.error.message)}</p>}
      {backfill.isSuccess && <p className="visually-hidden" role="status" data-testid="gap-started">{t.chartGaps.started}</p>}
    </div>
  );
}

function GapTag({ gap, note, reason, isOffered, onFill }: {
  readonly gap: Gap;
  readonly note: string;
  readonly reason: string;
  readonly isOffered: boolean;
  readonly onFill: () => void;
}): ReactNode {
  return (
    <span className="gap-tag" title={note} data-testid="gap-tag" data-value={gap.id} data-state={gap.state}>
      {isOffered ? (
        <button type="button" className="button" aria-description={note} data-testid="gap-backfill" onClick={onFill}><Icon name="export" /> {t.chartGaps.button(reason)}</button>
      ) : <span className="gap-tag-reason">{reason}</span>}
    </span>
  );
}
