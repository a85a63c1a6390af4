import type { ReactNode } from 'react';
import { formatCount, formatMillis, formatRate } from '../../lib/format';
import type { SystemStatus } from '../../lib/statusWire';
import { t } from '../../lib/text';
import { imbalanceOf } from '../../lib/verdict';
import { OldStatus } from '../../stream/OldStatus';
import { Panel } from '../../ui/Panel';
import { StateMark } from '../../ui/StateMark';
import { FigureTrend } from './FigureTrend';

/** Every received tick is accounted for: the sum is printed with its verdict. */
export function CounterPanel({ status }: { readonly status: SystemStatus }): ReactNode {
  const { counters: c } = status;
  const imbalance = imbalanceOf(status);
  const isBalanced = c.balanced ?? (imbalance === null ? null : imbalance === 0);
  const rows: readonly (readonly [string, string, number | null])[] = [
    ['received', t.counters.received, c.received],
    ['acknowledged', t.counters.acknowledged, c.acknowledged],
    ['rejected', t.counters.rejected, c.rejected],
    ['duplicate', t.counters.duplicate, c.duplicate],
    ['conflated', t.counters.conflated, c.conflated],
    ['in_flight', t.counters.inFlight, c.inFlight],
  ];
  return (
    <Panel title={t.counters.title} testId="panel-counters" isPlain>
      <OldStatus />
      <table className="table counter-table">
        <caption className="visually-hidden">{t.counters.title}</caption>
        <tbody>
          {rows.map(([id, name, value], i) => (
            <tr key={id}>
              <th scope="row"><span className="counter-sign">{i === 0 ? '' : i === 1 ? '=' : '+'}</span>{name}</th>
              <td><FigureTrend name={id} /></td>
              <td className="num right" data-testid={`counter-${id}`} data-value={value ?? ''}>{formatCount(value)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t.counters.sum}</th>
            <td className="right" colSpan={2}>
              <StateMark
                level={isBalanced === null ? 'off' : isBalanced ? 'ok' : 'critical'}
                word={isBalanced === null ? t.verdict.unknown : isBalanced ? t.balance.yes : t.balance.off(formatCount(imbalance))}
                testId="balanced"
              />
            </td>
          </tr>
        </tfoot>
      </table>
      <dl className="facts trend-facts num">
        <div><dt>{t.overview.rate}</dt><dd><FigureTrend name="received_per_s" /><span className="fact-value">{formatRate(c.receivedPerSecond)} /s</span></dd></div>
        <div><dt>{t.counters.lag}</dt><dd><FigureTrend name="lag_ms_p99" /><span className="fact-value">{formatMillis(c.lagMsP50)} · {formatMillis(c.lagMsP99)}</span></dd></div>
        {c.kinds.map((k) => (
          <div key={k.kind} data-testid={`counter-kind-${k.kind}`}>
            <dt>{t.counters.ofKind(k.kind)}</dt><dd><FigureTrend name={`kind_${k.kind}`} /><span className="fact-value">{t.counters.kindLine(formatCount(k.received), formatCount(k.acknowledged), formatCount(k.rejected))}</span></dd>
          </div>
        ))}
        <div><dt>{t.counters.spooled}</dt><dd data-testid="counter-spooled" data-value={c.spooled ?? ''}><FigureTrend name="spooled" /><span className="fact-value">{formatCount(c.spooled)}</span></dd></div>
        <div><dt>{t.counters.queue}</dt><dd><FigureTrend name="queue_depth" /><span className="fact-value">{t.counters.queueOf(formatCount(c.queueDepth), formatCount(c.queueCapacity))}</span></dd></div>
      </dl>
    </Panel>
  );
}
