import type { ReactNode } from 'react';
import type { QualityCase } from '../../api/quality';
import { formatMoment, formatNanos, unknown } from '../../lib/format';
import { chartPath } from '../../lib/paths';
import { isoOf, localZone } from '../../lib/time';
import { t } from '../../lib/text';
import { Link } from '../../ui/router';
import { StateMark } from '../../ui/StateMark';
import { levelOfAction, valuesOf } from './quality';

/** One tick that a rule named, with a link to the chart at its time. */
export function CaseRow({ one }: { readonly one: QualityCase }): ReactNode {
  const zone = localZone();
  const at = formatMoment(one.at, zone);
  return (
    <tr data-testid="quality-case" data-rule={one.rule}>
      <td className="num" title={formatNanos(one.at)}>
        {one.instrumentId === null || one.at === null ? at : <Link to={chartPath(one.instrumentId, { tf: '1s', at: isoOf(one.at) })}>{at}</Link>}
      </td>
      <td>{one.instrumentId ?? unknown}</td>
      <td>{one.kind === null ? unknown : t.kind(one.kind)}</td>
      <td title={one.text}><StateMark level={levelOfAction(one.action)} word={t.words(one.rule)} /></td>
      <td className="num priority-2" title={formatNanos(one.tsEvent)}>{formatMoment(one.tsEvent, zone)}</td>
      <td className="quality-values num">{valuesOf(one)}</td>
    </tr>
  );
}
