import { describe, expect, it } from 'vitest';
import type { RetentionPartition } from '../../lib/retentionWire';
import { parseNanos } from '../../lib/time';
import { dueText, isPeriod, outcomeOf, packedShare, rangeText, unexportedRows } from './retention';

const day = 86_400_000_000_000n;
const start = 1_792_972_800_000_000_000n;          // 26 Oct 2026
const at = (days: number): RetentionPartition['due'] => parseNanos(String(start + BigInt(days) * day));

const partition = (rest: Partial<RetentionPartition> = {}): RetentionPartition => ({
  kind: 'ticks', table: 'trade_chunks_20261026', start: at(0), end: at(1), due: at(31), rows: 100, bytes: 1_000, isExported: true, kept: null, ...rest,
});

describe('what becomes of a partition', () => {
  it.each([
    ['exported and due goes', partition(), false, 'ok'],
    ['not exported and due stays', partition({ isExported: false, kept: 'not_exported' }), false, 'warn'],
    ['not exported goes when that is allowed, loudly', partition({ isExported: false }), true, 'critical'],
    ['not due and exported waits', partition({ kept: 'not_due' }), false, 'off'],
    ['not due and not exported will stay', partition({ kept: 'not_due', isExported: false }), false, 'warn'],
    ['findings are never exported', partition({ kind: 'quality', isExported: false }), false, 'ok'],
  ])('%s', (_, one, deleteUnexported, level) => expect(outcomeOf(one, deleteUnexported).level).toBe(level));

  it('counts only rows that no file holds', () => {
    expect(unexportedRows([partition(), partition({ isExported: false, rows: 7 }), partition({ kind: 'quality', isExported: false })])).toBe(7);
  });
});

describe('times', () => {
  it('names one day, or the first and the last of a week', () => {
    expect(rangeText(partition())).toBe('26 Oct 2026');
    expect(rangeText(partition({ end: at(7) }))).toBe('26 Oct 2026 – 01 Nov 2026');
    expect(rangeText(partition({ start: null }))).toBe('… – 26 Oct 2026');
  });

  it('says now once the time has come', () => {
    expect(dueText(at(31), at(31))).toBe('Now');
    expect(dueText(at(31), at(30))).toBe('26 Nov 2026');
  });
});

it('takes days and never as a period', () => {
  expect(['1d', '30d', '36500d', 'never'].map(isPeriod)).toEqual([true, true, true, true]);
  expect(['', '0d', '30', '-1d', '1h', '1.5d', 'NEVER'].map(isPeriod)).toEqual(Array(7).fill(false));
});

it('tells the packed share only of what can be packed', () => {
  const stored = { kind: 'trades', kept: '30d', rows: 1_000, packedRows: 874, bytes: 1, oldest: null, nextDue: null };
  expect(packedShare(stored)).toBe('87');
  expect(packedShare({ ...stored, rows: 0, packedRows: 0 })).toBeNull();
  expect(packedShare({ ...stored, kind: 'bars_long' })).toBeNull();
});
