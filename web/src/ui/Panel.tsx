import { Component, useContext, useLayoutEffect, type ErrorInfo, type HTMLAttributes, type ReactNode } from 'react';
import { asOf } from '../lib/asOf';
import { isoOf } from '../lib/time';
import { t } from '../lib/text';
import { exchanged } from './arrange/arrangement';
import { dragActs, dropActs } from './arrange/drag';
import { PanelGrip } from './arrange/PanelGrip';
import { PanelGridContext, type PanelGrid } from './arrange/panelGrid';
import { PanelMenu } from './arrange/PanelMenu';
import { CopyButton } from './CopyButton';
import { Icon } from './Icon';
import { useWindowTitle } from './ownWindow';

interface PanelProps {
  readonly title: string;
  readonly testId: string;
  /** Names its place on the page, where it shares that with another panel; else its `testId` does. */
  readonly slotId?: string;
  readonly note?: ReactNode | undefined;
  readonly actions?: ReactNode | undefined;
  readonly className?: string;
  /** Its content holds nothing to focus: the area itself is focusable, so that keys can scroll it. */
  readonly isPlain?: boolean;
  /** What its own window needs to know besides the page; null: what it shows is of this page alone, and it has no own window. */
  readonly windowQuery?: Readonly<Record<string, string>> | null;
  readonly children: ReactNode;
}

/** A titled area of the page. An exception inside it stays inside it. On a page of {@link Panels} it can be arranged. */
export function Panel(props: PanelProps): ReactNode {
  const grid = useContext(PanelGridContext);
  const { testId, slotId = testId } = props;
  if (grid === null) return <PanelFrame {...props} head={<h2>{props.title}</h2>} />;
  if (grid.only !== null) return grid.only === slotId ? <OnlyPanel {...props} grid={grid} slotId={slotId} /> : null;
  return <ArrangedPanel {...props} grid={grid} slotId={slotId} />;
}

type PlaceAttributes = HTMLAttributes<HTMLElement> & { readonly 'data-panel': string; readonly 'data-collapsed'?: boolean };

interface PlacedProps extends PanelProps {
  readonly grid: PanelGrid;
  readonly slotId: string;
}

/** The whole content of the window. */
function OnlyPanel({ grid, slotId, ...props }: PlacedProps): ReactNode {
  useComing(grid);
  useWindowTitle(props.title);
  return <PanelFrame {...props} head={<h2>{props.title}</h2>} place={{ 'data-panel': slotId }} />;
}

function ArrangedPanel({ grid, slotId, ...props }: PlacedProps): ReactNode {
  useComing(grid);
  const { windowQuery = {} } = props;
  const place: PlaceAttributes = {
    'data-panel': slotId,
    'data-collapsed': grid.arrangement?.find((panel) => panel.id === slotId)?.isCollapsed === true,
    ...dropActs((dropped) => {
      if (dropped !== slotId) grid.change((panels) => exchanged(panels, dropped, slotId));
    }),
  };
  return (
    <PanelFrame
      {...props}
      head={<PanelMenu title={props.title} id={slotId} grid={grid} windowQuery={windowQuery} />}
      place={place}
      dragged={slotId}
      after={<PanelGrip id={slotId} grid={grid} />}
    />
  );
}

/** The page hears of a panel that came or went. */
function useComing({ place }: PanelGrid): void {
  useLayoutEffect(() => {
    place();
    // It is still there while it goes.
    return () => queueMicrotask(place);
  }, [place]);
}

function PanelFrame({ title, testId, note, actions, className = '', isPlain = false, children, head, place, dragged, after }: PanelProps & {
  readonly head: ReactNode;
  readonly place?: PlaceAttributes;
  readonly dragged?: string;
  readonly after?: ReactNode;
}): ReactNode {
  return (
    <section className={`panel ${className}`} data-testid={testId} aria-label={title} {...place}>
      <header className="panel-head" {...(dragged === undefined ? {} : dragActs(dragged))}>
        {head}
        {note !== undefined && <span className="panel-note">{note}</span>}
        {actions !== undefined && <div className="panel-actions">{actions}</div>}
      </header>
      <div className="panel-body" tabIndex={isPlain ? 0 : undefined}>
        <Boundary>{children}</Boundary>
      </div>
      {after}
    </section>
  );
}

