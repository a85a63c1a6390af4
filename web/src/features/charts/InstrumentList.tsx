import type { ReactNode } from 'react';
import type { Instrument } from '../../api/types';
import { chartPath } from '../../lib/paths';
import { t } from '../../lib/text';
import { knownZone } from '../../lib/time';
import type { Timeframe } from '../../lib/timeframes';
import { ChangeText, hasTrades, LastPrice } from '../../stream/cells';
import { useHold, useTold } from '../../stream/context';
import { Tape } from '../../stream/Tape';
import { Loaded, Panel } from '../../ui/Panel';
import { Link } from '../../ui/router';

/** The recorded instruments beside the chart, each one click away, and the ticks of the one that is charted. */
export function InstrumentList({ instruments, current, timeframe }: {
  readonly instruments: readonly Instrument[];
  readonly current: Instrument;
  readonly timeframe: Timeframe;
}): ReactNode {
  const recorded = instruments.filter((i) => i.recording);
  useHold(recorded.slice(0, 60).map((i) => i.id), 'price');
  const told = useTold(current.id);
  return (
    <div className="chart-side">
      <nav className="panel chart-list" aria-label={t.pages.watchlist} data-testid="chart-list">
        <header className="panel-head"><h2>{t.pages.watchlist}</h2><span className="panel-note">{recorded.length}</span></header>
        <ul>
          {recorded.map((instrument) => (
            <li key={instrument.id}>
              <Link
                to={chartPath(instrument.id, { tf: timeframe })}
                aria-current={instrument.id === current.id ? 'true' : undefined}
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
      <Panel title={hasTrades(current) ? t.detail.trades : t.detail.quotes} testId="panel-ticks" isPlain className="chart-tape" note={knownZone(current.timeZone) ?? 'UTC'}>
        <Loaded query={told} rows={8}>{() => <Tape instrument={current} />}</Loaded>
      </Panel>
    </div>
  );
}
