import type { ReactNode } from 'react';
import { formatCount } from '../../lib/format';
import type { BrokerLimit } from '../../lib/statusWire';
import { t } from '../../lib/text';
import { OldStatus } from '../../stream/OldStatus';
import { Empty, Panel } from '../../ui/Panel';
import { FigureTrend } from './FigureTrend';

/** What the broker allows, and how much of it is in use. */
export function LimitsPanel({ limits }: { readonly limits: readonly BrokerLimit[] }): ReactNode {
  return (
    <Panel title={t.limits.title} testId="panel-limits" isPlain>
      <OldStatus />
      {limits.length === 0 ? <Empty title={t.limits.none}>{t.limits.noneNext}</Empty> : (
        <dl className="facts trend-facts limits">
          {limits.map((limit) => (
            <div key={limit.name} data-testid={`limit-${limit.name}`} data-used={limit.used} data-limit={limit.limit ?? ''}>
              <dt>{t.limits.name(limit.name)}</dt>
              <dd className="num">
                <span className="fact-drawn">
                  <FigureTrend name={`limit_${limit.name}`} />
                  {limit.limit !== null && limit.limit > 0 && (
                    <meter min={0} max={limit.limit} high={limit.limit * 0.9} value={Math.min(limit.used, limit.limit)} aria-label={t.limits.name(limit.name)} />
                  )}
                </span>
                <span className="fact-value">{limit.limit === null ? t.limits.open(formatCount(limit.used)) : t.limits.of(formatCount(limit.used), formatCount(limit.limit))}</span>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Panel>
  );
}
