import type { ReactNode } from 'react';
import { useActOnAlert } from '../../api/alerts';
import { useCanAct } from '../../api/queries';
import { countLevels, highestLevel } from '../../lib/alerts';
import type { AlertEvent, AlertLevel } from '../../lib/alertWire';
import { formatClock, formatCount, zoneLabel } from '../../lib/format';
import { chartPath } from '../../lib/paths';
import { localZone, isoOf, millisOf } from '../../lib/time';
import { t } from '../../lib/text';
import { Icon } from '../../ui/Icon';
import { Link } from '../../ui/router';
import { LevelMark } from './LevelMark';
import { mostSingle } from './toastQueue';
import { useSignals } from './useSignals';
import { useToasts } from './useToasts';
import './bell.css';

/** New alerts, in the corner where no order control is; never over the bars at the top. */
export function AlertToasts(): ReactNode {
  const { shown, hold, hide } = useToasts();
  const spoken = useSignals();
  return (
    <>
      <p className="visually-hidden" role="status" aria-live="polite" data-testid="alert-spoken">{spoken}</p>
      {shown.length > 0 && (
        <section
          className="toasts"
          aria-label={t.alerts.toasts.label}
          data-testid="toasts"
          onPointerEnter={() => hold(true)}
          onPointerLeave={() => hold(false)}
          onFocus={() => hold(true)}
          onBlur={() => hold(false)}
        >
          {shown.length > mostSingle
            ? <GroupToast events={shown} onHide={hide} />
            : shown.map((event) => <SingleToast key={event.id} event={event} onHide={() => hide([event.id])} />)}
        </section>
      )}
    </>
  );
}

function SingleToast({ event, onHide }: { readonly event: AlertEvent; readonly onHide: () => void }): ReactNode {
  const act = useActOnAlert();
  const { instrumentId, at } = event;
  return (
    <ToastFrame level={event.level} testId="toast" id={event.id}>
      <p className="toast-head">
        <LevelMark level={event.level} />
        <span className="num muted">
          {event.count > 1 && <span data-testid="toast-count">{t.alerts.events.times(formatCount(event.count))} </span>}
          {at === null ? '' : `${formatClock(millisOf(at), localZone())} ${zoneLabel(localZone(), millisOf(at))}`}
        </span>
      </p>
      <p className="toast-text"><strong>{event.ruleName}</strong> {event.text}</p>
      <p className="toast-foot">
        <Acknowledge label={t.alerts.events.acknowledge} name={t.alerts.events.acknowledgeOf(event.ruleName)} isBusy={act.isPending} onClick={() => act.mutate({ act: 'ack', id: event.id })} />
        {instrumentId !== null && at !== null && <Link className="button" to={chartPath(instrumentId, { tf: '1m', at: isoOf(at) })}>{t.pages.chart}</Link>}
        {event.level !== 'critical' && <Hide name={event.ruleName} onClick={onHide} />}
      </p>
      {act.error !== null && <p className="field-error"><Icon name="warning" /> {act.error.message}</p>}
    </ToastFrame>
  );
}

const namedInGroup = 3;

/** Many at once: one notice with a count. */
function GroupToast({ events, onHide }: { readonly events: readonly AlertEvent[]; readonly onHide: (ids: readonly number[]) => void }): ReactNode {
  const act = useActOnAlert();
  const words = t.alerts.toasts;
  const counts = countLevels(events);
  const level = highestLevel(events);
  const total = counts.info + counts.warning + counts.critical;
  const names = [...new Set(events.filter((event) => event.level === level).map((event) => event.ruleName))].slice(0, namedInGroup);
  return (
    <ToastFrame level={level} testId="toast-group">
      <p className="toast-head"><LevelMark level={level} /> <strong data-testid="toast-total" data-value={total}>{words.group(total)}</strong></p>
      <p className="toast-text">{words.parts(counts)}: {names.join(', ')}</p>
      <p className="toast-foot">
        <Acknowledge label={t.alerts.events.acknowledgeAll} name={t.alerts.events.acknowledgeAll} isBusy={act.isPending} onClick={() => act.mutate({ act: 'ack-all' })} />
        <Link className="button" to="/alerts">{words.show}</Link>
        {counts.critical < total && <Hide name={words.group(total - counts.critical)} onClick={() => onHide(events.filter((event) => event.level !== 'critical').map((event) => event.id))} />}
      </p>
      {act.error !== null && <p className="field-error"><Icon name="warning" /> {act.error.message}</p>}
    </ToastFrame>
  );
}

function ToastFrame({ level, testId, id, children }: { readonly level: AlertLevel; readonly testId: string; readonly id?: number; readonly children: ReactNode }): ReactNode {
  return <article className={`toast toast-${level}`} data-testid={testId} data-level={level} data-id={id}>{children}</article>;
}

function Acknowledge({ label, name, isBusy, onClick }: { readonly label: string; readonly name: string; readonly isBusy: boolean; readonly onClick: () => void }): ReactNode {
  const canAct = useCanAct();
  return (
    <button type="button" className="button" data-testid="toast-acknowledge" disabled={!canAct || isBusy} title={canAct ? name : t.needsToken} onClick={onClick}>
      <Icon name="check" /> {label}
    </button>
  );
}

function Hide({ name, onClick }: { readonly name: string; readonly onClick: () => void }): ReactNode {
  return (
    <button type="button" className="icon-button toast-hide" data-testid="toast-hide" title={t.alerts.toasts.hide} aria-label={t.alerts.toasts.hideOf(name)} onClick={onClick}>
      <Icon name="close" />
    </button>
  );
}
