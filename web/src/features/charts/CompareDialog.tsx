import { type ReactNode } from 'react';
import type { Instrument } from '../../api/types';
import { t } from '../../lib/text';
import { Dialog } from '../../ui/Dialog';
import { Icon } from '../../ui/Icon';
import { Segmented } from '../../ui/Segmented';
import { maxCompares, withChangedCompare, withCompare, withoutCompare, type ChartSetup } from './chartSetup';

/** Adds, scales and removes compared instruments; every change shows at once behind the dialog. */
export function CompareDialog({ setup, instrument, instruments, onChange, onClose }: {
  readonly setup: ChartSetup;
  readonly instrument: Instrument;
  readonly instruments: readonly Instrument[];
  readonly onChange: (change: Partial<ChartSetup>) => void;
  readonly onClose: () => void;
}): ReactNode {
  const offered = instruments.filter((one) => one.id !== instrument.id && !setup.compares.some((compare) => compare.instrumentId === one.id))
    .sort((a, b) => Number(b.recording) - Number(a.recording));
  const isFull = setup.compares.length >= maxCompares;
  const add = (id: string): void => {
    // The axis says what the lines share: how far each has moved.
    onChange({ ...withCompare(setup, id, crypto.randomUUID()), ...(setup.compares.length === 0 && setup.scale === 'linear' ? { scale: 'percent' } : {}) });
  };
  return (
    <Dialog label={t.compare.title} testId="compare-dialog" className="indicator-dialog" onClose={onClose}>
      <h2>{t.compare.title}</h2>
      <section aria-label={t.compare.shown}>
        <h3>{t.compare.shown}</h3>
        {setup.compares.length === 0 && <p className="muted">{t.compare.none}</p>}
        <ul className="indicator-list">
          {setup.compares.map((one) => (
            <li key={one.id} className="indicator-row" data-testid="compare-row" data-value={one.instrumentId}>
              <span className="indicator-head">
                <span className={`series-mark series-mark-${one.color + 1}`} aria-hidden="true" />
                <span className="indicator-name">{one.instrumentId}</span>
                <Segmented
                  label={t.compare.scale(one.instrumentId)}
                  value={one.scale}
                  options={(['percent', 'own'] as const).map((scale) => ({ value: scale, text: t.compare.scales[scale] }))}
                  testId="compare-scale"
                  onChange={(scale) => onChange(withChangedCompare(setup, one.id, { scale }))}
                />
                <button
                  type="button" className="icon-button" title={t.compare.remove(one.instrumentId)} aria-label={t.compare.remove(one.instrumentId)}
                  data-testid="compare-remove" onClick={() => onChange(withoutCompare(setup, one.id))}
                >
                  <Icon name="close" />
                </button>
              </span>
            </li>
          ))}
        </ul>
        {setup.compares.length > 0 && <p className="muted">{t.compare.percentNote}</p>}
      </section>
      <section aria-label={t.compare.add}>
        <h3>{t.compare.add}</h3>
        <ul className="indicator-list indicator-offer">
          {offered.map((one) => (
            <li key={one.id}>
              <button type="button" className="indicator-add" data-testid={`compare-${one.id}`} disabled={isFull} onClick={() => add(one.id)}>
                <Icon name="plus" />
                <span><strong>{one.id}</strong><span className="muted">{one.description}</span></span>
              </button>
            </li>
          ))}
        </ul>
        {isFull && <p className="muted">{t.compare.full(maxCompares)}</p>}
      </section>
      <p className="form-foot"><button type="button" className="button button-primary" data-testid="compare-done" onClick={onClose}>{t.close}</button></p>
    </Dialog>
  );
}
