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

/** What went wrong is worth the place only while it still is. */
function detailOf(stage: Stage): string {
  const isWell = stage.state === 'ok' || stage.state === 'disabled';
  return (isWell ? stage.detail : stage.lastError ?? stage.detail) ?? '';
}

export function StageTable({ stages }: { readonly stages: readonly Stage[] }): ReactNode {
  const { client } = useStream();
  const now = client.serverNow();
  const zone = localZone();
  return (
    <Panel title={t.system.stages} testId="panel-stages" isPlain className="system-stages" note={t.system.stageCount(stages.filter((s) => s.state === 'ok').length, stages.length)}>
      <OldStatus />
      {stages.length === 0 ? <Empty title={t.system.noStages}>{t.system.noStagesNext}</Empty> : (
        <div className="table-scroll">
          <table className="table stage-table">
            <caption className="visually-hidden">{t.system.stages}</caption>
            <thead>
              <tr>
                <th scope="col">{t.system.stage}</th>
                <th scope="col">{t.system.state}</th>
                <th scope="col" className="right priority-2">{t.system.since}</th>
                <th scope="col" className="right">{t.system.lastSuccess}</th>
                <th scope="col" className="right">{t.system.rate}</th>
                <th scope="col" className="right priority-2">{t.system.delay}</th>
                <th scope="col" className="priority-2">{t.system.detail}</th>
              </tr>
            </thead>
            <tbody>
              {stages.map((stage) => (
                <tr key={stage.name} data-testid={`stage-${stage.name}`} data-state={stage.state}>
                  <th scope="row">{t.stageName(stage.name)}</th>
                  <td><StateMark level={levelOf(stage.state)} word={t.stageState(stage.state)} /></td>
                  <td className="num right priority-2" title={formatNanos(stage.since)}>{formatSince(stage.since, now, zone)}</td>
                  <td className="num right" title={formatNanos(stage.lastSuccess)}>{formatSince(stage.lastSuccess, now, zone)}</td>
                  <td className="num right">{stage.ratePerSecond === null ? unknown : `${formatRate(stage.ratePerSecond)} /s`}</td>
                  <td className="num right priority-2">{formatMillis(stage.delayMsP99)}</td>
                  <td className="priority-2 stage-detail" title={[stage.detail, stage.lastError].filter((line) => line !== null).join('\n')}>{detailOf(stage)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}
