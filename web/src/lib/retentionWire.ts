import { fieldsOf, flag, itemsOf, listOr, numberOr, text, textOr } from './decode';
import { nanos } from './marketWire';
import type * as Wire from './schema';
import type { Nanos } from './time';

/** Periods as `30d` or `never`. */
export interface RetentionPolicy {
  readonly ticks: string;
  readonly quotes: string;
  readonly barsSeconds: string;
  readonly barsMinutes: string;
  readonly barsLong: string;
  readonly packAfter: string;
  readonly deleteUnexported: boolean;
}

export interface StoredData {
  readonly kind: string;
  readonly kept: string;
  /** About. */
  readonly rows: number;
  readonly packedRows: number;
  readonly bytes: number;
  readonly oldest: Nanos | null;
  readonly nextDue: Nanos | null;
}

export interface RetentionRun {
  readonly id: number;
  readonly started: Nanos | null;
  readonly rows: number;
  readonly partitions: number;
  readonly bytes: number;
  readonly kept: number;
  /** Null while it runs. */
  readonly outcome: string | null;
  readonly detail: string | null;
}

export interface Retention {
  readonly policy: RetentionPolicy;
  readonly isStored: boolean;
  readonly stored: readonly StoredData[];
  readonly runs: readonly RetentionRun[];
  readonly isWorking: boolean;
  readonly activity: string;
  readonly nextRound: Nanos | null;
  /** What is wrong with the store or strains its server. */
  readonly problems: readonly string[];
  readonly asOf: Nanos | null;
}

export interface RetentionPartition {
  readonly kind: string;
  readonly table: string;
  readonly start: Nanos | null;
  readonly end: Nanos | null;
  readonly due: Nanos | null;
  readonly rows: number;
  readonly bytes: number;
  readonly isExported: boolean;
  /** Null: it goes. */
  readonly kept: string | null;
}

export interface RetentionResult {
  readonly gone: readonly RetentionPartition[];
  readonly stayed: readonly RetentionPartition[];
}

export function decodePolicy(value: unknown): RetentionPolicy {
  const f = fieldsOf<Wire.RetentionPolicyItem>(value, 'the retention policy');
  return {
    ticks: text(f, 'ticks'), quotes: text(f, 'quotes'), barsSeconds: text(f, 'bars_seconds'), barsMinutes: text(f, 'bars_minutes'),
    barsLong: text(f, 'bars_long'), packAfter: text(f, 'pack_after'), deleteUnexported: flag(f, 'delete_unexported'),
  };
}

export function decodeRetention(value: unknown): Retention {
  const f = fieldsOf<Wire.RetentionReport>(value, 'the retention report');
  const maintenance = fieldsOf<Wire.MaintenanceItem>(f['maintenance'] ?? {}, 'maintenance');
  const unreadable = listOr(maintenance, 'unreadable', String);
  const problem = textOr(maintenance, 'problem', null);
  return {
    policy: decodePolicy(f['retention_policies']),
    isStored: textOr(f, 'origin', '') === 'stored',
    stored: itemsOf(f['stored'], 'stored', decodeStored),
    runs: itemsOf(f['runs'], 'runs', decodeRun),
    isWorking: textOr(maintenance, 'state', '') === 'working',
    activity: textOr(maintenance, 'activity', ''),
    nextRound: nanos(maintenance, 'next_round'),
    problems: [...unreadable.map((table) => `${table} cannot be read.`), ...(problem === null ? [] : [problem]), ...listOr(maintenance, 'strains', String)],
    asOf: nanos(f, 'as_of'),
  };
}

function decodeStored(value: unknown): StoredData {
  const f = fieldsOf<Wire.StoredDataItem>(value, 'a kind of stored data');
  return {
    kind: text(f, 'kind'), kept: text(f, 'kept'), rows: numberOr(f, 'rows', 0), packedRows: numberOr(f, 'packed_rows', 0), bytes: numberOr(f, 'bytes', 0),
    oldest: nanos(f, 'oldest'), nextDue: nanos(f, 'next_due'),
  };
}

function decodeRun(value: unknown): RetentionRun {
  const f = fieldsOf<Wire.RetentionRunItem>(value, 'a run of retention');
  const deleted = fieldsOf<Wire.DeletedRecordsItem>(f['deleted_records'] ?? {}, 'deleted records');
  return {
    id: numberOr(f, 'id', 0),
    started: nanos(f, 'started'),
    rows: numberOr(deleted, 'ticks', 0) + numberOr(deleted, 'quotes', 0) + numberOr(deleted, 'bars', 0),
    partitions: numberOr(f, 'partitions', 0),
    bytes: numberOr(f, 'bytes', 0),
    kept: numberOr(f, 'kept', 0),
    outcome: textOr(f, 'outcome', null),
    detail: textOr(f, 'detail', null),
  };
}

export function decodePartition(value: unknown): RetentionPartition {
  const f = fieldsOf<Wire.RetentionPartitionItem>(value, 'a partition');
  return {
    kind: text(f, 'kind'), table: text(f, 'table'), start: nanos(f, 'start'), end: nanos(f, 'end'), due: nanos(f, 'due'),
    rows: numberOr(f, 'rows', 0), bytes: numberOr(f, 'bytes', 0), isExported: flag(f, 'exported'), kept: textOr(f, 'kept', null),
  };
}

export function decodeResult(value: unknown): RetentionResult {
  const f = fieldsOf<Wire.RetentionResultItem>(value, 'the result of a run');
  const all = itemsOf(f['partitions'], 'partitions', decodePartition);
  return { gone: all.filter((one) => one.kept === null), stayed: all.filter((one) => one.kept !== null) };
}
