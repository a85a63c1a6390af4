import { useId, useRef, type ReactNode } from 'react';
import { useActOnAlert } from '../../api/alerts';
import { useCanAct } from '../../api/queries';
import { highestLevel } from '../../lib/alerts';
import type { AlertEvent } from '../../lib/alertWire';
import { formatAge, formatCount, formatNanos, formatZoned } from '../../lib/format';
import { localZone, millisOf } from '../../lib/time';
import { t } from '../../lib/text';
import { useLiveAlerts, useStream } from '../../stream/context';
import { Icon } from '../../ui/Icon';
import { Link } from '../../ui/router';
import { useNow } from '../../ui/useNow';
import { LevelMark } from './LevelMark';
import { toggleMute, usePreferences } from './preferences';
import { useRaised } from './useRaised';
import './bell.css';

const shownAlerts = 8;
const mostCounted = 99;

/** How many alerts nobody acknowledged, and which. */
export function AlertBell(): ReactNode {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const raised = useRaised().data;
  const isLive = useLiveAlerts() !== null;
  const count = raised?.length ?? 0;
  const label = raised === undefined ? t.alerts.bell.unknown : t.alerts.bell.label(count);
  return (
    <span className="bell">
      <button
        type="button"
        className="icon-button bell-button"
        data-testid="bell"
        data-value={raised === undefined ? '' : count}
        data-live={isLive}
        data-level={raised === undefined || count === 0 ? 'none' : highestLevel(raised)}
        popoverTarget={id}
        title={label}
        aria-label={label}
      >
        <Icon name="bell" />
        {count > 0 && <span className="bell-count num" aria-hidden="true">{count > mostCounted ? `${mostCounted}+` : count}</span>}
      </button>
      <div ref={list} id={id} popover="auto" className="popover bell-popover" data-testid="bell-list">
        <h2>{t.alerts.bell.title}</h2>
        <BellList raised={raised} onLeave={() => list.current?.hidePopover()} />
      </div>
    </span>
  );
}

function BellList({ raised, onLeave }: { readonly raised: readonly AlertEvent[] | undefined; readonly onLeave: () => void }): ReactNode {
  const act = useActOnAlert();
  const canAct = useCanAct();
  const words = t.alerts.bell;
  const shown = raised?.slice(0, shownAlerts) ?? [];
  return (
    <>
      {raised === undefined ? <p className="muted">{words.unknownText}</p> : raised.length === 0 ? <p className="muted">{words.none}</p> : (
        <ul className="bell-list">
          {shown.map((event) => (
            <li key={event.id} data-testid="bell-item" data-id={event.id}>
              <LevelMark level={event.level} isIconOnly />
              <span className="bell-text">
                <strong>{event.ruleName}</strong>
                <span className="muted">{event.text}</span>
                <Since event={event} />
              </span>
              <button
                type="button"
                className="icon-button"
                data-testid="bell-acknowledge"
                disabled={!canAct || act.isPending}
                title={canAct ? t.alerts.events.acknowledgeOf(event.ruleName) : t.needsToken}
                aria-label={t.alerts.events.acknowledgeOf(event.ruleName)}
                onClick={() => act.mutate({ act: 'ack', id: event.id })}
              >
                <Icon name="check" />
              </button>
            </li>
          ))}
        </ul>
      )}
      {raised !== undefined && raised.length > shownAlerts && <p className="muted">{words.more(raised.length - shownAlerts)}</p>}
      {act.error !== null && <p className="field-error" role="alert"><Icon name="warning" /> {act.error.message}</p>}
      <p className="bell-foot">
        <Link to="/alerts" className="button" data-testid="bell-page" onClick={onLeave}>{words.page}</Link>
        {raised !== undefined && raised.length > 1 && (
          <button type="button" className="button" disabled={!canAct || act.isPending} title={canAct ? undefined : t.needsToken} onClick={() => act.mutate({ act: 'ack-all' })}>
            <Icon name="check" /> {t.alerts.events.acknowledgeAll}
          </button>
        )}
      </p>
    </>
  );
}

function Since({ event }: { readonly event: AlertEvent }): ReactNode {
  const { client } = useStream();
  useNow(1_000);
  const age = event.at === null ? 0 : client.serverNow() - millisOf(event.at);
  const since = age < 86_400_000 ? t.alerts.bell.ago(formatAge(age)) : formatZoned(event.at, localZone());
  return (
    <span className="muted num bell-since" title={formatNanos(event.at)}>
      {since}{event.count > 1 && ` · ${t.alerts.events.times(formatCount(event.count))}`}
    </span>
  );
}

/** Whether alerts sound, on every page. */
export function MuteButton(): ReactNode {
  const { isMuted } = usePreferences();
  const label = isMuted ? t.alerts.mute.on : t.alerts.mute.off;
  return (
    <button
      type="button"
      className={isMuted ? 'icon-button mute-button is-muted' : 'icon-button mute-button'}
      data-testid="mute"
      data-value={isMuted ? 'muted' : 'on'}
      aria-pressed={isMuted}
      title={label}
      aria-label={label}
      onClick={toggleMute}
    >
      <Icon name={isMuted ? 'muted' : 'sound'} />
    </button>
  );
}