/** Anything that can say why it failed; a problem document of the server does. */
interface Failure {
  readonly message: string;
  readonly code?: string;
  readonly requestId?: string | null;
  readonly hint?: string | null;
}

interface QueryLike<T> {
  readonly data: T | undefined;
  readonly error: Failure | null;
  readonly refetch: () => unknown;
}

/** One of loading, error, empty and data. What was loaded stays on the screen when a later load fails: it is only marked as old. */
export function Loaded<T>({ query, isEmpty, empty, rows = 4, children }: {
  readonly query: QueryLike<T>;
  readonly isEmpty?: (data: T) => boolean;
  readonly empty?: ReactNode;
  /** Height of the skeleton in table rows. */
  readonly rows?: number;
  readonly children: (data: T) => ReactNode;
}): ReactNode {
  if (query.data === undefined) {
    return query.error === null ? <Skeleton rows={rows} /> : <Problem failure={query.error} retry={query.refetch} />;
  }
  const old = query.error !== null && <p className="stale-note" role="status"><Icon name="clock" /> {t.states.old(sentenceOf(query.error))}</p>;
  if (isEmpty?.(query.data) === true) return <>{old}{empty}</>;
  const at = asOf(query.data);
  return (
    <div className="as-of" data-as-of={at === null ? undefined : isoOf(at)}>
      {old}
      {children(query.data)}
    </div>
  );
}

/** History comes from the database: when that is away, it is said first. */
function sentenceOf(failure: Failure): string {
  return failure.code === 'database_unavailable' ? t.states.noDatabase(failure.message) : failure.message;
}

export function Skeleton({ rows }: { readonly rows: number }): ReactNode {
  return (
    <div className="skeleton" role="progressbar" data-testid="loading" aria-label={t.states.loading}>
      {Array.from({ length: rows }, (_, i) => <div key={i} className="skeleton-row" />)}
    </div>
  );
}

/** In place of one control that waits for what can be chosen. */
export function SkeletonLine(): ReactNode {
  return <span className="skeleton-line" role="progressbar" data-testid="loading" aria-label={t.states.loading} />;
}

/** Says why there is nothing, and what to do next. */
export function Empty({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode {
  return (
    <div className="empty" data-testid="empty">
      <p className="empty-title">{title}</p>
      <div className="empty-next">{children}</div>
    </div>
  );
}

export function Problem({ failure, retry }: { readonly failure: Failure; readonly retry?: () => unknown }): ReactNode {
  if (failure.code === 'not_kept') return <Empty title={failure.message}>{failure.hint}</Empty>;
  return (
    <div className="problem" role="alert" data-testid="error">
      <p className="problem-title"><Icon name="warning" /> {sentenceOf(failure)}</p>
      {failure.hint !== null && failure.hint !== undefined && <p className="muted">{failure.hint}</p>}
      <p className="problem-foot">
        {failure.requestId !== null && failure.requestId !== undefined && (
          <span className="muted">{t.states.request} <code>{failure.requestId}</code> <CopyButton text={failure.requestId} what={t.states.request} /></span>
        )}
        {retry !== undefined && <button type="button" className="button" onClick={() => retry()}>{t.states.retry}</button>}
      </p>
    </div>
  );
}

interface BoundaryState {
  readonly failure: Error | null;
}

/** Keeps an exception from leaving its part of the page. */
export class Boundary extends Component<{ readonly children: ReactNode }, BoundaryState> {
  override state: BoundaryState = { failure: null };

  static getDerivedStateFromError(failure: Error): BoundaryState {
    return { failure };
  }

  override componentDidCatch(failure: Error, info: ErrorInfo): void {
    console.error(failure, info.componentStack);
  }

  override render(): ReactNode {
    const { failure } = this.state;
    if (failure === null) return this.props.children;
    return <Problem failure={failure} retry={() => this.setState({ failure: null })} />;
  }
}
