import type { ReactNode } from 'react';
import { t } from '../../lib/text';
import { Panels } from '../../ui/arrange/Panels';
import { CasesPanel } from './CasesPanel';
import { QualityPanel } from './QualityPanel';
import './data.css';

export default function QualityPage(): ReactNode {
  return (
    <div className="page quality-page" data-testid="page-quality">
      <h1 className="visually-hidden">{t.pages.quality}</h1>
      <Panels page="quality">
        <QualityPanel hasCasesLink={false} />
        <CasesPanel />
      </Panels>
    </div>
  );
}
