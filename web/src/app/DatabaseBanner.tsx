import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, type ReactNode } from 'react';
import { useStart } from '../api/queries';
import { t } from '../lib/text';
import { useHealth } from '../stream/context';
import { Icon } from '../ui/Icon';

/** Without the database there are quotes and no history: every page says so. What failed meanwhile is asked again when the database answers, or the server that waited for it. */
export function DatabaseBanner(): ReactNode {
  const isAway = useHealth((status) => status?.store?.available === false);
  const why = useHealth((status) => status?.store?.problem ?? null);
  const queries = useQueryClient();
  const wasAway = useRef(false);
  useEffect(() => {
    if (wasAway.current && !isAway) void queries.invalidateQueries();
    wasAway.current = isAway;
  }, [isAway, queries]);
  const hasStarted = useStart();
  useEffect(() => {
    if (hasStarted) void queries.invalidateQueries();
  }, [hasStarted, queries]);
  if (!isAway) return null;
  return (
    <div className="banner" role="alert" data-testid="database-banner">
      <Icon name="warning" />
      <strong>{t.connection.databaseAway}</strong>
      {why !== null && <span className="muted">{why}</span>}
    </div>
  );
}
