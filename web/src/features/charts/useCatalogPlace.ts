import { useMemo } from 'react';
import type { CatalogInstrument, CatalogSource } from '../../api/catalogs';
import { parseTimeframe, usualTimeframe, type Timeframe } from '../../lib/timeframes';
import { usePlace } from '../../ui/router';
import { secondsOfText } from './useChartPlace';

export interface CatalogPlace {
  readonly source: CatalogSource;
  readonly timeframe: Timeframe;
  readonly priceType: string;
  /** Seconds; null: the newest bars. */
  readonly at: number | null;
  readonly isTable: boolean;
}

/** What the address asks for, where it can be made; else what can. At least one source must have no problem. */
export function useCatalogPlace(of: CatalogInstrument): CatalogPlace {
  const { query } = usePlace();
  return useMemo(() => catalogPlaceOf(of, query), [of, query]);
}

export function catalogPlaceOf(of: CatalogInstrument, query: URLSearchParams): CatalogPlace {
  const able = of.sources.filter((source) => source.problem === null);
  const source = able.find((one) => one.from === query.get('source')) ?? able[0];
  if (source === undefined) throw new Error(`Expected a source of ${of.instrumentId} that bars can be made of.`);
  const asked = [parseTimeframe(query.get('tf')), usualTimeframe].find((timeframe) => timeframe !== null && source.timeframes.includes(timeframe));
  return {
    source,
    timeframe: asked ?? source.timeframes[0] ?? usualTimeframe,
    priceType: source.priceTypes.find((price) => price === query.get('price')) ?? source.priceTypes[0] ?? 'LAST',
    at: secondsOfText(query.get('at')),
    isTable: query.get('view') === 'table',
  };
}
