import { useState, type FormEvent, type ReactNode } from 'react';
import { useCreateToken } from '../../api/access';
import { roles, type Role } from '../../lib/accessWire';
import { t } from '../../lib/text';
import { CopyButton } from '../../ui/CopyButton';
import { Problem } from '../../ui/Panel';

const lifetimes = ['12h', '7d', '30d', '365d', ''] as const;

/** Makes a token and shows its text, this once. */
export function TokenForm(): ReactNode {
  const create = useCreateToken();
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('viewer');
  const [ttl, setTtl] = useState<string>('30d');
  const words = t.settings.tokens;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    create.mutate({ name: name.trim(), role, ttl: ttl === '' ? null : ttl }, { onSuccess: () => setName('') });
  };
  return (
    <>
      <form className="token-form" onSubmit={submit}>
        <label className="field">
          <span>{words.name}</span>
          <input type="text" maxLength={60} placeholder={words.namePlaceholder} data-testid="token-name" value={name} onChange={(event) => setName(event.target.value)} />
        </label>
        <label className="field">
          <span>{words.role}</span>
          <select data-testid="token-role" value={role} onChange={(event) => setRole(roles.find((one) => one === event.target.value) ?? 'viewer')}>
            {roles.map((one) => <option key={one} value={one}>{t.signIn.roleName(one)}</option>)}
          </select>
        </label>
        <label className="field">
          <span>{words.expires}</span>
          <select data-testid="token-ttl" value={ttl} onChange={(event) => setTtl(event.target.value)}>
            {lifetimes.map((one) => <option key={one} value={one}>{words.lifetime(one)}</option>)}
          </select>
        </label>
        <button type="submit" className="button button-primary" data-testid="token-create" disabled={name.trim() === '' || create.isPending}>{words.create}</button>
      </form>
      <p className="muted token-note">{t.signIn.mayDo(role)}</p>
      {create.error !== null && <Problem failure={create.error} />}
      {create.data !== undefined && (
        <div className="notice token-secret" role="status" data-testid="token-secret">
          <span>{words.shownOnce}</span>
          <code>{create.data}</code>
          <CopyButton text={create.data} what={words.secret} label={t.copy.label} />
          <button type="button" className="button" data-testid="token-done" onClick={() => create.reset()}>{words.done}</button>
        </div>
      )}
    </>
  );
}
