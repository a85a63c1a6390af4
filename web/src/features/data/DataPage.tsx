import type { ReactNode } from 'react';
import { isSample } from '../../lib/dataset';
import { t } from '../../lib/text';
import { Panels } from '../../ui/arrange/Panels';
import { useFilter } from '../../ui/router';
import { Segmented } from '../../ui/Segmented';
import { CatalogPanel } from './CatalogPanel';
import { CoveragePanel } from './CoveragePanel';
import { DaysPanel } from './DaysPanel';
import { ExportForm } from './ExportForm';
import { ExportJobs } from './ExportJobs';
import { GapTable } from './GapTable';
import { QualityPanel } from './QualityPanel';
import './data.css';

const views = ['grid', 'line'] as const;
type View = (typeof views)[number];

export default function DataPage(): ReactNode {
  const [view, setView] = useFilter<View>('view', 'grid', views);
  const viewSwitch = (
    <Segmented<View> label={t.days.view} value={view} onChange={setView} testId="days-view" options={[{ value: 'grid', text: t.days.grid }, { value: 'line', text: t.days.line }]} />
  );
  // Its days are long past, it is never exported, and nothing of it is judged.
  if (isSample) {
    return (
      <div className="page data-page data-sample" data-testid="page-data">
        <h1 className="visually-hidden">{t.pages.data}</h1>
        <CoveragePanel viewSwitch={null} />
        <GapTable />
      </div>
    );
  }
  return (
    <div className="page data-page" data-testid="page-data">
      <h1 className="visually-hidden">{t.pages.data}</h1>
      <Panels page="data">
        {view === 'grid' ? <DaysPanel viewSwitch={viewSwitch} /> : <CoveragePanel viewSwitch={viewSwitch} />}
        <GapTable />
        <QualityPanel />
        <div className="data-exports">
          <ExportForm />
          <ExportJobs />
        </div>
        <CatalogPanel />
      </Panels>
    </div>
  );
}
