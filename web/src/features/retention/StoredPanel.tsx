import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { formatBytes, formatCount, formatNanos, unknown } from '../../lib/format';
import type { Retention, StoredData } from '../../lib/retentionWire';
import { t } from '../../lib/text';
import { Empty, Loaded, Panel } from '../../ui/Panel';
import { dayOf, dueText, packedShare } from './retention';

const words = t.retention.stored;

export function StoredPanel({ report }: { readonly report: UseQueryResult<Retention> }): ReactNode {
  const total = report.data?.stored.reduce((sum, one) => sum + one.bytes, 0) ?? 0;
  return (
    <Panel title={words.title} testId="panel-stored" className="retention-stored" isPlain note={report.data === undefined ? undefined : words.note(formatBytes(total))}>
      <Loaded query={report} rows={8} isEmpty={(data) => data.stored.every((one) => one.rows === 0)} empty={<Empty title={t.data.nothing}>{t.data.nothingNext}</Empty>}>
        {(data) => (
          <div className="table-scroll">
            <table className="table">
              <caption className="visually-hidden">{words.title}</caption>
              <thead>
                <tr>
                  <th scope="col">{words.kind}</th>
                  <th scope="col">{words.kept}</th>
                  <th scope="col" className="right">{words.rows}</th>
                  <th scope="col" className="right priority-2">{words.packed}</th>
                  <th scope="col" className="right">{words.size}</th>
                  <th scope="col" className="priority-2">{words.share}</th>
                  <th scope="col" className="right priority-2">{words.oldest}</th>
                  <th scope="col" className="right">{words.next}</th>
                </tr>
              </thead>
              <tbody>{data.stored.map((one) => <StoredRow key={one.kind} one={one} total={total} asOf={data.asOf} />)}</tbody>
            </table>
          </div>
        )}
      </Loaded>
    </Panel>
  );
}

function StoredRow({ one, total, asOf }: { readonly one: StoredData; readonly total: number; readonly asOf: Retention['asOf'] }): ReactNode {
  const kind = t.retention.kind(one.kind);
  const percent = total === 0 ? 0 : (one.bytes / total) * 100;
  const share = packedShare(one);
  return (
    <tr data-testid={`stored-${one.kind}`} data-rows={one.rows} data-bytes={one.bytes}>
      <th scope="row">{kind}</th>
      <td>{t.retention.for(one.kept)}</td>
      <td className="num right" title={words.about(formatCount(one.rows))}>{formatCount(one.rows)}</td>
      <td className="num right priority-2">{share === null ? unknown : words.packedOf(share)}</td>
      <td className="num right">{formatBytes(one.bytes)}</td>
      <td className="priority-2"><meter max={100} value={percent} aria-label={words.shareOf(kind, percent.toFixed(0))} /></td>
      <td className="num right priority-2" title={formatNanos(one.oldest)}>{dayOf(one.oldest)}</td>
      <td className="num right" title={formatNanos(one.nextDue)}>{one.nextDue === null ? unknown : dueText(one.nextDue, asOf)}</td>
    </tr>
  );
}
