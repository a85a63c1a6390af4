import type { KeyboardEvent, PointerEvent, ReactNode } from 'react';

const keyStep = 0.02;

/** The line between two parts of its parent: dragged, or moved by arrow keys; a double click halves. */
export function Splitter({ direction, value, label, onChange }: {
  readonly direction: 'column' | 'row';
  /** Share of the first part, 0 to 1. */
  readonly value: number;
  readonly label: string;
  readonly onChange: (value: number) => void;
}): ReactNode {
  const isColumn = direction === 'column';
  const drag = (event: PointerEvent<HTMLDivElement>): void => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const box = event.currentTarget.parentElement?.getBoundingClientRect();
    if (box !== undefined) onChange(isColumn ? (event.clientX - box.left) / box.width : (event.clientY - box.top) / box.height);
  };
  const press = (event: KeyboardEvent): void => {
    const steps: Readonly<Record<string, number>> = isColumn ? { ArrowLeft: -keyStep, ArrowRight: keyStep } : { ArrowUp: -keyStep, ArrowDown: keyStep };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onChange(value + step);
  };
  return (
    <div
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={isColumn ? 'vertical' : 'horizontal'}
      aria-valuemin={20}
      aria-valuemax={80}
      aria-valuenow={Math.round(value * 100)}
      className={`splitter splitter-${direction}`}
      data-testid={`splitter-${direction}`}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
      onKeyDown={press}
      onDoubleClick={() => onChange(0.5)}
    />
  );
}
