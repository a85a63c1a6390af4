import type { ReactNode } from 'react';
import { useSessions, type Session, type SessionDay, type Sessions, type SessionState } from '../../api/definitions';
import { formatClock, formatMoment, formatNanos, unknown, zoneLabel } from '../../lib/format';
import { knownZone, localZone, millisOf, type Nanos } from '../../lib/time';
import { t } from '../../lib/text';
import { Empty, Loaded, Panel } from '../../ui/Panel';
import { StateMark } from '../../ui/StateMark';

export function SessionsPanel({ instrumentId }: { readonly instrumentId: string }): ReactNode {
  const query = useSessions(instrumentId);
  const zone = knownZone(query.data?.zone) ?? 'UTC';
  return (
    <Panel
      title={t.instrument.sessions}
      testId="panel-sessions"
      isPlain
      className="instrument-sessions"
      note={query.data === undefined ? undefined : t.instrument.sessionsIn(zone, localZone())}
    >
      <Loaded
        query={query}
        rows={8}
        isEmpty={(sessions) => sessions.days.length === 0}
        empty={<Empty title={t.instrument.noSessions}>{t.instrument.noSessionsNext}</Empty>}
      >
        {(sessions) => <Week sessions={sessions} zone={zone} />}
      </Loaded>
    </Panel>
  );
}

function Week({ sessions, zone }: { readonly sessions: Sessions; readonly zone: string }): ReactNode {
  return (
    <>
      <p className="session-now" data-testid="session-now" data-open={sessions.state.isOpen}>
        <StateMark level={sessions.state.isOpen ? 'ok' : 'off'} word={stateText(sessions.state, zone)} />
        {sessions.state.knowledge === 'extrapolated' && <span className="muted"> {t.instrument.extrapolated}</span>}
      </p>
      <div className="table-scroll">
        <table className="table">
          <caption className="visually-hidden">{t.instrument.sessions}</caption>
          <thead>
            <tr>
              <th scope="col">{t.instrument.day}</th>
              <th scope="col">{t.instrument.allHours}</th>
              <th scope="col">{t.instrument.regularHours}</th>
              <th scope="col">{t.instrument.localHours}</th>
            </tr>
          </thead>
          <tbody>{sessions.days.map((day) => <DayRow key={day.day} day={day} zone={zone} />)}</tbody>
        </table>
      </div>
    </>
  );
}

function DayRow({ day, zone }: { readonly day: SessionDay; readonly zone: string }): ReactNode {
  const isExtrapolated = day.sessions.some((s) => s.isExtrapolated);
  return (
    <tr data-testid={`session-${day.day}`}>
      <th scope="row" className="num">{day.day}</th>
      <td className="num">
        {day.sessions.length === 0 ? <span className="muted">{t.instrument.closed}</span> : <Hours sessions={day.sessions} zone={zone} />}
        {isExtrapolated && <span className="muted"> {t.instrument.extrapolated}</span>}
      </td>
      <td className="num"><Hours sessions={day.liquid} zone={zone} /></td>
      <td className="num"><Hours sessions={day.sessions} zone={localZone()} /></td>
    </tr>
  );
}

/** Begin and end; a begin on another date than the end says which. */
function Hours({ sessions, zone }: { readonly sessions: readonly Session[]; readonly zone: string }): ReactNode {
  return sessions.map((s) => (
    <span key={String(s.start)} className="session-hours" title={`${formatNanos(s.start)} – ${formatNanos(s.end)}`}>
      {formatMoment(s.start, zone).slice(0, -3)}–{clock(s.end, zone)}
    </span>
  ));
}

function clock(at: Nanos | null, zone: string): string {
  return at === null ? unknown : formatClock(millisOf(at), zone).slice(0, 5);
}

function stateText(state: SessionState, zone: string): string {
  const at = state.isOpen ? state.nextClose : state.nextOpen;
  if (at === null) return state.isOpen ? t.instrument.openNow : t.instrument.closedNow;
  const text = `${formatMoment(at, zone).slice(0, -3)} ${zoneLabel(zone, millisOf(at))}`;
  return state.isOpen ? t.instrument.isOpen(text) : t.instrument.isClosed(text);
}
