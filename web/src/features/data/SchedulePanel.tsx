import { useState, type ReactNode } from 'react';
import { useRemoveSchedule, useSchedules, type Schedule } from '../../api/exports';
import { useCanAct } from '../../api/queries';
import { formatMoment, formatZoned, unknown } from '../../lib/format';
import { localZone } from '../../lib/time';
import { t } from '../../lib/text';
import { Icon } from '../../ui/Icon';
import { levelOf } from '../../ui/levels';
import { Empty, Loaded, Panel } from '../../ui/Panel';
import { StateMark } from '../../ui/StateMark';
import { ScheduleDialog } from './ScheduleDialog';

/** Exports that are ordered every night, with their last and their next run. */
export function SchedulePanel(): ReactNode {
  const schedules = useSchedules();
  const canAct = useCanAct();
  const [editing, setEditing] = useState<Schedule | 'new' | null>(null);
  return (
    <Panel
      title={t.schedules.title}
      testId="panel-schedules"
      className="schedule-panel"
      note={schedules.data === undefined ? undefined : t.schedules.count(schedules.data.length)}
      actions={(
        <button type="button" className="button" data-testid="schedule-add" disabled={!canAct} title={canAct ? undefined : t.needsToken} onClick={() => setEditing('new')}>
          <Icon name="plus" /> {t.schedules.add}
        </button>
      )}
    >
      <Loaded query={schedules} rows={4} isEmpty={(data) => data.length === 0} empty={<Empty title={t.schedules.none}>{t.schedules.noneNext}</Empty>}>
        {(data) => <ul className="job-list">{data.map((one) => <li key={one.id}><ScheduleRow schedule={one} canAct={canAct} onEdit={() => setEditing(one)} /></li>)}</ul>}
      </Loaded>
      {editing !== null && <ScheduleDialog known={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
    </Panel>
  );
}

function ScheduleRow({ schedule, canAct, onEdit }: { readonly schedule: Schedule; readonly canAct: boolean; readonly onEdit: () => void }): ReactNode {
  const remove = useRemoveSchedule();
  const [isSure, setIsSure] = useState(false);
  const zone = localZone();
  const last = schedule.lastJob;
  return (
    <article className="job" data-testid="schedule" data-value={schedule.name}>
      <header className="job-head">
        <h3>{schedule.name}</h3>
        <StateMark level={schedule.isEnabled ? 'ok' : 'off'} word={schedule.isEnabled ? t.schedules.on : t.schedules.off} />
        <span className="muted num">{t.schedules.at(schedule.time, schedule.zone)}</span>
        <span className="schedule-actions">
          <button type="button" className="link-button" data-testid="schedule-edit" disabled={!canAct} onClick={onEdit}>{t.schedules.edit}</button>
          <button
            type="button"
            className={isSure ? 'button' : 'link-button'}
            data-testid="schedule-remove"
            disabled={!canAct || remove.isPending}
            onBlur={() => setIsSure(false)}
            onClick={() => (isSure ? remove.mutate(schedule) : setIsSure(true))}
          >
            {isSure ? t.schedules.removeSure : t.schedules.remove}
          </button>
        </span>
      </header>
      <dl className="job-facts num">
        <div><dt>{t.schedules.kinds}</dt><dd>{schedule.dataTypes.map((type) => t.schedules.types[type] ?? type).join(', ')}</dd></div>
        <div><dt>{t.schedules.instruments}</dt><dd title={schedule.instrumentIds?.join(' ')}>{schedule.instrumentIds === null ? t.schedules.all : t.schedules.ofInstruments(schedule.instrumentIds.length)}</dd></div>
        <div><dt>{t.inZone(t.schedules.next, zone)}</dt><dd>{schedule.nextRun === null ? unknown : formatMoment(schedule.nextRun, zone)} {schedule.nextRun !== null && <span className="muted">{t.schedules.day(schedule.nextDate)}</span>}</dd></div>
        <div>
          <dt>{t.schedules.last}</dt>
          <dd>{last === null ? t.schedules.never : <><StateMark level={levelOf(last.state)} word={t.words(last.state)} /> {formatZoned(last.finished ?? last.started ?? last.created, zone)}</>}</dd>
        </div>
      </dl>
      {last?.problem !== null && last?.problem !== undefined && <p className="field-error"><Icon name="warning" /> {last.problem}</p>}
      {remove.error !== null && <p className="field-error" role="alert"><Icon name="warning" /> {remove.error.message}</p>}
    </article>
  );
}
