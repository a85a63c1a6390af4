import { useId, useState, type ChangeEvent, type FormEvent, type ReactNode } from 'react';
import { watchlistPath } from '../../lib/paths';
import { t } from '../../lib/text';
import { Icon } from '../../ui/Icon';
import { navigate } from '../../ui/router';
import { saveFile } from '../../ui/saveFile';
import { csvOf, freeName, instrumentsOfCsv, longestName, mostLists, nameFault, type Watchlist } from './lists';
import { currentLists, setLists, useLists } from './listStore';

/** Makes, renames, copies, deletes, saves and loads lists. */
export function ListMenu({ current, onDeleted }: {
  /** What is shown now; its name is empty for the list of all that is recorded. */
  readonly current: Watchlist;
  readonly onDeleted: (list: Watchlist, place: number) => void;
}): ReactNode {
  const lists = useLists().filter((list) => list.name !== '');
  const [name, setName] = useState('');
  const id = useId();
  const words = t.lists;
  const fault = nameFault(lists, name);
  const isNamed = current.name !== '';
  const isFull = lists.length >= mostLists;
  const add = (list: Watchlist): void => {
    setLists([...currentLists(), list]);
    setName('');
    navigate(watchlistPath(list.name));
  };
  const make = (event: FormEvent): void => {
    event.preventDefault();
    if (fault === null && !isFull) add({ name: name.trim(), instruments: [] });
  };
  const rename = (): void => {
    if (fault !== null || !isNamed) return;
    setLists(currentLists().map((list) => (list.name === current.name ? { ...list, name: name.trim() } : list)));
    setName('');
    navigate(watchlistPath(name.trim()), { replace: true });
  };
  const remove = (): void => {
    const place = currentLists().findIndex((list) => list.name === current.name);
    setLists(currentLists().filter((list) => list.name !== current.name));
    onDeleted(current, place);
    navigate(watchlistPath(''), { replace: true });
  };
  const load = async (event: ChangeEvent<HTMLInputElement>): Promise<void> => {
    const input = event.currentTarget;
    const file = input.files?.[0];
    if (file === undefined) return;
    const instruments = instrumentsOfCsv(await file.text());
    input.value = '';
    add({ name: freeName(currentLists(), file.name.replace(/\.csv$/i, '').slice(0, longestName - 4) || words.imported), instruments });
  };
  return (
    <>
      <button type="button" className="button" data-testid="list-menu" popoverTarget={id}><Icon name="list" /> {words.menu}</button>
      <div id={id} popover="auto" className="popover list-popover" data-testid="list-popover">
        <h2>{words.title}</h2>
        <form className="list-form" onSubmit={make}>
          <label className="field">
            <span>{words.name}</span>
            <input type="text" maxLength={longestName} data-testid="list-name" value={name} aria-describedby={`${id}-why`} onChange={(event) => setName(event.target.value)} />
          </label>
          <button type="submit" className="button button-primary" data-testid="list-new" disabled={fault !== null || isFull}>{words.make}</button>
          <button type="button" className="button" data-testid="list-rename" disabled={fault !== null || !isNamed} onClick={rename}>{words.rename}</button>
          <p id={`${id}-why`} className="muted">{isFull ? words.full(mostLists) : name === '' || fault === null ? words.help : words.fault[fault]}</p>
        </form>
        <p className="list-acts">
          <button
            type="button"
            className="button"
            data-testid="list-copy"
            disabled={isFull}
            onClick={() => add({ name: freeName(lists, isNamed ? current.name : words.copyOfAll), instruments: current.instruments })}
          >
            {words.copy}
          </button>
          <button type="button" className="button" data-testid="list-delete" disabled={!isNamed} onClick={remove}>{words.remove}</button>
          <button
            type="button"
            className="button"
            data-testid="list-export"
            onClick={() => saveFile(new Blob([csvOf(current)], { type: 'text/csv' }), `${isNamed ? current.name : words.copyOfAll}.csv`)}
          >
            {words.save}
          </button>
        </p>
        <label className="field">
          <span>{words.load}</span>
          <input type="file" accept=".csv,text/csv" data-testid="list-import" disabled={isFull} onChange={(event) => void load(event)} />
        </label>
      </div>
    </>
  );
}
