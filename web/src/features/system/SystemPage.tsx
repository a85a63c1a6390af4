import type { ReactNode } from 'react';
import { useInfo, useStatus, useSubscriptions } from '../../api/queries';
import { t } from '../../lib/text';
import { verdictOf } from '../../lib/verdict';
import { useHealth, useStream } from '../../stream/context';
import { Panels } from '../../ui/arrange/Panels';
import { CopyButton } from '../../ui/CopyButton';
import { Icon } from '../../ui/Icon';
import { Loaded, Panel } from '../../ui/Panel';
import { CounterPanel } from './CounterPanel';
import { diagnosticsText } from './diagnostics';
import { FeedFacts } from './FeedFacts';
import { LimitsPanel } from './LimitsPanel';
import { LinesPanel } from './LinesPanel';
import { NoticesPanel } from './NoticesPanel';
import { RunPanel } from './RunPanel';
import { StageTable } from './StageTable';
import './system.css';

/** What is true right now, as the server knows it. The stream renews it each second. */
export default function SystemPage(): ReactNode {
  const streamed = useHealth((status) => status);
  const asked = useStatus();
  const info = useInfo();
  const lines = useSubscriptions();
  const { client } = useStream();
  const status = streamed ?? asked.data;
  if (status === undefined) {
    return (
      <div className="page system" data-testid="page-system">
        <h1 className="visually-hidden">{t.pages.system}</h1>
        <Panel title={t.pages.system} testId="panel-system"><Loaded query={asked} rows={12}>{() => null}</Loaded></Panel>
      </div>
    );
  }
  const verdict = verdictOf(status);
  const level = verdict.canRecord === null ? 'off' : verdict.canRecord ? 'ok' : 'critical';
  return (
    <div className="page system" data-testid="page-system">
      <h1 className="visually-hidden">{t.pages.system}</h1>
      <section className={`verdict-bar verdict-${level}`} aria-label={t.verdict.label} data-testid="verdict" data-value={String(verdict.canRecord)}>
        <Icon name={verdict.canRecord === true ? 'check' : verdict.canRecord === null ? 'clock' : 'cross'} />
        <strong>{status.verdict ?? (verdict.canRecord === null ? t.verdict.unknown : verdict.canRecord ? t.verdict.yes : t.verdict.no)}</strong>
        {status.tradeVerdict !== null && <span className="verdict-trade" data-testid="trade-verdict">{status.tradeVerdict}</span>}
        <span className="verdict-text">{verdict.reasons.length > 0 ? verdict.reasons.join(' · ') : status.feed?.detail ?? ''}</span>
        <CopyButton
          text={() => diagnosticsText(status, info.data, lines.data, client)}
          what={t.system.diagnostics}
          label={t.system.copyDiagnostics}
          testId="copy-diagnostics"
        />
      </section>
      <Panels page="system">
        <StageTable stages={status.stages} />
        <div className="system-side">
          <CounterPanel status={status} />
          <LimitsPanel limits={status.feed?.limits ?? []} />
          <RunPanel info={info.data} feed={status.feed} />
          <FeedFacts status={status} />
        </div>
        <LinesPanel />
        <NoticesPanel notices={status.feed?.notices ?? []} />
      </Panels>
    </div>
  );
}
