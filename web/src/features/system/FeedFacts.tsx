import type { ReactNode } from 'react';
import { formatCount, formatMillis, formatNanos, formatSince, unknown } from '../../lib/format';
import type { SystemStatus } from '../../lib/statusWire';
import { localZone } from '../../lib/time';
import { t } from '../../lib/text';
import { useStream } from '../../stream/context';
import { OldStatus } from '../../stream/OldStatus';
import { Panel } from '../../ui/Panel';
import { FigureTrend } from './FigureTrend';

export function FeedFacts({ status }: { readonly status: SystemStatus }): ReactNode {
  const { client } = useStream();
  const { feed, store } = status;
  const zone = localZone();
  const now = client.serverNow();
  const facts: readonly (readonly [string, string, (string | undefined)?, string?])[] = [
    [t.facts.gateway, feed?.endpoint ?? unknown],
    [t.facts.serverVersion, feed?.serverVersion === null || feed === null ? unknown : String(feed.serverVersion)],
    [t.facts.lastMessage, formatSince(feed?.lastMessage ?? null, now, zone), formatNanos(feed?.lastMessage ?? null)],
    [t.facts.roundTrip, formatMillis(feed?.roundTripMs), undefined, 'round_trip_ms'],
    [t.facts.brokerClock, formatMillis(feed?.clockOffsetMs), undefined, 'clock_offset_ms'],
    [t.facts.reconnects, formatCount(feed?.reconnects), undefined, 'reconnects'],
    [t.facts.storage, store?.problem ?? store?.description ?? status.storage ?? unknown],
    [t.facts.browserClock, formatMillis(client.clock.millis)],
    [t.facts.browserRoundTrip, formatMillis(client.clock.roundTripMillis)],
  ];
  return (
    <Panel title={t.facts.title} testId="panel-facts" isPlain>
      <OldStatus />
      <dl className="facts trend-facts">
        {facts.map(([name, value, title, trend]) => <div key={name}><dt>{name}</dt><dd className="num" title={title ?? value}>{trend !== undefined && <FigureTrend name={trend} />}<span className="fact-value">{value}</span></dd></div>)}
      </dl>
    </Panel>
  );
}
