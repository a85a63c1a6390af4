import type { ReactNode } from 'react';
import { pastAt } from '../lib/pastTime';
import { t } from '../lib/text';
import { Icon } from './Icon';
import { showOverlay } from './overlays';

/** Says which role something needs, and offers to sign in with it; while the past is shown no role is of use. */
export function NeedsRole({ role, children }: { readonly role: string; readonly children: ReactNode }): ReactNode {
  return (
    <div className="needs-role" data-testid="needs-role">
      <Icon name="lock" />
      <p>{pastAt === null ? children : t.past.whyNot}</p>
      {pastAt === null && <button type="button" className="button" data-testid="needs-role-sign-in" onClick={() => showOverlay({ kind: 'sign-in', why: t.signIn.needs(role) })}>
        {t.signIn.act}
      </button>}
    </div>
  );
}
