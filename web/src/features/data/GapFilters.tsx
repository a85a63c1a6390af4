import type { ReactNode } from 'react';
import { useBackfill } from '../../api/queries';
import type { Gap } from '../../api/types';
import { t } from '../../lib/text';
import { Icon } from '../../ui/Icon';
import { canBackfill, choicesOf, type GapFilter } from './gapFilter';

const mostAtOnce = 10;

/** Narrows the ledger of gaps, and has what is shown filled. */
export function GapFilters({ gaps, found, filter, onChange, canAct }: {
  readonly gaps: readonly Gap[];
  readonly found: readonly Gap[];
  readonly filter: GapFilter;
  readonly onChange: (filter: GapFilter) => void;
  readonly canAct: boolean;
}): ReactNode {
  const backfill = useBackfill();
  const fillable = found.filter(canBackfill).slice(0, mostAtOnce);
  return (
    <>
      <Choice label={t.gapFilter.instrument} any={t.gapFilter.anyInstrument} testId="gap-instrument" value={filter.instrumentId} values={choicesOf(gaps, (gap) => gap.instrumentId)} onChange={(instrumentId) => onChange({ ...filter, instrumentId })} />
      <Choice label={t.gapFilter.kind} any={t.gapFilter.anyKind} testId="gap-kind" value={filter.kind} values={choicesOf(gaps, (gap) => gap.kind)} onChange={(kind) => onChange({ ...filter, kind })} />
      <Choice label={t.gapFilter.state} any={t.gapFilter.anyState} testId="gap-state" value={filter.state} values={choicesOf(gaps, (gap) => gap.state)} onChange={(state) => onChange({ ...filter, state })} />
      {canAct && fillable.length > 1 && (
        <button
          type="button"
          className="button"
          data-testid="gap-fill-all"
          title={t.gapFilter.fillAllTitle}
          disabled={backfill.isPending}
          onClick={() => fillable.forEach((gap) => backfill.mutate(gap))}
        >
          {t.gapFilter.fillAll(fillable.length)}
        </button>
      )}
      {backfill.error !== null && <span className="field-error" role="alert"><Icon name="warning" /> {backfill.error.message}</span>}
    </>
  );
}

function Choice({ label, any, testId, value, values, onChange }: {
  readonly label: string;
  readonly any: string;
  readonly testId: string;
  readonly value: string;
  readonly values: readonly string[];
  readonly onChange: (value: string) => void;
}): ReactNode {
  return (
    <select aria-label={label} data-testid={testId} value={value} onChange={(event) => onChange(event.target.value)}>
      <option value="">{any}</option>
      {values.map((one) => <option key={one} value={one}>{one.includes('.') ? one : t.words(one)}</option>)}
    </select>
  );
}
