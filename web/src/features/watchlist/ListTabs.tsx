import type { ReactNode } from 'react';
import type { Instrument } from '../../api/types';
import { watchlistPath } from '../../lib/paths';
import { t } from '../../lib/text';
import { Link } from '../../ui/router';
import { type Watchlist } from './lists';
import { changeList, useLists } from './listStore';

/** The lists, the shown one marked, and what is recorded and not yet in it. */
export function ListTabs({ current, recorded }: { readonly current: Watchlist; readonly recorded: readonly Instrument[] }): ReactNode {
  const lists = useLists().filter((list) => list.name !== '');
  const words = t.lists;
  const missing = current.name === '' ? [] : recorded.filter((instrument) => !current.instruments.includes(instrument.id));
  if (lists.length === 0) return null;
  return (
    <nav className="list-tabs" aria-label={words.title} data-testid="list-tabs">
      {[{ name: '', instruments: [] }, ...lists].map((list) => (
        <Link key={list.name} to={watchlistPath(list.name)} className="button" aria-current={list.name === current.name ? 'page' : undefined} data-testid="list-tab">
          {list.name === '' ? words.all : list.name}
        </Link>
      ))}
      {missing.length > 0 && (
        <select
          aria-label={words.add}
          data-testid="list-add"
          value=""
          onChange={(event) => changeList(current.name, (list) => ({ ...list, instruments: [...list.instruments, event.target.value] }))}
        >
          <option value="">{words.add}</option>
          {missing.map((instrument) => <option key={instrument.id} value={instrument.id}>{instrument.id}</option>)}
        </select>
      )}
    </nav>
  );
}
