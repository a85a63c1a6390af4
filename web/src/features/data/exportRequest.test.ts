import { expect, test } from 'vitest';
import type { CoverageRow } from '../../api/types';
import { nanosFromSeconds } from '../../lib/time';
import { coverageLines } from './coverage';
import { questionOf, requestFromQuery, type ExportRequest } from './exportRequest';
import { pythonSnippet } from './pythonSnippet';

const request: ExportRequest = {
  kind: 'ticks', instrumentId: 'AAPL.NASDAQ', source: 'IB', start: '2026-11-20', end: '2026-11-21', timeframe: '5m', compression: 'snappy', format: 'nautilus', onOverlap: 'skip',
};

function row(part: Partial<CoverageRow>): CoverageRow {
  return {
    instrumentId: 'AAPL.NASDAQ', kind: 'trade', timeframe: null, first: nanosFromSeconds(Date.parse('2026-11-20T12:00:00Z') / 1000),
    last: nanosFromSeconds(Date.parse('2026-11-21T12:00:00Z') / 1000), rows: 1_000, isEstimate: false, ...part,
  };
}

test('The estimate is asked of what the form says, and of nothing while it is wrong', () => {
  expect(questionOf(request)).toEqual({
    dataType: 'trade_tick', instrumentId: 'AAPL.NASDAQ', timeframe: undefined, start: '2026-11-20', end: '2026-11-21', compression: 'snappy', format: 'nautilus',
  });
  expect(questionOf({ ...request, kind: 'bars' })).toMatchObject({ dataType: 'bar', timeframe: '5m' });
  expect(questionOf({ ...request, kind: 'daily' })).toEqual({ start: '2026-11-20', end: '2026-11-21', compression: 'snappy', format: 'nautilus' });
  expect(questionOf({ ...request, kind: 'quotes', format: 'flat' })).toMatchObject({ format: 'flat' });
  expect(questionOf({ ...request, kind: 'deltas', format: 'flat' })).toMatchObject({ format: 'nautilus' });
  expect(questionOf({ ...request, end: '2026-11-19' })).toBeNull();
  expect(questionOf({ ...request, start: '2026-13' })).toBeNull();
});

test('A link fills the form in', () => {
  expect(requestFromQuery('?instrument=EUR%2FUSD.IDEALPRO&kind=quote&start=2026-11-20&end=2026-11-21')).toEqual({
    instrumentId: 'EUR/USD.IDEALPRO', kind: 'quotes', start: '2026-11-20', end: '2026-11-21',
  });
  expect(requestFromQuery('?kind=nonsense')).toEqual({});
});

test('Coverage has one line a kind: trades, quotes, bars', () => {
  const lines = coverageLines([row({ kind: 'bar', timeframe: '1m' }), row({ kind: 'bar', timeframe: '1s' }), row({ kind: 'quote' }), row({})]);
  expect(lines.map((line) => [line.kind, line.rows, line.timeframes])).toEqual([
    ['trade', 1_000, []], ['quote', 1_000, []], ['bar', 2_000, ['1s', '1m']],
  ]);
});

test('The snippet asks for what the form exports', () => {
  expect(pythonSnippet('/data/exports', request)).toContain('instrument_ids=["AAPL.NASDAQ"]');
  expect(pythonSnippet('/data/exports', { ...request, kind: 'bars' })).toContain('bar_types=["AAPL.NASDAQ-5-MINUTE-LAST-EXTERNAL"]');
  expect(pythonSnippet(null, { ...request, kind: 'bars', instrumentId: 'EUR/USD.IDEALPRO', timeframe: '1D' })).toContain('EUR/USD.IDEALPRO-1-DAY-MID-EXTERNAL');
  expect(pythonSnippet('exports', null)).toContain('PARQUET_EXPORT_DIR');
  expect(pythonSnippet('/data/exports', { ...request, format: 'flat' })).toContain('ds.dataset("/data/exports/flat/trade_tick")');
  expect(pythonSnippet('/data/exports', { ...request, format: 'flat' })).toContain('ds.field("instrument_id") == "AAPL.NASDAQ"');
});
