import type { Gap } from '../../api/types';

/** Empty: any. */
export interface GapFilter {
  readonly instrumentId: string;
  readonly state: string;
  readonly kind: string;
}

export const anyGap: GapFilter = { instrumentId: '', state: '', kind: '' };

/** A gap of a whole stream concerns every instrument. */
export function isShown(gap: Gap, filter: GapFilter): boolean {
  return (filter.instrumentId === '' || gap.instrumentId === null || gap.instrumentId === filter.instrumentId)
    && (filter.state === '' || gap.state === filter.state)
    && (filter.kind === '' || gap.kind === filter.kind);
}

/** No source keeps the history of order books. */
export function canBackfill(gap: Gap): boolean {
  return gap.kind !== 'depth' && gap.instrumentId !== null && gap.from !== null && gap.to !== null && (gap.state === 'open' || gap.state === 'unfillable');
}

export function choicesOf(gaps: readonly Gap[], pick: (gap: Gap) => string | null): readonly string[] {
  return [...new Set(gaps.map(pick).filter((value): value is string => value !== null))].sort((a, b) => a.localeCompare(b, 'en'));
}
