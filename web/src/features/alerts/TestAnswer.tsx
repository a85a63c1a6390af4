import type { ReactNode } from 'react';
import type { RuleTest } from '../../lib/alertWire';
import { formatNanos, formatZoned } from '../../lib/format';
import { localZone } from '../../lib/time';
import { t } from '../../lib/text';
import { Icon } from '../../ui/Icon';

const shownTimes = 5;

/** What the rule would have done, and when. */
export function TestAnswer({ answer }: { readonly answer: RuleTest }): ReactNode {
  const { times, fired, text } = answer;
  return (
    <p className="rule-test" role="status" data-testid="rule-test" data-value={fired}>
      <Icon name="info" /> <strong>{text}</strong>
      {times.length > 0 && (
        <span className="muted num">
          {t.alerts.rules.times}: {times.slice(0, shownTimes).map((at, i) => <span key={`${at} ${i}`} title={formatNanos(at)}>{i > 0 && ', '}{formatZoned(at, localZone())}</span>)}
          {fired > shownTimes && ` ${t.alerts.rules.moreTimes(fired - shownTimes)}`}
        </span>
      )}
    </p>
  );
}
