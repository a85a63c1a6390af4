import { expect, test } from 'vitest';
import { datasetQuery, inDataset } from './dataset';

test('Every way inside the sample stays in the sample', () => {
  expect(inDataset('/data', true)).toBe('/data?dataset=sample');
  expect(inDataset('/chart/ALFA.SAMPLE?tf=5m', true)).toBe('/chart/ALFA.SAMPLE?tf=5m&dataset=sample');
  expect(inDataset('/chart/ALFA.SAMPLE?dataset=sample&tf=5m', true)).toBe('/chart/ALFA.SAMPLE?dataset=sample&tf=5m');
  expect(inDataset('/data', false)).toBe('/data');
});

test('What writes or exports is asked with the sample, which the server refuses; what is of the program is not', () => {
  expect(datasetQuery('GET', '/instruments/ALFA.SAMPLE/bars', true)).toEqual({ dataset: 'sample' });
  expect(datasetQuery('POST', '/parquet/export/daily', true)).toEqual({ dataset: 'sample' });
  expect(datasetQuery('POST', '/alerts/rules', true)).toEqual({ dataset: 'sample' });
  expect(datasetQuery('PUT', '/settings', true)).toEqual({ dataset: 'sample' });
  expect(datasetQuery('GET', '/system/status', true)).toEqual({});
  expect(datasetQuery('GET', '/alerts/rules', true)).toEqual({});
  expect(datasetQuery('POST', '/session', true)).toEqual({});
  expect(datasetQuery('GET', '/instruments', false)).toEqual({});
});
