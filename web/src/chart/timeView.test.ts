import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AskedRange } from './AskedRange';
import type { PlaceRange } from './stretch';
import { TimeView, type PlaceScale } from './TimeView';

let frames: (() => void)[] = [];

beforeEach(() => {
  frames = [];
  vi.stubGlobal('requestAnimationFrame', (act: () => void) => frames.push(act));
});

afterEach(() => {
  vi.unstubAllGlobals();
});

/** As the library does it: what is asked for is there with the next frame. */
function scale(): PlaceScale & { readonly width: () => number } {
  let range: PlaceRange = { from: 0, to: 160 };
  const asked = new AskedRange();
  return {
    range: () => asked.value ?? range,
    show: (view) => {
      frames.push(() => (range = view));
      asked.ask(view);
    },
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
  drawn.show({ from: 10, to: 50 });
  draw();
  view.zoom(0.5);
  draw();
  expect(drawn.width()).toBe(20);
});
