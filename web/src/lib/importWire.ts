import { fieldsOf, flag, listOr, numberOr, text, textOr } from './decode';
import { nanos } from './marketWire';
import type * as Wire from './schema';
import type { Nanos } from './time';

/** What an import did, or would do. */
export interface ImportResult {
  readonly status: string;
  readonly isDryRun: boolean;
  readonly path: string;
  readonly rows: number;
  readonly fresh: number;
  readonly duplicate: number;
  readonly conflict: number;
  readonly refused: number;
  readonly series: readonly ImportSeries[];
  readonly newInstruments: readonly string[];
  readonly refusedFiles: readonly { readonly path: string; readonly reason: string }[];
  readonly notes: readonly string[];
}

export interface ImportSeries {
  readonly dataType: string;
  readonly instrumentId: string;
  readonly barType: string | null;
  readonly definition: string;
  readonly rows: number;
  readonly fresh: number;
  readonly duplicate: number;
  readonly conflict: number;
  readonly refused: number;
  readonly rounded: number;
  readonly offGrid: number;
  readonly start: Nanos | null;
  readonly end: Nanos | null;
  readonly problems: readonly string[];
  readonly conflicts: readonly string[];
}

export function decodeImport(value: unknown): ImportResult {
  const f = fieldsOf<Wire.ImportItem>(value, 'an import');
  return {
    status: textOr(f, 'status', ''),
    isDryRun: flag(f, 'dry_run'),
    path: textOr(f, 'path', ''),
    ...counts(f),
    series: listOr(f, 'series', (item) => {
      const s = fieldsOf<Wire.ImportSeriesItem>(item, 'a series');
      return {
        dataType: text(s, 'data_type'),
        instrumentId: text(s, 'instrument_id'),
        barType: textOr(s, 'bar_type', null),
        definition: textOr(s, 'definition', 'known'),
        ...counts(s),
        rounded: numberOr(s, 'values_rounded', 0),
        offGrid: numberOr(s, 'rows_off_grid', 0),
        start: nanos(s, 'start'),
        end: nanos(s, 'end'),
        problems: listOr(s, 'problems', String),
        conflicts: listOr(s, 'conflicts', String),
      };
    }),
    newInstruments: listOr(f, 'new_instruments', String),
    refusedFiles: listOr(f, 'refused_files', (item) => {
      const file = fieldsOf<Wire.CatalogFault>(item, 'a refused file');
      return { path: text(file, 'path'), reason: textOr(file, 'reason', '') };
    }),
    notes: listOr(f, 'notes', String),
  };
}

function counts(f: Readonly<Record<string, unknown>>): Pick<ImportSeries, 'rows' | 'fresh' | 'duplicate' | 'conflict' | 'refused'> {
  return {
    rows: numberOr(f, 'rows_source', 0),
    fresh: numberOr(f, 'rows_new', 0),
    duplicate: numberOr(f, 'rows_duplicate', 0),
    conflict: numberOr(f, 'rows_conflict', 0),
    refused: numberOr(f, 'rows_refused', 0),
  };
}
