import type { ReactNode } from 'react';
import type { Instrument } from '../../api/types';
import { t } from '../../lib/text';
import { Icon } from '../../ui/Icon';

/** Contracts that are exactly what was asked for, with what tells them apart. */
export function MatchTable({ matches, recorded, isBusy, onRecord }: {
  readonly matches: readonly Instrument[];
  readonly recorded: ReadonlySet<string>;
  readonly isBusy: boolean;
  readonly onRecord: (instrumentId: string) => void;
}): ReactNode {
  return (
    <div className="table-scroll">
      <table className="table">
        <caption className="add-caption">{t.add.matches(matches.length)}</caption>
        <thead>
          <tr>
            <th scope="col">{t.columns.instrument}</th>
            <th scope="col">{t.columns.description}</th>
            <th scope="col">{t.add.exchange}</th>
            <th scope="col">{t.columns.type}</th>
            <th scope="col">{t.columns.currency}</th>
            <th scope="col" className="right">{t.columns.tick}</th>
            <th scope="col"><span className="visually-hidden">{t.watchlist.recording}</span></th>
          </tr>
        </thead>
        <tbody>
          {matches.map((instrument) => (
            <tr key={instrument.id} data-testid={`candidate-${instrument.id}`}>
              <th scope="row">{instrument.id}</th>
              <td>{instrument.description}</td>
              <td>{venueOf(instrument.id)}</td>
              <td>{t.words(instrument.instrumentClass)}</td>
              <td>{instrument.currency}</td>
              <td className="num right">{instrument.priceIncrement}</td>
              <td className="right">
                {recorded.has(instrument.id) ? <span className="mark mark-ok"><Icon name="check" />{t.watchlist.isRecorded}</span> : (
                  <button
                    type="button"
                    className="button"
                    data-testid={`record-${instrument.id}`}
                    disabled={isBusy}
                    onClick={() => onRecord(instrument.id)}
                  >
                    <Icon name="record" /> {t.watchlist.record}
                  </button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** An instrument id ends with its venue. */
function venueOf(instrumentId: string): string {
  return instrumentId.slice(instrumentId.lastIndexOf('.') + 1);
}
