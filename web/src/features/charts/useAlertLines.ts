import { useCallback, useEffect, useMemo, useState } from 'react';
import { bodyOfRule, useAlertRules, useRemoveRule, useSaveRule } from '../../api/alerts';
import { useCanAct } from '../../api/queries';
import type { Instrument } from '../../api/types';
import type { AlertLine } from '../../chart/AlertLines';
import { isRaised } from '../../lib/alerts';
import type { AlertRule } from '../../lib/alertWire';
import { nearestStep, toPixels } from '../../lib/decimal';
import { millisOf } from '../../lib/time';
import { t } from '../../lib/text';
import { useLiveAlerts, useStream } from '../../stream/context';
import { showOverlay } from '../../ui/overlays';
import { chartHistory } from './chartHistory';
import type { ChartHandle } from './useBarFeed';

export interface ChartAlerts {
  /** Opens the form of a rule at the crosshair's price, or at the last one. */
  readonly add: () => void;
  readonly move: (id: number, price: number) => void;
  /** Those whose lines are on the chart. */
  readonly rules: readonly AlertRule[];
  /** Can be undone: the rule is then made again. */
  readonly remove: (rule: AlertRule) => void;
  /** Why the last move was refused. */
  readonly problem: string | null;
}

/** The rules about prices of the charted instrument, as lines on its chart. */
export function useAlertLines(handle: ChartHandle | null, instrument: Instrument): ChartAlerts {
  const { client } = useStream();
  const rules = useAlertRules().data;
  const live = useLiveAlerts();
  const canAct = useCanAct();
  const save = useSaveRule();
  const takeAway = useRemoveRule();
  const [problem, setProblem] = useState<string | null>(null);
  const { id, priceIncrement, pricePrecision } = instrument;
  const shown = useMemo(() => (rules ?? []).filter((rule) => {
    const isActive = !rule.isPaused && (rule.ends === null || millisOf(rule.ends) > client.serverNow());
    return rule.kind === 'price_cross' && rule.instrumentId === id && rule.threshold !== null && isActive;
  }), [rules, id, client]);
  const lines = useMemo((): readonly AlertLine[] => {
    const raised = new Set((live ?? []).filter(isRaised).map((event) => event.ruleId));
    return shown.flatMap((rule) => {
      if (rule.threshold === null) return [];
      const isWaiting = raised.has(rule.id);
      return [{
        id: rule.id, price: toPixels(rule.threshold), title: isWaiting ? t.alerts.chart.raised(rule.name) : rule.name, level: rule.level, isRaised: isWaiting,
        canMove: canAct,
      }];
    });
  }, [shown, live, canAct]);
  useEffect(() => handle?.chart.setAlerts(lines), [handle, lines]);

  const add = useCallback(() => {
    const price = handle?.chart.priceAtCrosshair() ?? null;
    showOverlay({ kind: 'rule', start: { mode: 'new', instrumentId: id, price: price === null ? null : nearestStep(price, priceIncrement, pricePrecision) } });
  }, [handle, id, priceIncrement, pricePrecision]);
  const move = (ruleId: number, price: number): void => {
    const rule = rules?.find((one) => one.id === ruleId);
    const body = rule === undefined ? null : bodyOfRule(rule, { threshold: nearestStep(price, priceIncrement, pricePrecision) });
    if (rule === undefined || body === null) return;
    setProblem(null);
    save.mutate({ rule, body }, {
      onError: (error) => {
        setProblem(t.alerts.chart.moveFailed(error.message));
        handle?.chart.setAlerts(lines);
      },
    });
  };
  const remove = (rule: AlertRule): void => {
    const body = bodyOfRule(rule);
    let there = rule;
    const take = (): void => takeAway.mutate(there, { onError: (error) => setProblem(t.alerts.chart.moveFailed(error.message)) });
    take();
    if (body === null) return;
    chartHistory.note({ undo: () => save.mutate({ rule: null, body }, { onSuccess: (made) => (there = made) }), redo: take });
  };
  return { add, move, problem, rules: shown, remove };
}
