import { formatDate, unknown } from '../../lib/format';
import type { RetentionPartition, StoredData } from '../../lib/retentionWire';
import { millisOf, type Nanos } from '../../lib/time';
import { t } from '../../lib/text';
import type { Level } from '../../ui/StateMark';

const day = 86_400_000_000_000n;

/** Data is kept by UTC days. */
export function dayOf(at: Nanos | null): string {
  return at === null ? unknown : formatDate(millisOf(at), 'UTC');
}

export function isDue(due: Nanos | null, asOf: Nanos | null): boolean {
  return due !== null && asOf !== null && due <= asOf;
}

export function dueText(due: Nanos | null, asOf: Nanos | null): string {
  return isDue(due, asOf) ? t.retention.due.now : dayOf(due);
}

/** One UTC day, or the first and the last of several. */
export function rangeText(one: RetentionPartition): string {
  if (one.end === null) return unknown;
  // The last instant that belongs to it.
  const last = (one.end - 1n) as Nanos;
  if (one.start === null) return `… – ${dayOf(last)}`;
  return one.end - one.start <= day ? dayOf(one.start) : `${dayOf(one.start)} – ${dayOf(last)}`;
}

/** Whole percent of the rows that are packed; null where nothing ever is. */
export function packedShare(one: StoredData): string | null {
  const canPack = one.kind === 'trades' || one.kind === 'quotes' || one.kind === 'depth';
  return canPack && one.rows > 0 ? ((one.packedRows / one.rows) * 100).toFixed(0) : null;
}

/** What becomes of a partition, and how much a person should mind. */
export function outcomeOf(one: RetentionPartition, deleteUnexported: boolean): { readonly level: Level; readonly text: string } {
  const words = t.retention.due;
  const isHeld = !one.isExported && !deleteUnexported && one.kind !== 'quality' && one.rows > 0;
  if (one.kept === null) return { level: one.isExported || one.kind === 'quality' || one.rows === 0 ? 'ok' : 'critical', text: words.goes };
  if (one.kept === 'not_due') return isHeld ? { level: 'warn', text: words.staysThen } : { level: 'off', text: words.goesThen };
  return { level: 'warn', text: words.stays(one.kept) };
}

export function isPeriod(text: string): boolean {
  return text === 'never' || /^[1-9]\d{0,4}d$/.test(text);
}

/** Rows that would go and are in no file. */
export function unexportedRows(partitions: readonly RetentionPartition[]): number {
  return partitions.filter((one) => !one.isExported && one.kind !== 'quality').reduce((sum, one) => sum + one.rows, 0);
}
