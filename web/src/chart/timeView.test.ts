import type { Logical } from 'lightweight-charts';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { TimeView } from './TimeView';

let frames: (() => void)[] = [];

beforeEach(() => {
  frames = [];
  vi.stubGlobal('requestAnimationFrame', (act: () => void) => frames.push(act));
});

afterEach(() => {
  vi.unstubAllGlobals();
});

/** As the library does it: what is asked for is there with the next frame. */
function scale(): ConstructorParameters<typeof TimeView>[0] & { readonly width: () => number } {
  // Numbers of the library have a brand of their own.
  let range = { from: 0 as Logical, to: 160 as Logical };
  return {
    getVisibleLogicalRange: () => range,
    setVisibleLogicalRange: ({ from, to }) => {
      frames.push(() => (range = { from: from as Logical, to: to as Logical }));
    },
    scrollToPosition: () => undefined,
    width: () => range.to - range.from,
  };
}

function draw(): void {
  for (const frame of frames.splice(0)) frame();
}

test('Presses of plus and minus within one frame each count', () => {
  const drawn = scale();
  const view = new TimeView(drawn, { clientWidth: 1_000 });
  view.zoom(0.7);
  draw();
  view.zoom(1 / 0.7);
  view.zoom(1 / 0.7);
  draw();
  expect(drawn.width()).toBeCloseTo(160 / 0.7, 6);
});

test('What was pulled by hand since the last press is where the next one begins', () => {
  const drawn = scale();
  const view = new TimeView(drawn, { clientWidth: 1_000 });
  view.zoom(0.5);
  draw();
  drawn.setVisibleLogicalRange({ from: 10, to: 50 });
  draw();
  view.zoom(0.5);
  draw();
  expect(drawn.width()).toBe(20);
});
