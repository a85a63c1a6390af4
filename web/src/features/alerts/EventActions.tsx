import { useState, type ReactNode } from 'react';
import { useActOnAlert } from '../../api/alerts';
import { useCanAct } from '../../api/queries';
import type { AlertEvent } from '../../lib/alertWire';
import { t } from '../../lib/text';
import { Icon } from '../../ui/Icon';

/** What a person can do about an alert. */
export function EventActions({ event, isShort }: { readonly event: AlertEvent; readonly isShort: boolean }): ReactNode {
  const [isSnoozing, setSnoozing] = useState(false);
  const act = useActOnAlert();
  const canAct = useCanAct();
  const words = t.alerts.events;
  if (event.state === 'cleared') return null;
  const hint = canAct ? undefined : t.needsToken;
  return (
    <span className="alert-actions">
      {isSnoozing ? (
        <span className="alert-spans" role="group" aria-label={words.snoozeOf(event.ruleName)}>
          {words.spans.map(([minutes, span]) => (
            <button
              key={minutes}
              type="button"
              className="button"
              data-testid={`snooze-${minutes}`}
              title={`${words.snoozeFor} ${span}`}
              onClick={() => {
                act.mutate({ act: 'snooze', id: event.id, minutes: Number(minutes) });
                setSnoozing(false);
              }}
            >
              {span}
            </button>
          ))}
        </span>
      ) : event.state === 'raised' && (
        <button
          type="button"
          className={isShort ? 'icon-button' : 'button'}
          data-testid="acknowledge"
          disabled={!canAct || act.isPending}
          title={hint ?? words.acknowledgeOf(event.ruleName)}
          aria-label={isShort ? words.acknowledgeOf(event.ruleName) : undefined}
          onClick={() => act.mutate({ act: 'ack', id: event.id })}
        >
          <Icon name="check" />{!isShort && <span className="alert-act-text"> {words.acknowledge}</span>}
        </button>
      )}
      <button
        type="button"
        className="icon-button"
        data-testid="snooze"
        aria-expanded={isSnoozing}
        disabled={!canAct}
        title={hint ?? words.snoozeOf(event.ruleName)}
        aria-label={words.snoozeOf(event.ruleName)}
        onClick={() => setSnoozing(!isSnoozing)}
      >
        <Icon name="snooze" />
      </button>
      <button
        type="button"
        className="icon-button"
        data-testid="clear"
        disabled={!canAct || act.isPending}
        title={hint ?? words.clearOf(event.ruleName)}
        aria-label={words.clearOf(event.ruleName)}
        onClick={() => act.mutate({ act: 'clear', id: event.id })}
      >
        <Icon name="close" />
      </button>
      {act.error !== null && <span className="field-error" role="alert"><Icon name="warning" /> {act.error.message}</span>}
    </span>
  );
}
