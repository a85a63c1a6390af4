import type { ReactNode } from 'react';
import { isSnoozed } from '../../lib/alerts';
import type { AlertEvent } from '../../lib/alertWire';
import { formatClock, formatCount, formatDate, formatMoment, formatNanos, formatZoned, zoneLabel } from '../../lib/format';
import { chartPath } from '../../lib/paths';
import { isoOf, localZone, millisOf, type Nanos } from '../../lib/time';
import { t } from '../../lib/text';
import { useStream } from '../../stream/context';
import { Icon, type IconName } from '../../ui/Icon';
import { Link } from '../../ui/router';
import { useNow } from '../../ui/useNow';
import { EventActions } from './EventActions';
import { LevelMark } from './LevelMark';

/** Alerts, one a row. Without `hasState` all of them are raised. */
export function EventTable({ events, caption, hasState }: {
  readonly events: readonly AlertEvent[];
  readonly caption: string;
  readonly hasState: boolean;
}): ReactNode {
  const words = t.alerts.events;
  return (
    <div className="table-scroll">
      <table className="table event-table">
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{words.level}</th>
            <th scope="col" className="event-time">{t.inZone(words.time, localZone())}</th>
            <th scope="col">{words.text}</th>
            {hasState && <th scope="col" className="event-wide">{words.state}</th>}
            <th scope="col" className="priority-2">{words.delivered}</th>
            <th scope="col" className="right"><span className="visually-hidden">{words.act}</span></th>
          </tr>
        </thead>
        <tbody>{events.map((event) => <EventRow key={event.id} event={event} hasState={hasState} />)}</tbody>
      </table>
    </div>
  );
}

function EventRow({ event, hasState }: { readonly event: AlertEvent; readonly hasState: boolean }): ReactNode {
  return (
    <tr data-testid="alert-row" data-id={event.id} data-state={event.state} data-level={event.level}>
      <td><LevelMark level={event.level} /></td>
      <td className="num event-time"><EventTime event={event} /></td>
      <td className="event-text">
        <strong>{event.ruleName}</strong>
        {event.count > 1 && <span className="badge num" title={t.alerts.events.timesTitle(formatCount(event.count))}>{t.alerts.events.times(formatCount(event.count))}</span>}
        <Snoozed event={event} />
        <span className="event-detail">{event.text}</span>
        <span className="event-narrow"><span className="num"><EventTime event={event} /> {event.at !== null && zoneLabel(localZone(), millisOf(event.at))}</span>{hasState && <StateText event={event} />}</span>
      </td>
      {hasState && <td className="event-wide" data-testid="alert-state"><StateText event={event} /></td>}
      <td className="priority-2"><Deliveries event={event} /></td>
      <td className="event-act"><EventActions event={event} isShort={hasState} /></td>
    </tr>
  );
}

function EventTime({ event: { instrumentId, at } }: { readonly event: AlertEvent }): ReactNode {
  const time = formatMoment(at, localZone());
  if (instrumentId === null || at === null) return <span title={formatNanos(at)}>{time}</span>;
  return <Link to={chartPath(instrumentId, { tf: '1m', at: isoOf(at) })} title={`${formatNanos(at)}. ${t.alerts.events.chart(instrumentId)}`}>{time}</Link>;
}

function Snoozed({ event }: { readonly event: AlertEvent }): ReactNode {
  const { client } = useStream();
  useNow(1_000);
  if (!isSnoozed(event, client.serverNow())) return null;
  return <span className="badge" data-testid="snoozed"><Icon name="snooze" /> {t.alerts.events.snoozed(formatZoned(event.snoozedUntil, localZone()))}</span>;
}

/** The day is said only when it is another one than that of the alert. */
function momentNear(at: Nanos | null, other: Nanos | null): string {
  const zone = localZone();
  if (at === null || other === null || formatDate(millisOf(at), zone) !== formatDate(millisOf(other), zone)) return formatZoned(at, zone);
  return `${formatClock(millisOf(at), zone)} ${zoneLabel(zone, millisOf(at))}`;
}

const stateIcons: Readonly<Record<AlertEvent['state'], IconName>> = { raised: 'bell', acknowledged: 'check', cleared: 'close' };

function StateText({ event }: { readonly event: AlertEvent }): ReactNode {
  const when = momentNear(event.changedAt, event.at);
  return (
    <span className="event-state">
      <span className={event.state === 'raised' ? 'mark mark-raised' : 'mark mark-off'}><Icon name={stateIcons[event.state]} /> {t.alerts.state(event.state)}</span>
      {event.state !== 'raised' && event.changedAt !== null && (
        <span className="event-detail num" title={formatNanos(event.changedAt)}>
          {event.by === null ? t.alerts.events.at(when) : t.alerts.events.by(event.by, when)}
        </span>
      )}
    </span>
  );
}

const routeIcons: Readonly<Record<string, IconName>> = { webhook: 'send', email: 'mail' };
const deliveryClasses: Readonly<Record<string, string>> = { sent: 'mark-off', failed: 'mark-critical', waiting: 'mark-warn' };

function Deliveries({ event }: { readonly event: AlertEvent }): ReactNode {
  const words = t.alerts.events;
  return (
    <span className="event-deliveries">
      {event.deliveries.map((delivery) => {
        const state = words.deliveryStates[delivery.state] ?? delivery.state;
        return (
          <span
            key={delivery.route}
            className={`mark ${deliveryClasses[delivery.state] ?? 'mark-off'}`}
            title={words.delivery(t.words(delivery.route), state, delivery.detail)}
          >
            <Icon name={routeIcons[delivery.route] ?? 'send'} label={t.words(delivery.route)} /> {state}
          </span>
        );
      })}
    </span>
  );
}
