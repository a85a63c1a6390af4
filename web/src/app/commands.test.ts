// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import type { Instrument } from '../api/types';
import { findCommands, splitQuery } from './commands';

function instrument(id: string, description: string, recording = true): Instrument {
  return {
    id, source: 'IB', simulated: true, instrumentClass: 'EQUITY', assetClass: 'EQUITY', description, rawSymbol: id.split('.')[0] ?? '', currency: 'USD',
    pricePrecision: 2, sizePrecision: 0, priceIncrement: '0.01', multiplier: '1', barPriceType: 'LAST', recording, timeZone: null, tradingHours: null,
  };
}

const all = [instrument('AAPL.NASDAQ', 'APPLE INC'), instrument('MSFT.NASDAQ', 'MICROSOFT CORP'), instrument('AAP.NYSE', 'ADVANCE AUTO PARTS', false)];

test('A symbol and a timeframe open that chart', () => {
  expect(splitQuery('aapl 5m')).toEqual({ words: ['aapl'], timeframe: '5m' });
  const first = findCommands('aapl 5m', all)[0];
  expect(first?.title).toBe('AAPL.NASDAQ · 5m');
  first?.run();
  expect(window.location.pathname + window.location.search).toBe('/chart/AAPL.NASDAQ?tf=5m');
});

test('A recorded instrument comes before one that is not', () => {
  expect(findCommands('aap', all).map((c) => c.title).slice(0, 2)).toEqual(['AAPL.NASDAQ', 'AAP.NYSE']);
});

test('Names of companies and pages are found too', () => {
  expect(findCommands('micro', all)[0]?.title).toBe('MSFT.NASDAQ');
  expect(findCommands('watch', all)[0]?.title).toBe('Watchlist');
  expect(findCommands('zzz', all)).toEqual([]);
});

test('U-074 What can be done on the page is found by its words, with its key', () => {
  const done: string[] = [];
  const acts = [{ id: 'alert', icon: 'bell', title: 'Alert at 189.40', key: 'A', run: () => done.push('alert') }] as const;
  const [found] = findCommands('alert at', all, acts);
  expect([found?.title, found?.note]).toEqual(['Alert at 189.40', 'On this page · A']);
  found?.run();
  expect(done).toEqual(['alert']);
});
