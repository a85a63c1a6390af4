import { useState, type ReactNode } from 'react';
import { useRevokeToken, useTokens } from '../../api/access';
import { useInfo, useMay } from '../../api/queries';
import type { AccessToken } from '../../lib/accessWire';
import { formatMoment } from '../../lib/format';
import { localZone } from '../../lib/time';
import { t } from '../../lib/text';
import { NeedsRole } from '../../ui/NeedsRole';
import { Loaded, Panel, Problem } from '../../ui/Panel';
import { TokenForm } from './TokenForm';

export function TokensPanel(): ReactNode {
  const info = useInfo();
  const isAdmin = useMay('admin');
  const tokens = useTokens(isAdmin);
  const revoke = useRevokeToken();
  const words = t.settings.tokens;
  return (
    <Panel title={words.title} testId="panel-tokens" className="settings-tokens" note={words.note(localZone())}>
      {info.data === undefined ? <Loaded query={info} rows={4}>{() => null}</Loaded> : !isAdmin ? <NeedsRole role="admin">{words.needsAdmin}</NeedsRole> : (
        <>
          <TokenForm />
          {revoke.error !== null && <Problem failure={revoke.error} />}
          <Loaded query={tokens} rows={4}>
            {(list) => (
              <div className="table-scroll">
                <table className="table">
                  <caption className="visually-hidden">{words.title}</caption>
                  <thead>
                    <tr>
                      <th scope="col">{words.name}</th>
                      <th scope="col">{words.role}</th>
                      <th scope="col">{words.state}</th>
                      <th scope="col" className="priority-2">{words.createdBy}</th>
                      <th scope="col" className="priority-2">{words.expires}</th>
                      <th scope="col" className="priority-2">{words.lastUsed}</th>
                      <th scope="col" className="right"><span className="visually-hidden">{words.revoke}</span></th>
                    </tr>
                  </thead>
                  <tbody>{list.map((token) => <TokenRow key={token.id} token={token} isBusy={revoke.isPending} onRevoke={() => revoke.mutate(token.id)} />)}</tbody>
                </table>
              </div>
            )}
          </Loaded>
        </>
      )}
    </Panel>
  );
}

function TokenRow({ token, isBusy, onRevoke }: { readonly token: AccessToken; readonly isBusy: boolean; readonly onRevoke: () => void }): ReactNode {
  const [isAsked, setIsAsked] = useState(false);
  const words = t.settings.tokens;
  return (
    <tr data-testid="token-row" data-name={token.name} data-state={token.state}>
      <th scope="row">{token.name}</th>
      <td>{t.signIn.roleName(token.role)}</td>
      <td className={token.state === 'active' ? undefined : 'muted'}>{words.stateOf(token.state)}</td>
      <td className="priority-2">{token.isFromFile ? words.fromFile : token.createdBy}</td>
      <td className="num priority-2">{token.expiresAt === null ? words.never : formatMoment(token.expiresAt, localZone())}</td>
      <td className="num priority-2">{token.lastUsedAt === null ? words.notYet : formatMoment(token.lastUsedAt, localZone())}</td>
      <td className="right">
        {token.state === 'active' && !token.isFromFile && (isAsked
          ? (
            <span className="row-actions">
              <button type="button" className="button" data-testid="token-revoke-yes" disabled={isBusy} onClick={onRevoke}>{words.revokeNow}</button>
              <button type="button" className="button" onClick={() => setIsAsked(false)}>{t.cancel}</button>
            </span>
          )
          : <button type="button" className="button" data-testid="token-revoke" onClick={() => setIsAsked(true)}>{words.revoke}</button>)}
      </td>
    </tr>
  );
}
