import { Fragment, useState, type ReactNode } from 'react';
import type { CatalogItem } from '../../api/types';
import { formatBytes, formatCount, formatDate, formatNanos, unknown } from '../../lib/format';
import type { CheckedFile } from '../../lib/jobWire';
import { catalogChartPath, chartPath } from '../../lib/paths';
import { isoOf, localZone, millisOf, type Nanos } from '../../lib/time';
import { t } from '../../lib/text';
import { CopyButton } from '../../ui/CopyButton';
import { Icon } from '../../ui/Icon';
import { Link } from '../../ui/router';
import { StateMark } from '../../ui/StateMark';
import { FileDialog } from './FileDialog';

/** Kinds and instruments of the catalog, each with its files. */
export function CatalogTable({ items, checked, catalogId }: {
  readonly items: readonly CatalogItem[];
  /** Null: the catalog of this installation. */
  readonly catalogId: number | null;
  /** What the last check found, by path. */
  readonly checked: ReadonlyMap<string, CheckedFile>;
}): ReactNode {
  const [open, setOpen] = useState<string | null>(null);
  const [file, setFile] = useState<{ readonly path: string; readonly instrumentId: string } | null>(null);
  const zone = localZone();
  return (
    <div className="table-scroll">
      <table className="table catalog-table">
        <caption className="visually-hidden">{t.catalog.title}</caption>
        <thead>
          <tr>
            <th scope="col">{t.columns.instrument}</th>
            <th scope="col">{t.data.kind}</th>
            <th scope="col" className="catalog-schema">{t.catalog.generation}</th>
            <th scope="col" className="right">{t.catalog.files}</th>
            <th scope="col" className="right">{t.data.rows}</th>
            <th scope="col" className="right">{t.exports.bytes}</th>
            <th scope="col" className="right priority-3">{t.inZone(t.data.first, zone)}</th>
            <th scope="col" className="right catalog-last">{t.inZone(t.data.last, zone)}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => {
            const key = `${item.dataType} ${item.barType ?? ''} ${item.instrumentId}`;
            const isOpen = open === key;
            const chart = chartOf(item, items, catalogId);
            return (
              <Fragment key={key}>
                <tr data-testid="catalog-row">
                  <th scope="row">{item.instrumentId === '' ? unknown : chart === null ? item.instrumentId : <Link to={chart}>{item.instrumentId}</Link>}</th>
                  <td className="catalog-kind" title={item.barType ?? undefined}>
                    {t.dataType(item.dataType, item.barType)}
                    {item.isStale && <span className="mark mark-warn"><Icon name="clock" />{t.catalog.stale}</span>}
                    {item.overlapping.length > 0 && <span className="mark mark-critical"><Icon name="warning" />{t.catalog.overlap}</span>}
                  </td>
                  <td className="catalog-schema" data-testid="catalog-generation" title={item.profiles.map(t.catalog.generationOf).join(', ') || undefined}>
                    {item.profiles.length === 0 ? unknown : item.profiles.join(', ')}
                    {item.profiles.length > 1 && <span className="mark mark-critical"><Icon name="warning" />{t.catalog.mixed}</span>}
                  </td>
                  <td className="num right">
                    {item.paths.length === 0 ? formatCount(item.files) : (
                      <button type="button" className="link-button" aria-expanded={isOpen} data-testid="catalog-files" onClick={() => setOpen(isOpen ? null : key)}>
                        {formatCount(item.files)} <Icon name={isOpen ? 'chevronDown' : 'chevronRight'} />
                      </button>
                    )}
                  </td>
                  <td className="num right">{formatCount(item.rows)}</td>
                  <td className="num right">{formatBytes(item.bytes)}</td>
                  <td className="num right priority-3" data-testid="catalog-first" title={formatNanos(item.first)}>{day(item.first, zone)}</td>
                  <td className="num right catalog-last" title={formatNanos(item.last)}>{day(item.last, zone)}</td>
                </tr>
                {isOpen && item.paths.map((one) => {
                  const seen = checked.get(one.path);
                  return (
                    <tr key={one.path} className="file-row" data-testid="catalog-file">
                      <td colSpan={4}>
                        <button type="button" className="link-button" data-testid="file-open" aria-label={t.files.openOf(one.path)} onClick={() => setFile({ path: one.path, instrumentId: item.instrumentId })}>{t.files.open}</button>
                        {' '}<CopyButton text={one.path} what={t.catalog.path} /> <code title={one.path}>{one.path.split('/').pop()}</code>
                      </td>
                      <td className="num right">{formatCount(one.rows)}</td>
                      <td className="num right">{formatBytes(one.bytes)}</td>
                      <td className="file-check" colSpan={2} title={seen?.findings.join(' ')}>
                        {seen !== undefined && <StateMark level={seen.isPassed ? 'ok' : 'critical'} word={seen.isPassed ? t.files.passed : seen.findings[0] ?? t.files.failed} />}
                      </td>
                    </tr>
                  );
                })}
              </Fragment>
            );
          })}
        </tbody>
      </table>
      {file !== null && <FileDialog path={file.path} instrumentId={file.instrumentId} catalogId={catalogId} onClose={() => setFile(null)} />}
    </div>
  );
}

/** The chart of another's catalog is made of what the row holds, where it can be, else of what there is of its instrument; null: nothing a chart has. */
function chartOf(item: CatalogItem, items: readonly CatalogItem[], catalogId: number | null): string | null {
  if (catalogId === null) return chartPath(item.instrumentId, item.first === null ? {} : { tf: '1m', at: isoOf(item.first) });
  if (!items.some((one) => one.instrumentId === item.instrumentId && sourceOf(one) !== undefined)) return null;
  const source = sourceOf(item);
  return catalogChartPath(catalogId, item.instrumentId, source === undefined ? {} : { source });
}

function sourceOf(item: CatalogItem): string | undefined {
  return item.barType ?? sources[item.dataType];
}

const sources: Readonly<Record<string, string>> = { trade_tick: 'trades', quote_tick: 'quotes' };

/** A catalog goes back for years: the instant is in the title. */
function day(at: Nanos | null, zone: string): string {
  return at === null ? unknown : formatDate(millisOf(at), zone);
}
