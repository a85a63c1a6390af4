import { defaultHorzScaleBehavior, type IHorzScaleBehavior, type Time, type UTCTimestamp } from 'lightweight-charts';
import { zoneOffsetSeconds } from '../lib/time';

const Base = defaultHorzScaleBehavior();

type Points = Parameters<IHorzScaleBehavior<Time>['fillWeightsForPoints']>[0];
type Weight = Points[number]['timeWeight'];

/** The library's own weights: the greater one wins the label when there is no room for both. */
const weight = { second: 10, minute: 20, minute5: 21, minute30: 22, hour: 30, hour3: 31, hour6: 32, hour12: 33, day: 50, month: 60, year: 70 };

const steps: readonly (readonly [number, number])[] = [
  [12 * 3600, weight.hour12], [6 * 3600, weight.hour6], [3 * 3600, weight.hour3], [3600, weight.hour],
  [1800, weight.minute30], [300, weight.minute5], [60, weight.minute], [1, weight.second],
];

function weightBetween(now: number, before: number): number {
  const a = new Date(now * 1000);
  const b = new Date(before * 1000);
  if (a.getUTCFullYear() !== b.getUTCFullYear()) return weight.year;
  if (a.getUTCMonth() !== b.getUTCMonth()) return weight.month;
  if (a.getUTCDate() !== b.getUTCDate()) return weight.day;
  // Clocks that went back come to an hour a second time.
  const isNew = (seconds: number): boolean => (now > before ? Math.floor(now / seconds) !== Math.floor(before / seconds) : now % seconds === 0);
  return steps.find(([seconds]) => isNew(seconds))?.[1] ?? 0;
}

/** A time scale whose days, months and round hours are those of a zone. The times of the data stay true UTC seconds. */
export class ZonedScale extends Base {
  zone = 'UTC';

  override fillWeightsForPoints(points: Points, startIndex: number): void {
    const wall = (index: number): number | null => {
      const point = points[index];
      if (point === undefined) return null;
      // The library's key of a UTC timestamp is that timestamp.
      const seconds = Number(this.key(point.time));
      return seconds + zoneOffsetSeconds(seconds, this.zone);
    };
    for (let i = startIndex; i < points.length; i++) {
      const point = points[i];
      const now = wall(i);
      if (point === undefined || now === null) continue;
      const before = wall(i - 1) ?? firstBefore(now, wall(i + 1));
      // A number of the library's own scale.
      point.timeWeight = weightBetween(now, before) as Weight;
    }
  }
}

/** What stood before the first point is guessed from the distance to the second. */
function firstBefore(now: number, next: number | null): number {
  return next === null ? now - 1 : now - (next - now);
}

export function asTime(seconds: number): UTCTimestamp {
  // Whole UTC seconds are what the library's brand means.
  return seconds as UTCTimestamp;
}
