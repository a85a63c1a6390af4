import { useMemo, type ReactNode } from 'react';
import { useAudit } from '../../api/access';
import { useInfo, useMay } from '../../api/queries';
import type { AuditPage as Page, AuditRow } from '../../lib/accessWire';
import { asOf, stamped } from '../../lib/asOf';
import { formatCount, formatInstant, formatZoned } from '../../lib/format';
import { localZone } from '../../lib/time';
import { t } from '../../lib/text';
import { Panels } from '../../ui/arrange/Panels';
import { NeedsRole } from '../../ui/NeedsRole';
import { Empty, Loaded, Panel } from '../../ui/Panel';
import { StateMark } from '../../ui/StateMark';
import './audit.css';

/** Who changed what, newest first. */
export default function AuditPage(): ReactNode {
  const info = useInfo();
  const isAdmin = useMay('admin');
  const audit = useAudit(isAdmin);
  const words = t.audit;
  const query = useMemo(() => ({ data: audit.data === undefined ? undefined : stamped(audit.data.pages, asOf(audit.data.pages[0])), error: audit.error, refetch: audit.refetch }), [audit.data, audit.error, audit.refetch]);
  return (
    <div className="page audit-page" data-testid="page-audit">
      <h1 className="visually-hidden">{words.title}</h1>
      <Panels page="audit">
        <Panel title={words.title} testId="panel-audit" note={audit.data === undefined ? undefined : <ChainMark page={audit.data.pages[0]} />}>
          {info.data === undefined ? <Loaded query={info} rows={10}>{() => null}</Loaded> : !isAdmin ? <NeedsRole role="admin">{words.needsAdmin}</NeedsRole> : (
            <Loaded query={query} rows={10} isEmpty={(pages) => pages.every((page) => page.rows.length === 0)} empty={<Empty title={words.none}>{words.noneNext}</Empty>}>
              {(pages) => (
                <div className="table-scroll" tabIndex={0} role="region" aria-label={words.title}>
                  <table className="table audit-table">
                    <caption className="visually-hidden">{words.title}</caption>
                    <thead>
                      <tr>
                        <th scope="col" className="right">{words.row}</th>
                        <th scope="col">{t.inZone(words.at, localZone())}</th>
                        <th scope="col">{words.who}</th>
                        <th scope="col">{words.what}</th>
                        <th scope="col">{words.result}</th>
                        <th scope="col" className="priority-2">{words.change}</th>
                        <th scope="col" className="priority-2">{words.address}</th>
                      </tr>
                    </thead>
                    <tbody>{pages.flatMap((page) => page.rows).map((row) => <Row key={row.sequence} row={row} />)}</tbody>
                  </table>
                  {audit.hasNextPage && (
                    <p className="table-more"><button type="button" className="button" data-testid="audit-more" disabled={audit.isFetchingNextPage} onClick={() => void audit.fetchNextPage()}>{words.more}</button></p>
                  )}
                </div>
              )}
            </Loaded>
          )}
        </Panel>
      </Panels>
    </div>
  );
}

function ChainMark({ page }: { readonly page: Page | undefined }): ReactNode {
  if (page === undefined) return null;
  const { state, rows, checkedAt, fault } = page.chain;
  const level = state === 'whole' ? 'ok' : state === 'broken' ? 'critical' : 'off';
  return <StateMark level={level} word={t.audit.chain(state, formatCount(rows ?? 0), checkedAt === null ? '' : formatZoned(checkedAt, localZone()), fault)} testId="audit-chain" />;
}

function Row({ row }: { readonly row: AuditRow }): ReactNode {
  return (
    <tr data-testid="audit-row" data-what={row.what} data-result={row.result}>
      <td className="num right">{row.sequence}</td>
      <td className="num">{formatInstant(row.at, localZone())}</td>
      <td>{row.who}{row.role !== null && <span className="muted"> {row.role}</span>}</td>
      <td title={row.subject}>{t.words(row.what)}<span className="audit-subject muted">{row.subject}</span></td>
      <td className={row.result === 'done' ? undefined : 'audit-refused'}>{t.words(row.result)}</td>
      <td className="priority-2 audit-change">{row.before !== null && <><code>{row.before}</code> → </>}{row.after !== null && <code>{row.after}</code>}</td>
      <td className="num priority-2" title={row.requestId}>{row.address}</td>
    </tr>
  );
}
