import { useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { t } from '../../lib/text';
import { Icon } from '../../ui/Icon';
import type { PageAct } from '../../ui/pageActs';

/** The menu of a right click, of Shift+F10 or of the menu key, with what can be done at that place. */
export function ChartMenu({ at, acts, onClose }: {
  /** Pixels of the window. */
  readonly at: { readonly x: number; readonly y: number };
  readonly acts: readonly PageAct[];
  readonly onClose: () => void;
}): ReactNode {
  const menu = useRef<HTMLDivElement>(null);
  const latest = useRef(onClose);
  useEffect(() => {
    latest.current = onClose;
  });
  const { x, y } = at;
  useEffect(() => {
    const element = menu.current;
    if (element === null) return undefined;
    const before = document.activeElement;
    element.showPopover();
    const { width, height } = element.getBoundingClientRect();
    element.style.left = `${Math.max(0, Math.min(x, window.innerWidth - width))}px`;
    element.style.top = `${Math.max(0, Math.min(y, window.innerHeight - height))}px`;
    element.querySelector<HTMLElement>('[role="menuitem"]')?.focus();
    // Not an automatic one: letting go of the button that opened it would close it.
    const onDown = (event: PointerEvent): void => {
      if (!(event.target instanceof Node) || !element.contains(event.target)) latest.current();
    };
    window.addEventListener('pointerdown', onDown, true);
    return () => {
      window.removeEventListener('pointerdown', onDown, true);
      if (before instanceof HTMLElement && document.activeElement === document.body) before.focus();
    };
  }, [x, y]);
  const move = (event: KeyboardEvent<HTMLDivElement>): void => {
    const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="menuitem"]')];
    const now = items.findIndex((item) => item === document.activeElement);
    const places: Readonly<Record<string, number>> = { ArrowDown: (now + 1) % items.length, ArrowUp: (now - 1 + items.length) % items.length, Home: 0, End: items.length - 1 };
    const next = places[event.key];
    if (event.key === 'Escape' || event.key === 'Tab') onClose();
    if (event.key === 'Escape') event.preventDefault();
    if (next === undefined) return;
    event.preventDefault();
    items[next]?.focus();
  };
  return (
    <div
      ref={menu}
      popover="manual"
      role="menu"
      aria-label={t.chartMenu.label}
      className="popover chart-menu"
      data-testid="chart-menu"
      onKeyDown={move}
      onContextMenu={(event) => event.preventDefault()}
    >
      {acts.map((act) => (
        <button
          key={act.id}
          type="button"
          role="menuitem"
          tabIndex={-1}
          className="menu-item"
          data-testid={`menu-${act.id}`}
          onClick={() => {
            onClose();
            act.run();
          }}
        >
          <Icon name={act.icon} />
          <span>{act.title}</span>
          {act.key !== null && <kbd>{act.key}</kbd>}
        </button>
      ))}
    </div>
  );
}
