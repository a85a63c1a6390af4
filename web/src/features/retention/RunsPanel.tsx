import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { formatBytes, formatCount, formatMoment, formatNanos } from '../../lib/format';
import type { Retention } from '../../lib/retentionWire';
import { localZone } from '../../lib/time';
import { t } from '../../lib/text';
import { levelOf } from '../../ui/levels';
import { Empty, Loaded, Panel } from '../../ui/Panel';
import { StateMark } from '../../ui/StateMark';

const words = t.retention.runs;

export function RunsPanel({ report }: { readonly report: UseQueryResult<Retention> }): ReactNode {
  return (
    <Panel title={words.title} testId="panel-runs" className="retention-runs" isPlain>
      <Loaded query={report} isEmpty={(data) => data.runs.length === 0} empty={<Empty title={words.none}>{words.noneNext}</Empty>}>
        {(data) => (
          <div className="table-scroll">
            <table className="table run-table">
              <caption className="visually-hidden">{words.title}</caption>
              <thead>
                <tr>
                  <th scope="col">{t.inZone(words.at, localZone())}</th>
                  <th scope="col">{words.outcome}</th>
                  <th scope="col" className="right">{words.gone}</th>
                  <th scope="col" className="right">{words.freed}</th>
                  <th scope="col" className="right">{words.stayed}</th>
                </tr>
              </thead>
              <tbody>
                {data.runs.map((run) => (
                  <tr key={run.id} data-testid="run-row" data-outcome={run.outcome ?? 'running'} title={run.detail ?? undefined}>
                    <td className="num" title={formatNanos(run.started)}>{formatMoment(run.started, localZone())}</td>
                    <td><StateMark level={levelOf(run.outcome ?? 'open')} word={run.outcome === null ? words.running : t.words(run.outcome)} /></td>
                    <td className="num right">{formatCount(run.rows)}</td>
                    <td className="num right">{formatBytes(run.bytes)}</td>
                    <td className="num right">{formatCount(run.kept)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Loaded>
    </Panel>
  );
}
