import { useEffect, useRef, useSyncExternalStore, type AnchorHTMLAttributes, type MouseEvent, type ReactNode } from 'react';
import { inDataset } from '../lib/dataset';
import { addressOf } from '../lib/paths';
import { atMoment } from '../lib/pastTime';

/** The address bar is the state of the page: path and query, nothing else. */
export interface Place {
  readonly path: string;
  /** The one panel of the page that this window shows; null: all of it. */
  readonly panel: string | null;
  readonly query: URLSearchParams;
}

const watchers = new Set<() => void>();
const openingWatchers = new Set<() => void>();
const scrolls = new Map<string, number>();
/** For about a second a page that comes back is scrolled to where it was. */
const mostFrames = 60;
let current = read();
/** The path of the page that is being opened; null: none is. */
let opening: string | null = null;
/** Of the history, that is on the screen. */
let entry = entryKey();

/** Asks for what a page will need. What it answers is worth a moment before the page is opened; null: nothing is on its way. */
export type Preparer = (place: Place) => Promise<unknown> | null;

/** A page that is opened together with what it shows is drawn once; whoever opened it waits no longer than this, in milliseconds. */
const longestWait = 100;
/** Who rests on a way for so long, in milliseconds, is likely to take it. */
export const restTime = 65;

let preparer: Preparer = () => null;
/** Of the openings; one that waits gives way to the next. */
let turns = 0;

export function prepareWith(act: Preparer): void {
  preparer = act;
}

export function prepare(to: string): Promise<unknown> | null {
  return preparer(placeOf(new URL(to, window.location.href)));
}

function read(): Place {
  return placeOf(window.location);
}

function placeOf({ pathname, search }: Pick<URL, 'pathname' | 'search'>): Place {
  const [, panel = null, path = '/'] = /^\/panel\/([^/]+)(\/.*)?$/.exec(pathname) ?? [];
  return { path: panel === null ? pathname : path, panel, query: new URLSearchParams(search) };
}

/** A way inside the dashboard, in the data and as of the moment that this document shows. */
function ofDocument(to: string): string {
  return inDataset(atMoment(to));
}

/** Where one panel of the page at `to` has a window of its own. */
export function panelAddress(panel: string, to: string): string {
  return `/panel/${panel}${to}`;
}

function entryKey(): string {
  const state: unknown = window.history.state;
  return typeof state === 'object' && state !== null && 'entry' in state ? String(state.entry) : 'first';
}

function scroller(): Element | null {
  return document.querySelector('[data-scroller]');
}

function moved(): void {
  current = read();
  for (const watcher of [...watchers]) watcher();
}

window.addEventListener('popstate', () => {
  turns++;
  setOpening(null);
  scrolls.set(entry, scroller()?.scrollTop ?? 0);
  entry = entryKey();
  moved();
  scrollBack(scrolls.get(entry) ?? 0, mostFrames);
});

/** The page of that entry may need a moment until it is long enough. */
function scrollBack(top: number, frames: number): void {
  requestAnimationFrame(() => {
    const area = scroller();
    area?.scrollTo({ top });
    if (frames > 0 && (area === null || Math.abs(area.scrollTop - top) > 1)) scrollBack(top, frames - 1);
  });
}

/** `saysSo`: the way that was taken shows it, in a frame of its own, before the page is drawn. It leads to a page of the data and the moment that are shown. */
export function navigate(way: string, options: { readonly replace?: boolean; readonly saysSo?: boolean } = {}): void {
  const to = ofDocument(way);
  if (options.replace === true) {
    // What changes on the page stays in the window of its panel.
    const address = current.panel === null ? to : panelAddress(current.panel, to);
    if (address === window.location.pathname + window.location.search) return;
    window.history.replaceState(window.history.state, '', address);
    moved();
    return;
  }
  const turn = ++turns;
  const coming = prepare(to);
  if (coming === null && options.saysSo !== true) {
    enter(to);
    return;
  }
  setOpening(new URL(to, window.location.href).pathname);
  const ready = coming === null ? painted() : Promise.race([coming.catch(() => undefined), pause(longestWait)]);
  let isOver = false;
  const open = (): void => {
    for (const act of acts) window.removeEventListener(act, open, { capture: true });
    if (turn === turns && !isOver) enter(to);
    isOver = true;
  };
  // Who acts before the page is there means the page that he opened.
  for (const act of acts) window.addEventListener(act, open, { capture: true });
  void ready.then(open);
}

