import { memo, useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode, type RefObject } from 'react';
import type { Instrument } from '../../api/types';
import { padOf } from '../../lib/decimalPad';
import { chartPath } from '../../lib/paths';
import { t } from '../../lib/text';
import { useHold } from '../../stream/context';
import { Icon } from '../../ui/Icon';
import { nameOf } from '../../ui/keyboard';
import { useLook } from '../../ui/preferences';
import { Link, navigate, prepare } from '../../ui/router';
import { usualOf } from '../../ui/shortcuts';
import { useRested } from '../../ui/useRested';
import { useVisibleRows } from '../../ui/useVisibleRows';
import { ColumnHeader } from './ColumnHeader';
import { columns, type Column } from './columns';
import { orderedIds, withMoved } from './columnSetup';
import { resizeColumn, setColumns, useColumns } from './columnStore';
import { FliesBy } from './RowTrend';
import { useSorted } from './useSorted';
import { usualSorting, useSorting } from './useSorting';

const movableIds = columns.map((column) => column.id);

/** In milliseconds after the list. */
const beforeCharts = 500;

/** Rows in view only: five hundred instruments cost as much as thirty. */
export function WatchTable({ instruments, chosen, onChoose, onStop, onMove, onRemove }: {
  /** In the order of the list. */
  readonly instruments: readonly Instrument[];
  /** The row whose details are shown; it follows the focus. */
  readonly chosen: string | null;
  readonly onChoose: (instrumentId: string) => void;
  /** Null when the user may not. */
  readonly onStop: ((instrumentId: string) => void) | null;
  readonly onMove: (instrumentId: string, to: number) => void;
  /** Null when the user may not. */
  readonly onRemove: ((instrumentId: string) => void) | null;
}): ReactNode {
  const [dragged, setDragged] = useState<string | null>(null);
  const [target, setTarget] = useState<string | null>(null);
  const [sorting, setSorting] = useSorting();
  const actedAt = useRef(-Infinity);
  const acts = (): void => {
    actedAt.current = performance.now();
  };
  const sorted = useSorted(instruments, sorting, actedAt);
  const setup = useColumns();
  const visible = useMemo(() => orderedIds(movableIds, setup).flatMap((id) => columns.filter((column) => column.id === id && !setup.hidden.includes(id))), [setup]);
  const table = useRef<HTMLTableElement>(null);
  const resize = (id: string, width: number): void => resizeColumn(id, () => width);
  const scroller = useRef<HTMLDivElement>(null);
  const { first, last, above, below } = useVisibleRows(scroller, sorted.length);
  const shown = sorted.slice(first, last);
  const decimals = useMemo(() => new Map(columns.map((column) => [column.id, Math.max(0, ...instruments.map((i) => column.decimals?.(i) ?? 0))])), [instruments]);
  // What flies by is not listened to.
  useHold(useRested(useMemo(() => sorted.slice(first, last).map((i) => i.id), [sorted, first, last])));

  // Its rows lead to charts: their code comes once the list is there.
  useEffect(() => {
    const timer = setTimeout(() => prepare('/chart'), beforeCharts);
    return () => clearTimeout(timer);
  }, []);

  /** The usual direction first, then the other one, then the order of the list again. */
  const sortBy = (id: string): void => {
    const usual = usualSorting(id);
    if (id !== sorting.by) setSorting(usual);
    else setSorting(sorting.descending === usual.descending ? { by: id, descending: !usual.descending } : usualSorting('place'));
  };
  /** What is moved by hand stands in the order of the list from then on. */
  const move = (id: string, to: number): void => {
    setSorting(usualSorting('place'));
    onMove(id, to);
    focusRow(id);
  };
  const placeOf = (id: string): number => instruments.findIndex((one) => one.id === id);
  // The rows are rendered for what changes in them, not for what may be done with them.
  const latest = useRef<RowActs>(null);
  useEffect(() => {
    latest.current = {
      onChoose,
      onStop: (id) => onStop?.(id),
      onDragStart: setDragged,
      onDragOver: (id) => {
        if (dragged !== null) setTarget(id);
        return dragged !== null;
      },
      onDrop: (id) => {
        if (dragged !== null) move(dragged, placeOf(id));
        setDragged(null);
        setTarget(null);
      },
      onDragEnd: () => {
        setDragged(null);
        setTarget(null);
      },
      onKey: (id, key) => {
        if (key === 'Enter') navigate(chartPath(id));
        else if (key === 'Delete') onRemove?.(id);
        else if (key === 'Alt+ArrowUp') move(id, placeOf(id) - 1);
        else if (key === 'Alt+ArrowDown') move(id, placeOf(id) + 1);
        else return false;
        return true;
      },
    };
  });

  return (
    <FliesBy value={above + below > 0}>
      <div className="table-scroll watch-scroll" ref={scroller} onPointerMove={acts} onPointerDown={acts} onKeyDown={acts} onWheel={acts}>
        <table ref={table} className="table watch-table" data-fixed={Object.keys(setup.widths).length > 0} aria-rowcount={sorted.length + 1} data-testid="watch-table">
          <caption className="visually-hidden">{t.watchlist.caption}</caption>
          <thead>
            <tr aria-rowindex={1}>
              <ColumnHeader id="instrument" title={t.columns.instrument} sorting={sorting} className="" width={setup.widths['instrument'] ?? null} room={null} onSort={sortBy} onDrop={null} onResize={resize} />
              {visible.map((column) => (
                <ColumnHeader
                  key={column.id}
                  id={column.id}
                  title={column.title}
                  sorting={sorting}
                  className={`${column.isNumeric ? 'right' : ''} priority-${column.priority} column-${column.id}`}
                  width={setup.widths[column.id] ?? null}
                  room={column.room?.(decimals.get(column.id) ?? 0) ?? null}
                  onSort={sortBy}
                  onDrop={(dropped) => setColumns((now) => withMoved(movableIds, now, dropped, column.id))}
                  onResize={resize}
                />
              ))}
              <th scope="col" className="right"><span className="visually-hidden">{t.watchlist.recording}</span></th>
            </tr>
          </thead>
          <tbody onKeyDown={(event) => moveFocus(event)}>
            {above > 0 && <tr aria-hidden="true"><td colSpan={visible.length + 2} ref={heightOf(above)} /></tr>}
            {shown.map((instrument, i) => (
              <Row key={instrument.id} instrument={instrument} columns={visible} index={first + i} isChosen={instrument.id === chosen} decimals={decimals} isTarget={instrument.id === target} mayStop={onStop !== null} acts={latest} />
            ))}
            {below > 0 && <tr aria-hidden="true"><td colSpan={visible.length + 2} ref={heightOf(below)} /></tr>}
          </tbody>
        </table>
      </div>
    </FliesBy>
  );
}

