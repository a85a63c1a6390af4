import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent, type ReactNode } from 'react';
import { session } from '../../api/http';
import { keys } from '../../api/keys';
import { useInfo, useIsSignedIn } from '../../api/queries';
import { t } from '../../lib/text';
import { Panel } from '../../ui/Panel';
import { StateMark } from '../../ui/StateMark';

/** Takes a token for this page's calls. It is kept in memory only: closing or reloading the page forgets it. */
export function SignIn(): ReactNode {
  const info = useInfo();
  const isSignedIn = useIsSignedIn();
  const [token, setToken] = useState('');
  const client = useQueryClient();
  if (info.data === undefined) return null;
  const renew = (): void => void client.invalidateQueries({ queryKey: keys.info });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    session.signIn(token);
    setToken('');
    renew();
  };
  const signOut = (): void => {
    session.signOut();
    renew();
  };
  const isViewer = info.data.role === 'viewer';
  return (
    <Panel title={t.signIn.title} testId="panel-sign-in">
      <div className="sign-in">
        <p><StateMark level={isViewer ? 'off' : 'ok'} word={t.signIn.role(info.data.role)} testId="role" /> <span className="muted">{t.signIn.mode(info.data.authMode)}</span></p>
        {isSignedIn && <button type="button" className="button" data-testid="sign-out" onClick={signOut}>{t.signIn.out}</button>}
        {isSignedIn && isViewer && <p className="field-error" role="alert">{t.signIn.refused}</p>}
        {!isSignedIn && isViewer && (
          <form onSubmit={submit}>
            <label className="field">
              <span>{t.signIn.label}</span>
              <input type="password" autoComplete="off" placeholder="arg_…" data-testid="token" value={token} onChange={(event) => setToken(event.target.value)} />
            </label>
            <button type="submit" className="button button-primary" data-testid="sign-in" disabled={token.trim() === ''}>{t.signIn.act}</button>
            <p className="muted">{t.signIn.help}</p>
          </form>
        )}
      </div>
    </Panel>
  );
}
