import type { ReactNode } from 'react';
import type { SystemInfo } from '../../api/types';
import { formatCountdown, formatInstant, formatMoment, formatNanos, unknown } from '../../lib/format';
import type { FeedState } from '../../lib/statusWire';
import { localZone, millisOf, type Nanos } from '../../lib/time';
import { t } from '../../lib/text';
import { useStream } from '../../stream/context';
import { OldStatus } from '../../stream/OldStatus';
import { Panel } from '../../ui/Panel';
import { useNow } from '../../ui/useNow';

/** Which program runs since when, how it came to be started, and when the broker will interrupt it next. */
export function RunPanel({ info, feed }: { readonly info: SystemInfo | undefined; readonly feed: FeedState | null }): ReactNode {
  const { client } = useStream();
  useNow(1_000);
  const now = client.serverNow();
  const zone = localZone();
  const started = info?.startedAt ?? null;
  const words = t.run;
  const countdown = (at: Nanos | null): string => (at === null ? words.notPlanned : words.inTime(formatCountdown((millisOf(at) - now) / 1_000), formatMoment(at, zone)));
  const facts: readonly (readonly [string, string, string, string])[] = [
    ['version', words.version, info?.version ?? unknown, info?.version ?? t.unknown],
    ['commit', words.commit, info?.commit?.slice(0, 12) ?? unknown, info?.commit ?? t.unknown],
    ['config', words.config, info?.configHash ?? unknown, words.configTitle],
    ['started', words.started, formatInstant(started, zone), formatNanos(started)],
    ['uptime', words.uptime, started === null ? unknown : formatCountdown((now - millisOf(started)) / 1_000), formatNanos(started)],
    ['next-restart', words.nextRestart, countdown(feed?.nextRestart ?? null), formatNanos(feed?.nextRestart ?? null)],
    ['next-login', words.nextLogin, countdown(feed?.nextLogin ?? null), formatNanos(feed?.nextLogin ?? null)],
  ];
  const restarts = info?.restarts ?? [];
  return (
    <Panel title={words.title} testId="panel-run" isPlain note={words.zone(zone)}>
      <OldStatus />
      <dl className="facts">
        {facts.map(([id, name, value, title]) => <div key={id}><dt>{name}</dt><dd className="num" title={title} data-testid={`run-${id}`}>{value}</dd></div>)}
      </dl>
      <h3 className="run-restarts">{words.restarts(restarts.length)}</h3>
      <ul className="notice-list">
        {restarts.map((restart) => (
          <li key={restart.at?.toString() ?? restart.reason} data-testid="restart">
            <span className="num muted" title={formatNanos(restart.at)}>{formatMoment(restart.at, zone)}</span>
            <span>{restart.reason}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
