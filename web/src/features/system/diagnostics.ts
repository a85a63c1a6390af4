import type { Subscriptions, SystemInfo } from '../../api/types';
import { formatCount, formatMillis, formatNanos, formatRate, unknown } from '../../lib/format';
import type { SystemStatus } from '../../lib/statusWire';
import { t } from '../../lib/text';
import { verdictOf } from '../../lib/verdict';
import type { StreamClient } from '../../stream/client';

/** All that is on the page, as text for a report. Holds no token and no account: the page has none. */
export function diagnosticsText(
  status: SystemStatus,
  info: SystemInfo | undefined,
  lines: Subscriptions | undefined,
  client: StreamClient,
): string {
  const { counters: c, feed, store } = status;
  const verdict = verdictOf(status);
  const counts = client.counts;
  return [
    `Argonaut ${info?.version ?? unknown} ${info?.commit ?? ''}`.trim(),
    `as of ${formatNanos(status.asOf)}, mode ${status.mode}${status.simulated ? ' (simulated)' : ''}, started ${formatNanos(info?.startedAt ?? null)}`,
    `${status.tradeVerdict ?? ''}`,
    `${status.verdict ?? ''}`,
    `configuration ${info?.configHash ?? unknown}, runtime ${info?.runtime ?? unknown}`,
    ...(info?.restarts ?? []).map((restart) => `restart ${formatNanos(restart.at)}: ${restart.reason}`),
    `can record: ${verdict.canRecord === null ? 'unknown' : verdict.canRecord ? 'yes' : 'no'}`,
    ...verdict.reasons.map((reason) => `  - ${reason}`),
    '',
    'stages',
    ...status.stages.map((s) =>
      `  ${s.name}: ${s.state} since ${formatNanos(s.since)}, last success ${formatNanos(s.lastSuccess)}, `
      + `${formatRate(s.ratePerSecond)}/s, p99 ${formatMillis(s.delayMsP99)} ${[s.detail, s.lastError === null ? null : `${formatNanos(s.lastErrorAt)} ${s.lastError}`].filter((line) => line !== null).join('; last error: ')}`.trimEnd()),
    '',
    `counters: received ${formatCount(c.received)} = acknowledged ${formatCount(c.acknowledged)} + rejected ${formatCount(c.rejected)}`
    + ` + duplicate ${formatCount(c.duplicate)} + conflated ${formatCount(c.conflated)} + in flight ${formatCount(c.inFlight)}`
    + ` (${c.balanced === null ? 'unknown' : c.balanced ? 'balanced' : 'NOT balanced'})`,
    ...c.kinds.map((k) => `  ${k.kind}: received ${formatCount(k.received)}, acknowledged ${formatCount(k.acknowledged)}, rejected ${formatCount(k.rejected)}`),
    `rate ${formatRate(c.receivedPerSecond)}/s, write delay p50 ${formatMillis(c.lagMsP50)}, p99 ${formatMillis(c.lagMsP99)}, `
    + `spooled ${formatCount(c.spooled)}, queue ${formatCount(c.queueDepth)} of ${formatCount(c.queueCapacity)}`,
    ...(feed?.limits ?? []).map((limit) => `limit ${t.limits.name(limit.name)}: ${formatCount(limit.used)} of ${limit.limit === null ? 'no known limit' : formatCount(limit.limit)}`),
    `next restart of the broker ${formatNanos(feed?.nextRestart ?? null)}, next forced login ${formatNanos(feed?.nextLogin ?? null)}`,
    `gateway: protocol ${feed?.serverVersion ?? unknown}, last message ${formatNanos(feed?.lastMessage ?? null)}, round trip ${formatMillis(feed?.roundTripMs)}, `
    + `clock ahead by ${formatMillis(feed?.clockOffsetMs)}, reconnects ${formatCount(feed?.reconnects)}`,
    `feed: ${feed?.state ?? unknown} ${feed?.endpoint ?? ''} ${feed?.detail ?? ''}`.trimEnd(),
    `store: ${store?.problem ?? store?.description ?? status.storage ?? unknown}`,
    `lines: ${formatCount(lines?.linesUsed)} of ${formatCount(lines?.linesLimit)}`,
    ...(lines?.items ?? []).map((l) => `  ${l.instrumentId} ${l.kind}: ${l.state} since ${formatNanos(l.since)}, last tick ${formatNanos(l.lastTick)}, ${formatRate(l.ratePerSecond)}/s, delay ${formatMillis(l.delayMs)}, last error ${l.lastError === null ? 'none' : `${formatNanos(l.lastErrorAt)} ${l.lastError}`}. ${l.reason}`.trimEnd()),
    '',
    `page: ${counts.messages} messages, ${counts.subscriptions} subscriptions, ${counts.reconnects} reconnects, ${counts.resyncs} resyncs, `
    + `clock offset ${formatMillis(client.clock.millis)}, round trip ${formatMillis(client.clock.roundTripMillis)}`,
    ...(feed?.notices ?? []).map((n) => `notice ${formatNanos(n.at)} ${n.code ?? ''} ${n.instrumentId ?? ''} ${n.text}`),
  ].join('\n');
}
