import type { ReactNode } from 'react';
import { t } from '../../lib/text';
import { CatalogPanel } from './CatalogPanel';
import { CoveragePanel } from './CoveragePanel';
import { GapTable } from './GapTable';
import { QualityPanel } from './QualityPanel';
import './data.css';

export default function DataPage(): ReactNode {
  return (
    <div className="page data-page" data-testid="page-data">
      <h1 className="visually-hidden">{t.pages.data}</h1>
      <CoveragePanel />
      <CatalogPanel />
      <GapTable />
      <QualityPanel />
    </div>
  );
}
