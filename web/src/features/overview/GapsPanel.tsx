import type { ReactNode } from 'react';
import { useGaps } from '../../api/queries';
import type { Gap } from '../../api/types';
import { formatAge, formatMoment, formatNanos, unknown } from '../../lib/format';
import { chartPath } from '../../lib/paths';
import { isoOf, localZone, millisOf } from '../../lib/time';
import { t } from '../../lib/text';
import { levelOf } from '../../ui/levels';
import { Empty, Loaded, Panel } from '../../ui/Panel';
import { Link } from '../../ui/router';
import { StateMark } from '../../ui/StateMark';

const shownGaps = 8;

export function GapsPanel(): ReactNode {
  const gaps = useGaps();
  return (
    <Panel title={t.overview.gapsTitle} testId="panel-gaps" className="overview-gaps" actions={<Link to="/data">{t.overview.openData}</Link>}>
      <Loaded query={gaps} isEmpty={(data) => data.length === 0} empty={<Empty title={t.gaps.none}>{t.gaps.noneNext}</Empty>}>
        {(data) => (
          <div className="table-scroll">
            <table className="table">
              <caption className="visually-hidden">{t.overview.gapsTitle}</caption>
              <thead>
                <tr>
                  <th scope="col">{t.columns.instrument}</th>
                  <th scope="col">{t.inZone(t.gaps.from, localZone())}</th>
                  <th scope="col" className="right">{t.gaps.length}</th>
                  <th scope="col" className="optional">{t.gaps.reason}</th>
                  <th scope="col">{t.gaps.state}</th>
                </tr>
              </thead>
              <tbody>{data.slice(0, shownGaps).map((gap) => <GapRow key={gap.id} gap={gap} />)}</tbody>
            </table>
          </div>
        )}
      </Loaded>
    </Panel>
  );
}

function GapRow({ gap }: { readonly gap: Gap }): ReactNode {
  const length = gap.from === null || gap.to === null ? null : millisOf(gap.to) - millisOf(gap.from);
  return (
    <tr>
      <th scope="row">
        {gap.instrumentId === null
          ? t.gaps.all
          : <Link to={chartPath(gap.instrumentId, gap.from === null ? {} : { tf: '1m', at: isoOf(gap.from) })}>{gap.instrumentId}</Link>}
        <span className="muted"> {t.kind(gap.kind)}</span>
      </th>
      <td className="num" title={formatNanos(gap.from)}>{formatMoment(gap.from, localZone())}</td>
      <td className="num right">{length === null ? unknown : formatAge(length)}</td>
      <td className="optional">{t.words(gap.reason)}</td>
      <td><StateMark level={levelOf(gap.state)} word={t.words(gap.state)} /></td>
    </tr>
  );
}
