import type { ReactNode } from 'react';
import type { SystemInfo } from '../../api/types';
import { formatCount, formatInstant, formatMillis, formatNanos, formatSince, unknown } from '../../lib/format';
import type { SystemStatus } from '../../lib/statusWire';
import { localZone } from '../../lib/time';
import { t } from '../../lib/text';
import { useStream } from '../../stream/context';
import { Panel } from '../../ui/Panel';

export function FeedFacts({ status, info }: { readonly status: SystemStatus; readonly info: SystemInfo | undefined }): ReactNode {
  const { client } = useStream();
  const { feed, store } = status;
  const zone = localZone();
  const now = client.serverNow();
  const facts: readonly (readonly [string, string, string?])[] = [
    [t.facts.gateway, feed?.endpoint ?? unknown],
    [t.facts.serverVersion, feed?.serverVersion === null || feed === null ? unknown : String(feed.serverVersion)],
    [t.facts.lastMessage, formatSince(feed?.lastMessage ?? null, now, zone), formatNanos(feed?.lastMessage ?? null)],
    [t.facts.roundTrip, formatMillis(feed?.roundTripMs)],
    [t.facts.brokerClock, formatMillis(feed?.clockOffsetMs)],
    [t.facts.reconnects, formatCount(feed?.reconnects)],
    [t.facts.storage, store?.problem ?? store?.description ?? status.storage ?? unknown],
    [t.facts.browserClock, formatMillis(client.clock.millis)],
    [t.facts.browserRoundTrip, formatMillis(client.clock.roundTripMillis)],
    [t.facts.version, info === undefined ? unknown : info.commit === null ? info.version : `${info.version} (${info.commit.slice(0, 9)})`],
    [t.facts.started, info === undefined ? unknown : formatInstant(info.startedAt, zone), formatNanos(info?.startedAt ?? null)],
  ];
  return (
    <Panel title={t.facts.title} testId="panel-facts" isPlain>
      <dl className="facts">
        {facts.map(([name, value, title]) => <div key={name}><dt>{name}</dt><dd className="num" title={title ?? value}>{value}</dd></div>)}
      </dl>
    </Panel>
  );
}
