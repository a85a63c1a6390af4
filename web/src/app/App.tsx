import { Suspense, useEffect, type ReactNode } from 'react';
import { AlertToasts } from '../features/alerts/AlertToasts';
import { toggleMute } from '../features/alerts/preferences';
import { pastAt, wrongMoment } from '../lib/pastTime';
import { t } from '../lib/text';
import { useConnection } from '../stream/context';
import { toggleFullPanel } from '../ui/fullPanel';
import { useKeys } from '../ui/keyboard';
import { showOverlay, useOverlay } from '../ui/overlays';
import { useOwnTitle } from '../ui/ownWindow';
import { Boundary, Skeleton } from '../ui/Panel';
import { useLook } from '../ui/preferences';
import { usePlace } from '../ui/router';
import { ClockOffsetBanner } from './ClockOffsetBanner';
import { CommandPalette } from './CommandPalette';
import { DatabaseBanner } from './DatabaseBanner';
import { DisconnectedBanner } from './DisconnectedBanner';
import { KeysDialog } from './KeysDialog';
import { MissingDialog } from './MissingDialog';
import { ModeBand } from './ModeBand';
import { NewVersionBanner } from './NewVersionBanner';
import { NotFoundPage } from './NotFoundPage';
import { onDemand } from './onDemand';
import { PastBand } from './PastBand';
import { PastDialog } from './PastDialog';
import { Rail } from './Rail';
import { ReasonBanner } from './ReasonBanner';
import { routeOf } from './routes';
import { SignInDialog } from './SignInDialog';
import { TopBar } from './TopBar';
import { useLineFacts } from './useLineFacts';
import { useMode } from './useMode';
import { useStaleConnection } from './useStaleConnection';
import { ViewerBanner } from './ViewerBanner';
import { WrongMoment } from './WrongMoment';

const RuleDialog = onDemand(() => import('../features/alerts/RuleDialog'), MissingDialog);

/** The frame around every page. */
export function App(): ReactNode {
  const { path, panel } = usePlace();
  const ownTitle = useOwnTitle();
  const overlay = useOverlay();
  const route = routeOf(path);
  const connection = useConnection();
  const isLost = useStaleConnection();
  useLineFacts();
  // How numbers are written is part of it: everything below is written again.
  useLook();
  const isLive = useMode().name === 'live';
  useEffect(() => {
    const page = route?.title ?? t.notFound.title;
    const title = `${ownTitle === null ? page : t.panel.windowTitle(ownTitle, page)} · ${t.brand}`;
    document.title = isLive ? t.mode.liveTitle(title) : title;
    // A tab tells its mode without being looked at.
    document.querySelector('link[rel="icon"]')?.setAttribute('href', isLive ? '/favicon-live.svg' : '/favicon.svg');
  }, [route?.title, ownTitle, isLive]);
  useKeys({
    'Mod+k': () => showOverlay({ kind: 'palette', query: '' }),
    '/': () => showOverlay({ kind: 'palette', query: '' }),
    m: toggleMute,
    f: () => toggleFullPanel(),
    '?': () => showOverlay({ kind: 'keys' }),
  });
  return (
    <div className="frame" data-connection={isLost ? 'lost' : connection.state} data-panel={panel ?? undefined}>
      {panel === null && <a className="skip" href="#content">{t.skip}</a>}
      <div className="bands">
        <ModeBand />
        {pastAt !== null && <PastBand at={pastAt} />}
      </div>
      {panel === null && <TopBar />}
      {panel === null && <Rail current={route?.pageId ?? ''} />}
      <main className="content" id="content" tabIndex={-1} data-scroller data-testid="content">
        <ReasonBanner code="account_not_paper" testId="account-banner" />
        <ReasonBanner code="clock_down" testId="clock-banner" />
        {isLost && <DisconnectedBanner />}
        <DatabaseBanner />
        <NewVersionBanner />
        <ClockOffsetBanner />
        <ViewerBanner />
        {wrongMoment !== null ? <WrongMoment asked={wrongMoment} /> : (
          <Boundary key={path}>
            <Suspense fallback={<Skeleton rows={12} />}>{route?.element ?? <NotFoundPage path={path} />}</Suspense>
          </Boundary>
        )}
      </main>
      {/* The window that it was opened from raises them: once is enough. */}
      {panel === null && <AlertToasts />}
      {overlay.kind === 'palette' && <CommandPalette query={overlay.query} />}
      {overlay.kind === 'keys' && <KeysDialog />}
      {overlay.kind === 'past' && <PastDialog />}
      {overlay.kind === 'sign-in' && <SignInDialog why={overlay.why} />}
      {overlay.kind === 'rule' && <Suspense fallback={null}><RuleDialog start={overlay.start} /></Suspense>}
    </div>
  );
}
