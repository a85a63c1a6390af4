import { useEffect, useRef, useState, useSyncExternalStore, type RefObject } from 'react';
import { newDrawing, type Drawing, type DrawingTool } from '../../chart/drawings/drawing';
import type { DrawingEditor, EditorEvents } from '../../chart/drawings/DrawingEditor';
import { setLook, useLook } from '../../ui/preferences';
import { chartHistory } from './chartHistory';
import type { BookView, DrawingBook } from './DrawingBook';
import { bookOf, watchBooks } from './drawingBooks';
import type { ChartHandle } from './useBarFeed';

export interface ChartDrawings {
  readonly view: BookView;
  readonly tool: DrawingTool | null;
  readonly selected: Drawing | null;
  /** Whose form is open; a text that is not on the chart yet has no letters. */
  readonly edited: Drawing | null;
  readonly hasMagnet: boolean;
  /** Null: the pointer. */
  readonly use: (tool: DrawingTool | null) => void;
  readonly toggleMagnet: () => void;
  readonly select: (id: string | null) => void;
  readonly edit: (drawing: Drawing | null) => void;
  /** Adds or changes one; can be undone, as all that follow. */
  readonly put: (drawing: Drawing) => void;
  readonly remove: (id: string) => void;
  readonly hideAll: (isHidden: boolean) => void;
  /** Of the next drawing; index in the palette. */
  readonly color: RefObject<number>;
  /** Of the chart that shows them. */
  readonly editor: RefObject<DrawingEditor | null>;
  /** What the chart tells. */
  readonly events: EditorEvents;
}

/** The drawings of an instrument on one chart, which {@link useDrawnChart} joins with it. */
export function useDrawings(instrumentId: string): ChartDrawings {
  const book = useSyncExternalStore(watchBooks, () => bookOf(instrumentId));
  const view = useSyncExternalStore(book.watch, book.view);
  const { hasMagnet } = useLook();
  const [tool, setTool] = useState<DrawingTool | null>(null);
  const [selectedId, setSelected] = useState<string | null>(null);
  const [edited, setEdited] = useState<Drawing | null>(null);
  const color = useRef(0);
  const editor = useRef<DrawingEditor | null>(null);

  const put = (drawing: Drawing): void => {
    color.current = drawing.color;
    change(book, drawing.id, drawing);
  };
  const remove = (id: string): void => change(book, id, null);
  const select = (id: string | null): void => editor.current?.select(id);
  return {
    view, tool, edited, hasMagnet, put, remove, select,
    selected: view.drawings.find((one) => one.id === selectedId) ?? null,
    use: setTool,
    toggleMagnet: () => setLook({ hasMagnet: !hasMagnet }),
    edit: setEdited,
    hideAll: (isHidden) => changeAll(book, (drawing) => ({ ...drawing, isHidden })),
    color, editor,
    events: {
      onDrawn: (drawing) => {
        if (drawing.tool === 'text') setEdited(newDrawing(drawing.id, 'text', drawing.points, color.current));
        else put(drawing);
        // It is selected once the chart has it.
        queueMicrotask(() => select(drawing.id));
      },
      onMoved: put,
      onSelected: setSelected,
      onTool: setTool,
    },
  };
}

/** Shows the drawings on the chart, and lets the chosen tool work there. */
export function useDrawnChart(handle: ChartHandle | null, { view, tool, hasMagnet, color, editor, events: { onSelected } }: ChartDrawings): void {
  useEffect(() => {
    editor.current = handle?.chart.layers.editor ?? null;
    return () => {
      editor.current = null;
      // The next chart begins without a selection.
      onSelected(null);
    };
  }, [handle, editor, onSelected]);
  useEffect(() => handle?.chart.layers.editor.show(view.drawings), [handle, view.drawings]);
  useEffect(() => handle?.chart.layers.editor.use(tool, color.current, hasMagnet), [handle, tool, hasMagnet, color]);
}

/** Null removes. */
function change(book: DrawingBook, id: string, after: Drawing | null): void {
  const before = book.view().drawings.find((one) => one.id === id) ?? null;
  const set = (state: Drawing | null): void => (state === null ? book.remove(id) : book.put(state));
  set(after);
  chartHistory.note({ undo: () => set(before), redo: () => set(after) });
}

function changeAll(book: DrawingBook, changed: (drawing: Drawing) => Drawing): void {
  const before = book.view().drawings;
  const after = before.map(changed);
  after.forEach((drawing) => book.put(drawing));
  chartHistory.note({ undo: () => before.forEach((drawing) => book.put(drawing)), redo: () => after.forEach((drawing) => book.put(drawing)) });
}
