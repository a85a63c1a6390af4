import type { ReactNode } from 'react';
import { t } from '../../lib/text';
import { Icon } from '../../ui/Icon';
import { useFeedView, type ChartHandle } from './useBarFeed';

/** Away from the live edge the view stands still; this counts what came meanwhile and leads back. */
export function NewBarsBadge({ handle, since, onLive }: {
  readonly handle: ChartHandle | null;
  /** The feed's count when the view left the edge; null while it is there. */
  readonly since: number | null;
  readonly onLive: () => void;
}): ReactNode {
  const appended = useFeedView(handle, () => handle?.feed.appendedBars ?? 0);
  if (handle === null || since === null) return null;
  const count = appended - since;
  return (
    <button type="button" className="button new-bars" data-testid="new-bars" data-value={count} onClick={onLive}>
      <Icon name="live" /> {count > 0 ? t.chart.newBars(count) : t.chart.backToLive}
    </button>
  );
}
