import { Fragment, useState, type ReactNode } from 'react';
import { useCatalog, useParquetStatus } from '../../api/queries';
import type { CatalogItem } from '../../api/types';
import { formatBytes, formatCount, formatMoment, formatNanos, unknown } from '../../lib/format';
import { chartPath } from '../../lib/paths';
import { localZone } from '../../lib/time';
import { t } from '../../lib/text';
import { CopyButton } from '../../ui/CopyButton';
import { Icon } from '../../ui/Icon';
import { Empty, Loaded, Panel } from '../../ui/Panel';
import { Link } from '../../ui/router';

/** The Parquet catalog as NautilusTrader will find it. */
export function CatalogPanel({ hasExportLink = true }: { readonly hasExportLink?: boolean }): ReactNode {
  const catalog = useCatalog();
  const status = useParquetStatus();
  const note = catalog.data === undefined ? undefined
    : t.catalog.note(formatCount(catalog.data.totalFiles), formatBytes(catalog.data.bytes), catalog.data.profile ?? status.data?.profile ?? unknown);
  return (
    <Panel
      title={t.catalog.title}
      testId="panel-catalog"
      className="data-catalog"
      note={note}
      actions={hasExportLink
        ? <Link className="button button-primary" to="/data/export" data-testid="open-export"><Icon name="export" /> {t.catalog.export}</Link>
        : undefined}
    >
      <Loaded query={catalog} isEmpty={(data) => data.items.length === 0} empty={<Empty title={t.catalog.empty}><Link to="/data/export">{t.exports.first}</Link></Empty>}>
        {(data) => (
          <>
            <Warnings kind={t.catalog.orphans} paths={data.orphans} />
            <Warnings kind={t.catalog.unreadable} paths={data.unreadable} />
            <CatalogTable items={data.items} />
          </>
        )}
      </Loaded>
    </Panel>
  );
}

function Warnings({ kind, paths }: { readonly kind: string; readonly paths: readonly string[] }): ReactNode {
  if (paths.length === 0) return null;
  return (
    <details className="catalog-warning">
      <summary><Icon name="warning" /> {t.catalog.warning(kind, paths.length)}</summary>
      <ul>{paths.map((path) => <li key={path}><code>{path}</code></li>)}</ul>
    </details>
  );
}

function CatalogTable({ items }: { readonly items: readonly CatalogItem[] }): ReactNode {
  const [open, setOpen] = useState<string | null>(null);
  const zone = localZone();
  return (
    <div className="table-scroll">
      <table className="table">
        <caption className="visually-hidden">{t.catalog.title}</caption>
        <thead>
          <tr>
            <th scope="col">{t.columns.instrument}</th>
            <th scope="col">{t.data.kind}</th>
            <th scope="col" className="right">{t.catalog.files}</th>
            <th scope="col" className="right">{t.data.rows}</th>
            <th scope="col" className="right">{t.exports.bytes}</th>
            <th scope="col" className="right priority-2">{t.inZone(t.data.first, zone)}</th>
            <th scope="col" className="right priority-2">{t.inZone(t.data.last, zone)}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => {
            const key = `${item.dataType} ${item.barType ?? ''} ${item.instrumentId}`;
            return (
              <Fragment key={key}>
                <tr data-testid="catalog-row">
                  <th scope="row">{item.instrumentId === '' ? unknown : <Link to={chartPath(item.instrumentId)}>{item.instrumentId}</Link>}</th>
                  <td title={item.barType ?? undefined}>
                    {t.dataType(item.dataType, item.barType)}
                    {item.isStale && <span className="mark mark-warn"><Icon name="clock" />{t.catalog.stale}</span>}
                  </td>
                  <td className="num right">
                    {item.paths.length === 0 ? formatCount(item.files) : (
                      <button type="button" className="link-button" aria-expanded={open === key} onClick={() => setOpen(open === key ? null : key)}>
                        {formatCount(item.files)} <Icon name={open === key ? 'chevronDown' : 'chevronRight'} />
                      </button>
                    )}
                  </td>
                  <td className="num right">{formatCount(item.rows)}</td>
                  <td className="num right">{formatBytes(item.bytes)}</td>
                  <td className="num right priority-2" title={formatNanos(item.first)}>{formatMoment(item.first, zone)}</td>
                  <td className="num right priority-2" title={formatNanos(item.last)}>{formatMoment(item.last, zone)}</td>
                </tr>
                {open === key && item.paths.map((file) => (
                  <tr key={file.path} className="file-row">
                    <td colSpan={3}><code>{file.path}</code> <CopyButton text={file.path} what={t.catalog.path} /></td>
                    <td className="num right">{formatCount(file.rows)}</td>
                    <td className="num right">{formatBytes(file.bytes)}</td>
                    <td className="priority-2" colSpan={2} />
                  </tr>
                ))}
              </Fragment>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
