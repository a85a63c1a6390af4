import type { ReactNode } from 'react';
import { formatMoment, formatNanos } from '../../lib/format';
import type { Notice } from '../../lib/statusWire';
import { localZone } from '../../lib/time';
import { t } from '../../lib/text';
import { OldStatus } from '../../stream/OldStatus';
import { Empty, Panel } from '../../ui/Panel';

export function NoticesPanel({ notices }: { readonly notices: readonly Notice[] }): ReactNode {
  return (
    <Panel title={t.notices.title} testId="panel-notices" isPlain className="system-notices" note={t.notices.note(localZone())}>
      <OldStatus />
      {notices.length === 0 ? <Empty title={t.notices.none}>{t.notices.noneNext}</Empty> : (
        <ul className="notice-list">
          {notices.map((notice, i) => (
            <li key={`${notice.at ?? ''} ${notice.code ?? ''} ${i}`}>
              <span className="num muted" title={formatNanos(notice.at)}>{formatMoment(notice.at, localZone())}</span>
              {notice.code !== null && <code>{notice.code}</code>}
              <span>{notice.instrumentId !== null && <strong>{notice.instrumentId} </strong>}{notice.text}</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
