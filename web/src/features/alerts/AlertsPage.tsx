import type { ReactNode } from 'react';
import { t } from '../../lib/text';
import { Panels } from '../../ui/arrange/Panels';
import { HistoryPanel } from './HistoryPanel';
import { OpenPanel } from './OpenPanel';
import { RoutesPanel } from './RoutesPanel';
import { RulesPanel } from './RulesPanel';
import './alerts.css';

export default function AlertsPage(): ReactNode {
  return (
    <div className="page alerts-page" data-testid="page-alerts">
      <h1 className="visually-hidden">{t.pages.alerts}</h1>
      <Panels page="alerts">
        <div className="alerts-column">
          <OpenPanel />
          <HistoryPanel />
        </div>
        <div className="alerts-column">
          <RulesPanel />
          <RoutesPanel />
        </div>
      </Panels>
    </div>
  );
}
