import type { ReactNode } from 'react';
import { useActOnAlert } from '../../api/alerts';
import { useCanAct } from '../../api/queries';
import { t } from '../../lib/text';
import { Icon } from '../../ui/Icon';
import { Empty, Loaded, Panel, Problem } from '../../ui/Panel';
import { EventTable } from './EventTable';
import { useRaised } from './useRaised';

/** What nobody acknowledged. */
export function OpenPanel(): ReactNode {
  const raised = useRaised();
  const canAct = useCanAct();
  const act = useActOnAlert();
  const words = t.alerts.events;
  const count = raised.data?.length ?? 0;
  return (
    <Panel
      title={words.open}
      testId="panel-open-alerts"
      className="alerts-open"
      note={raised.data === undefined || count === 0 ? undefined : words.openCount(count)}
      actions={count < 2 ? undefined : (
        <button
          type="button"
          className="button"
          data-testid="acknowledge-all"
          disabled={!canAct || act.isPending}
          title={canAct ? undefined : t.needsToken}
          onClick={() => act.mutate({ act: 'ack-all' })}
        >
          <Icon name="check" /> {words.acknowledgeAll}
        </button>
      )}
    >
      {act.error !== null && <Problem failure={act.error} />}
      <Loaded query={raised} rows={3} isEmpty={(events) => events.length === 0} empty={<Empty title={words.noneOpen}>{words.noneOpenNext}</Empty>}>
        {(events) => <EventTable events={events} caption={words.open} hasState={false} />}
      </Loaded>
    </Panel>
  );
}
