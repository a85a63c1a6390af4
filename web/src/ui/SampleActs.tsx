import type { ReactNode } from 'react';
import { samplePlaces } from '../lib/dataset';
import { formatCount } from '../lib/format';
import { t } from '../lib/text';
import { Problem } from './Panel';

/** Load, cancel, open, remove: what the sample allows now, each one click. */
export function SampleActs({ isLoaded, loading, isBusy, mayAct, failure, onLoad, onCancel, onRemove }: {
  readonly isLoaded: boolean;
  readonly loading: { readonly id: string; readonly progress: number | null; readonly rowsDone: number | null } | null;
  readonly isBusy: boolean;
  readonly mayAct: boolean;
  readonly failure: Error | null;
  readonly onLoad: () => void;
  readonly onCancel: (id: string) => void;
  readonly onRemove: () => void;
}): ReactNode {
  const words = t.sample;
  const state = loading !== null ? 'loading' : isLoaded ? 'loaded' : 'absent';
  return (
    <div className="sample" data-testid="sample" data-state={state}>
      <p>{words.about}</p>
      <p className="sample-acts">
        <span role="status" data-testid="sample-state">{words.state[state]}</span>
        {loading !== null && (
          <>
            <progress max={1} value={loading.progress ?? undefined} aria-label={words.progress} data-testid="sample-progress" />
            <span className="num muted">{words.ticks(formatCount(loading.rowsDone))}</span>
            <button type="button" className="button" disabled={!mayAct || isBusy} data-testid="sample-cancel" onClick={() => onCancel(loading.id)}>{words.cancel}</button>
          </>
        )}
        {state === 'absent' && <button type="button" className="button button-primary" disabled={!mayAct || isBusy} data-testid="sample-load" onClick={onLoad}>{words.load}</button>}
        {state === 'loaded' && (
          <>
            {/* A page of its own: nothing that this one knows comes along. */}
            <a className="button button-primary" href={samplePlaces.enter} data-testid="sample-open">{words.open}</a>
            <button type="button" className="button" disabled={!mayAct || isBusy} data-testid="sample-remove" onClick={onRemove}>{words.remove}</button>
          </>
        )}
        {!mayAct && <span className="muted">{words.needs}</span>}
      </p>
      {failure !== null && <Problem failure={failure} />}
    </div>
  );
}
