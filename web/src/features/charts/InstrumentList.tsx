import type { ReactNode } from 'react';
import type { Instrument } from '../../api/types';
import { chartPath } from '../../lib/paths';
import { t } from '../../lib/text';
import type { Timeframe } from '../../lib/timeframes';
import { ChangeText, LastPrice } from '../../stream/cells';
import { useHold } from '../../stream/context';
import { Link } from '../../ui/router';

/** The recorded instruments beside the chart, each one click away. */
export function InstrumentList({ instruments, current, timeframe }: {
  readonly instruments: readonly Instrument[];
  readonly current: string;
  readonly timeframe: Timeframe;
}): ReactNode {
  const recorded = instruments.filter((i) => i.recording);
  useHold(recorded.slice(0, 60).map((i) => i.id));
  return (
    <nav className="panel chart-list" aria-label={t.pages.watchlist} data-testid="chart-list">
      <header className="panel-head"><h2>{t.pages.watchlist}</h2><span className="panel-note">{recorded.length}</span></header>
      <ul>
        {recorded.map((instrument) => (
          <li key={instrument.id}>
            <Link
              to={chartPath(instrument.id, { tf: timeframe })}
              aria-current={instrument.id === current ? 'true' : undefined}
              data-testid={`list-${instrument.id}`}
              title={instrument.description}
            >
              <span className="chart-list-name">{instrument.id}</span>
              <span className="num"><LastPrice instrument={instrument} /></span>
              <span className="chart-list-about">{instrument.description}</span>
              <span className="num"><ChangeText id={instrument.id} kind="percent" /></span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
