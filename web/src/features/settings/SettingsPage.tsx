import type { ReactNode } from 'react';
import { t } from '../../lib/text';
import { Panels } from '../../ui/arrange/Panels';
import { AccountPanel } from './AccountPanel';
import { SamplePanel } from './SamplePanel';
import { SessionsPanel } from './SessionsPanel';
import { SettingsFilePanel } from './SettingsFilePanel';
import { TickAgePanel } from './TickAgePanel';
import { TokensPanel } from './TokensPanel';
import './settings.css';

export default function SettingsPage(): ReactNode {
  return (
    <div className="page settings-page" data-testid="page-settings">
      <h1 className="visually-hidden">{t.pages.settings}</h1>
      <Panels page="settings">
        <div className="settings-side">
          <AccountPanel />
          <TickAgePanel />
          <SettingsFilePanel />
          <SamplePanel />
        </div>
        <TokensPanel />
        <SessionsPanel />
      </Panels>
    </div>
  );
}
