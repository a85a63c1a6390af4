import { useState, type FormEvent, type ReactNode } from 'react';
import { signIn } from '../api/access';
import { ApiError } from '../api/http';
import { t } from '../lib/text';
import { Dialog } from '../ui/Dialog';
import { Icon } from '../ui/Icon';
import { closeOverlay } from '../ui/overlays';

/** Takes a token once and exchanges it for a session of this browser. */
export function SignInDialog({ why }: { readonly why: string | null }): ReactNode {
  const [token, setToken] = useState('');
  const [fault, setFault] = useState<ApiError | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const words = t.signIn;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setIsBusy(true);
    signIn(token).then(closeOverlay, (error: unknown) => {
      setIsBusy(false);
      if (!(error instanceof ApiError)) throw error;
      setFault(error);
    });
  };
  return (
    <Dialog label={words.title} testId="sign-in-dialog" className="dialog-small" onClose={closeOverlay}>
      <header className="dialog-head">
        <h2>{words.title}</h2>
        <button type="button" className="icon-button" aria-label={t.close} title={t.close} onClick={closeOverlay}><Icon name="close" /></button>
      </header>
      {why !== null && <p data-testid="sign-in-why">{why}</p>}
      <form className="sign-in-form" onSubmit={submit}>
        <label className="field">
          <span>{words.label}</span>
          <input type="password" autoComplete="off" spellCheck={false} placeholder="arg_…" autoFocus data-testid="token" value={token} onChange={(event) => setToken(event.target.value)} />
        </label>
        {fault !== null && <p className="field-error" role="alert" data-testid="sign-in-fault"><Icon name="warning" /> {fault.code === 'invalid_token' ? words.refused : fault.detail}{fault.hint === null ? '' : ` ${fault.hint}`}</p>}
        <p className="muted">{words.help}</p>
        <p className="muted">{words.howTo} <code>{words.command}</code></p>
        <div className="dialog-foot">
          <button type="button" className="button" onClick={closeOverlay}>{t.cancel}</button>
          <button type="submit" className="button button-primary" data-testid="sign-in" disabled={token.trim() === '' || isBusy}>{words.act}</button>
        </div>
      </form>
    </Dialog>
  );
}
