import type { ReactNode } from 'react';
import { t } from '../../lib/text';
import { Panels } from '../../ui/arrange/Panels';
import { CatalogPanel } from './CatalogPanel';
import { ExportForm } from './ExportForm';
import { ExportJobs } from './ExportJobs';
import { SchedulePanel } from './SchedulePanel';
import { Snippet } from './Snippet';
import './data.css';

export default function ExportPage(): ReactNode {
  return (
    <div className="page export-page" data-testid="page-export">
      <h1 className="visually-hidden">{t.pages.export}</h1>
      <Panels page="export">
        <div className="export-left">
          <ExportForm />
          <Snippet />
          <CatalogPanel hasExportLink={false} />
        </div>
        <div className="export-right">
          <SchedulePanel />
          <ExportJobs />
        </div>
      </Panels>
    </div>
  );
}
