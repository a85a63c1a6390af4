import type { ReactNode } from 'react';
import { useStatus } from '../../api/queries';
import { formatMillis, formatNanos, formatRate, formatSince, formatZoned, unknown } from '../../lib/format';
import { localZone, type Nanos } from '../../lib/time';
import { t } from '../../lib/text';
import type { Notice, Stage, SystemStatus } from '../../lib/statusWire';
import { verdictOf } from '../../lib/verdict';
import { useHealth, useStream } from '../../stream/context';
import { OldStatus } from '../../stream/OldStatus';
import { Icon } from '../../ui/Icon';
import { Loaded, Panel } from '../../ui/Panel';
import { Link } from '../../ui/router';
import { StateMark } from '../../ui/StateMark';
import { useNow } from '../../ui/useNow';
import { levelOf } from '../../ui/levels';

export function FeedPanel(): ReactNode {
  const streamed = useHealth((s) => s);
  const asked = useStatus();
  return (
    <Panel title={t.overview.feed} testId="panel-feed" isPlain className="overview-feed" actions={<Link to="/system">{t.overview.openSystem}</Link>}>
      <Loaded query={{ data: streamed ?? asked.data, error: streamed === null ? asked.error : null, refetch: asked.refetch }} rows={8}>
        {(status) => (
          <>
            <OldStatus />
            <Answer canRecord={verdictOf(status).canRecord} says={status.verdict} reasons={verdictOf(status).reasons} detail={status.feed?.detail ?? null} />
            <StageList stages={status.stages} />
            <dl className="facts feed-facts">
              <div><dt>{t.facts.gateway}</dt><dd className="num">{status.feed?.endpoint ?? unknown}</dd></div>
              <div><dt>{t.facts.roundTrip}</dt><dd className="num">{formatMillis(status.feed?.roundTripMs)}</dd></div>
              <div><dt>{t.facts.lastMessage}</dt><LastMessage at={status.feed?.lastMessage ?? null} /></div>
              <div><dt>{t.facts.storage}</dt><dd title={storageOf(status)}>{storageOf(status)}</dd></div>
            </dl>
            <Notices notices={status.feed?.notices ?? []} />
          </>
        )}
      </Loaded>
    </Panel>
  );
}

function storageOf(status: SystemStatus): string {
  return status.store?.problem ?? status.store?.description ?? status.storage ?? unknown;
}

function LastMessage({ at }: { readonly at: Nanos | null }): ReactNode {
  const { client } = useStream();
  return <dd className="num" title={formatNanos(at)}>{formatSince(at, client.serverNow(), localZone())}</dd>;
}

const shownNotices = 5;

function Notices({ notices }: { readonly notices: readonly Notice[] }): ReactNode {
  if (notices.length === 0) return null;
  return (
    <section className="feed-notices" aria-label={t.notices.title}>
      <h3>{t.notices.title}</h3>
      <ul>
        {notices.slice(0, shownNotices).map((notice, i) => (
          <li key={`${notice.at ?? ''} ${notice.code ?? ''} ${i}`} title={notice.text}>
            <span className="num muted" title={formatNanos(notice.at)}>{formatZoned(notice.at, localZone())}</span> {notice.text}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Answer({ canRecord, says, reasons, detail }: {
  readonly canRecord: boolean | null;
  /** The server's own sentence. */
  readonly says: string | null;
  readonly reasons: readonly string[];
  readonly detail: string | null;
}): ReactNode {
  const level = canRecord === null ? 'off' : canRecord ? 'ok' : 'critical';
  return (
    <div className={`verdict verdict-${level}`} data-testid="verdict" data-value={String(canRecord)}>
      <p className="verdict-line">
        <Icon name={canRecord === true ? 'check' : canRecord === null ? 'clock' : 'cross'} />
        <span>{says !== null ? says : canRecord === null ? t.verdict.unknown : canRecord ? t.verdict.yes : t.verdict.no}</span>
      </p>
      {reasons.length > 0
        ? <ul className="verdict-reasons">{reasons.map((reason) => <li key={reason}>{reason}</li>)}</ul>
        : detail !== null && detail !== '' && <p className="muted">{detail}</p>}
    </div>
  );
}

function StageList({ stages }: { readonly stages: readonly Stage[] }): ReactNode {
  const { client } = useStream();
  useNow(1_000);
  const now = client.serverNow();
  return (
    <table className="table stage-list">
      <caption className="visually-hidden">{t.system.stages}</caption>
      <thead>
        <tr>
          <th scope="col">{t.system.stage}</th>
          <th scope="col">{t.system.state}</th>
          <th scope="col" className="right">{t.system.lastSuccess}</th>
          <th scope="col" className="right">{t.system.rate}</th>
          <th scope="col" className="right optional">{t.system.delay}</th>
        </tr>
      </thead>
      <tbody>
        {stages.filter((stage) => stage.state !== 'disabled').map((stage) => (
          <tr key={stage.name} title={stage.detail ?? undefined}>
            <th scope="row">{t.stageName(stage.name)}</th>
            <td><StateMark level={levelOf(stage.state)} word={t.stageState(stage.state, stage.name)} /></td>
            <td className="num right" title={formatNanos(stage.lastSuccess)}>{formatSince(stage.lastSuccess, now, localZone())}</td>
            <td className="num right">{formatRate(stage.ratePerSecond)}</td>
            <td className="num right optional">{formatMillis(stage.delayMsP99)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
