import type { ReactNode } from 'react';
import { movedBy } from '../lib/pastTime';
import { localZone, millisOf, nanosPerSecond, type Nanos } from '../lib/time';
import { t } from '../lib/text';
import { Icon } from '../ui/Icon';
import { showOverlay } from '../ui/overlays';
import { travelTo } from './travel';

const steps = [
  { name: t.past.steps.hour, nanos: 3_600n * nanosPerSecond }, { name: t.past.steps.minute, nanos: 60n * nanosPerSecond }, { name: t.past.steps.second, nanos: nanosPerSecond },
];

/** Says on every page which moment it shows, and leads to others and back. */
export function PastBand({ at }: { readonly at: Nanos }): ReactNode {
  return (
    <div className="past-band" role="region" aria-label={t.past.title} data-testid="past-band" data-value={String(at)}>
      <span className="past-moment"><strong>{t.past.band}</strong> <span className="num" data-testid="past-at">{t.past.at(at, localZone())}</span></span>
      <span className="past-note">{t.past.note}</span>
      <span className="past-steps">
        {steps.map(({ name, nanos }) => (
          <button key={name} type="button" className="button" aria-label={t.past.back(name)} title={t.past.back(name)} data-testid={`past-back-${name}`} disabled={at <= nanos} onClick={() => travelTo(movedBy(at, -nanos))}>
            {t.past.stepBack(name)}
          </button>
        ))}
        {[...steps].reverse().map(({ name, nanos }) => (
          <button
            key={name} type="button" className="button" aria-label={t.past.forward(name)} title={t.past.forward(name)} data-testid={`past-forward-${name}`}
            disabled={millisOf(movedBy(at, nanos)) > Date.now()} onClick={() => travelTo(movedBy(at, nanos))}
          >
            {t.past.stepForward(name)}
          </button>
        ))}
        <button type="button" className="icon-button" title={t.past.choose} aria-label={t.past.choose} data-testid="past-choose" onClick={() => showOverlay({ kind: 'past' })}><Icon name="calendar" /></button>
      </span>
      <button type="button" className="button" data-testid="past-now" onClick={() => travelTo(null)}>{t.past.now}</button>
    </div>
  );
}
