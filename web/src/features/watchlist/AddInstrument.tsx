import { useState, type FormEvent, type ReactNode } from 'react';
import { useSearch } from '../../api/definitions';
import { useResolve, useSetRecording } from '../../api/queries';
import type { Instrument } from '../../api/types';
import { t } from '../../lib/text';
import { Dialog } from '../../ui/Dialog';
import { Icon } from '../../ui/Icon';
import { Problem, Skeleton } from '../../ui/Panel';
import { CandidateTable } from './CandidateTable';
import { MatchTable } from './MatchTable';

/**
 * Finds a contract by symbol, name, id or the broker's number. Exact matches can be recorded; listings that are only similar are resolved
 * first. Nothing is added without a click.
 */
export function AddInstrument({ known, onClose }: { readonly known: readonly Instrument[]; readonly onClose: () => void }): ReactNode {
  const [query, setQuery] = useState('');
  const resolve = useResolve();
  const search = useSearch();
  const record = useSetRecording();
  const find = (event: FormEvent): void => {
    event.preventDefault();
    if (query.trim() === '') return;
    resolve.mutate(query.trim());
    search.mutate(query.trim());
  };
  const isAsking = resolve.isPending || search.isPending;
  const recorded = new Set(known.filter((i) => i.recording).map((i) => i.id));
  if (record.isSuccess) recorded.add(record.variables.instrumentId);
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
        <button type="submit" className="button button-primary" data-testid="add-find" disabled={isAsking || query.trim() === ''}>
          {isAsking ? t.add.asking : t.add.find}
        </button>
      </form>
      <p className="muted">{t.add.help}</p>
      {record.error !== null && <Problem failure={record.error} />}
      {resolve.error !== null && <Problem failure={resolve.error} retry={() => resolve.mutate(resolve.variables ?? query.trim())} />}
      {resolve.data !== undefined && (resolve.data.length === 0
        ? <p className="empty-title" data-testid="add-none">{t.add.none(resolve.variables)}</p>
        : <MatchTable matches={resolve.data} recorded={recorded} isBusy={record.isPending} onRecord={(id) => record.mutate({ instrumentId: id, isOn: true })} />)}
      {search.isPending && <Skeleton rows={2} />}
      {search.error !== null && <Problem failure={search.error} retry={() => search.mutate(search.variables ?? query.trim())} />}
      {search.data !== undefined && (search.data.length === 0
        ? <p className="muted" data-testid="search-none">{t.add.noneSimilar}</p>
        : <CandidateTable candidates={search.data} recorded={recorded} isBusy={resolve.isPending} onChoose={(reference) => resolve.mutate(reference)} />)}
    </Dialog>
  );
}
