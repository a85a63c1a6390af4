import type { ReactNode } from 'react';
import type { Instrument } from '../../api/types';
import { compareDecimals, parseDecimal, positionInRange, type Decimal } from '../../lib/decimal';
import { t } from '../../lib/text';
import { AgeText, changeOf, changePercentOf, ChangeText, DayRange, hasTrades, hasVolume, LastPrice, lastPriceOf, QuoteText, SpreadText, spreadOf, VolumeText } from '../../stream/cells';
import type { LiveInstrument } from '../../stream/market';
import { RowTrend } from './RowTrend';

/** What a row is sorted by; null sorts last. */
export type SortValue = string | number | Decimal | null;

export interface Column {
  readonly id: string;
  readonly title: string;
  readonly isNumeric: boolean;
  /** 1 is always there; greater numbers give way on narrow screens. */
  readonly priority: 1 | 2 | 3;
  /** `course`: by how much the instrument rose over its trend, when that is known. */
  readonly sortValue: (instrument: Instrument, live: LiveInstrument, course: number | null) => SortValue;
  readonly cell: (instrument: Instrument) => ReactNode;
  /** How many digits stand behind the decimal mark; null where all have none or as many. */
  readonly decimals?: (instrument: Instrument) => number;
  /** How many digits a cell has room for, by the most decimals in the column, so that no tick makes the column wider; null: none changes its length. */
  readonly room?: (decimals: number) => number;
}

/** A mid price has one decimal more than the prices it lies between. */
/** Digits, separator and one digit more than a price of some thousands has, with its decimal mark. */
const wholeDigits = 8;
const tradedDecimals = (instrument: Instrument): number => instrument.pricePrecision + (hasTrades(instrument) ? 0 : 1);
const quotedDecimals = (instrument: Instrument): number => instrument.pricePrecision;

export const columns: readonly Column[] = [
  {
    id: 'last', title: t.columns.last, isNumeric: true, priority: 1,
    sortValue: (_, live) => parseDecimal(lastPriceOf(live)), cell: (i) => <LastPrice instrument={i} />, decimals: tradedDecimals,
    // The arrow stands before it.
    room: (decimals) => wholeDigits + 4 + decimals,
  },
  {
    id: 'change', title: t.columns.change, isNumeric: true, priority: 2,
    sortValue: (_, live) => changeOf(live), cell: (i) => <ChangeText id={i.id} kind="amount" />, decimals: tradedDecimals,
    room: (decimals) => wholeDigits + decimals,
  },
  {
    id: 'change-pct', title: t.columns.changePercent, isNumeric: true, priority: 1,
    sortValue: (_, live) => changePercentOf(live), cell: (i) => <ChangeText id={i.id} kind="percent" />, room: () => 10,
  },
  {
    id: 'bid-size', title: t.columns.bidSize, isNumeric: true, priority: 3,
    sortValue: (_, live) => parseDecimal(live.quote?.bidSize), cell: (i) => <QuoteText instrument={i} field="bidSize" />, room: () => 10,
  },
  {
    id: 'bid', title: t.columns.bid, isNumeric: true, priority: 2,
    sortValue: (_, live) => parseDecimal(live.quote?.bid), cell: (i) => <QuoteText instrument={i} field="bid" />, decimals: quotedDecimals,
    room: (decimals) => wholeDigits + decimals,
  },
  {
    id: 'ask', title: t.columns.ask, isNumeric: true, priority: 2,
    sortValue: (_, live) => parseDecimal(live.quote?.ask), cell: (i) => <QuoteText instrument={i} field="ask" />, decimals: quotedDecimals,
    room: (decimals) => wholeDigits + decimals,
  },
  {
    id: 'ask-size', title: t.columns.askSize, isNumeric: true, priority: 3,
    sortValue: (_, live) => parseDecimal(live.quote?.askSize), cell: (i) => <QuoteText instrument={i} field="askSize" />, room: () => 10,
  },
  {
    id: 'spread', title: t.columns.spread, isNumeric: true, priority: 3,
    sortValue: (_, live) => spreadOf(live), cell: (i) => <SpreadText id={i.id} />, decimals: quotedDecimals, room: (decimals) => 4 + decimals,
  },
  {
    id: 'volume', title: t.columns.volume, isNumeric: true, priority: 2,
    sortValue: (i, live) => (hasVolume(i) ? parseDecimal(live.day?.volume) : null), cell: (i) => <VolumeText instrument={i} />, room: () => 11,
  },
  { id: 'range', title: t.columns.dayRange, isNumeric: false, priority: 2, sortValue: (_, live) => placeInDay(live), cell: (i) => <DayRange id={i.id} /> },
  { id: 'trend', title: t.columns.trend, isNumeric: false, priority: 3, sortValue: (_, __, course) => course, cell: (i) => <RowTrend instrument={i} /> },
  {
    id: 'age', title: t.columns.age, isNumeric: true, priority: 1,
    sortValue: (_, live) => (live.lastTick === null ? null : -Number(live.lastTick / 1_000_000n)), cell: (i) => <AgeText instrument={i} />, room: () => 9,
  },
];

function placeInDay(live: LiveInstrument): number | null {
  const [last, low, high] = [lastPriceOf(live), live.day?.low, live.day?.high].map(parseDecimal);
  return last === null || last === undefined || low === null || low === undefined || high === null || high === undefined ? null : positionInRange(last, low, high);
}

/** Ascending; unknown values always last, ties in the order they had. */
export function compareSortValues(a: SortValue, b: SortValue, descending: boolean): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  const order = typeof a === 'object' && typeof b === 'object'
    ? compareDecimals(a, b)
    : typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b), 'en');
  return descending ? -order : order;
}
