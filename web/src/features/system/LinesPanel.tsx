import type { ReactNode } from 'react';
import { useSubscriptions } from '../../api/queries';
import type { Subscription } from '../../api/types';
import { formatAge, formatCount, formatMillis, formatNanos, formatRate, formatSince, unknown } from '../../lib/format';
import { chartPath } from '../../lib/paths';
import { localZone, millisOf } from '../../lib/time';
import { t } from '../../lib/text';
import { useStream } from '../../stream/context';
import { levelOf } from '../../ui/levels';
import { Empty, Loaded, Panel } from '../../ui/Panel';
import { Link } from '../../ui/router';
import { StateMark } from '../../ui/StateMark';

/** The broker's market-data lines: how many are used, and whether each of them flows. */
export function LinesPanel(): ReactNode {
  const lines = useSubscriptions();
  const used = lines.data?.linesUsed ?? null;
  const limit = lines.data?.linesLimit ?? null;
  return (
    <Panel
      title={t.lines.title}
      testId="panel-lines"
      className="system-lines"
      note={lines.data === undefined ? undefined : t.watchlist.lines(formatCount(used), limit === null ? null : formatCount(limit))}
      actions={used !== null && limit !== null && limit > 0
        ? <meter className="lines-meter" min={0} max={limit} high={limit * 0.9} value={used} aria-label={t.lines.title} data-testid="lines-meter" />
        : undefined}
    >
      <Loaded query={lines} isEmpty={(data) => data.items.length === 0} empty={<Empty title={t.lines.none}><Link to="/watchlist">{t.data.nothingNext}</Link></Empty>}>
        {(data) => (
          <div className="table-scroll">
            <table className="table">
              <caption className="visually-hidden">{t.lines.title}</caption>
              <thead>
                <tr>
                  <th scope="col">{t.columns.instrument}</th>
                  <th scope="col">{t.data.kind}</th>
                  <th scope="col">{t.system.state}</th>
                  <th scope="col" className="right">{t.lines.since}</th>
                  <th scope="col" className="right">{t.lines.lastTick}</th>
                  <th scope="col" className="right">{t.system.rate}</th>
                  <th scope="col" className="right">{t.lines.delay}</th>
                  <th scope="col">{t.system.lastError}</th>
                  <th scope="col">{t.lines.reason}</th>
                </tr>
              </thead>
              <tbody>{data.items.map((line) => <LineRow key={`${line.instrumentId} ${line.kind}`} line={line} />)}</tbody>
            </table>
          </div>
        )}
      </Loaded>
    </Panel>
  );
}

function LineRow({ line }: { readonly line: Subscription }): ReactNode {
  const { client } = useStream();
  return (
    <tr data-testid="line-row" data-state={line.state}>
      <th scope="row"><Link to={chartPath(line.instrumentId)}>{line.instrumentId}</Link></th>
      <td>{t.kind(line.kind)}</td>
      <td><StateMark level={levelOf(line.state)} word={line.state === 'silent' && line.lastTick !== null ? t.lines.silent(formatAge(client.serverNow() - millisOf(line.lastTick))) : t.words(line.state)} /></td>
      <td className="num right" title={formatNanos(line.since)} data-testid="line-since">{formatSince(line.since, client.serverNow(), localZone())}</td>
      <td
        className="num right"
        title={`${formatNanos(line.lastTick)}. ${t.lines.threshold(formatMillis(line.thresholdMs), line.thresholdLearnt)}`}
      >
        {formatSince(line.lastTick, client.serverNow(), localZone())}
      </td>
      <td className="num right" data-testid="line-rate" data-value={line.ratePerSecond ?? ''}>{line.ratePerSecond === null ? unknown : `${formatRate(line.ratePerSecond)} /s`}</td>
      <td className="num right" data-testid="line-delay" data-value={line.delayMs ?? ''}>{formatMillis(line.delayMs)}</td>
      <td className="stage-error" data-testid="line-error" title={line.lastError === null ? undefined : `${line.lastError}\n${formatNanos(line.lastErrorAt)}`}>
        {line.lastError === null ? <span className="muted">{t.system.noError}</span> : <><span className="num muted">{formatSince(line.lastErrorAt, client.serverNow(), localZone())}</span> {line.lastError}</>}
      </td>
      <td className="stage-detail" data-testid="line-reason" title={line.reason}>{line.reason}</td>
    </tr>
  );
}
