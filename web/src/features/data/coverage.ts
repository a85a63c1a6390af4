import type { CoverageRow } from '../../api/types';
import { millisOf } from '../../lib/time';
import { timeframes } from '../../lib/timeframes';

/** What is stored of one instrument and kind; the timeframes of bars are one line. */
export interface CoverageLine {
  readonly instrumentId: string;
  readonly kind: string;
  readonly timeframes: readonly string[];
  readonly first: number | null;
  readonly last: number | null;
  readonly rows: number;
  readonly isEstimate: boolean;
  readonly parts: readonly CoverageRow[];
}

/** One line an instrument and kind, in the order trades, quotes, bars, depth. */
export function coverageLines(rows: readonly CoverageRow[]): CoverageLine[] {
  const groups = new Map<string, CoverageRow[]>();
  for (const row of rows) {
    const key = `${row.instrumentId}\n${row.kind}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return [...groups.values()].map(lineOf).sort((a, b) =>
    a.instrumentId.localeCompare(b.instrumentId, 'en') || orderOf(a.kind) - orderOf(b.kind));
}

const kinds = ['trade', 'quote', 'bar', 'depth'];

function orderOf(kind: string): number {
  const index = kinds.findIndex((k) => kind.startsWith(k));
  return index < 0 ? kinds.length : index;
}

function lineOf(parts: readonly CoverageRow[]): CoverageLine {
  const firsts = parts.flatMap((p) => (p.first === null ? [] : [millisOf(p.first)]));
  const lasts = parts.flatMap((p) => (p.last === null ? [] : [millisOf(p.last)]));
  return {
    instrumentId: parts[0]?.instrumentId ?? '',
    kind: parts[0]?.kind ?? '',
    timeframes: timeframes.filter((timeframe) => parts.some((p) => p.timeframe === timeframe)),
    first: firsts.length === 0 ? null : Math.min(...firsts),
    last: lasts.length === 0 ? null : Math.max(...lasts),
    rows: parts.reduce((sum, p) => sum + (p.rows ?? 0), 0),
    isEstimate: parts.some((p) => p.isEstimate),
    parts,
  };
}
