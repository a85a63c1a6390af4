import { useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import type { Instrument } from '../../api/types';
import { chartPath } from '../../lib/paths';
import { t } from '../../lib/text';
import { useHold } from '../../stream/context';
import { Icon } from '../../ui/Icon';
import { Link, navigate } from '../../ui/router';
import { useVisibleRows } from '../../ui/useVisibleRows';
import { columns, type Column } from './columns';
import { useSorted, type Sorting } from './useSorted';

/** Rows in view only: five hundred instruments cost as much as thirty. */
export function WatchTable({ instruments, chosen, onChoose, onStop }: {
  readonly instruments: readonly Instrument[];
  /** The row whose details are shown; it follows the focus. */
  readonly chosen: string | null;
  readonly onChoose: (instrumentId: string) => void;
  /** Null when the user may not. */
  readonly onStop: ((instrumentId: string) => void) | null;
}): ReactNode {
  const [sorting, setSorting] = useState<Sorting>({ by: 'instrument', descending: false });
  const sorted = useSorted(instruments, sorting);
  const scroller = useRef<HTMLDivElement>(null);
  const { first, last, above, below } = useVisibleRows(scroller, sorted.length);
  const shown = sorted.slice(first, last);
  const decimals = new Map(columns.map((column) => [column.id, Math.max(0, ...instruments.map((i) => column.decimals?.(i) ?? 0))]));
  useHold(shown.map((i) => i.id));

  const sortBy = (by: string): void =>
    setSorting((now) => ({ by, descending: now.by === by ? !now.descending : by !== 'instrument' }));

  return (
    <div className="table-scroll watch-scroll" ref={scroller}>
      <table className="table watch-table" aria-rowcount={sorted.length + 1} data-testid="watch-table">
        <caption className="visually-hidden">{t.watchlist.caption}</caption>
        <thead>
          <tr aria-rowindex={1}>
            <SortHeader id="instrument" title={t.columns.instrument} sorting={sorting} onSort={sortBy} className="" />
            {columns.map((column) => {
              const className = `${column.isNumeric ? 'right' : ''} priority-${column.priority} column-${column.id}`;
              return column.sortValue === null
                ? <th key={column.id} scope="col" className={className}>{column.title}</th>
                : <SortHeader key={column.id} id={column.id} title={column.title} sorting={sorting} onSort={sortBy} className={className} />;
            })}
            <th scope="col" className="priority-2"><span className="visually-hidden">{t.watchlist.recording}</span></th>
          </tr>
        </thead>
        <tbody onKeyDown={(event) => moveFocus(event)}>
          {above > 0 && <tr aria-hidden="true"><td colSpan={columns.length + 2} ref={heightOf(above)} /></tr>}
          {shown.map((instrument, i) => (
            <Row key={instrument.id} instrument={instrument} index={first + i} isChosen={instrument.id === chosen} decimals={decimals} onChoose={onChoose} onStop={onStop} />
          ))}
          {below > 0 && <tr aria-hidden="true"><td colSpan={columns.length + 2} ref={heightOf(below)} /></tr>}
        </tbody>
      </table>
    </div>
  );
}

/** A style attribute is forbidden by the content policy; a property set by script is not. */
function heightOf(pixels: number): (cell: HTMLTableCellElement | null) => void {
  return (cell) => {
    if (cell !== null) cell.style.height = `${pixels}px`;
  };
}

function SortHeader({ id, title, sorting, onSort, className }: {
  readonly id: string;
  readonly title: string;
  readonly sorting: Sorting;
  readonly onSort: (id: string) => void;
  readonly className: string;
}): ReactNode {
  const isSorted = sorting.by === id;
  const order = !isSorted ? 'none' : sorting.descending ? 'descending' : 'ascending';
  return (
    <th scope="col" className={className} aria-sort={order}>
      <button type="button" className="sort-button" data-testid={`sort-${id}`} onClick={() => onSort(id)}>
        {title}
        <span className="sort-arrow" aria-hidden="true">{isSorted ? (sorting.descending ? '▼' : '▲') : ''}</span>
      </button>
    </th>
  );
}

function Row({ instrument, index, isChosen, decimals, onChoose, onStop }: {
  readonly instrument: Instrument;
  readonly index: number;
  readonly isChosen: boolean;
  /** The most digits behind a decimal mark, by column. */
  readonly decimals: ReadonlyMap<string, number>;
  readonly onChoose: (instrumentId: string) => void;
  readonly onStop: ((instrumentId: string) => void) | null;
}): ReactNode {
  return (
    <tr
      tabIndex={0}
      aria-rowindex={index + 2}
      aria-current={isChosen ? 'true' : undefined}
      onFocus={() => onChoose(instrument.id)}
      onClick={() => onChoose(instrument.id)}
      data-testid={`watch-row-${instrument.id}`}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && event.target === event.currentTarget) navigate(chartPath(instrument.id));
      }}
      onDoubleClick={() => navigate(chartPath(instrument.id))}
    >
      <th scope="row" title={instrument.description}>
        <Link to={chartPath(instrument.id)} tabIndex={-1} className="instrument-link">{instrument.id}</Link>
        <span className="watch-about">{instrument.description}</span>
      </th>
      {columns.map((column) => (
        <td key={column.id} className={`${column.isNumeric ? 'num right' : ''} priority-${column.priority}`} data-pad={padOf(column, instrument, decimals)}>{column.cell(instrument)}</td>
      ))}
      <td className="right priority-2">
        <button
          type="button"
          className="icon-button"
          data-testid={`stop-${instrument.id}`}
          title={onStop === null ? t.needsToken : t.watchlist.stop(instrument.id)}
          aria-label={t.watchlist.stop(instrument.id)}
          disabled={onStop === null}
          onClick={() => onStop?.(instrument.id)}
        >
          <Icon name="stop" />
        </button>
      </td>
    </tr>
  );
}

/** How many digits are missing behind the number so that the decimal marks of its column stand below one another. */
function padOf(column: Column, instrument: Instrument, decimals: ReadonlyMap<string, number>): string | undefined {
  if (column.decimals === undefined) return undefined;
  const own = column.decimals(instrument);
  const missing = (decimals.get(column.id) ?? 0) - own;
  return missing <= 0 ? undefined : `${own === 0 ? 'mark-' : ''}${missing}`;
}

function moveFocus(event: KeyboardEvent<HTMLTableSectionElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const row = event.target instanceof Element ? event.target.closest('tr') : null;
  const next = event.key === 'ArrowDown' ? row?.nextElementSibling : row?.previousElementSibling;
  if (!(next instanceof HTMLElement) || next.tabIndex < 0) return;
  event.preventDefault();
  next.focus();
}
