import type { ReactNode } from 'react';
import type { Instrument } from '../../api/types';
import { asOf } from '../../lib/asOf';
import { decimalsOf, padOf } from '../../lib/decimalPad';
import { formatCount, formatDecimal } from '../../lib/format';
import type { Bar } from '../../lib/marketWire';
import { isoOf } from '../../lib/time';
import { t } from '../../lib/text';
import type { Timeframe } from '../../lib/timeframes';
import { CopyButton } from '../../ui/CopyButton';
import { Icon } from '../../ui/Icon';
import { saveFile } from '../../ui/saveFile';
import { barTime } from './barTime';
import { useFeedView, type ChartHandle } from './useBarFeed';

/** The bars in view as a table, newest first. */
export function BarTable({ handle, instrument, timeframe, zone, visible }: {
  readonly handle: ChartHandle | null;
  readonly instrument: Instrument;
  readonly timeframe: Timeframe;
  readonly zone: string;
  readonly visible: { readonly from: number; readonly to: number };
}): ReactNode {
  useFeedView(handle, (view) => view.version);
  const bars = handle?.shown.bars.slice(Math.max(0, visible.from), visible.to + 1) ?? [];
  const most = (of: (bar: Bar) => string | null): number => bars.reduce((longest, bar) => Math.max(longest, decimalsOf(of(bar))), 0);
  const decimals: Decimals = { price: Math.max(most((bar) => bar.open), most((bar) => bar.high), most((bar) => bar.low), most((bar) => bar.close)), volume: most((bar) => bar.volume), vwap: most((bar) => bar.vwap) };
  return (
    <div className="bar-table" data-testid="bar-table">
      <header className="panel-head">
        <h2>{t.chart.tableTitle(instrument.id, timeframe)}</h2>
        <span className="panel-note">{t.chart.barCount(bars.length)}</span>
        <div className="panel-actions">
          <CopyButton text={() => csvOf(bars, '\t')} what={t.chart.tableTitle(instrument.id, timeframe)} label={t.copy.label} testId="copy-bars" />
          <button type="button" className="button" data-testid="csv" onClick={() => saveCsv(bars, instrument.id, timeframe)}>
            <Icon name="export" /> CSV
          </button>
        </div>
      </header>
      <div className="table-scroll" tabIndex={0} role="group" aria-label={t.chart.tableTitle(instrument.id, timeframe)}>
        <table className="table" aria-rowcount={bars.length + 1}>
          <caption className="visually-hidden">{t.chart.tableTitle(instrument.id, timeframe)}</caption>
          <thead>
            <tr>
              <th scope="col">{t.columns.time}</th>
              <th scope="col" className="right">{t.columns.open}</th>
              <th scope="col" className="right">{t.columns.high}</th>
              <th scope="col" className="right">{t.columns.low}</th>
              <th scope="col" className="right">{t.columns.close}</th>
              <th scope="col" className="right">{t.columns.volume}</th>
              <th scope="col" className="right priority-2">{t.columns.count}</th>
              <th scope="col" className="right priority-2">{'VWAP'}</th>
              <th scope="col" className="priority-2">{t.columns.source}</th>
            </tr>
          </thead>
          <tbody>{[...bars].reverse().map((bar) => <BarRow key={bar.time} bar={bar} timeframe={timeframe} zone={zone} decimals={decimals} />)}</tbody>
        </table>
      </div>
    </div>
  );
}

/** The most digits behind the mark of a column. */
interface Decimals {
  readonly price: number;
  readonly volume: number;
  readonly vwap: number;
}

function BarRow({ bar, timeframe, zone, decimals }: { readonly bar: Bar; readonly timeframe: Timeframe; readonly zone: string; readonly decimals: Decimals }): ReactNode {
  const at = asOf(bar);
  return (
    <tr data-testid="bar-row" data-as-of={at === null ? undefined : isoOf(at)} data-value={bar.tsOpen.toString()} data-bar={[bar.open, bar.high, bar.low, bar.close, bar.volume].join(' ')} data-closed={bar.isClosed} data-quiet={bar.isQuiet === true}>
      <th scope="row" className="num" title={isoOf(bar.tsOpen)}>{barTime(bar, timeframe, zone)}</th>
      <td className="num right" data-pad={padOf(decimalsOf(bar.open), decimals.price)}>{formatDecimal(bar.open)}</td>
      <td className="num right" data-pad={padOf(decimalsOf(bar.high), decimals.price)}>{formatDecimal(bar.high)}</td>
      <td className="num right" data-pad={padOf(decimalsOf(bar.low), decimals.price)}>{formatDecimal(bar.low)}</td>
      <td className="num right" data-pad={padOf(decimalsOf(bar.close), decimals.price)}>{formatDecimal(bar.close)}</td>
      <td className="num right" data-pad={padOf(decimalsOf(bar.volume), decimals.volume)}>{formatDecimal(bar.volume)}</td>
      <td className="num right priority-2">{formatCount(bar.tradeCount)}</td>
      <td className="num right priority-2" data-pad={bar.vwap === null ? undefined : padOf(decimalsOf(bar.vwap), decimals.vwap)}>{formatDecimal(bar.vwap)}</td>
      <td className="priority-2">
        {bar.isQuiet === true ? t.filling.badge : t.barSource(bar.source)}
        {bar.revision > 0 ? ` · ${t.legend.revised}` : ''}
        {bar.isClosed ? '' : ` · ${t.legend.open}`}
      </td>
    </tr>
  );
}

const csvColumns = ['ts_open', 'ts_open_iso', 'open', 'high', 'low', 'close', 'volume', 'trade_count', 'vwap', 'is_closed', 'revision', 'source'];

/** One line a bar under a line of names; `separator`: a comma for files, a tab for sheets that are pasted into. */
function csvOf(bars: readonly Bar[], separator: string): string {
  const lines = bars.map((bar) => [
    bar.tsOpen, isoOf(bar.tsOpen), bar.open, bar.high, bar.low, bar.close, bar.volume,
    bar.tradeCount ?? '', bar.vwap ?? '', bar.isClosed, bar.revision, bar.source,
  ].join(separator));
  return `${[csvColumns.join(separator), ...lines].join('\n')}\n`;
}

function saveCsv(bars: readonly Bar[], instrumentId: string, timeframe: Timeframe): void {
  saveFile(new Blob([csvOf(bars, ',')], { type: 'text/csv' }), `${instrumentId.replace(/[^\w.-]/g, '-')}-${timeframe}.csv`);
}
