import type { ReactNode } from 'react';
import { t } from '../lib/text';
import { Empty } from '../ui/Panel';
import { travelTo } from './travel';

/** In place of a page whose address asks for what is no moment of the past: the present would be taken for it. */
export function WrongMoment({ asked }: { readonly asked: string }): ReactNode {
  return (
    <div className="page" data-testid="wrong-moment">
      <Empty title={t.past.wrongTitle}>
        <p>{t.past.wrong(asked)}</p>
        <button type="button" className="button button-primary" data-testid="past-now" onClick={() => travelTo(null)}>{t.past.now}</button>
      </Empty>
    </div>
  );
}
