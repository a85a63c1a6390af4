import { useId, useRef, useState, type MouseEvent, type ReactNode } from 'react';
import { t } from '../../lib/text';
import { toggleFullPanel } from '../fullPanel';
import { Icon, type IconName } from '../Icon';
import { openOwnWindow } from '../ownWindow';
import { panelAddress, usePlace, withQuery } from '../router';
import { exchanged, widened, withBox, withCollapsed } from './arrangement';
import type { PanelGrid } from './panelGrid';

const words = t.panel;
/** Of a height, in gaps. */
const heightStep = 4;

/** The title of a panel, which opens what can be done with it. */
export function PanelMenu({ title, id, grid, windowQuery }: {
  readonly title: string;
  readonly id: string;
  readonly grid: PanelGrid;
  /** What its own window needs to know besides the page; null: it has no own window. */
  readonly windowQuery: Readonly<Record<string, string>> | null;
}): ReactNode {
  const popoverId = useId();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <h2><button type="button" className="panel-title" popoverTarget={popoverId} title={words.menu} data-testid="arrange-menu">{title}</button></h2>
      <div
        id={popoverId}
        popover="auto"
        className="popover panel-popover"
        aria-label={words.menu}
        role="group"
        data-testid="arrange-popover"
        onBeforeToggle={(event) => setOpen(event.newState === 'open')}
      >
        {isOpen && <Acts id={id} grid={grid} windowQuery={windowQuery} />}
      </div>
    </>
  );
}

function Acts({ id, grid, windowQuery }: { readonly id: string; readonly grid: PanelGrid; readonly windowQuery: Readonly<Record<string, string>> | null }): ReactNode {
  const box = useRef<HTMLUListElement>(null);
  const close = (): void => box.current?.closest<HTMLElement>('[popover]')?.hidePopover();
  const isCollapsed = grid.arrangement?.find((panel) => panel.id === id)?.isCollapsed === true;
  const shown = grid.shown();
  const at = shown.indexOf(id);
  const [before, after] = [shown[at - 1], shown[at + 1]];
  const exchange = (other: string | undefined): void => {
    if (other !== undefined) grid.change((panels) => exchanged(panels, id, other));
  };
  const act = (name: string, icon: IconName, text: string, run: () => void, isOff = false): ReactNode => (
    <li><button type="button" className="menu-item" data-testid={`arrange-${name}`} disabled={isOff} onClick={run}><Icon name={icon} /> {text}</button></li>
  );
  return (
    <>
      <p className="visually-hidden" role="status">{words.place(at + 1, shown.length)}</p>
      <ul ref={box}>
        {act('collapse', isCollapsed ? 'chevronDown' : 'chevronUp', isCollapsed ? words.expand : words.collapse, () => {
          grid.change((panels) => withCollapsed(panels, id, !isCollapsed));
          close();
        })}
        {act('earlier', 'chevronLeft', words.earlier, () => exchange(before), before === undefined)}
        {act('later', 'chevronRight', words.later, () => exchange(after), after === undefined)}
        {!isCollapsed && (
          <>
            <Steps title={words.width} less={words.narrower} more={words.wider} name="width" onStep={(by) => grid.change((panels) => withBox(panels, id, (now) => widened(now, by)))} />
            <Steps title={words.height} less={words.lower} more={words.taller} name="height" onStep={(by) => grid.change((panels) => withBox(panels, id, (now) => ({ ...now, rows: now.rows + by * heightStep })))} />
          </>
        )}
        {act('full', 'full', words.full, () => {
          const panel = box.current?.closest<HTMLElement>('.panel') ?? null;
          close();
          toggleFullPanel(panel);
        })}
        {windowQuery !== null && <li><WindowLink id={id} query={windowQuery} onOpened={close} /></li>}
        {act('reset', 'undo', words.reset, () => {
          grid.reset();
          close();
        }, grid.arrangement === null)}
      </ul>
    </>
  );
}

/** What dragging the corner of the panel does. */
function Steps({ title, less, more, name, onStep }: {
  readonly title: string;
  readonly less: string;
  readonly more: string;
  readonly name: string;
  readonly onStep: (by: number) => void;
}): ReactNode {
  return (
    <li className="panel-steps">
      <span>{title}</span>
      <button type="button" className="icon-button" title={less} aria-label={less} data-testid={`arrange-${name}-less`} onClick={() => onStep(-1)}><Icon name="minus" /></button>
      <button type="button" className="icon-button" title={more} aria-label={more} data-testid={`arrange-${name}-more`} onClick={() => onStep(1)}><Icon name="plus" /></button>
    </li>
  );
}

/** A way like any other, for a browser that opens no window of a size. */
function WindowLink({ id, query, onOpened }: { readonly id: string; readonly query: Readonly<Record<string, string>>; readonly onOpened: () => void }): ReactNode {
  const place = usePlace();
  const address = panelAddress(id, withQuery(place, query));
  const open = (event: MouseEvent<HTMLAnchorElement>): void => {
    const isElsewhere = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
    const size = event.currentTarget.closest('.panel')?.getBoundingClientRect();
    if (!isElsewhere && size !== undefined && openOwnWindow(address, size)) event.preventDefault();
    onOpened();
  };
  return <a className="menu-item" href={address} target="_blank" data-testid="arrange-window" onClick={open}><Icon name="window" /> {words.window}</a>;
}
