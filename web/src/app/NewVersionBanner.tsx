import { useEffect, useState, type ReactNode } from 'react';
import { useInfo } from '../api/queries';
import { t } from '../lib/text';
import { useConnection } from '../stream/context';
import { Icon } from '../ui/Icon';
import { useVersionNotice } from './useVersionNotice';

/** The server is another one than this page is of. The page is never reloaded by itself: what was typed stays until its owner reloads. */
export function NewVersionBanner(): ReactNode {
  const info = useInfo();
  const connection = useConnection();
  const isOld = useVersionNotice();
  const version = info.data === undefined ? null : `${info.data.version} (${info.data.commit?.slice(0, 9) ?? ''})`;
  const [first, setFirst] = useState<string | null>(null);
  if (first === null && version !== null) setFirst(version);
  const { refetch } = info;
  // After an interruption it may be another server.
  useEffect(() => {
    if (connection.state === 'open') void refetch();
  }, [connection.state, refetch]);
  const isOther = first !== null && version !== null && first !== version;
  if (!isOther && !isOld) return null;
  return (
    <div className="banner banner-note" role="status" data-testid="version-banner">
      <Icon name="info" />
      <strong>{t.connection.newVersion}</strong>
      <span>{isOther ? t.connection.newVersionWhy(first, version) : t.connection.pageIsOld}</span>
      <button type="button" className="button button-primary" data-testid="version-reload" onClick={() => window.location.reload()}>{t.connection.reload}</button>
    </div>
  );
}
