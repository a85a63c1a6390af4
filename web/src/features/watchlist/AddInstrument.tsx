import { useState, type FormEvent, type ReactNode } from 'react';
import { useResolve, useSetRecording } from '../../api/queries';
import type { Instrument } from '../../api/types';
import { t } from '../../lib/text';
import { Dialog } from '../../ui/Dialog';
import { Icon } from '../../ui/Icon';
import { Problem } from '../../ui/Panel';

/** Finds a contract by symbol. All matches are shown with what tells them apart; nothing is added without a click. */
export function AddInstrument({ known, onClose }: { readonly known: readonly Instrument[]; readonly onClose: () => void }): ReactNode {
  const [query, setQuery] = useState('');
  const resolve = useResolve();
  const record = useSetRecording();
  const find = (event: FormEvent): void => {
    event.preventDefault();
    if (query.trim() !== '') resolve.mutate(query.trim());
  };
  const recorded = new Set(known.filter((i) => i.recording).map((i) => i.id));
  return (
    <Dialog label={t.add.title} testId="add-dialog" onClose={onClose}>
      <header className="dialog-head">
        <h2>{t.add.title}</h2>
        <button type="button" className="icon-button" aria-label={t.close} title={t.close} onClick={onClose}><Icon name="close" /></button>
      </header>
      <form className="add-form" onSubmit={find}>
        <label className="field">
          <span>{t.add.label}</span>
          <input
            autoFocus
            data-testid="add-query"
            value={query}
            maxLength={64}
            placeholder={t.add.placeholder}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => setQuery(event.target.value)}
          />
        </label>
        <button type="submit" className="button button-primary" data-testid="add-find" disabled={resolve.isPending || query.trim() === ''}>
          {resolve.isPending ? t.add.asking : t.add.find}
        </button>
      </form>
      <p className="muted">{t.add.help}</p>
      {resolve.error !== null && <Problem failure={resolve.error} />}
      {record.error !== null && <Problem failure={record.error} />}
      {resolve.data !== undefined && (resolve.data.length === 0
        ? <p className="empty-title" data-testid="add-none">{t.add.none(resolve.variables)}</p>
        : (
          <div className="table-scroll">
            <table className="table">
              <caption className="add-caption">{t.add.matches(resolve.data.length)}</caption>
              <thead>
                <tr>
                  <th scope="col">{t.columns.instrument}</th>
                  <th scope="col">{t.columns.description}</th>
                  <th scope="col">{t.columns.type}</th>
                  <th scope="col">{t.columns.currency}</th>
                  <th scope="col" className="right">{t.columns.tick}</th>
                  <th scope="col"><span className="visually-hidden">{t.watchlist.recording}</span></th>
                </tr>
              </thead>
              <tbody>
                {resolve.data.map((instrument) => {
                  const isOn = recorded.has(instrument.id) || (record.isSuccess && record.variables.instrumentId === instrument.id);
                  return (
                    <tr key={instrument.id} data-testid={`candidate-${instrument.id}`}>
                      <th scope="row">{instrument.id}</th>
                      <td>{instrument.description}</td>
                      <td>{t.words(instrument.instrumentClass)}</td>
                      <td>{instrument.currency}</td>
                      <td className="num right">{instrument.priceIncrement}</td>
                      <td className="right">
                        {isOn ? <span className="mark mark-ok"><Icon name="check" />{t.watchlist.isRecorded}</span> : (
                          <button
                            type="button"
                            className="button"
                            data-testid={`record-${instrument.id}`}
                            disabled={record.isPending}
                            onClick={() => record.mutate({ instrumentId: instrument.id, isOn: true })}
                          >
                            <Icon name="record" /> {t.watchlist.record}
                          </button>
                        )}
                      </td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </div>
        ))}
    </Dialog>
  );
}
