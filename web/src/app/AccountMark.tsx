import { useEffect, type ReactNode } from 'react';
import { ApiError } from '../api/http';
import { useInfo } from '../api/queries';
import { t } from '../lib/text';
import { Icon } from '../ui/Icon';
import { showOverlay } from '../ui/overlays';
import { Link } from '../ui/router';

/** Who the server takes this page for, on every page; without a session it offers to sign in. */
export function AccountMark(): ReactNode {
  const info = useInfo();
  const words = t.signIn;
  const isLockedOut = info.error instanceof ApiError && info.error.status === 401;
  useEffect(() => {
    if (isLockedOut) showOverlay({ kind: 'sign-in', why: words.required });
  }, [isLockedOut, words.required]);
  if (info.data?.isSignedIn === true) {
    return (
      <Link to="/settings" className="account" data-testid="account" title={words.signedInAs(info.data.tokenName ?? '', info.data.role)}>
        <Icon name="user" />
        <span className="account-name">{info.data.tokenName}</span>
        <span className="badge account-role" data-testid="role">{words.roleName(info.data.role)}</span>
      </Link>
    );
  }
  if (info.data === undefined && !isLockedOut) return null;
  return (
    <span className="account">
      {info.data !== undefined && <span className="badge account-role" data-testid="role" title={words.mode(info.data.authMode)}>{words.roleName(info.data.role)}</span>}
      <button type="button" className="button" data-testid="open-sign-in" aria-label={words.act} onClick={() => showOverlay({ kind: 'sign-in', why: null })}>
        <Icon name="user" />
        <span className="account-act">{words.act}</span>
      </button>
    </span>
  );
}
