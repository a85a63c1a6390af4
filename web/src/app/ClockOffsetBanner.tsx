import type { ReactNode } from 'react';
import { t } from '../lib/text';
import { useStream } from '../stream/context';
import { Icon } from '../ui/Icon';
import { useNow } from '../ui/useNow';

/** A browser's clock that is further off than this would make ages wrong that a person notices. */
const noticeMillis = 250;

/** Says that the clock of this machine is off, and that ages are right all the same. */
export function ClockOffsetBanner(): ReactNode {
  const { client } = useStream();
  useNow(1_000);
  const offset = client.clock.millis;
  if (offset === null || Math.abs(offset) <= noticeMillis) return null;
  return (
    <div className="banner banner-note" role="status" data-testid="offset-banner" data-value={Math.round(offset)}>
      <Icon name="clock" />
      <span>{t.connection.clockOff(offset)}</span>
    </div>
  );
}
