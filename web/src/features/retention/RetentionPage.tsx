import type { ReactNode } from 'react';
import { useRetention } from '../../api/retention';
import { t } from '../../lib/text';
import { Panels } from '../../ui/arrange/Panels';
import { Icon } from '../../ui/Icon';
import { DuePanel } from './DuePanel';
import { PolicyPanel } from './PolicyPanel';
import { RunsPanel } from './RunsPanel';
import { StoredPanel } from './StoredPanel';
import './retention.css';

/** What is stored, how long it is kept, what goes next and what went. */
export default function RetentionPage(): ReactNode {
  const report = useRetention();
  const problems = report.data?.problems ?? [];
  return (
    <div className="page retention-page" data-testid="page-retention">
      <h1 className="visually-hidden">{t.pages.retention}</h1>
      {problems.length > 0 && (
        <section className="banner retention-problems" data-testid="retention-problems" aria-label={t.retention.strain}>
          <Icon name="warning" />
          <ul>{problems.map((problem) => <li key={problem}>{problem}</li>)}</ul>
        </section>
      )}
      <Panels page="retention">
        <StoredPanel report={report} />
        <PolicyPanel report={report} />
        <DuePanel report={report.data} />
        <RunsPanel report={report} />
      </Panels>
    </div>
  );
}
