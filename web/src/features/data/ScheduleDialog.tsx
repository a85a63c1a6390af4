import { useState, type FormEvent, type ReactNode } from 'react';
import { useSaveSchedule, type Schedule, type ScheduleFields } from '../../api/exports';
import { useCoverage, useInstruments } from '../../api/queries';
import { localZone } from '../../lib/time';
import { t } from '../../lib/text';
import { Dialog } from '../../ui/Dialog';
import { Problem } from '../../ui/Panel';

const types = ['trade_tick', 'quote_tick', 'bar', 'order_book_deltas', 'order_book_depths'] as const;
const usual = ['trade_tick', 'quote_tick', 'bar', 'order_book_deltas'];
const compressions = ['snappy', 'zstd', 'gzip', 'none'] as const;

/** A new nightly export, or another one of the same name. */
export function ScheduleDialog({ known, onClose }: { readonly known: Schedule | null; readonly onClose: () => void }): ReactNode {
  const save = useSaveSchedule();
  const instruments = useInstruments();
  const coverage = useCoverage();
  const [fields, setFields] = useState<ScheduleFields>(() => known ?? {
    name: t.schedules.suggested, isEnabled: true, time: '02:30', zone: localZone(), instrumentIds: null, dataTypes: usual, compression: 'snappy',
  });
  const change = (part: Partial<ScheduleFields>): void => setFields((now) => ({ ...now, ...part }));
  const isTimeWrong = !/^([01]\d|2[0-3]):[0-5]\d$/.test(fields.time);
  const isReady = !isTimeWrong && fields.name.trim() !== '' && fields.dataTypes.length > 0 && fields.instrumentIds?.length !== 0;
  const stored = new Set((coverage.data ?? []).map((row) => row.instrumentId));
  const choices = (instruments.data ?? []).filter((one) => one.recording || stored.has(one.id)).map((one) => one.id);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isReady) save.mutate({ known, fields: { ...fields, name: fields.name.trim() } }, { onSuccess: onClose });
  };
  return (
    <Dialog label={known === null ? t.schedules.addTitle : t.schedules.editTitle(known.name)} testId="schedule-dialog" onClose={onClose}>
      <h2>{known === null ? t.schedules.addTitle : t.schedules.editTitle(known.name)}</h2>
      <form className="schedule-form" onSubmit={submit}>
        <label className="field"><span>{t.schedules.name}</span><input type="text" maxLength={100} value={fields.name} data-testid="schedule-name" onChange={(event) => change({ name: event.target.value })} /></label>
        <div className="field-row">
          <label className="field">
            <span>{t.schedules.time}</span>
            <input type="text" inputMode="numeric" maxLength={5} value={fields.time} aria-invalid={isTimeWrong} data-testid="schedule-time" onChange={(event) => change({ time: event.target.value })} />
          </label>
          <label className="field"><span>{t.schedules.zone}</span><input type="text" maxLength={64} spellCheck={false} value={fields.zone} data-testid="schedule-zone" onChange={(event) => change({ zone: event.target.value })} /></label>
          <label className="field">
            <span>{t.schedules.compression}</span>
            <select value={fields.compression} onChange={(event) => change({ compression: event.target.value })}>{compressions.map((one) => <option key={one} value={one}>{one}</option>)}</select>
          </label>
        </div>
        {isTimeWrong && <p className="field-error">{t.schedules.timeWrong}</p>}
        <Checks
          legend={t.schedules.kinds}
          choices={types.map((type) => ({ value: type, text: t.schedules.types[type] ?? type }))}
          chosen={fields.dataTypes}
          onChange={(dataTypes) => change({ dataTypes })}
        />
        <label className="field">
          <span>{t.schedules.instruments}</span>
          <select
            data-testid="schedule-which"
            value={fields.instrumentIds === null ? 'all' : 'chosen'}
            onChange={(event) => change({ instrumentIds: event.target.value === 'all' ? null : choices.slice(0, 1) })}
          >
            <option value="all">{t.schedules.all}</option>
            <option value="chosen">{t.schedules.chosen}</option>
          </select>
        </label>
        {fields.instrumentIds !== null && (
          <Checks legend={t.schedules.chosen} choices={choices.map((id) => ({ value: id, text: id }))} chosen={fields.instrumentIds} onChange={(instrumentIds) => change({ instrumentIds })} />
        )}
        <label className="check"><input type="checkbox" checked={fields.isEnabled} onChange={(event) => change({ isEnabled: event.target.checked })} /> {t.schedules.enabled}</label>
        {save.error !== null && <Problem failure={save.error} />}
        <div className="form-foot">
          <button type="button" className="button" onClick={onClose}>{t.cancel}</button>
          <button type="submit" className="button button-primary" data-testid="schedule-save" disabled={!isReady || save.isPending}>{t.schedules.save}</button>
        </div>
      </form>
    </Dialog>
  );
}

function Checks({ legend, choices, chosen, onChange }: {
  readonly legend: string;
  readonly choices: readonly { readonly value: string; readonly text: string }[];
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
}): ReactNode {
  return (
    <fieldset className="checks">
      <legend>{legend}</legend>
      {choices.map((choice) => (
        <label key={choice.value} className="check">
          <input
            type="checkbox"
            checked={chosen.includes(choice.value)}
            onChange={(event) => onChange(event.target.checked ? [...chosen, choice.value] : chosen.filter((one) => one !== choice.value))}
          />
          {choice.text}
        </label>
      ))}
    </fieldset>
  );
}