const acts = ['keydown', 'pointerdown'] as const;

function setOpening(path: string | null): void {
  if (path === opening) return;
  opening = path;
  for (const watcher of [...openingWatchers]) watcher();
}

/** The path of the page that is being opened, before it is there; null: none is. */
export function useOpening(): string | null {
  return useSyncExternalStore(watchOpening, () => opening);
}

function watchOpening(watcher: () => void): () => void {
  openingWatchers.add(watcher);
  return () => openingWatchers.delete(watcher);
}

/** Resolves when the frame is on the screen; a hidden page has none. */
function painted(): Promise<void> {
  return Promise.race([pause(longestWait), new Promise<void>((done) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => done();
      port2.postMessage(null);
    });
  })]);
}

function enter(to: string): void {
  setOpening(null);
  scrolls.set(entry, scroller()?.scrollTop ?? 0);
  window.history.pushState({ entry: `${Date.now()}-${Math.round(performance.now())}` }, '', to);
  entry = entryKey();
  scroller()?.scrollTo({ top: 0 });
  moved();
}

function pause(millis: number): Promise<void> {
  return new Promise((done) => setTimeout(done, millis));
}

/** Where the page is now; for what happens later than a rendering. */
export function currentPlace(): Place {
  return current;
}

export function usePlace(): Place {
  return useSyncExternalStore(watchPlace, () => current);
}

/** The window shows one panel of the page and nothing else. */
export function useIsOwnWindow(): boolean {
  return usePlace().panel !== null;
}

function watchPlace(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

/** Changes single query parameters; null removes one. */
export function withQuery(place: Place, changes: Readonly<Record<string, string | null>>): string {
  const query = new URLSearchParams(place.query);
  for (const [key, value] of Object.entries(changes)) {
    if (value === null) query.delete(key);
    else query.set(key, value);
  }
  return addressOf(place.path, query);
}

/** One filter of the page. It is kept in the address, so it is there again after Back and in a copied address; the usual value is left out. */
export function useFilter<T extends string>(name: string, usual: T, choices: readonly T[]): readonly [T, (value: T) => void] {
  const asked = usePlace().query.get(name);
  const value = choices.find((choice) => choice === asked) ?? usual;
  return [value, (next) => navigate(withQuery(currentPlace(), { [name]: next === usual ? null : next }), { replace: true })];
}

export function Link(props: AnchorHTMLAttributes<HTMLAnchorElement> & { readonly to: string; readonly saysSo?: boolean; readonly children: ReactNode }): ReactNode {
  const { to, saysSo = false, onClick, onPointerEnter, onPointerLeave, onFocus, onBlur, children, ...rest } = props;
  const resting = useRef<ReturnType<typeof setTimeout>>(undefined);
  const stop = (): void => clearTimeout(resting.current);
  const rests = (): void => {
    stop();
    resting.current = setTimeout(() => prepare(to), restTime);
  };
  useEffect(() => stop, []);
  const follow = (event: MouseEvent<HTMLAnchorElement>): void => {
    onClick?.(event);
    const opensElsewhere = event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
    if (event.defaultPrevented || opensElsewhere) return;
    event.preventDefault();
    stop();
    navigate(to, { saysSo });
  };
  return (
    <a
      {...rest}
      href={ofDocument(to)}
      onClick={follow}
      onPointerEnter={(event) => {
        onPointerEnter?.(event);
        rests();
      }}
      onPointerLeave={(event) => {
        onPointerLeave?.(event);
        stop();
      }}
      onFocus={(event) => {
        onFocus?.(event);
        rests();
      }}
      onBlur={(event) => {
        onBlur?.(event);
        stop();
      }}
    >
      {children}
    </a>
  );
}
