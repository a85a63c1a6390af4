import type { ReactNode } from 'react';
import { signOut, useEndSession, useSessions } from '../../api/access';
import { useInfo } from '../../api/queries';
import { browserName } from '../../lib/accessWire';
import { formatZoned } from '../../lib/format';
import { localZone } from '../../lib/time';
import { t } from '../../lib/text';
import { NeedsRole } from '../../ui/NeedsRole';
import { Empty, Loaded, Panel, Problem } from '../../ui/Panel';

/** The browsers that have signed in: an admin sees all, others those of their own token. */
export function SessionsPanel(): ReactNode {
  const info = useInfo();
  const isSignedIn = info.data?.isSignedIn === true;
  const sessions = useSessions(isSignedIn);
  const end = useEndSession();
  const words = t.settings.sessions;
  return (
    <Panel title={words.title} testId="panel-sessions" className="settings-sessions" note={words.note}>
      {info.data === undefined ? <Loaded query={info} rows={3}>{() => null}</Loaded> : !isSignedIn ? <NeedsRole role="viewer">{words.needsSignIn}</NeedsRole> : (
        <>
          {end.error !== null && <Problem failure={end.error} />}
          <Loaded query={sessions} rows={3} isEmpty={(list) => list.length === 0} empty={<Empty title={words.none}>{words.noneNext}</Empty>}>
            {(list) => (
              <div className="table-scroll">
                <table className="table">
                  <caption className="visually-hidden">{words.title}</caption>
                  <thead>
                    <tr>
                      <th scope="col">{words.browser}</th>
                      <th scope="col">{words.token}</th>
                      <th scope="col" className="priority-2">{words.address}</th>
                      <th scope="col">{words.lastUsed}</th>
                      <th scope="col" className="priority-2">{words.ends}</th>
                      <th scope="col" className="right"><span className="visually-hidden">{words.end}</span></th>
                    </tr>
                  </thead>
                  <tbody>
                    {list.map((session) => (
                      <tr key={session.id} data-testid="session-row" data-current={session.isCurrent}>
                        <th scope="row" title={session.browser}>{browserName(session.browser)}{session.isCurrent && <span className="badge">{words.current}</span>}</th>
                        <td>{session.tokenName} <span className="muted">{t.signIn.roleName(session.role)}</span></td>
                        <td className="num priority-2">{session.address}</td>
                        <td className="num">{session.lastUsedAt === null ? '' : formatZoned(session.lastUsedAt, localZone())}</td>
                        <td className="num priority-2">{session.expiresAt === null ? '' : formatZoned(session.expiresAt, localZone())}</td>
                        <td className="right">
                          <button type="button" className="button" data-testid="session-end" disabled={end.isPending} onClick={() => (session.isCurrent ? void signOut() : end.mutate(session.id))}>
                            {session.isCurrent ? t.signIn.out : words.end}
                          </button>
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            )}
          </Loaded>
        </>
      )}
    </Panel>
  );
}
