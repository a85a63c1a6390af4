import { useEffect, useRef, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import { t } from '../../lib/text';
import { clampWidth, widthStep } from './columnSetup';
import type { Sorting } from './useSorted';

/** The head of a column: sorts by a press, moves by dragging, and has an edge that changes its width. */
export function ColumnHeader({ id, title, sorting, className, width, room, onSort, onDrop, onResize }: {
  readonly id: string;
  readonly title: string;
  readonly sorting: Sorting;
  readonly className: string;
  /** Null: as wide as its content. */
  readonly width: number | null;
  /** Digits that the column has room for at least; null: as its content. */
  readonly room: number | null;
  readonly onSort: (id: string) => void;
  /** Another column was dropped on this one; null: it stays where it is, and takes none. */
  readonly onDrop: ((dropped: string) => void) | null;
  readonly onResize: (id: string, width: number) => void;
}): ReactNode {
  const head = useRef<HTMLTableCellElement>(null);
  const edge = useRef<HTMLSpanElement>(null);
  const wide = (): number => head.current?.getBoundingClientRect().width ?? 0;
  /** Also where the width is that of the content. */
  const tellWidth = (): void => edge.current?.setAttribute('aria-valuenow', String(Math.round(wide())));
  useEffect(() => {
    head.current?.style.setProperty('width', width === null ? '' : `${width}px`);
    head.current?.style.setProperty('--room', String(room ?? 0));
    tellWidth();
  }, [width, room]);
  const isSorted = sorting.by === id;
  const order = !isSorted ? 'none' : sorting.descending ? 'descending' : 'ascending';
  const drag = (event: PointerEvent<HTMLSpanElement>): void => {
    event.preventDefault();
    const held = event.currentTarget;
    const [from, start] = [event.clientX, wide()];
    held.setPointerCapture(event.pointerId);
    const move = (now: globalThis.PointerEvent): void => onResize(id, clampWidth(start + now.clientX - from));
    const end = (): void => {
      held.removeEventListener('pointermove', move);
      held.removeEventListener('pointerup', end);
      held.removeEventListener('pointercancel', end);
    };
    held.addEventListener('pointermove', move);
    held.addEventListener('pointerup', end);
    held.addEventListener('pointercancel', end);
  };
  const press = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    event.preventDefault();
    onResize(id, clampWidth(wide() + (event.key === 'ArrowRight' ? widthStep : -widthStep)));
  };
  return (
    <th
      ref={head}
      scope="col"
      className={`column-head ${className}`}
      aria-sort={order}
      data-column={id}
      draggable={onDrop !== null}
      onDragStart={(event) => event.dataTransfer.setData('text/column', id)}
      onDragOver={(event) => {
        if (onDrop !== null && event.dataTransfer.types.includes('text/column')) event.preventDefault();
      }}
      onDrop={(event) => {
        event.preventDefault();
        const dropped = event.dataTransfer.getData('text/column');
        if (dropped !== '') onDrop?.(dropped);
      }}
    >
      <button type="button" className="sort-button" data-testid={`sort-${id}`} onClick={() => onSort(id)}>
        {title}
        <span className="sort-arrow" aria-hidden="true">{isSorted ? (sorting.descending ? '▼' : '▲') : ''}</span>
      </button>
      <span
        ref={edge}
        className="column-edge"
        role="separator"
        aria-orientation="vertical"
        aria-label={t.columnMenu.width(title)}
        tabIndex={0}
        data-testid={`resize-${id}`}
        onFocus={tellWidth}
        onPointerDown={drag}
        onKeyDown={press}
      />
    </th>
  );
}
