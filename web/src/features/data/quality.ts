import type { QualityCase } from '../../api/quality';
import { formatDecimal, unknown } from '../../lib/format';
import type { Level } from '../../ui/StateMark';

/** How loud an action is. */
export function levelOfAction(action: string): Level {
  switch (action) {
    case 'reject': return 'critical';
    case 'flag': return 'warn';
    default: return 'off';
  }
}

/** What a case holds, shortest form: a trade's price and size, a quote's two sides, the source's bytes, or a sentence. */
export function valuesOf(one: QualityCase): string {
  if (one.price !== null) return `${formatDecimal(one.price)} × ${formatDecimal(one.size)}`;
  if (one.bid !== null) return `${formatDecimal(one.bid)} / ${formatDecimal(one.ask)}`;
  return one.raw ?? one.detail ?? unknown;
}
