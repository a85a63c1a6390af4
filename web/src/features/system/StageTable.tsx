import type { ReactNode } from 'react';
import { formatMillis, formatNanos, formatRate, formatSince, unknown } from '../../lib/format';
import type { Stage } from '../../lib/statusWire';
import { localZone } from '../../lib/time';
import { t } from '../../lib/text';
import { useStream } from '../../stream/context';
import { OldStatus } from '../../stream/OldStatus';
import { levelOf } from '../../ui/levels';
import { Empty, Panel } from '../../ui/Panel';
import { StateMark } from '../../ui/StateMark';

export function StageTable({ stages }: { readonly stages: readonly Stage[] }): ReactNode {
  const { client } = useStream();
  const now = client.serverNow();
  const zone = localZone();
  return (
    <Panel title={t.system.stages} testId="panel-stages" isPlain className="system-stages" note={t.system.stageCount(stages.filter((s) => s.state === 'ok').length, stages.filter((s) => s.state !== 'disabled').length)}>
      <OldStatus />
      {stages.length === 0 ? <Empty title={t.system.noStages}>{t.system.noStagesNext}</Empty> : (
        <div className="table-scroll">
          <table className="table stage-table">
            <caption className="visually-hidden">{t.system.stages}</caption>
            <thead>
              <tr>
                <th scope="col">{t.system.stage}</th>
                <th scope="col">{t.system.state}</th>
                <th scope="col" className="right">{t.system.since}</th>
                <th scope="col" className="right">{t.system.lastSuccess}</th>
                <th scope="col" className="right">{t.system.rate}</th>
                <th scope="col" className="right">{t.system.delay}</th>
                <th scope="col">{t.system.lastError}</th>
                <th scope="col">{t.system.detail}</th>
              </tr>
            </thead>
            <tbody>
              {stages.map((stage) => (
                <tr key={stage.name} data-testid={`stage-${stage.name}`} data-state={stage.state}>
                  <th scope="row">{t.stageName(stage.name)}</th>
                  <td><StateMark level={levelOf(stage.state)} word={t.stageState(stage.state, stage.name)} /></td>
                  <td className="num right" data-testid="stage-since" title={formatNanos(stage.since)}>{formatSince(stage.since, now, zone)}</td>
                  <td className="num right" data-testid="stage-success" title={formatNanos(stage.lastSuccess)}>{formatSince(stage.lastSuccess, now, zone)}</td>
                  <td className="num right">{stage.ratePerSecond === null ? unknown : `${formatRate(stage.ratePerSecond)} /s`}</td>
                  <td className="num right">{formatMillis(stage.delayMsP99)}</td>
                  <td className="stage-error" data-testid="stage-error" title={stage.lastError === null ? undefined : `${stage.lastError}\n${formatNanos(stage.lastErrorAt)}`}>
                    {stage.lastError === null ? <span className="muted">{t.system.noError}</span> : <><span className="num muted">{formatSince(stage.lastErrorAt, now, zone)}</span> {stage.lastError}</>}
                  </td>
                  <td className="stage-detail" title={stage.detail ?? undefined}>{stage.detail}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}
