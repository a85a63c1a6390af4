import type { ReactNode } from 'react';
import { formatClock, zoneLabel } from '../lib/format';
import { localZone } from '../lib/time';
import { t } from '../lib/text';
import { useStream } from '../stream/context';
import { Icon } from '../ui/Icon';
import { showOverlay } from '../ui/overlays';

export function DisconnectedBanner(): ReactNode {
  const { client } = useStream();
  const { lastMessage, state, reason } = client.status;
  const since = lastMessage === null ? null : formatClock(lastMessage, localZone());
  return (
    <div className="banner" role="status" data-testid="disconnected">
      <Icon name="warning" />
      <span>{since === null ? t.connection.never : t.connection.lost(since, zoneLabel(localZone(), lastMessage ?? 0))}</span>
      <span className="muted">{state === 'refused' ? t.connection.refused(reason ?? '') : t.connection.retrying}</span>
      {state === 'refused' && <button type="button" className="button button-primary" onClick={() => showOverlay({ kind: 'sign-in', why: t.signIn.ended })}>{t.signIn.act}</button>}
      <button type="button" className="button" onClick={() => client.reconnectNow()}>{t.connection.retryNow}</button>
    </div>
  );
}
