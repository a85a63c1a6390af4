import type { ReactNode } from 'react';
import { t } from '../../lib/text';
import { FeedPanel } from './FeedPanel';
import { GapsPanel } from './GapsPanel';
import { InstrumentCards } from './InstrumentCards';
import { KeyFigures } from './KeyFigures';
import { RecentExports } from './RecentExports';
import './overview.css';

export default function OverviewPage(): ReactNode {
  return (
    <div className="page overview" data-testid="page-overview">
      <h1 className="visually-hidden">{t.pages.overview}</h1>
      <KeyFigures />
      <InstrumentCards />
      <FeedPanel />
      <RecentExports />
      <GapsPanel />
    </div>
  );
}
