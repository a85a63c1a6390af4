import { useEffect, useState, type ReactNode } from 'react';
import { bodyOfRule, useAlertRules, useRemoveRule, useSaveRule } from '../../api/alerts';
import { useCanAct } from '../../api/queries';
import type { AlertRule } from '../../lib/alertWire';
import { t } from '../../lib/text';
import { Icon } from '../../ui/Icon';
import { showOverlay } from '../../ui/overlays';
import { Empty, Loaded, Panel, Problem } from '../../ui/Panel';
import { RuleItem } from './RuleItem';

const undoMillis = 10_000;

export function RulesPanel(): ReactNode {
  const rules = useAlertRules();
  const canAct = useCanAct();
  const remove = useRemoveRule();
  const restore = useSaveRule();
  const [removed, setRemoved] = useState<AlertRule | null>(null);
  const words = t.alerts.rules;
  useEffect(() => {
    if (removed === null) return undefined;
    const timer = setTimeout(() => setRemoved(null), undoMillis);
    return () => clearTimeout(timer);
  }, [removed]);
  const paused = rules.data?.filter((rule) => rule.isPaused).length ?? 0;
  const body = removed === null ? null : bodyOfRule(removed);
  return (
    <Panel
      title={words.title}
      testId="panel-rules"
      isPlain
      className="alerts-rules"
      note={rules.data === undefined ? undefined : words.count(rules.data.length, paused)}
      actions={(
        <button
          type="button"
          className="button button-primary"
          data-testid="new-rule"
          disabled={!canAct}
          title={canAct ? undefined : t.needsToken}
          onClick={() => showOverlay({ kind: 'rule', start: { mode: 'new', instrumentId: null, price: null } })}
        >
          <Icon name="plus" /> {words.add}
        </button>
      )}
    >
      {removed !== null && (
        <p className="notice" role="status" data-testid="undo-rule">
          <Icon name="remove" /> {words.removed(removed.name)}
          {body !== null && (
            <button
              type="button"
              className="button"
              onClick={() => {
                restore.mutate({ rule: null, body });
                setRemoved(null);
              }}
            >
              {t.undo}
            </button>
          )}
        </p>
      )}
      {remove.error !== null && <Problem failure={remove.error} />}
      {restore.error !== null && <Problem failure={restore.error} />}
      <Loaded query={rules} rows={6} isEmpty={(list) => list.length === 0} empty={<Empty title={words.none}>{words.noneNext}</Empty>}>
        {(list) => (
          <ul className="rule-list">
            {list.map((rule) => (
              <RuleItem key={rule.id} rule={rule} canAct={canAct} onRemove={(one) => remove.mutate(one, { onSuccess: () => setRemoved(one) })} />
            ))}
          </ul>
        )}
      </Loaded>
    </Panel>
  );
}
