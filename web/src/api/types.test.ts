import { expect, test } from 'vitest';
import { decodeGap, decodeSubscriptions } from './types';

test('A line carries its state, since when and why, and how long it may be silent', () => {
  const { items } = decodeSubscriptions({
    items: [{
      instrument_id: 'AAPL.NASDAQ', kind: 'trade', state: 'silent', since: '1763650860000000000', reason: 'no tick for 61 s', threshold_ms: 60_000,
      threshold_learnt: true, last_tick: '1763650800000000000', unproven_since: '1763650800000000000',
      rate_per_s: 2.5, delay_ms: 41.2, last_error: 'No answer.', last_error_at: '1763650700000000000',
    }],
    lines_used: 2, lines_limit: 100,
  });
  expect(items).toEqual([{
    instrumentId: 'AAPL.NASDAQ', kind: 'trade', state: 'silent', since: 1763650860000000000n, reason: 'no tick for 61 s', thresholdMs: 60_000,
    thresholdLearnt: true, lastTick: 1763650800000000000n, unprovenSince: 1763650800000000000n,
    ratePerSecond: 2.5, delayMs: 41.2, lastError: 'No answer.', lastErrorAt: 1763650700000000000n,
  }]);
});

test('A gap carries its cause, its state and what was filled in', () => {
  expect(decodeGap({
    id: 7, instrument_id: 'AAPL.NASDAQ', kind: 'quote', start: '1', end: '2', reason: 'link_lost', state: 'unfillable', explanation: 'refused', ticks_filled: 3,
  })).toEqual({
    id: 7, instrumentId: 'AAPL.NASDAQ', kind: 'quote', from: 1n, to: 2n, reason: 'link_lost', state: 'unfillable', explanation: 'refused', ticksFilled: 3,
  });
});
