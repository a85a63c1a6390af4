import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
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
import type { ChartSetup } from './chartSetup';
import type { ChartHandle } from './useBarFeed';

export interface ChartAlerts {
  /** Opens the form of a rule at a price, absent at the crosshair's, or at the last one. */
  readonly add: (price?: string) => void;
  /** A price that was pointed at, absent that of the crosshair, on the steps of prices; null before there are bars. */
  readonly priceHere: (pointed?: number | null) => string | null;
  /** Can be undone. */
  readonly move: (id: number, price: number) => void;
  /** Those whose lines are on the chart. */
  readonly rules: readonly AlertRule[];
  /** Can be undone: the rule is then made again. */
  readonly remove: (rule: AlertRule) => void;
  /** Why the last move was refused. */
  readonly problem: string | null;
}

/** The rules about prices of the charted instrument, as lines on its chart. */
export function useAlertLines(handle: ChartHandle | null, instrument: Instrument, setup: Pick<ChartSetup, 'hiddenAlerts' | 'lockedAlerts'>): ChartAlerts {
  const { client } = useStream();
  const rules = useAlertRules().data;
  const live = useLiveAlerts();
  const canAct = useCanAct();
  const save = useSaveRule();
  const takeAway = useRemoveRule();
  const [problem, setProblem] = useState<string | null>(null);
  const { id, priceIncrement, pricePrecision } = instrument;
  const { hiddenAlerts, lockedAlerts } = setup;
  const latest = useRef(rules);
  const turn = useRef<Promise<unknown>>(Promise.resolve());
  useEffect(() => {
    latest.current = rules;
  });
  const shown = useMemo(() => (rules ?? []).filter((rule) => {
    const isActive = !rule.isPaused && (rule.ends === null || millisOf(rule.ends) > client.serverNow());
    return rule.kind === 'price_cross' && rule.instrumentId === id && rule.threshold !== null && isActive;
  }), [rules, id, client]);
  const lines = useMemo((): readonly AlertLine[] => {
    const raised = new Set((live ?? []).filter(isRaised).map((event) => event.ruleId));
    return shown.flatMap((rule) => {
      if (rule.threshold === null || hiddenAlerts.includes(rule.id)) return [];
      const isWaiting = raised.has(rule.id);
      return [{
        id: rule.id, price: toPixels(rule.threshold), title: isWaiting ? t.alerts.chart.raised(rule.name) : rule.name, level: rule.level, isRaised: isWaiting,
        canMove: canAct && !lockedAlerts.includes(rule.id),
      }];
    });
  }, [shown, live, canAct, hiddenAlerts, lockedAlerts]);
  useEffect(() => handle?.chart.setAlerts(lines), [handle, lines]);

  const priceHere = useCallback((pointed?: number | null): string | null => {
    const price = pointed ?? handle?.chart.priceAtCrosshair() ?? null;
    return price === null ? null : nearestStep(price, priceIncrement, pricePrecision);
  }, [handle, priceIncrement, pricePrecision]);
  const add = useCallback((price?: string) => {
    showOverlay({ kind: 'rule', start: { mode: 'new', instrumentId: id, price: price ?? priceHere() } });
  }, [id, priceHere]);
  const change = async (ruleId: number, threshold: string): Promise<void> => {
    // As it is by now: another change may have come between.
    const rule = latest.current?.find((one) => one.id === ruleId);
    const body = rule === undefined ? null : bodyOfRule(rule, { threshold });
    if (rule === undefined || body === null) return;
    setProblem(null);
    try {
      const made = await save.mutateAsync({ rule, body });
      latest.current = latest.current?.map((one) => one.id === made.id ? made : one);
    } catch (error) {
      setProblem(t.alerts.chart.moveFailed(error instanceof Error ? error.message : ''));
      handle?.chart.setAlerts(lines);
    }
  };
  const set = (ruleId: number, threshold: string): void => {
    // One after another: each needs the version that the one before has made, however soon it is undone.
    turn.current = turn.current.then(() => change(ruleId, threshold));
  };
  const move = (ruleId: number, price: number): void => {
    const before = rules?.find((one) => one.id === ruleId)?.threshold ?? null;
    const after = nearestStep(price, priceIncrement, pricePrecision);
    set(ruleId, after);
    if (before !== null) chartHistory.note({ undo: () => set(ruleId, before), redo: () => set(ruleId, after) });
  };
  const remove = (rule: AlertRule): void => {
    const body = bodyOfRule(rule);
    let there = rule;
    const take = (): void => takeAway.mutate(there, { onError: (error) => setProblem(t.alerts.chart.moveFailed(error.message)) });
    take();
    if (body === null) return;
    chartHistory.note({ undo: () => save.mutate({ rule: null, body }, { onSuccess: (made) => (there = made) }), redo: take });
  };
  return { add, priceHere, move, problem, rules: shown, remove };
}
