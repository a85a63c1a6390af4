import type { ReactNode } from 'react';
import type { Candidate } from '../../api/definitions';
import { unknown } from '../../lib/format';
import { t } from '../../lib/text';
import { Icon } from '../../ui/Icon';

/** Listings whose symbol or name is similar. Choosing one asks the broker for exactly that contract. */
export function CandidateTable({ candidates, recorded, isBusy, onChoose }: {
  readonly candidates: readonly Candidate[];
  readonly recorded: ReadonlySet<string>;
  readonly isBusy: boolean;
  readonly onChoose: (reference: string) => void;
}): ReactNode {
  return (
    <div className="table-scroll">
      <table className="table" data-testid="search-hits">
        <caption className="add-caption">{t.add.similar(candidates.length)}</caption>
        <thead>
          <tr>
            <th scope="col">{t.columns.instrument}</th>
            <th scope="col">{t.columns.description}</th>
            <th scope="col">{t.add.exchange}</th>
            <th scope="col">{t.columns.currency}</th>
            <th scope="col">{t.columns.type}</th>
            <th scope="col" className="right">{t.add.contract}</th>
            <th scope="col"><span className="visually-hidden">{t.add.choose}</span></th>
          </tr>
        </thead>
        <tbody>
          {candidates.map((candidate) => (
            <tr key={candidate.reference} data-testid={`hit-${candidate.reference}`}>
              <th scope="row">{candidate.symbol}</th>
              <td>{candidate.description}</td>
              <td>{candidate.exchange ?? unknown}</td>
              <td>{candidate.currency ?? unknown}</td>
              <td>{candidate.securityType}</td>
              <td className="num right">{candidate.reference}</td>
              <td className="right"><Action candidate={candidate} recorded={recorded} isBusy={isBusy} onChoose={onChoose} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Action({ candidate, recorded, isBusy, onChoose }: {
  readonly candidate: Candidate;
  readonly recorded: ReadonlySet<string>;
  readonly isBusy: boolean;
  readonly onChoose: (reference: string) => void;
}): ReactNode {
  if (candidate.problem !== null) return <span className="muted">{candidate.problem}</span>;
  const known = candidate.instrumentIds.find((id) => recorded.has(id));
  if (known !== undefined) return <span className="mark mark-ok" title={known}><Icon name="check" />{t.watchlist.isRecorded}</span>;
  return (
    <button
      type="button"
      className="button"
      data-testid={`choose-${candidate.reference}`}
      aria-label={t.add.chooseLabel(candidate.symbol, candidate.exchange ?? '')}
      disabled={isBusy}
      onClick={() => onChoose(candidate.reference)}
    >
      {t.add.choose}
    </button>
  );
}
