import type { ReactNode } from 'react';
import { useCanAct, useGaps } from '../../api/queries';
import type { Gap } from '../../api/types';
import { formatAge, formatCount, formatMoment, formatNanos, unknown } from '../../lib/format';
import { chartPath } from '../../lib/paths';
import { isoOf, localZone, millisOf } from '../../lib/time';
import { t } from '../../lib/text';
import { levelOf } from '../../ui/levels';
import { Empty, Loaded, Panel } from '../../ui/Panel';
import { currentPlace, Link, navigate, usePlace, withQuery } from '../../ui/router';
import { StateMark } from '../../ui/StateMark';
import { GapActions } from './GapActions';
import { GapFilters } from './GapFilters';
import { anyGap, isShown, type GapFilter } from './gapFilter';

const shownGaps = 200;

export function GapTable(): ReactNode {
  const gaps = useGaps();
  const canAct = useCanAct();
  const place = usePlace();
  const filter: GapFilter = { instrumentId: place.query.get('gap_instrument') ?? '', state: place.query.get('gap_state') ?? '', kind: place.query.get('gap_kind') ?? '' };
  // In the address: it is there again after Back.
  const setFilter = (next: GapFilter): void => navigate(withQuery(currentPlace(), {
    gap_instrument: next.instrumentId || null, gap_state: next.state || null, gap_kind: next.kind || null,
  }), { replace: true });
  const found = (gaps.data ?? []).filter((gap) => isShown(gap, filter));
  return (
    <Panel
      title={t.gaps.title}
      testId="panel-gaps"
      className="data-gaps page-head-wraps"
      note={gaps.data === undefined ? undefined : t.gapFilter.shown(found.length, gaps.data.length)}
      actions={gaps.data === undefined || gaps.data.length === 0 ? undefined : <GapFilters gaps={gaps.data} found={found} filter={filter} onChange={setFilter} canAct={canAct} />}
    >
      <Loaded query={gaps} isEmpty={(data) => data.length === 0} empty={<Empty title={t.gaps.none}>{t.gaps.noneNext}</Empty>}>
        {() => found.length === 0 ? (
          <Empty title={t.gapFilter.none}><button type="button" className="button" onClick={() => setFilter(anyGap)}>{t.gapFilter.reset}</button></Empty>
        ) : (
          <div className="table-scroll">
            <table className="table">
              <caption className="visually-hidden">{t.gaps.title}</caption>
              <thead>
                <tr>
                  <th scope="col">{t.columns.instrument}</th>
                  <th scope="col">{t.data.kind}</th>
                  <th scope="col">{t.inZone(t.gaps.from, localZone())}</th>
                  <th scope="col" className="priority-3">{t.inZone(t.gaps.to, localZone())}</th>
                  <th scope="col" className="right">{t.gaps.length}</th>
                  <th scope="col">{t.gaps.reason}</th>
                  <th scope="col">{t.gaps.state}</th>
                  <th scope="col"><span className="visually-hidden">{t.gaps.act}</span></th>
                </tr>
              </thead>
              <tbody>{found.slice(0, shownGaps).map((gap) => <GapRow key={gap.id} gap={gap} canAct={canAct} />)}</tbody>
            </table>
          </div>
        )}
      </Loaded>
    </Panel>
  );
}

function GapRow({ gap, canAct }: { readonly gap: Gap; readonly canAct: boolean }): ReactNode {
  const zone = localZone();
  const length = gap.from === null || gap.to === null ? null : millisOf(gap.to) - millisOf(gap.from);
  return (
    <tr data-testid="gap-row" data-state={gap.state} data-value={gap.id}>
      <th scope="row">
        {gap.instrumentId === null
          ? t.gaps.all
          : <Link to={chartPath(gap.instrumentId, gap.from === null ? {} : { tf: '1m', at: isoOf(gap.from) })}>{gap.instrumentId}</Link>}
      </th>
      <td>{t.kind(gap.kind)}</td>
      <td className="num" title={formatNanos(gap.from)}>{formatMoment(gap.from, zone)}</td>
      <td className="num priority-3" title={formatNanos(gap.to)}>{formatMoment(gap.to, zone)}</td>
      <td className="num right">{length === null ? unknown : formatAge(length)}</td>
      <td className="gap-reason" title={gap.explanation ?? undefined}>
        <span className="gap-why">{t.words(gap.reason)}{gap.explanation !== null && <span className="muted"> {gap.explanation}</span>}</span>
      </td>
      <td title={gap.ticksFilled === null || gap.ticksFilled === 0 ? undefined : t.gaps.filled(formatCount(gap.ticksFilled))}>
        <StateMark level={levelOf(gap.state)} word={t.words(gap.state)} />
      </td>
      <td><GapActions gap={gap} canAct={canAct} /></td>
    </tr>
  );
}
