import { useState, type FormEvent, type ReactNode } from 'react';
import { parseMoment, pastAt } from '../lib/pastTime';
import { localZone, millisOf } from '../lib/time';
import { t } from '../lib/text';
import { Dialog } from '../ui/Dialog';
import { closeOverlay } from '../ui/overlays';
import { travelTo } from './travel';

/** Asks for the moment that is to be shown. */
export function PastDialog(): ReactNode {
  const [value, setValue] = useState(pastAt === null ? '' : String(pastAt));
  const at = parseMoment(value, localZone());
  const isAhead = at !== null && millisOf(at) > Date.now();
  const isWrong = value !== '' && (at === null || isAhead);
  const go = (event: FormEvent): void => {
    event.preventDefault();
    if (at !== null && !isAhead) travelTo(at);
  };
  return (
    <Dialog label={t.past.title} testId="past-dialog" className="dialog-small" onClose={closeOverlay}>
      <form className="past-form" onSubmit={go}>
        <h2>{t.past.title}</h2>
        <label className="field">
          <span>{t.past.label(localZone())}</span>
          <input
            autoFocus placeholder={t.past.example} maxLength={29} spellCheck={false} autoComplete="off" data-testid="past-input" value={value} aria-invalid={isWrong}
            aria-describedby="past-help" onChange={(event) => setValue(event.target.value)}
          />
        </label>
        <p className="muted" id="past-help">{isAhead ? t.past.ahead : t.past.help}</p>
        <p className="form-foot">
          <button type="button" className="button" onClick={closeOverlay}>{t.cancel}</button>
          <button type="submit" className="button button-primary" data-testid="past-go" disabled={at === null || isAhead}>{t.past.go}</button>
        </p>
      </form>
    </Dialog>
  );
}