/** A style attribute is forbidden by the content policy; a property set by script is not. */
function heightOf(pixels: number): (cell: HTMLTableCellElement | null) => void {
  return (cell) => {
    if (cell !== null) cell.style.height = `${pixels}px`;
  };
}

/** What can be done with the row of an instrument. */
interface RowActs {
  readonly onChoose: (id: string) => void;
  readonly onStop: (id: string) => void;
  readonly onDragStart: (id: string) => void;
  /** True where it may be dropped. */
  readonly onDragOver: (id: string) => boolean;
  readonly onDrop: (id: string) => void;
  readonly onDragEnd: () => void;
  /** True when the key did something. */
  readonly onKey: (id: string, key: string) => boolean;
}

/** After the row has moved: moving a row in the document takes its focus. */
function focusRow(id: string): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-testid="watch-row-${CSS.escape(id)}"]`)?.focus());
}

const Row = memo(function Row({ instrument, columns: shown, index, isChosen, decimals, isTarget, mayStop, acts }: {
  readonly instrument: Instrument;
  readonly columns: readonly Column[];
  readonly index: number;
  readonly isChosen: boolean;
  /** What is dragged would come to stand here. */
  readonly isTarget: boolean;
  /** The most digits behind a decimal mark, by column. */
  readonly decimals: ReadonlyMap<string, number>;
  readonly mayStop: boolean;
  readonly acts: RefObject<RowActs | null>;
}): ReactNode {
  const { id } = instrument;
  // How numbers are written is part of it.
  useLook();
  return (
    <tr
      tabIndex={0}
      data-target={isTarget}
      aria-rowindex={index + 2}
      aria-current={isChosen ? 'true' : undefined}
      onFocus={() => acts.current?.onChoose(id)}
      onClick={() => acts.current?.onChoose(id)}
      data-testid={`watch-row-${id}`}
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = 'move';
        event.dataTransfer.setData('text/plain', id);
        acts.current?.onDragStart(id);
      }}
      onDragOver={(event) => {
        if (acts.current?.onDragOver(id) === true) event.preventDefault();
      }}
      onDrop={(event) => {
        event.preventDefault();
        acts.current?.onDrop(id);
      }}
      onDragEnd={() => acts.current?.onDragEnd()}
      onKeyDown={(event) => {
        if (event.target === event.currentTarget && acts.current?.onKey(id, usualOf(nameOf(event)) ?? '') === true) event.preventDefault();
      }}
      onDoubleClick={() => navigate(chartPath(id))}
    >
      {/* The row is dragged by its name: what can be dragged cannot be selected, and so not be copied. */}
      <th scope="row" title={instrument.description} draggable>
        <Link to={chartPath(id)} tabIndex={-1} className="instrument-link">{id}</Link>
        <span className="watch-about">{instrument.description}</span>
      </th>
      {shown.map((column) => (
        <td key={column.id} className={`${column.isNumeric ? 'num right' : ''} priority-${column.priority} column-${column.id}`} data-pad={padIn(column, instrument, decimals)}>{column.cell(instrument)}</td>
      ))}
      <td className="right">
        <button
          type="button"
          className="icon-button"
          data-testid={`stop-${id}`}
          title={mayStop ? t.watchlist.stop(id) : t.needsToken}
          aria-label={t.watchlist.stop(id)}
          disabled={!mayStop}
          onClick={() => acts.current?.onStop(id)}
        >
          <Icon name="stop" />
        </button>
      </td>
    </tr>
  );
});

function padIn(column: Column, instrument: Instrument, decimals: ReadonlyMap<string, number>): string | undefined {
  return column.decimals === undefined ? undefined : padOf(column.decimals(instrument), decimals.get(column.id) ?? 0);
}

function moveFocus(event: KeyboardEvent<HTMLTableSectionElement>): void {
  const key = usualOf(nameOf(event));
  if (key !== 'ArrowDown' && key !== 'ArrowUp') return;
  const row = event.target instanceof Element ? event.target.closest('tr') : null;
  const next = key === 'ArrowDown' ? row?.nextElementSibling : row?.previousElementSibling;
  if (!(next instanceof HTMLElement) || next.tabIndex < 0) return;
  event.preventDefault();
  next.focus();
}
