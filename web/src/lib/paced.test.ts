import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Paced } from './paced';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test('The first is done at once, the others together when the pause is over', () => {
  let done = 0;
  const paced = new Paced(100, () => done++);
  for (let i = 0; i < 5; i++) paced.ask();
  expect(done).toBe(1);
  vi.advanceTimersByTime(99);
  expect(done).toBe(1);
  vi.advanceTimersByTime(1);
  expect(done).toBe(2);
  vi.advanceTimersByTime(1_000);
  expect(done).toBe(2);
  paced.ask();
  expect(done).toBe(3);
});

test('After a stop nothing is done', () => {
  let done = 0;
  const paced = new Paced(100, () => done++);
  paced.ask();
  paced.ask();
  paced.stop();
  vi.advanceTimersByTime(1_000);
  expect(done).toBe(1);
});
