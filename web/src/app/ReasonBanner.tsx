import type { ReactNode } from 'react';
import { useHealth } from '../stream/context';
import { Icon } from '../ui/Icon';

/** Something that must be seen on every page, as long as the server names it among its reasons. */
export function ReasonBanner({ code, testId }: { readonly code: string; readonly testId: string }): ReactNode {
  const detail = useHealth((status) => status?.reasons.find((reason) => reason.code === code)?.detail ?? null);
  if (detail === null) return null;
  return (
    <div className="banner" role="alert" data-testid={testId}>
      <Icon name="warning" />
      <strong>{detail}</strong>
    </div>
  );
}
