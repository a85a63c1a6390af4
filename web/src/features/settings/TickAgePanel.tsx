import { useState, type FormEvent, type ReactNode } from 'react';
import { t } from '../../lib/text';
import { Panel } from '../../ui/Panel';
import { setLook, useLook } from '../../ui/preferences';

/** From which age on the newest tick is amber and red in the top bar. */
export function TickAgePanel(): ReactNode {
  const { amberSeconds, redSeconds } = useLook();
  const words = t.settings.tickAge;
  const [amber, setAmber] = useState(String(amberSeconds));
  const [red, setRed] = useState(String(redSeconds));
  const [from, to] = [Number(amber), Number(red)];
  const isRight = from > 0 && to > from && to <= 3_600;
  const save = (event: FormEvent): void => {
    event.preventDefault();
    if (isRight) setLook({ amberSeconds: from, redSeconds: to });
  };
  return (
    <Panel title={words.title} testId="panel-tick-age" className="settings-tick-age">
      <form className="tick-age-form" onSubmit={save}>
        <label className="field">
          <span>{words.amber}</span>
          <input type="number" min="0.1" step="0.1" data-testid="tick-amber" value={amber} onChange={(event) => setAmber(event.target.value)} />
        </label>
        <label className="field">
          <span>{words.red}</span>
          <input
            type="number"
            min="0.1"
            step="0.1"
            data-testid="tick-red"
            value={red}
            aria-invalid={!isRight}
            aria-describedby="tick-age-why"
            onChange={(event) => setRed(event.target.value)}
          />
        </label>
        <button type="submit" className="button" data-testid="tick-save" disabled={!isRight}>{words.save}</button>
        <p id="tick-age-why" className="muted">{isRight ? words.help : words.wrong}</p>
      </form>
    </Panel>
  );
}
