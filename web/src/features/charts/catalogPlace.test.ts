// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { decodeCatalogInstrument } from '../../api/catalogs';
import { catalogPlaceOf } from './useCatalogPlace';

const bars = 'MSFT.XNAS-1-HOUR-LAST-EXTERNAL';
const instrument = decodeCatalogInstrument({
  catalog_id: 3, catalog: 'research', instrument_id: 'MSFT.XNAS', price_precision: 2, size_precision: 0,
  sources: [
    { from: 'MSFT.XNAS-100-TICK-LAST-EXTERNAL', price_types: ['LAST'], timeframes: [], problem: 'No length.' },
    { from: bars, price_types: ['LAST'], timeframes: ['1h', '2h', '1D'], problem: null },
    { from: 'quotes', price_types: ['MID', 'BID', 'ASK'], timeframes: ['1s', '1m', '1h'], problem: null },
  ],
});

const placeOf = (query: string): readonly unknown[] => {
  const { source, timeframe, priceType } = catalogPlaceOf(instrument, new URLSearchParams(query));
  return [source.from, timeframe, priceType];
};

test.each([
  ['', bars, '1h', 'LAST'],
  ['source=quotes', 'quotes', '1m', 'MID'],
  ['source=quotes&tf=1s&price=ASK', 'quotes', '1s', 'ASK'],
  [`source=${bars}&tf=1m&price=ASK`, bars, '1h', 'LAST'],
  ['source=MSFT.XNAS-100-TICK-LAST-EXTERNAL&tf=2h', bars, '2h', 'LAST'],
  ['source=nothing&tf=9m', bars, '1h', 'LAST'],
])('U-184 The address %s of a chart out of files shows what can be made', (query, ...expected) => {
  expect(placeOf(query)).toEqual(expected);
});

test('A catalog of which nothing can be made has no chart', () => {
  expect(() => catalogPlaceOf({ ...instrument, sources: instrument.sources.slice(0, 1) }, new URLSearchParams())).toThrow('MSFT.XNAS');
});
