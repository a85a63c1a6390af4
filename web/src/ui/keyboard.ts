import { useEffect, useRef } from 'react';
import { usualOf } from './shortcuts';

export type KeyMap = Readonly<Record<string, (event: KeyboardEvent) => void>>;

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement
    && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName));
}

/** What is focused has a use of its own for the key. */
function isItsOwn(target: EventTarget | null, name: string): boolean {
  return (name === 'Enter' || name === ' ') && target instanceof Element && target.closest('button, a, summary, [role="separator"]') !== null;
}

/** A dialog or a menu lies over the page; a panel that fills the window is the page. */
function isCovered(): boolean {
  return document.querySelector('dialog[open], [popover]:popover-open:not([data-full])') !== null;
}

/** Nothing is typed into and nothing lies over the page. */
export function isFree(event: KeyboardEvent): boolean {
  return !isTyping(event.target) && !isCovered();
}

/** `Mod+k` is Ctrl or ⌘; a bare key is written as the browser names it, letters in lower case. */
export function nameOf(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return event.ctrlKey || event.metaKey ? `Mod+${key}` : event.altKey ? `Alt+${key}` : key;
}

/** Page-wide keys by their usual names; a person may have given their acts to others. None fires while typing in a field or while a dialog or a menu is open, except those with a modifier. */
export function useKeys(map: KeyMap): void {
  const latest = useRef(map);
  useEffect(() => {
    latest.current = map;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented) return;
      const name = nameOf(event);
      const isBlocked = isTyping(event.target) || isCovered();
      if ((isBlocked && !name.startsWith('Mod+')) || isItsOwn(event.target, name)) return;
      const usual = usualOf(name);
      const act = usual === null ? undefined : latest.current[usual];
      if (act === undefined) return;
      event.preventDefault();
      act(event);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
