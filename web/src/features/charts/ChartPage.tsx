import { useEffect, type ReactNode } from 'react';
import { useInstruments } from '../../api/queries';
import { chartPath } from '../../lib/paths';
import { t } from '../../lib/text';
import { Empty, Loaded } from '../../ui/Panel';
import { Link, navigate } from '../../ui/router';
import { ChartView } from './ChartView';
import './charts.css';

const lastChartKey = 'argonaut.lastChart';

function rememberedChart(): string | null {
  try {
    return window.localStorage.getItem(lastChartKey);
  } catch {
    return null;
  }
}

/** Without an instrument in the address the one that was open last, else the first that is recorded. */
export default function ChartPage({ instrumentId }: { readonly instrumentId: string | null }): ReactNode {
  const instruments = useInstruments();
  const all = instruments.data;
  useEffect(() => {
    if (all === undefined) return;
    if (instrumentId !== null) {
      if (all.some((i) => i.id === instrumentId)) window.localStorage.setItem(lastChartKey, instrumentId);
      return;
    }
    const remembered = rememberedChart();
    const first = all.find((i) => i.id === remembered) ?? all.find((i) => i.recording) ?? all[0];
    if (first !== undefined) navigate(chartPath(first.id), { replace: true });
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
          if (instrument !== undefined) return <ChartView instrument={instrument} instruments={data} />;
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
