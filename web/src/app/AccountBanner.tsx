import type { ReactNode } from 'react';
import { useHealth } from '../stream/context';
import { Icon } from '../ui/Icon';

const accountReason = 'account_not_paper';

/** The gateway is logged in to an account that does not fit the mode: on every page, until it is another one. */
export function AccountBanner(): ReactNode {
  const detail = useHealth((status) => status?.reasons.find((reason) => reason.code === accountReason)?.detail ?? null);
  if (detail === null) return null;
  return (
    <div className="banner" role="alert" data-testid="account-banner">
      <Icon name="warning" />
      <strong>{detail}</strong>
    </div>
  );
}
