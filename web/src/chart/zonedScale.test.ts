import { TickMarkType } from 'lightweight-charts';
import { expect, test } from 'vitest';
import { tickMark } from './timeText';
import { asTime, ZonedScale } from './zonedScale';

const newYork = 'America/New_York';
const halfHour = 1_800;

/** The points of two days around a change of clocks, with the weight that the axis gives to each. */
function weighed(from: string): readonly { readonly seconds: number; readonly weight: number }[] {
  const scale = new ZonedScale();
  scale.zone = newYork;
  const first = Date.parse(from) / 1000;
  const seconds = Array.from({ length: 96 }, (_, i) => first + i * halfHour);
  // What the library hands over: times with their keys, and a weight to be set.
  const points = seconds.map((time) => ({ time: scale.convertHorzItemToInternal(asTime(time)), originalTime: asTime(time), timeWeight: 0 }));
  scale.fillWeightsForPoints(points as unknown as Parameters<ZonedScale['fillWeightsForPoints']>[0], 0);
  return points.map((point, i) => ({ seconds: seconds[i] ?? 0, weight: Number(point.timeWeight) }));
}

function wall(seconds: number): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone: newYork, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(seconds * 1000);
}

// Clocks went forward on 8 March 2026 at 07:00 UTC and back on 1 November 2026 at 06:00 UTC.
for (const [change, from, hours] of [['forward', '2026-03-07T12:00:00Z', 23], ['back', '2026-10-31T12:00:00Z', 25]] as const) {
  test(`U-069 Days and hours of the axis are those of New York when its clocks go ${change}`, () => {
    const points = weighed(from);
    // A day begins where the clocks there say midnight, and nowhere else.
    const days = points.filter(({ weight }) => weight >= 50).map(({ seconds }) => seconds);
    expect(days.map(wall)).toEqual(['00:00', '00:00']);
    expect(((days[1] ?? 0) - (days[0] ?? 0)) / 3_600).toBe(hours);
    // A full hour weighs more than a half, also in the hour that is left out or comes twice.
    for (const { seconds, weight } of points.slice(1)) expect(weight >= 30, `${new Date(seconds * 1000).toISOString()} ${weight}`).toBe(wall(seconds).endsWith(':00'));
    for (const { seconds } of points) expect(tickMark(seconds, TickMarkType.Time, newYork)).toBe(wall(seconds));
  });
}
