import { useState, type FormEvent, type ReactNode } from 'react';
import { useBackfill, useExplainGap } from '../../api/queries';
import type { Gap } from '../../api/types';
import { t } from '../../lib/text';
import { Dialog } from '../../ui/Dialog';
import { Icon } from '../../ui/Icon';

const longestExplanation = 1_000;

/** What a person can do about a gap: have it filled, or say why there is no data. */
export function GapActions({ gap, canAct }: { readonly gap: Gap; readonly canAct: boolean }): ReactNode {
  const [isExplaining, setIsExplaining] = useState(false);
  const backfill = useBackfill();
  if (gap.state === 'filled' || gap.state === 'filling') return null;
  const what = gap.instrumentId ?? t.gaps.all;
  // No source keeps the history of order books.
  const canFill = gap.kind !== 'depth' && gap.instrumentId !== null && gap.from !== null && gap.to !== null && gap.state !== 'explained';
  return (
    <span className="gap-actions">
      {canFill && (
        <button
          type="button"
          className="button"
          data-testid="gap-backfill"
          aria-label={t.gaps.backfillOf(what)}
          disabled={!canAct || backfill.isPending || backfill.isSuccess}
          title={!canAct ? t.needsToken : backfill.isSuccess ? t.gaps.started : undefined}
          onClick={() => backfill.mutate(gap)}
        >
          {t.gaps.backfill}
        </button>
      )}
      <button
        type="button"
        className="link-button"
        data-testid="gap-explain"
        aria-label={t.gaps.explainOf(what)}
        disabled={!canAct}
        title={canAct ? undefined : t.needsToken}
        onClick={() => setIsExplaining(true)}
      >
        {t.gaps.explain}
      </button>
      {backfill.error !== null && <span className="field-error" role="alert"><Icon name="warning" /> {backfill.error.message}</span>}
      {isExplaining && <ExplainDialog gap={gap} label={t.gaps.explainOf(what)} onClose={() => setIsExplaining(false)} />}
    </span>
  );
}

function ExplainDialog({ gap, label, onClose }: { readonly gap: Gap; readonly label: string; readonly onClose: () => void }): ReactNode {
  const [text, setText] = useState(gap.state === 'explained' ? gap.explanation ?? '' : '');
  const explain = useExplainGap();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    explain.mutate({ id: gap.id, explanation: text.trim() }, { onSuccess: onClose });
  };
  return (
    <Dialog label={label} testId="gap-explain-dialog" onClose={onClose}>
      <form className="gap-explain" onSubmit={submit}>
        <label>
          {t.gaps.explanation}
          <input type="text" maxLength={longestExplanation} value={text} data-testid="gap-explanation" onChange={(event) => setText(event.target.value)} />
        </label>
        {explain.error !== null && <p className="field-error" role="alert"><Icon name="warning" /> {explain.error.message}</p>}
        <div className="gap-actions">
          <button type="submit" className="button" data-testid="gap-save" disabled={text.trim() === '' || explain.isPending}>{t.gaps.save}</button>
          <button type="button" className="button" onClick={onClose}>{t.cancel}</button>
        </div>
      </form>
    </Dialog>
  );
}
