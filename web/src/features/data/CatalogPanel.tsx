import { useMemo, useState, type ReactNode } from 'react';
import { useJob, useVerifyFiles } from '../../api/exports';
import { useCanAct, useCatalog, useParquetStatus } from '../../api/queries';
import type { Catalog, CatalogFault } from '../../api/types';
import { formatBytes, formatCount, unknown } from '../../lib/format';
import { isFinished, type CheckedFile } from '../../lib/jobWire';
import { t } from '../../lib/text';
import { Icon } from '../../ui/Icon';
import { Empty, Loaded, Panel } from '../../ui/Panel';
import { Link } from '../../ui/router';
import { StateMark } from '../../ui/StateMark';
import { CatalogTable } from './CatalogTable';

/** The Parquet catalog as NautilusTrader will find it. */
export function CatalogPanel({ hasExportLink = true }: { readonly hasExportLink?: boolean }): ReactNode {
  const catalog = useCatalog();
  const status = useParquetStatus();
  const verify = useVerifyFiles();
  const canAct = useCanAct();
  const [jobId, setJobId] = useState<string | null>(null);
  const job = useJob(jobId);
  const isVerifying = verify.isPending || (job.data !== undefined && !isFinished(job.data.state));
  const checked = useMemo(() => new Map((job.data?.checked ?? []).map((file) => [file.path, file])), [job.data]);
  const failed = [...checked.values()].filter((file) => !file.isPassed).length;
  const note = catalog.data === undefined ? undefined
    : t.catalog.note(formatCount(catalog.data.totalFiles), formatBytes(catalog.data.bytes), catalog.data.profile ?? status.data?.profile ?? unknown);
  return (
    <Panel
      title={t.catalog.title}
      testId="panel-catalog"
      className="data-catalog page-head-wraps"
      note={note}
      actions={(
        <>
          {checked.size > 0 && <span data-testid="verify-result" data-value={failed}><StateMark level={failed === 0 ? 'ok' : 'critical'} word={t.files.summary(checked.size - failed, failed)} /></span>}
          {catalog.data !== undefined && catalog.data.items.length > 0 && (
            <button type="button" className="button" data-testid="verify-all" disabled={!canAct || isVerifying} title={canAct ? undefined : t.needsToken} onClick={() => verify.mutate(null, { onSuccess: setJobId })}>
              <Icon name="check" /> {isVerifying ? t.files.verifying : t.files.verifyAll}
            </button>
          )}
          {hasExportLink && <Link className="button" to="/data/catalogs" data-testid="open-catalogs">{t.catalogs.link}</Link>}
          {hasExportLink && <Link className="button" to="/data/import" data-testid="open-import">{t.imports.link}</Link>}
          {hasExportLink && <Link className="button" to="/data/export" data-testid="open-export"><Icon name="export" /> {t.catalog.export}</Link>}
        </>
      )}
    >
      <Loaded query={catalog} isEmpty={(data) => data.items.length + data.orphans.length + data.unreadable.length === 0} empty={<Empty title={t.catalog.empty}><Link to="/data/export">{t.exports.first}</Link></Empty>}>
        {(data) => <CatalogContent catalog={data} checked={checked} catalogId={null} />}
      </Loaded>
    </Panel>
  );
}

/** What a catalog holds, and what is wrong with it. */
export function CatalogContent({ catalog, checked, catalogId }: {
  readonly catalog: Catalog;
  readonly checked: ReadonlyMap<string, CheckedFile>;
  /** Null: the catalog of this installation. */
  readonly catalogId: number | null;
}): ReactNode {
  return (
    <>
      <Warnings testId="catalog-overlap" kind={t.catalog.overlap} why={t.catalog.overlapWhy} files={catalog.items.flatMap((item) => item.overlapping.map((path) => ({ path, reason: null })))} />
      <Warnings testId="catalog-unreadable" kind={t.catalog.unreadable} why={catalogId === null ? t.catalog.unreadableWhy : t.catalogs.unreadableWhy} files={catalog.unreadable} />
      <Warnings testId="catalog-orphans" kind={t.catalog.orphans} why={t.catalog.orphansWhy} files={catalog.orphans} />
      <CatalogTable items={catalog.items} checked={checked} catalogId={catalogId} />
    </>
  );
}

function Warnings({ testId, kind, why, files }: {
  readonly testId: string;
  readonly kind: string;
  readonly why: string;
  readonly files: readonly CatalogFault[];
}): ReactNode {
  if (files.length === 0) return null;
  return (
    <details className="catalog-warning" data-testid={testId} data-value={files.length}>
      <summary><Icon name="warning" /> {t.catalog.warning(kind, files.length)}</summary>
      <p className="muted">{why}</p>
      <ul>{files.map((file) => <li key={file.path}><code>{file.path}</code> {file.reason}</li>)}</ul>
    </details>
  );
}
