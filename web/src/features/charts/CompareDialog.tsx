import { useState, type ReactNode } from 'react';
import type { Instrument } from '../../api/types';
import { t } from '../../lib/text';
import { Dialog } from '../../ui/Dialog';
import { Icon } from '../../ui/Icon';
import { Segmented } from '../../ui/Segmented';
import { compareName, maxCompares, withChangedCompare, withCompare, withoutCompare, withSpread, type ChartSetup } from './chartSetup';

/** Adds, scales and removes compared instruments; every change shows at once behind the dialog. */
export function CompareDialog({ setup, instrument, instruments, onChange, onClose }: {
  readonly setup: ChartSetup;
  readonly instrument: Instrument;
  readonly instruments: readonly Instrument[];
  readonly onChange: (change: Partial<ChartSetup>) => void;
  readonly onClose: () => void;
}): ReactNode {
  const offered = instruments.filter((one) => one.id !== instrument.id && !setup.compares.some((compare) => compare.instrumentId === one.id && compare.minus === null))
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
            <li key={one.id} className="indicator-row" data-testid="compare-row" data-value={compareName(one)}>
              <span className="indicator-head">
                <span className={`series-mark series-mark-${one.color + 1}`} aria-hidden="true" />
                <span className="indicator-name">{compareName(one)}</span>
                {one.minus === null && <Segmented
                  label={t.compare.scale(one.instrumentId)}
                  value={one.scale}
                  options={(['percent', 'own'] as const).map((scale) => ({ value: scale, text: t.compare.scales[scale] }))}
                  testId="compare-scale"
                  onChange={(scale) => onChange(withChangedCompare(setup, one.id, { scale }))}
                />}
                <button
                  type="button" className="icon-button" title={t.compare.remove(compareName(one))} aria-label={t.compare.remove(compareName(one))}
                  data-testid="compare-remove" disabled={one.isLocked} onClick={() => onChange(withoutCompare(setup, one.id))}
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
      <SpreadForm instrument={instrument} instruments={instruments} isFull={isFull} onAdd={(id, minus) => onChange(withSpread(setup, id, minus, crypto.randomUUID()))} />
      <p className="form-foot"><button type="button" className="button button-primary" data-testid="compare-done" onClick={onClose}>{t.close}</button></p>
    </Dialog>
  );
}

/** Chooses two instruments, one less the other. */
function SpreadForm({ instrument, instruments, isFull, onAdd }: {
  readonly instrument: Instrument;
  readonly instruments: readonly Instrument[];
  readonly isFull: boolean;
  readonly onAdd: (instrumentId: string, minus: string) => void;
}): ReactNode {
  const [first, setFirst] = useState(instrument.id);
  const [second, setSecond] = useState(instruments.find((one) => one.id !== instrument.id && one.recording)?.id ?? '');
  const options = instruments.map((one) => <option key={one.id} value={one.id}>{one.id}</option>);
  return (
    <section aria-label={t.compare.spread}>
      <h3>{t.compare.spread}</h3>
      <span className="field-row">
        <label className="field"><span>{t.compare.spreadOf}</span><select value={first} data-testid="spread-first" onChange={(event) => setFirst(event.target.value)}>{options}</select></label>
        <label className="field"><span>{t.compare.spreadMinus}</span><select value={second} data-testid="spread-second" onChange={(event) => setSecond(event.target.value)}>{options}</select></label>
        <button type="button" className="button" data-testid="spread-add" disabled={isFull || second === '' || first === second} onClick={() => onAdd(first, second)}>
          <Icon name="plus" /> {t.compare.spreadAdd}
        </button>
      </span>
      <p className="muted">{t.compare.spreadNote}</p>
    </section>
  );
}
