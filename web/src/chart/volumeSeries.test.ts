import type { PaneRendererCustomData, Time } from 'lightweight-charts';
import { expect, test } from 'vitest';
import { asTime } from './zonedScale';
import { VolumeSeries, type VolumePoint } from './volumeSeries';

type Rectangle = readonly [x: number, y: number, width: number, height: number];

/** Draws one column of the volume and answers the rectangles that were filled. */
function drawn(isUp: boolean): readonly Rectangle[] {
  const series = new VolumeSeries();
  series.setColors('up', 'down');
  const point: VolumePoint = { time: asTime(60), volume: 80, isUp, color: isUp ? 'up' : 'down' };
  const data: PaneRendererCustomData<Time, VolumePoint> = {
    bars: [{ x: 50, time: 0, originalData: point, barColor: point.color ?? '' }], barSpacing: 20, visibleRange: { from: 0, to: 1 }, conflationFactor: 1,
  };
  series.update(data);
  const filled: Rectangle[] = [];
  const context = { fillStyle: '', fillRect: (...rectangle: Rectangle) => filled.push(rectangle) };
  const scope = { context, horizontalPixelRatio: 1, verticalPixelRatio: 1, mediaSize: { width: 100, height: 100 }, bitmapSize: { width: 100, height: 100 } };
  // Only what the renderer uses of the library's target.
  const target = { useBitmapCoordinateSpace: (act: (of: typeof scope) => void) => act(scope) } as unknown as Parameters<ReturnType<VolumeSeries['renderer']>['draw']>[0];
  series.renderer().draw(target, (value) => (100 - value) as ReturnType<Parameters<ReturnType<VolumeSeries['renderer']>['draw']>[1]>);
  return filled;
}

function covers(rectangles: readonly Rectangle[], x: number, y: number): boolean {
  return rectangles.some(([left, top, width, height]) => x >= left && x < left + width && y >= top && y < top + height);
}

test('U-071 A rising column of the volume is hollow, a falling one filled', () => {
  const [rising, falling] = [drawn(true), drawn(false)];
  for (const shape of [rising, falling]) {
    // Both sides and the top of the column.
    for (const [x, y] of [[43, 60], [56, 60], [50, 20]] as const) expect(covers(shape, x, y)).toBe(true);
  }
  expect(covers(rising, 50, 60)).toBe(false);
  expect(covers(falling, 50, 60)).toBe(true);
});
