import type { UseQueryResult } from '@tanstack/react-query';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useIsAdmin, useSetRetention } from '../../api/retention';
import type { Retention, RetentionPolicy } from '../../lib/retentionWire';
import { t } from '../../lib/text';
import { Dialog } from '../../ui/Dialog';
import { Loaded, Panel, Problem } from '../../ui/Panel';
import { isPeriod } from './retention';
import { TypedConfirmation } from './TypedConfirmation';

const words = t.retention.policy;
const periods = ['ticks', 'quotes', 'barsSeconds', 'barsMinutes', 'barsLong', 'packAfter'] as const satisfies readonly (keyof RetentionPolicy)[];

export function PolicyPanel({ report }: { readonly report: UseQueryResult<Retention> }): ReactNode {
  return (
    <Panel
      title={words.title}
      testId="panel-policy"
      className="retention-policy"
      note={report.data === undefined ? undefined : report.data.isStored ? words.stored : words.fromFile}
    >
      <Loaded query={report} rows={14}>{(data) => <PolicyForm policy={data.policy} />}</Loaded>
    </Panel>
  );
}

/** Shows the policy in force until a person begins to write another. */
function PolicyForm({ policy }: { readonly policy: RetentionPolicy }): ReactNode {
  const [draft, setDraft] = useState<Partial<RetentionPolicy>>({});
  const [isAsking, setIsAsking] = useState(false);
  const save = useSetRetention();
  const isAdmin = useIsAdmin();
  const wanted: RetentionPolicy = { ...policy, ...draft };
  const isChanged = periods.some((name) => wanted[name] !== policy[name]) || wanted.deleteUnexported !== policy.deleteUnexported;
  const isWrong = periods.some((name) => !isPeriod(wanted[name]));
  const change = (part: Partial<RetentionPolicy>): void => {
    save.reset();
    setDraft((now) => ({ ...now, ...part }));
  };
  const store = (): void => save.mutate(wanted, { onSuccess: () => setDraft({}), onSettled: () => setIsAsking(false) });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!isAdmin || isWrong || !isChanged) return;
    if (wanted.deleteUnexported && !policy.deleteUnexported) setIsAsking(true);
    else store();
  };
  return (
    <form className="form" onSubmit={submit} data-testid="policy-form">
      <div className="policy-periods">
        {periods.map((name) => (
          <label key={name} className="field">
            <span>{words[name]}</span>
            <input
              type="text"
              spellCheck={false}
              autoComplete="off"
              maxLength={6}
              data-testid={`policy-${name}`}
              value={wanted[name]}
              readOnly={!isAdmin}
              aria-invalid={!isPeriod(wanted[name])}
              onChange={(event) => change({ [name]: event.target.value.trim() })}
            />
          </label>
        ))}
      </div>
      <p className={isWrong ? 'field-error' : 'muted form-note'}>{isWrong ? words.wrong : words.help}</p>
      <label className="check">
        <input
          type="checkbox"
          data-testid="policy-unexported"
          checked={wanted.deleteUnexported}
          disabled={!isAdmin}
          onChange={(event) => change({ deleteUnexported: event.target.checked })}
        />
        {words.unexported}
      </label>
      <p className="muted form-note">{words.unexportedNote}</p>
      {save.error !== null && <Problem failure={save.error} />}
      <div className="form-foot">
        {save.isSuccess && <span role="status" data-testid="policy-saved">{words.saved}</span>}
        <button type="submit" className="button button-primary" data-testid="policy-save" disabled={!isAdmin || !isChanged || isWrong || save.isPending} title={isAdmin ? undefined : words.needsAdmin}>
          {words.save}
        </button>
      </div>
      {!isAdmin && <p className="muted form-note">{words.needsAdmin}</p>}
      {isAsking && <AskDialog isBusy={save.isPending} onAgree={store} onClose={() => setIsAsking(false)} />}
    </form>
  );
}

function AskDialog({ isBusy, onAgree, onClose }: { readonly isBusy: boolean; readonly onAgree: () => void; readonly onClose: () => void }): ReactNode {
  const [isTyped, setIsTyped] = useState(false);
  const confirm = t.retention.confirm;
  return (
    <Dialog label={confirm.title} testId="policy-dialog" onClose={onClose}>
      <h2>{confirm.title}</h2>
      <TypedConfirmation consequence={confirm.policy} onChange={setIsTyped} />
      <div className="form-foot">
        <button type="button" className="button button-primary" data-testid="policy-agree" disabled={!isTyped || isBusy} onClick={onAgree}>{confirm.act}</button>
        <button type="button" className="button" onClick={onClose}>{t.cancel}</button>
      </div>
    </Dialog>
  );
}
