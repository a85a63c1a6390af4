import type { ReactNode } from 'react';
import { useCatalogInstrument } from '../../api/catalogs';
import { catalogPath } from '../../lib/paths';
import { t } from '../../lib/text';
import { Empty, Loaded, Panel, Problem } from '../../ui/Panel';
import { Link } from '../../ui/router';
import { CatalogChart } from './CatalogChart';
import './charts.css';

/** An instrument of an opened catalog: its bars out of the files, not live. */
export default function CatalogChartPage({ catalogId, instrumentId }: { readonly catalogId: number; readonly instrumentId: string }): ReactNode {
  const instrument = useCatalogInstrument(catalogId, instrumentId);
  if (instrument.data === undefined && instrument.error !== null) {
    return (
      <div className="page" data-testid="page-catalog-chart">
        <Panel title={instrumentId} testId="catalog-chart-failed" actions={<Link to={catalogPath(catalogId)}>{t.catalogs.back}</Link>}>
          <Problem failure={instrument.error} retry={instrument.refetch} />
        </Panel>
      </div>
    );
  }
  return (
    <div className="page chart-page" data-testid="page-catalog-chart">
      <Loaded
        query={instrument}
        rows={16}
        isEmpty={(data) => data.sources.every((source) => source.problem !== null)}
        empty={<Empty title={t.catalogs.noBars}>{instrument.data?.sources[0]?.problem} <Link to={catalogPath(catalogId)}>{t.catalogs.back}</Link></Empty>}
      >
        {(data) => <CatalogChart of={data} />}
      </Loaded>
    </div>
  );
}
