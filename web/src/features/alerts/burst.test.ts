import { expect, test } from 'vitest';
import { Burst } from './burst';

function burst(): { readonly burst: Burst<number>; readonly told: (readonly number[])[]; readonly pass: () => void; readonly timers: () => number } {
  const told: (readonly number[])[] = [];
  let waiting: (() => void)[] = [];
  const made = new Burst<number>(100, (items) => told.push(items), (_, act) => {
    waiting.push(act);
    return () => {
      waiting = waiting.filter((one) => one !== act);
    };
  });
  return {
    burst: made, told, timers: () => waiting.length,
    pass: () => {
      const due = waiting;
      waiting = [];
      due.forEach((act) => act());
    },
  };
}

test('Fifty in a second are told once', () => {
  const { burst: made, told, pass, timers } = burst();
  for (let i = 0; i < 50; i++) made.add([i]);
  expect(timers()).toBe(1);
  pass();
  expect(told.map((items) => items.length)).toEqual([50]);
  made.add([50]);
  pass();
  expect(told[1]).toEqual([50]);
});

test('Nothing is told after it was stopped', () => {
  const { burst: made, told, pass } = burst();
  made.add([1]);
  made.stop();
  pass();
  expect(told).toEqual([]);
});
