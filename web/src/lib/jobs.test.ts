import { expect, test } from 'vitest';
import { decodeJob } from './jobWire';
import { mergeJobs, totalsOf } from './jobs';

const result = {
  status: 'success', data_type: 'trade_tick', instrument_id: 'AAPL.NASDAQ', rows_written: 10, bytes_total: 200, bytes_as_csv: 1000,
  files: [{ path: 'a.parquet', rows: 10, bytes: 200, sha256: 'ab' }], verification: { status: 'passed' },
};

test('A daily export has one result a kind and instrument', () => {
  const job = decodeJob({ id: 'a', state: 'partial', result: { exports: [result, { ...result, status: 'failed', problem: { detail: 'Disk full.' } }] } });
  expect(job.results.map((r) => [r.status, r.problem])).toEqual([['success', null], ['failed', 'Disk full.']]);
});

test('Sizes and rows of all results are added', () => {
  const job = decodeJob({ id: 'a', state: 'succeeded', result: { exports: [result, result] }, started: '1000000000', finished: '1500000000' });
  expect(totalsOf(job)).toEqual({ rows: 20, bytes: 400, reductionPct: 80, tookMs: 500, files: 2 });
});

test('The stream is newer than the list, but does not forget its results', () => {
  const listed = [decodeJob({ id: 'a', state: 'running', created: '1', result })];
  const streamed = [decodeJob({ id: 'a', state: 'succeeded', created: '1' }), decodeJob({ id: 'b', state: 'queued', created: '2' })];
  const merged = mergeJobs(listed, streamed);
  expect(merged.map((job) => [job.id, job.state, job.results.length])).toEqual([['b', 'queued', 0], ['a', 'succeeded', 1]]);
});

test('Loading the sample is no export', () => {
  const sample = decodeJob({ id: 's', kind: 'sample', state: 'succeeded', created: '3', result: { loaded: true } });
  expect(mergeJobs([sample], [decodeJob({ id: 'b', state: 'queued', created: '2' }), sample]).map((job) => job.id)).toEqual(['b']);
});
