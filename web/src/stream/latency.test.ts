import { expect, test } from 'vitest';
import { Latency } from './latency';

test('U-033 A leg has median, 99th percentile and maximum of the last minute, and none without a sample', () => {
  const latency = new Latency();
  expect(latency.of('browser', 0)).toBeNull();
  latency.add('browser', 500, 0);
  for (let i = 1; i <= 200; i++) latency.add('browser', i, 1_000);
  expect(latency.of('browser', 60_500)).toEqual({ p50: 100, p99: 198, max: 200 });
  expect(latency.of('browser', 59_000)?.max).toBe(500);
  expect(latency.of('browser', 61_001)).toBeNull();
});

test('A leg that the clocks make negative took no time', () => {
  const latency = new Latency();
  latency.add('exchange', -3, 0);
  expect(latency.of('exchange', 0)).toEqual({ p50: 0, p99: 0, max: 0 });
});
