import { QueryClientProvider } from '@tanstack/react-query';
import { useEffect, useState, type ReactNode } from 'react';
import { DisconnectedBanner } from '../src/app/DisconnectedBanner';
import { useLineFacts } from '../src/app/useLineFacts';
import { useStaleConnection } from '../src/app/useStaleConnection';
import AlertsPage from '../src/features/alerts/AlertsPage';
import AuditPage from '../src/features/audit/AuditPage';
import '../src/features/charts/charts.css';
import { ChartWorkspace } from '../src/features/charts/ChartWorkspace';
import { DepthPanel } from '../src/features/charts/DepthPanel';
import CatalogsPage from '../src/features/data/CatalogsPage';
import { CoveragePanel } from '../src/features/data/CoveragePanel';
import DataPage from '../src/features/data/DataPage';
import ExportPage from '../src/features/data/ExportPage';
import ImportPage from '../src/features/data/ImportPage';
import QualityPage from '../src/features/data/QualityPage';
import InstrumentPage from '../src/features/instrument/InstrumentPage';
import { FirstStart } from '../src/features/overview/FirstStart';
import { InstrumentCards } from '../src/features/overview/InstrumentCards';
import OverviewPage from '../src/features/overview/OverviewPage';
import RetentionPage from '../src/features/retention/RetentionPage';
import SamplePage from '../src/features/sample/SamplePage';
import SettingsPage from '../src/features/settings/SettingsPage';
import SystemPage from '../src/features/system/SystemPage';
import { WatchDetail } from '../src/features/watchlist/WatchDetail';
import WatchlistPage from '../src/features/watchlist/WatchlistPage';
import { StreamProvider, useConnection } from '../src/stream/context';
import { explainUnknown } from '../src/ui/unknownTitles';
import { Boundary } from '../src/ui/Panel';
import { panelStates, type PanelState, type Stage } from './stage';

explainUnknown(document);

/** All panels of the product in one state; `data-settled` on the page says that it is reached. */
export function StatePage({ state, stage }: { readonly state: PanelState; readonly stage: Stage }): ReactNode {
  return (
    <QueryClientProvider client={stage.queries}>
      <StreamProvider value={stage.stream}>
        <Frame state={state} stage={stage} />
      </StreamProvider>
    </QueryClientProvider>
  );
}

function Frame({ state, stage }: { readonly state: PanelState; readonly stage: Stage }): ReactNode {
  const connection = useConnection();
  const isLost = useStaleConnection();
  const isSettled = useSettled(state, stage);
  useLineFacts();
  return (
    <main className="states-page" data-connection={isLost ? 'lost' : connection.state} data-settled={isSettled}>
      <h1>All panels, {state}</h1>
      <nav aria-label="States">{panelStates.map((one) => <a key={one} href={`/__states?state=${one}`} aria-current={one === state ? 'page' : undefined}>{one}</a>)}</nav>
      {isLost && <DisconnectedBanner />}
      {panelsOf(stage).map(([name, element]) => <div key={name} className="states-item" data-item={name}><Boundary>{element}</Boundary></div>)}
    </main>
  );
}

/** Pages with all their panels, and panels that a page shows in some of its states only. */
function panelsOf({ instruments }: Stage): readonly (readonly [name: string, element: ReactNode])[] {
  const [instrument] = instruments;
  return [
    ['overview', <OverviewPage />], ['first-start', <div className="page"><FirstStart /></div>], ['cards', <div className="page"><InstrumentCards /></div>],
    ['watchlist', <WatchlistPage name="" />],
    ...(instrument === undefined ? [] : [
      ['detail', <div className="page watchlist"><WatchDetail instrument={instrument} /></div>],
      ['chart', <div className="page chart-page"><ChartWorkspace instruments={instruments} current={instrument} /></div>],
      ['depth', <div className="page"><DepthPanel instrument={instrument} /></div>],
      ['instrument', <InstrumentPage instrumentId={instrument.id} />],
    ] as const),
    ['alerts', <AlertsPage />], ['data', <DataPage />], ['coverage', <div className="page"><CoveragePanel viewSwitch={null} /></div>], ['export', <ExportPage />], ['import', <ImportPage />],
    ['catalogs', <CatalogsPage catalogId={null} />], ['quality', <QualityPage />], ['retention', <RetentionPage />], ['system', <SystemPage />], ['audit', <AuditPage />], ['settings', <SettingsPage />], ['sample', <SamplePage />],
  ];
}

/** The way a state goes: answers first, then (stale, disconnected) what ends them, then nothing that still waits. */
function useSettled(state: PanelState, stage: Stage): boolean {
  const [step, setStep] = useState<'answers' | 'turned' | 'settled'>('answers');
  useEffect(() => {
    const isWaiting = (): boolean => document.querySelector('[data-testid="loading"], .plot-loading') !== null || stage.queries.isFetching() > 0;
    const timer = setInterval(() => {
      if (step === 'settled') clearInterval(timer);
      else if (state === 'loading') setStep('settled');
      else if (isWaiting() || (step === 'answers' && state !== 'error' && stage.stream.health.get() === null)) return;
      // The server is missed after some seconds only.
      else if (step === 'turned' && state === 'stale' && document.querySelector('[data-testid="old-status"]') === null) return;
      else if (step === 'turned' || state === 'empty' || state === 'error') setStep('settled');
      else {
        stage.turn();
        setStep('turned');
      }
    }, 250);
    return () => clearInterval(timer);
  }, [state, stage, step]);
  return step === 'settled';
}
