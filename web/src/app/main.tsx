import { MutationCache, notifyManager, QueryClient, QueryClientProvider, replaceEqualDeep } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { watchSession } from '../api/access';
import { ApiError, call } from '../api/http';
import { carriedAsOf } from '../lib/asOf';
import { pageFrames } from '../lib/frameQueue';
import { pastAt } from '../lib/pastTime';
import { StreamClient } from '../stream/client';
import { createStream, StreamProvider } from '../stream/context';
import { pastWorld } from '../stream/pastWorld';
import { publishStats } from '../stream/stats';
import { showOverlay } from '../ui/overlays';
import { explainAsOf } from '../ui/asOfTitles';
import { copyPlainNumbers } from '../ui/plainCopy';
import { prepareWith } from '../ui/router';
import { explainUnknown } from '../ui/unknownTitles';
import '../ui/styles/tokens.css';
import '../ui/styles/base.css';
import '../ui/styles/controls.css';
import '../ui/styles/panels.css';
import '../ui/styles/arrange.css';
import '../ui/styles/tables.css';
import './app.css';
import { App } from './App';
import { preparePage } from './routes';
import { syncSettings } from './settingsSync';

const scheme = window.location.protocol === 'https:' ? 'wss' : 'ws';
const stream = createStream(new StreamClient(
  `${scheme}://${window.location.host}/api/v1/stream`,
  pastAt === null ? undefined : pastWorld(pastAt, async (path, query) => (await call(path, { query })).body),
));
stream.client.start();
stream.frameTimes.start();
publishStats(stream);
syncSettings();
explainUnknown(document);
explainAsOf(document);
copyPlainNumbers(document);
prepareWith(preparePage);
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) stream.client.reconnectNow();
});

/** Codes of an act that another role may do: the answer says which, and the way in is offered. */
const roleProblems: readonly string[] = ['missing_token', 'forbidden_role'];

// An answer is drawn with what the stream tells, not beside it.
notifyManager.setScheduler((tell) => pageFrames.schedule(tell));

const queries = new QueryClient({
  mutationCache: new MutationCache({
    onError: (error) => {
      if (error instanceof ApiError && roleProblems.includes(error.code)) showOverlay({ kind: 'sign-in', why: error.detail });
    },
  }),
  defaultOptions: {
    queries: {
      // The stream says when the server is back, and its database; a refused read is not asked again at once.
      retry: (count, error) => error instanceof ApiError && (error.status === 0 || error.status === 503) && count < (error.code === 'database_unavailable' ? 1 : 2),
      retryDelay: (attempt) => Math.min(8_000, 500 * 2 ** attempt) * (0.5 + Math.random() / 2),
      refetchOnWindowFocus: false,
      // What did not change stays the same object, and is now as of the newer answer.
      structuralSharing: (before, after) => carriedAsOf(after, replaceEqualDeep(before, after)),
    },
  },
});

// What was asked before a sleep is of another hour.
stream.client.onWake(() => void queries.invalidateQueries());

watchSession(() => {
  // What was refused is asked again, and the stream is that of the session from now on.
  void queries.invalidateQueries();
  stream.client.reopen();
});

const root = document.getElementById('root');
if (root === null) throw new Error('Expected an element with the id root.');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <StreamProvider value={stream}>
        <App />
      </StreamProvider>
    </QueryClientProvider>
  </StrictMode>,
);
