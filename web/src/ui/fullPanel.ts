/**
 * Makes a panel fill the window below mode band and top bar; again: puts it back. In the top layer, so that no panel around it bounds it.
 * Without one it is the panel that has the focus, else the active chart, else the first panel of the page.
 */
export function toggleFullPanel(wanted: HTMLElement | null = null): void {
  if (leaveFullPanel()) return;
  const panel = wanted ?? document.activeElement?.closest<HTMLElement>('.panel') ?? document.querySelector<HTMLElement>('.chart-panel[data-active="true"]')
    ?? document.querySelector<HTMLElement>('.content .panel');
  if (panel === null) return;
  panel.popover = 'manual';
  panel.dataset['full'] = 'true';
  panel.showPopover();
  window.addEventListener('keydown', onEscape, true);
}

/** False when no panel fills the window. */
export function leaveFullPanel(): boolean {
  const panel = document.querySelector<HTMLElement>('.panel[data-full]');
  if (panel === null) return false;
  window.removeEventListener('keydown', onEscape, true);
  panel.hidePopover();
  panel.removeAttribute('popover');
  delete panel.dataset['full'];
  return true;
}

/** Before what Escape does on the panel, but after what lies over it. */
function onEscape(event: KeyboardEvent): void {
  if (event.key !== 'Escape' || document.querySelector('dialog[open], [popover]:popover-open:not([data-full])') !== null) return;
  event.preventDefault();
  event.stopPropagation();
  leaveFullPanel();
}
