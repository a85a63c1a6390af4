import type { ReactNode } from 'react';
import { formatMillis, unknown } from '../lib/format';
import { t } from '../lib/text';
import { browserMillis } from '../stream/clock';
import { useHealth, useStream } from '../stream/context';
import type { LegTimes } from '../stream/latency';
import { useNow } from '../ui/useNow';

/** Where the age of a tick comes from: each leg of its way in the last minute, and what the clocks say. */
export function LatencyCard({ id }: { readonly id: string }): ReactNode {
  const { client, latency } = useStream();
  const p50 = useHealth((status) => status?.counters.lagMsP50 ?? null);
  const p99 = useHealth((status) => status?.counters.lagMsP99 ?? null);
  const max = useHealth((status) => status?.counters.lagMsMax ?? null);
  useNow(1_000);
  const now = browserMillis();
  const words = t.tickAge;
  const rows: readonly (readonly [string, string, LegTimes | null])[] = [
    ['exchange', words.legs.exchange, latency.of('exchange', now)],
    ['gateway', words.legs.gateway, latency.of('gateway', now)],
    ['database', words.legs.database, p50 === null || p99 === null || max === null ? null : { p50, p99, max }],
    ['browser', words.legs.browser, latency.of('browser', now)],
    ['pixel', words.legs.pixel, latency.of('pixel', now)],
  ];
  return (
    <div className="latency-card" id={id} role="tooltip" data-testid="latency">
      <table className="table">
        <caption>{words.breakdown}</caption>
        <thead><tr><th scope="col">{words.leg}</th><th scope="col" className="right">p50</th><th scope="col" className="right">p99</th><th scope="col" className="right">{words.max}</th></tr></thead>
        <tbody>
          {rows.map(([leg, name, times]) => (
            <tr key={leg} data-testid={`leg-${leg}`}>
              <th scope="row">{name}</th>
              {(['p50', 'p99', 'max'] as const).map((part) => (
                <td key={part} className="num right" data-part={part} data-value={times?.[part] ?? ''}>{times === null ? unknown : formatMillis(times[part])}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="muted" data-testid="clock-offset" data-value={client.clock.millis ?? ''}>{words.offset(client.clock.millis, client.clock.roundTripMillis)}</p>
    </div>
  );
}
