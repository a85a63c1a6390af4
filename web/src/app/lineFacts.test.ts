import { expect, test } from 'vitest';
import type { Subscription } from '../api/types';
import { LineFacts } from '../stream/lines';
import { lineFactsOf } from './lineFacts';

function line(rest: Partial<Subscription>): Subscription {
  return {
    instrumentId: 'AAPL.NASDAQ', kind: 'trade', state: 'flowing', since: null, reason: '', thresholdMs: 60_000, thresholdLearnt: false, lastTick: null, unprovenSince: null,
    ratePerSecond: null, delayMs: null, lastError: null, lastErrorAt: null, ...rest,
  };
}

test('An instrument is as patient as its least patient line, and as bad as its worst', () => {
  const facts = lineFactsOf([line({}), line({ kind: 'quote', thresholdMs: 20_000, state: 'delayed' }), line({ kind: 'depth', thresholdMs: 1, state: 'refused' })]);
  expect(facts.get('AAPL.NASDAQ')).toEqual({ stallMillis: 20_000, quality: 'delayed', refusal: null });
  expect(lineFactsOf([line({ state: 'refused', reason: 'no line is free' })]).get('AAPL.NASDAQ')?.refusal).toBe('no line is free');
});

test('A fact that did not change is the same object', () => {
  const facts = new LineFacts();
  facts.set(lineFactsOf([line({})]));
  const before = facts.of('AAPL.NASDAQ');
  facts.set(lineFactsOf([line({})]));
  expect(facts.of('AAPL.NASDAQ')).toBe(before);
  facts.set(lineFactsOf([line({ state: 'frozen' })]));
  expect(facts.of('AAPL.NASDAQ').quality).toBe('frozen');
});
