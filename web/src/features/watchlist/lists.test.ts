import { expect, test } from 'vitest';
import { csvOf, decodeLists, freeName, instrumentsOfCsv, moved, nameFault } from './lists';

const lists = [{ name: 'Tech', instruments: ['AAPL.NASDAQ', 'MSFT.NASDAQ', 'NVDA.NASDAQ'] }];

test('A name is given once, whatever its case', () => {
  expect(nameFault(lists, ' tech ')).toBe('taken');
  expect(nameFault(lists, '  ')).toBe('empty');
  expect(nameFault(lists, 'x'.repeat(61))).toBe('long');
  expect(nameFault(lists, 'Energy')).toBeNull();
  expect(freeName(lists, 'Tech')).toBe('Tech 2');
});

test('An instrument moves to its place, and nowhere beyond the ends', () => {
  const ids = ['a', 'b', 'c'];
  expect(moved(ids, 'a', 1)).toEqual(['b', 'a', 'c']);
  expect(moved(ids, 'c', 0)).toEqual(['c', 'a', 'b']);
  expect(moved(ids, 'a', -1)).toBe(ids);
  expect(moved(ids, 'c', 3)).toBe(ids);
  expect(moved(ids, 'x', 1)).toBe(ids);
});

test('U-046 A list comes back from its CSV, also with a comma in an id, another order of columns and lines of Windows', () => {
  const list = { name: 'Odd', instruments: ['AAPL.NASDAQ', 'A,"B".X'] };
  expect(instrumentsOfCsv(csvOf(list))).toEqual(list.instruments);
  expect(instrumentsOfCsv('\uFEFFname,instrument_id\r\nApple,AAPL.NASDAQ\r\n\r\nApple again,AAPL.NASDAQ\r\n')).toEqual(['AAPL.NASDAQ']);
  expect(instrumentsOfCsv('MSFT.NASDAQ\n')).toEqual(['MSFT.NASDAQ']);
});

test('What was kept is read, and an instrument stands in a list once', () => {
  expect(decodeLists([{ name: 'A', instruments: ['x', 'x', 'y'] }])).toEqual([{ name: 'A', instruments: ['x', 'y'] }]);
  expect(() => decodeLists([{ instruments: [] }])).toThrow();
});
