import { useState, type FormEvent, type ReactNode } from 'react';
import { instantOfWallClock } from '../../lib/time';
import { t } from '../../lib/text';
import { Dialog } from '../../ui/Dialog';

export function GoToDate({ zone, onGo, onClose }: {
  readonly zone: string;
  readonly onGo: (seconds: number) => void;
  readonly onClose: () => void;
}): ReactNode {
  const [value, setValue] = useState('');
  const seconds = instantOfWallClock(value, zone);
  const go = (event: FormEvent): void => {
    event.preventDefault();
    if (seconds !== null) onGo(seconds);
  };
  return (
    <Dialog label={t.chart.goTitle} testId="go-dialog" className="dialog-small" onClose={onClose}>
      <form className="go-form" onSubmit={go}>
        <h2>{t.chart.goTitle}</h2>
        <label className="field">
          <span>{t.chart.goLabel(zone)}</span>
          <input
            autoFocus
            inputMode="numeric"
            placeholder="2026-11-21 14:30"
            maxLength={19}
            spellCheck={false}
            autoComplete="off"
            data-testid="go-input"
            value={value}
            aria-invalid={value !== '' && seconds === null}
            aria-describedby="go-help"
            onChange={(event) => setValue(event.target.value)}
          />
        </label>
        <p className="muted" id="go-help">{t.chart.goHelp}</p>
        <p className="form-foot">
          <button type="button" className="button" onClick={onClose}>{t.cancel}</button>
          <button type="submit" className="button button-primary" data-testid="go-submit" disabled={seconds === null}>{t.chart.goAct}</button>
        </p>
      </form>
    </Dialog>
  );
}
