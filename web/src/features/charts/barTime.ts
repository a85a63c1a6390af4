import { formatClock, formatDate, zoneLabel } from '../../lib/format';
import type { Bar } from '../../lib/marketWire';
import { precisionOf, type Timeframe } from '../../lib/timeframes';

/** When a bar opened, to the precision of its timeframe, with the zone it is said in. */
export function barTime(bar: Bar, timeframe: Timeframe, zone: string): string {
  const millis = bar.time * 1000;
  const precision = precisionOf(timeframe);
  if (precision === 'day') return formatDate(millis, 'UTC');
  const clock = formatClock(millis, zone);
  return `${formatDate(millis, zone)} ${precision === 'second' ? clock : clock.slice(0, 5)} ${zoneLabel(zone, millis)}`;
}
