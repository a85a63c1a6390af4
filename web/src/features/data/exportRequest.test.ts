import { expect, test } from 'vitest';
import type { CoverageRow } from '../../api/types';
import { nanosFromSeconds } from '../../lib/time';
import { coverageLines } from './coverage';
import { estimateRows, type ExportRequest } from './exportRequest';
import { pythonSnippet } from './pythonSnippet';

const request: ExportRequest = {
  kind: 'ticks', instrumentId: 'AAPL.NASDAQ', source: 'IB', start: '2026-11-20', end: '2026-11-21', timeframe: '5m', compression: 'snappy', onOverlap: 'skip',
};

function row(part: Partial<CoverageRow>): CoverageRow {
  return {
    instrumentId: 'AAPL.NASDAQ', kind: 'trade', timeframe: null, first: nanosFromSeconds(Date.parse('2026-11-20T12:00:00Z') / 1000),
    last: nanosFromSeconds(Date.parse('2026-11-21T12:00:00Z') / 1000), rows: 1_000, isEstimate: false, ...part,
  };
}

test('Half of what is stored lies in the range', () => {
  expect(estimateRows(request, [row({}), row({ kind: 'quote' }), row({ instrumentId: 'MSFT.NASDAQ' })])).toEqual({ rows: 500, share: 0.5 });
});

test('Bars count in their own timeframe only', () => {
  const rows = [row({ kind: 'bar', timeframe: '5m', rows: 200 }), row({ kind: 'bar', timeframe: '1m', rows: 1_000 })];
  expect(estimateRows({ ...request, kind: 'bars' }, rows)?.rows).toBe(100);
});

test('A range that ends before it begins has no estimate', () => {
  expect(estimateRows({ ...request, end: '2026-11-19' }, [row({})])).toBeNull();
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
});
