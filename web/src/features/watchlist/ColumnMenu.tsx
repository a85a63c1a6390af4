import { useId, type ReactNode } from 'react';
import { t } from '../../lib/text';
import { Icon } from '../../ui/Icon';
import { columns } from './columns';
import { orderedIds, plainColumns, widthStep, withHidden, withMoved } from './columnSetup';
import { resizeColumn, setColumns, useColumns } from './columnStore';
import { sortableIds, usualSorting, useSorting } from './useSorting';

const ids = columns.map((column) => column.id);

/** Hides and orders the columns, without a pointer too. */
export function ColumnMenu(): ReactNode {
  const setup = useColumns();
  const id = useId();
  const words = t.columnMenu;
  const [sorting, setSorting] = useSorting();
  const titleOf = (by: string): string => (by === 'place' ? words.place : columns.find((one) => one.id === by)?.title ?? t.columns.instrument);
  const ordered = orderedIds(ids, setup);
  return (
    <>
      <button type="button" className="button" data-testid="column-menu" popoverTarget={id}><Icon name="table" /> {words.menu}</button>
      <div id={id} popover="auto" className="popover list-popover" data-testid="column-popover">
        <h2>{words.title}</h2>
        <ul className="column-list">
          <li><span className="check">{t.columns.instrument}</span><WidthButtons id="instrument" title={t.columns.instrument} isShown /></li>
          {ordered.map((columnId, i) => {
            const column = columns.find((one) => one.id === columnId);
            if (column === undefined) return null;
            const [before, after] = [ordered[i - 1], ordered[i + 1]];
            return (
              <li key={columnId}>
                <label className="check">
                  <input
                    type="checkbox"
                    data-testid={`show-${columnId}`}
                    checked={!setup.hidden.includes(columnId)}
                    onChange={(event) => {
                      const { checked } = event.target;
                      setColumns((now) => withHidden(now, columnId, !checked));
                    }}
                  />
                  {column.title}
                </label>
                <button type="button" className="icon-button" aria-label={words.earlier(column.title)} title={words.earlier(column.title)} data-testid={`earlier-${columnId}`} disabled={before === undefined} onClick={() => before !== undefined && setColumns((now) => withMoved(ids, now, columnId, before))}><Icon name="chevronLeft" /></button>
                <button type="button" className="icon-button" aria-label={words.later(column.title)} title={words.later(column.title)} data-testid={`later-${columnId}`} disabled={after === undefined} onClick={() => after !== undefined && setColumns((now) => withMoved(ids, now, columnId, after))}><Icon name="chevronRight" /></button>
                <WidthButtons id={columnId} title={column.title} isShown={!setup.hidden.includes(columnId)} />
              </li>
            );
          })}
        </ul>
        <div className="column-sort">
          <label className="field">
            <span>{words.sort}</span>
            <select data-testid="sort-by" value={sorting.by} onChange={(event) => setSorting(usualSorting(event.target.value))}>
              {sortableIds.map((by) => <option key={by} value={by}>{titleOf(by)}</option>)}
            </select>
          </label>
          <button type="button" className="button" data-testid="sort-falling" aria-pressed={sorting.descending} disabled={sorting.by === 'place'} onClick={() => setSorting({ by: sorting.by, descending: !sorting.descending })}>{words.falling}</button>
        </div>
        <p className="muted">{words.help}</p>
        <p><button type="button" className="button" data-testid="columns-reset" onClick={() => setColumns(() => plainColumns)}>{words.reset}</button></p>
      </div>
    </>
  );
}

/** What dragging the edge of a heading does. */
function WidthButtons({ id, title, isShown }: { readonly id: string; readonly title: string; readonly isShown: boolean }): ReactNode {
  const { narrower, wider } = t.columnMenu;
  return (
    <>
      <button type="button" className="icon-button" aria-label={narrower(title)} title={narrower(title)} data-testid={`narrower-${id}`} disabled={!isShown} onClick={() => resizeColumn(id, (now) => now - widthStep)}><Icon name="minus" /></button>
      <button type="button" className="icon-button" aria-label={wider(title)} title={wider(title)} data-testid={`wider-${id}`} disabled={!isShown} onClick={() => resizeColumn(id, (now) => now + widthStep)}><Icon name="plus" /></button>
    </>
  );
}
