import type { ReactNode } from 'react';
import { ApiError } from '../../api/http';
import type { Instrument } from '../../api/types';
import { t } from '../../lib/text';
import type { Timeframe } from '../../lib/timeframes';
import { Empty, Problem } from '../../ui/Panel';
import { Link } from '../../ui/router';
import { useFeedView, type ChartHandle } from './useBarFeed';

/** What the plot area says while it has nothing to draw: a canvas is never left empty without a word. */
export function PlotState({ handle, instrument, timeframe, firstVisible, isStored = true }: {
  readonly handle: ChartHandle | null;
  readonly instrument: Instrument;
  readonly timeframe: Timeframe;
  readonly firstVisible: number;
  /** False: the bars are none of the database. */
  readonly isStored?: boolean;
}): ReactNode {
  const phase = useFeedView(handle, (view) => view.phase);
  const error = useFeedView(handle, (view) => view.error);
  const diagnostic = useFeedView(handle, (view) => view.diagnostic);
  const atStart = useFeedView(handle, (view) => view.atStart);
  const isLoadingMore = useFeedView(handle, (view) => view.isLoadingMore);
  if (phase === 'ready') {
    if (atStart && firstVisible <= 0) return <span className="plot-edge" data-testid="start-of-data">{t.chart.start}</span>;
    return isLoadingMore ? <span className="plot-edge" data-testid="loading-more">{t.chart.loadingMore}</span> : null;
  }
  if (phase === 'loading') return <div className="plot-state"><p className="muted plot-loading">{t.chart.loading}</p></div>;
  if (phase === 'error') {
    const failure = error instanceof ApiError ? error : { message: error?.message ?? t.chart.failed };
    return (
      <div className="plot-state">
        <Problem failure={failure} {...(handle === null ? {} : { retry: () => handle.feed.goLive() })} />
      </div>
    );
  }
  return (
    <div className="plot-state" data-testid="chart-empty">
      <Empty title={t.chart.empty(instrument.id, timeframe)}>
        {diagnostic ?? (instrument.recording ? t.chart.emptyRecording : t.chart.emptyNotRecording)}
        {isStored && <p><Link to="/data?days=90">{t.chart.emptyDays}</Link></p>}
      </Empty>
    </div>
  );
}
