import type { DragEvent, HTMLAttributes } from 'react';

const kind = 'text/panel';
/** What is dragged for itself, such as a text that is being selected. */
const own = 'input, select, textarea';

/** Of a panel's head: the panel can be dragged by it. */
export function dragActs(id: string): HTMLAttributes<HTMLElement> {
  return {
    draggable: true,
    onDragStart: (event) => {
      if (document.activeElement?.matches(own) === true && event.currentTarget.contains(document.activeElement)) event.preventDefault();
      else event.dataTransfer.setData(kind, id);
    },
  };
}

/** Of a panel: another one that is dropped on it is told. */
export function dropActs(onDrop: (id: string) => void): HTMLAttributes<HTMLElement> {
  return {
    onDragOver: (event) => {
      if (!isPanel(event)) return;
      event.preventDefault();
      event.currentTarget.dataset['target'] = 'true';
    },
    onDragLeave: (event) => leave(event),
    onDrop: (event) => {
      leave(event);
      if (!isPanel(event)) return;
      event.preventDefault();
      onDrop(event.dataTransfer.getData(kind));
    },
  };
}

function isPanel(event: DragEvent): boolean {
  return event.dataTransfer.types.includes(kind);
}

function leave(event: DragEvent<HTMLElement>): void {
  delete event.currentTarget.dataset['target'];
}
