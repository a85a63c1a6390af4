import type { ReactNode } from 'react';
import { chartPath } from '../../lib/paths';
import { t } from '../../lib/text';
import { Panels } from '../../ui/arrange/Panels';
import { Link } from '../../ui/router';
import { DefinitionPanel } from './DefinitionPanel';
import { SessionsPanel } from './SessionsPanel';
import { VersionsPanel } from './VersionsPanel';
import './instrument.css';

/** What an instrument is: how its prices are written, when it trades, and what of that has changed. */
export default function InstrumentPage({ instrumentId }: { readonly instrumentId: string }): ReactNode {
  return (
    <div className="page instrument" data-testid="page-instrument">
      <header className="instrument-head">
        <h1>{instrumentId}</h1>
        <Link to={chartPath(instrumentId)} className="button">{t.detail.openChart}</Link>
      </header>
      <Panels page="instrument">
        <DefinitionPanel instrumentId={instrumentId} />
        <SessionsPanel instrumentId={instrumentId} />
        <VersionsPanel instrumentId={instrumentId} />
      </Panels>
    </div>
  );
}
