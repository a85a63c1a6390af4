import type { ReactNode } from 'react';
import { ApiError } from '../../api/http';
import { useInstruments } from '../../api/queries';
import { t } from '../../lib/text';
import { Panels } from '../../ui/arrange/Panels';
import { FeedPanel } from './FeedPanel';
import { FirstStart } from './FirstStart';
import { GapsPanel } from './GapsPanel';
import { InstrumentCards } from './InstrumentCards';
import { KeyFigures } from './KeyFigures';
import { RecentExports } from './RecentExports';
import './overview.css';

export default function OverviewPage(): ReactNode {
  const instruments = useInstruments();
  // Also where the server cannot tell yet: then it is the checklist that says why.
  const isFirst = instruments.data === undefined ? instruments.error instanceof ApiError && instruments.error.status !== 401 : !instruments.data.some((instrument) => instrument.recording);
  return (
    <div className="page overview" data-testid="page-overview">
      <h1 className="visually-hidden">{t.pages.overview}</h1>
      <KeyFigures />
      <Panels page="overview">
        {isFirst ? <FirstStart /> : <InstrumentCards />}
        <FeedPanel />
        <RecentExports />
        <GapsPanel />
      </Panels>
    </div>
  );
}
