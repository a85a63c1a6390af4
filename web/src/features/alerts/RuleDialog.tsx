import { useState, type FormEvent, type ReactNode } from 'react';
import { useAlertRules, useSaveRule, useTestRule } from '../../api/alerts';
import { ApiError } from '../../api/http';
import { useCanAct } from '../../api/queries';
import type { RuleStart } from '../../lib/alertWire';
import { localZone } from '../../lib/time';
import { t } from '../../lib/text';
import { Dialog } from '../../ui/Dialog';
import { Icon } from '../../ui/Icon';
import { closeOverlay } from '../../ui/overlays';
import { Problem } from '../../ui/Panel';
import { RuleFields } from './RuleFields';
import { draftOf, faultsOf, readDraft, type RuleDraft, type RuleFaults } from './ruleForm';
import { TestAnswer } from './TestAnswer';
import './alerts.css';

/** Makes or changes a rule. What is wrong is told at its field when somebody saves or tests, and as long as it stays wrong. */
export default function RuleDialog({ start }: { readonly start: RuleStart }): ReactNode {
  const zone = localZone();
  const [draft, setDraft] = useState(() => draftOf(start, zone));
  const [isTried, setTried] = useState(false);
  const [refused, setRefused] = useState<RuleFaults>({});
  const rules = useAlertRules();
  const canAct = useCanAct();
  const save = useSaveRule();
  const test = useTestRule();
  const words = t.alerts.form;
  const original = start.mode === 'edit' ? start.rule : null;
  const isOverwritten = save.error instanceof ApiError && save.error.status === 412;
  const read = readDraft(draft, zone, original?.ends ?? null);
  const faults: RuleFaults = { ...refused, ...(isTried ? read.faults ?? {} : {}) };

  const change = (part: Partial<RuleDraft>): void => {
    setDraft((now) => ({ ...now, ...part }));
    setRefused({});
    test.reset();
  };
  const refuse = (error: Error): void => setRefused(error instanceof ApiError ? faultsOf(error.pointers) : {});
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (read.body === null || !canAct) return;
    // After a refusal because of another change the newest version is meant.
    const version = isOverwritten ? rules.data?.find((rule) => rule.id === original?.id)?.version ?? original?.version ?? 0 : original?.version ?? 0;
    save.mutate({ rule: original === null ? null : { id: original.id, version }, body: read.body }, { onSuccess: closeOverlay, onError: refuse });
  };
  const tryOut = (): void => {
    setTried(true);
    if (read.body !== null) test.mutate(read.body, { onError: refuse });
  };
  const failure = [save.error, test.error].find((error) => error !== null && !(error instanceof ApiError && Object.keys(faultsOf(error.pointers)).length > 0));

  return (
    <Dialog label={words.titles[start.mode]} testId="rule-dialog" className="rule-dialog" onClose={closeOverlay}>
      <header className="dialog-head">
        <h2>{words.titles[start.mode]}</h2>
        <button type="button" className="icon-button" aria-label={t.close} title={t.close} onClick={closeOverlay}><Icon name="close" /></button>
      </header>
      <form className="rule-form" onSubmit={submit} noValidate>
        <RuleFields draft={draft} faults={faults} zone={zone} onChange={change} />
        {isOverwritten ? <p className="field-error" role="alert" data-testid="rule-conflict"><Icon name="warning" /> {words.changedElsewhere}</p>
          : failure !== undefined && failure !== null && <Problem failure={failure} />}
        {test.data !== undefined && !test.isPending && <TestAnswer answer={test.data} />}
        {!canAct && <p className="muted">{t.needsToken}</p>}
        <p className="form-foot">
          <button type="button" className="button rule-try" data-testid="form-test" disabled={!canAct || test.isPending} onClick={tryOut}>
            {test.isPending ? t.alerts.rules.testing : t.alerts.rules.test}
          </button>
          <button type="button" className="button" onClick={closeOverlay}>{t.cancel}</button>
          <button type="submit" className="button button-primary" data-testid="form-save" disabled={!canAct || save.isPending}>{words.save[start.mode]}</button>
        </p>
      </form>
    </Dialog>
  );
}
