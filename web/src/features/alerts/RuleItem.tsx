import type { ReactNode } from 'react';
import { bodyOfRule, useSaveRule, useTestRule } from '../../api/alerts';
import type { AlertRule } from '../../lib/alertWire';
import { formatNanos, formatZoned } from '../../lib/format';
import { chartPath } from '../../lib/paths';
import { localZone, millisOf } from '../../lib/time';
import { t } from '../../lib/text';
import { useStream } from '../../stream/context';
import { Icon } from '../../ui/Icon';
import { showOverlay } from '../../ui/overlays';
import { Link } from '../../ui/router';
import { StateMark } from '../../ui/StateMark';
import { useNow } from '../../ui/useNow';
import { LevelMark } from './LevelMark';
import { formatSpan } from './ruleForm';
import { TestAnswer } from './TestAnswer';

/** A rule with what it did and what can be done with it. */
export function RuleItem({ rule, canAct, onRemove }: { readonly rule: AlertRule; readonly canAct: boolean; readonly onRemove: (rule: AlertRule) => void }): ReactNode {
  const save = useSaveRule();
  const test = useTestRule();
  const words = t.alerts.rules;
  const body = bodyOfRule(rule, { is_paused: !rule.isPaused });
  return (
    <li className="rule" data-testid="rule" data-id={rule.id} data-paused={rule.isPaused}>
      <div className="rule-head">
        <LevelMark level={rule.level} isIconOnly />
        <h3>{rule.name}</h3>
        <RuleState rule={rule} />
        <span className="rule-actions">
          <button type="button" className="button" data-testid="rule-try" disabled={!canAct || test.isPending} title={canAct ? words.testOf(rule.name) : t.needsToken} onClick={() => test.mutate(rule.id)}>
            {test.isPending ? words.testing : words.test}
          </button>
          {body !== null && (
            <>
              <IconAct icon="edit" testId="rule-edit" label={words.edit(rule.name)} canAct={canAct} onClick={() => showOverlay({ kind: 'rule', start: { mode: 'edit', rule } })} />
              <IconAct icon="copy" testId="rule-copy" label={words.copy(rule.name)} canAct={canAct} onClick={() => showOverlay({ kind: 'rule', start: { mode: 'copy', rule } })} />
              <IconAct
                icon={rule.isPaused ? 'play' : 'pause'}
                testId="rule-pause"
                label={rule.isPaused ? words.resume(rule.name) : words.pause(rule.name)}
                canAct={canAct && !save.isPending}
                onClick={() => save.mutate({ rule, body })}
              />
            </>
          )}
          <IconAct icon="remove" testId="rule-remove" label={words.remove(rule.name)} canAct={canAct} onClick={() => onRemove(rule)} />
        </span>
      </div>
      <p className="rule-text" data-testid="rule-text">{rule.text}{body === null && <span className="muted"> {words.unknownKind}</span>}</p>
      <RuleFacts rule={rule} />
      {save.error !== null && <p className="field-error" role="alert"><Icon name="warning" /> {save.error.message}</p>}
      {test.error !== null && <p className="field-error" role="alert"><Icon name="warning" /> {test.error.message}</p>}
      {test.data !== undefined && !test.isPending && <TestAnswer answer={test.data} />}
    </li>
  );
}

function IconAct({ icon, testId, label, canAct, onClick }: {
  readonly icon: 'edit' | 'copy' | 'play' | 'pause' | 'remove';
  readonly testId: string;
  readonly label: string;
  readonly canAct: boolean;
  readonly onClick: () => void;
}): ReactNode {
  return (
    <button type="button" className="icon-button" data-testid={testId} disabled={!canAct} title={canAct ? label : t.needsToken} aria-label={label} onClick={onClick}>
      <Icon name={icon} />
    </button>
  );
}

function RuleState({ rule }: { readonly rule: AlertRule }): ReactNode {
  const { client } = useStream();
  useNow(1_000);
  const hasEnded = rule.ends !== null && millisOf(rule.ends) <= client.serverNow();
  if (hasEnded) return <StateMark level="off" word={t.alerts.rules.ended} testId="rule-state" />;
  if (rule.isPaused) return <span className="mark mark-off" data-testid="rule-state"><Icon name="pause" /> {t.alerts.rules.paused}</span>;
  return null;
}

function RuleFacts({ rule }: { readonly rule: AlertRule }): ReactNode {
  const words = t.alerts.rules;
  const zone = localZone();
  return (
    <p className="rule-facts muted num">
      {rule.instrumentId !== null && <Link to={chartPath(rule.instrumentId)}>{rule.instrumentId}</Link>}
      <span data-testid="rule-fired" data-value={rule.fired}>{words.fired(rule.fired)}</span>
      {rule.lastFired !== null && <span title={formatNanos(rule.lastFired)}>{words.last(formatZoned(rule.lastFired, zone))}</span>}
      <span>{words.cooldown(formatSpan(rule.cooldownSeconds))}</span>
      {rule.ends !== null && <span title={formatNanos(rule.ends)}>{words.ends(formatZoned(rule.ends, zone))}</span>}
      {rule.deliver.length > 0 && <span>{words.tells(rule.deliver.map((route) => t.alerts.routeNames[route]).join(', '))}</span>}
    </p>
  );
}
