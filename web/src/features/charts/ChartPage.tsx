import { useEffect, type ReactNode } from 'react';
import { useInstruments } from '../../api/queries';
import { chartPath } from '../../lib/paths';
import { t } from '../../lib/text';
import { Empty, Loaded } from '../../ui/Panel';
import { Link, navigate } from '../../ui/router';
import { ChartWorkspace } from './ChartWorkspace';
import { activeCell } from './layout';
import { currentLayout } from './layoutStore';
import './charts.css';

/** Without an instrument in the address the one that was open last, else the first that is recorded. */
export default function ChartPage({ instrumentId }: { readonly instrumentId: string | null }): ReactNode {
  const instruments = useInstruments();
  const all = instruments.data;
  useEffect(() => {
    if (all === undefined || instrumentId !== null) return;
    const last = activeCell(currentLayout());
    const remembered = all.find((i) => i.id === last.instrumentId);
    const first = remembered ?? all.find((i) => i.recording) ?? all[0];
    if (first !== undefined) navigate(chartPath(first.id, remembered === undefined ? {} : last.query), { replace: true });
  }, [instrumentId, all]);
  return (
    <div className="page chart-page" data-testid="page-chart">
      <Loaded
        query={instruments}
        rows={16}
        isEmpty={(data) => data.length === 0}
        empty={<Empty title={t.overview.nothingRecorded}><Link className="button button-primary" to="/watchlist?add=1">{t.watchlist.add}</Link></Empty>}
      >
        {(data) => {
          const instrument = data.find((i) => i.id === instrumentId);
          if (instrument !== undefined) return <ChartWorkspace instruments={data} current={instrument} />;
          return instrumentId === null ? null : (
            <Empty title={t.chart.unknownInstrument(instrumentId)}>
              <Link className="button button-primary" to="/watchlist?add=1">{t.watchlist.add}</Link>
            </Empty>
          );
        }}
      </Loaded>
    </div>
  );
}
