import type { ReactNode } from 'react';
import { signOut } from '../../api/access';
import { useInfo } from '../../api/queries';
import { roles } from '../../lib/accessWire';
import { t } from '../../lib/text';
import { Icon } from '../../ui/Icon';
import { showOverlay } from '../../ui/overlays';
import { Loaded, Panel } from '../../ui/Panel';
import { Link } from '../../ui/router';

/** Who this page is, what each role may do, and the way in and out. */
export function AccountPanel(): ReactNode {
  const info = useInfo();
  const words = t.signIn;
  return (
    <Panel
      title={t.settings.account}
      testId="panel-account"
      className="settings-account"
      actions={info.data?.isSignedIn === true
        ? <button type="button" className="button" data-testid="sign-out" onClick={() => void signOut()}>{words.out}</button>
        : <button type="button" className={info.data?.role === 'viewer' ? 'button button-primary' : 'button'} data-testid="account-sign-in" onClick={() => showOverlay({ kind: 'sign-in', why: null })}>{words.act}</button>}
    >
      <Loaded query={info} rows={4}>
        {(data) => (
          <div className="account-facts">
            <p data-testid="account-who">{data.isSignedIn ? words.signedInAs(data.tokenName ?? '', data.role) : words.mode(data.authMode)}</p>
            <dl className="role-list">
              {roles.map((role) => (
                <div key={role} data-current={role === data.role}>
                  <dt>{role === data.role && <Icon name="check" label={t.settings.yourRole} />} {words.roleName(role)}</dt>
                  <dd>{words.mayDo(role)}</dd>
                </div>
              ))}
            </dl>
            <p><Link to="/system/audit" data-testid="to-audit">{t.audit.open}</Link></p>
          </div>
        )}
      </Loaded>
    </Panel>
  );
}
