import { expect, test } from 'vitest';
import { decodeDays } from '../../api/storedDays';
import { decodeImport } from '../../lib/importWire';
import { decodeGap } from '../../api/types';
import { anyGap, canBackfill, choicesOf, isShown } from './gapFilter';
import { dayPath, headOf, moved, nearestDay, placeOfName, tallyOf } from './days';

const day = (date: string, state: string): object => ({ date, state, first: null, last: null, gaps: 0, missing_s: 0, explained: 0, open_s: 0, exported: false });
const rows = decodeDays({
  items: [
    { instrument_id: 'A.X', source: 'IB', hours_known: true, days: [day('2026-10-31', 'complete'), day('2026-11-01', 'partial')] },
    { instrument_id: 'B.X', source: 'IB', hours_known: false, days: [day('2026-10-31', 'empty'), day('2026-11-01', 'running')] },
  ],
});

test('Days are counted by state; one that runs is no fault', () => {
  expect(tallyOf(rows)).toEqual({ complete: 2, partial: 1, empty: 1 });
});

test('Arrow keys move in the grid and stop at its edges', () => {
  const from = { instrumentId: 'A.X', date: '2026-10-31' };
  expect(moved(rows, from, 'ArrowRight')).toEqual({ instrumentId: 'A.X', date: '2026-11-01' });
  expect(moved(rows, from, 'ArrowDown')).toEqual({ instrumentId: 'B.X', date: '2026-10-31' });
  expect(moved(rows, from, 'End')).toEqual({ instrumentId: 'A.X', date: '2026-11-01' });
  expect(moved(rows, from, 'ArrowUp')).toBeNull();
  expect(moved(rows, from, 'ArrowLeft')).toBeNull();
  expect(moved(rows, from, 'x')).toBeNull();
});

test('U-019 The nearest day with data is named, of two the earlier one, and a day has an address', () => {
  const full = (date: string): object => ({ ...day(date, 'complete'), first: '1', last: '2' });
  const [row] = decodeDays({ items: [{ instrument_id: 'A/B.X', source: 'IB', hours_known: true, days: [full('2026-11-01'), day('2026-11-02', 'empty'), day('2026-11-03', 'empty'), full('2026-11-04'), day('2026-11-05', 'closed'), full('2026-11-06')] }] });
  const [empty] = decodeDays({ items: [{ instrument_id: 'A.X', source: 'IB', hours_known: true, days: [day('2026-11-01', 'empty')] }] });
  if (row === undefined || empty === undefined) throw new Error('Expected two rows.');
  expect(['2026-11-02', '2026-11-03', '2026-11-05', '2026-11-30'].map((date) => nearestDay(row, date)?.date)).toEqual(['2026-11-01', '2026-11-04', '2026-11-04', '2026-11-06']);
  expect(nearestDay(empty, '2026-11-01')).toBeNull();
  const place = { instrumentId: 'A/B.X', date: '2026-11-02' };
  expect(placeOfName(new URL(dayPath('trade', place), 'http://x').searchParams.get('day'))).toEqual(place);
  expect(placeOfName('nothing')).toBeNull();
});

test('A month is named where it begins, and weekends are known', () => {
  expect(headOf(['2026-10-31', '2026-11-01', '2026-11-02']).map((h) => [h.day, h.month, h.isWeekend])).toEqual([['31', 'Oct', true], ['1', 'Nov', true], ['2', null, false]]);
});

const gap = (part: object): ReturnType<typeof decodeGap> => decodeGap({ id: 1, instrument_id: 'A.X', kind: 'trade', start: '1', end: '2', reason: 'link_lost', state: 'open', ...part });

test('A gap of all instruments is shown with each of them', () => {
  const gaps = [gap({}), gap({ instrument_id: null }), gap({ instrument_id: 'B.X', state: 'filled' }), gap({ kind: 'quote' })];
  expect(gaps.filter((g) => isShown(g, anyGap))).toHaveLength(4);
  expect(gaps.filter((g) => isShown(g, { ...anyGap, instrumentId: 'B.X' }))).toEqual([gaps[1], gaps[2]]);
  expect(gaps.filter((g) => isShown(g, { ...anyGap, state: 'open', kind: 'quote' }))).toEqual([gaps[3]]);
  expect(choicesOf(gaps, (g) => g.instrumentId)).toEqual(['A.X', 'B.X']);
});

test('Only gaps of an instrument whose history a source keeps are filled', () => {
  expect([gap({}), gap({ state: 'unfillable' }), gap({ state: 'filled' }), gap({ kind: 'depth' }), gap({ instrument_id: null })].map(canBackfill)).toEqual([true, true, false, false, false]);
});

test('An import has its counts in all and for each series', () => {
  const result = decodeImport({
    status: 'partial', dry_run: true, path: 'x', rows_source: 5, rows_new: 1, rows_duplicate: 2, rows_conflict: 1, rows_refused: 1,
    series: [{ data_type: 'trade_tick', instrument_id: 'A.X', definition: 'missing', rows_source: 5, problems: ['Row 3: too fine.'], conflicts: [] }],
    new_instruments: ['A.X'], refused_files: [{ path: 'b.parquet', reason: 'Broken.' }], notes: [],
  });
  expect([result.rows, result.fresh, result.duplicate, result.conflict, result.refused]).toEqual([5, 1, 2, 1, 1]);
  expect(result.series[0]).toMatchObject({ definition: 'missing', problems: ['Row 3: too fine.'], start: null });
  expect(result.refusedFiles).toEqual([{ path: 'b.parquet', reason: 'Broken.' }]);
});
