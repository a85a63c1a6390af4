export const timeframes = [
  '1s', '5s', '15s', '30s', '1m', '2m', '3m', '5m', '10m', '15m', '30m', '1h', '2h', '4h', '6h', '8h', '12h', '1D', '1W', '1M',
] as const;

export type Timeframe = (typeof timeframes)[number];

/** Shown as groups in the chart's timeframe bar. */
export const timeframeGroups: readonly (readonly Timeframe[])[] = [
  ['1s', '5s', '15s', '30s'],
  ['1m', '2m', '3m', '5m', '10m', '15m', '30m'],
  ['1h', '2h', '4h', '6h', '8h', '12h'],
  ['1D', '1W', '1M'],
];

/** The digits 1 to 9 on the chart. */
export const favouriteTimeframes: readonly Timeframe[] = ['1s', '5s', '1m', '5m', '15m', '1h', '4h', '1D', '1W'];

/** Of a chart that nobody chose one for. */
export const usualTimeframe: Timeframe = '1m';

/** Case matters only for m and M; `1d`, `1w` are aliases. */
export function parseTimeframe(text: string | null | undefined): Timeframe | null {
  if (text === null || text === undefined) return null;
  return timeframes.find((code) => code === text || (!/m$/i.test(code) && code.toLowerCase() === text.toLowerCase())) ?? null;
}

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, D: 86_400, W: 604_800 };

/** 0 for a month: months differ. */
export function secondsIn(timeframe: Timeframe): number {
  return (unitSeconds[timeframe.slice(-1)] ?? 0) * Number(timeframe.slice(0, -1));
}

/** Seconds from one bar to the next, about: a month counts 30 days. */
export function stepOf(timeframe: Timeframe): number {
  return secondsIn(timeframe) === 0 ? 30 * 86_400 : secondsIn(timeframe);
}

/** The close, in seconds since the epoch, of the bar that opens there. */
export function closeOfSeconds(openSeconds: number, timeframe: Timeframe): number {
  if (timeframe !== '1M') return openSeconds + secondsIn(timeframe);
  const open = new Date(openSeconds * 1000);
  return Date.UTC(open.getUTCFullYear(), open.getUTCMonth() + 1, 1) / 1000;
}

/** The close of a bar, which may be one of the exchange's days. */
export function closeOfBar(bar: { readonly time: number; readonly closesAt?: number }, timeframe: Timeframe): number {
  return bar.closesAt ?? closeOfSeconds(bar.time, timeframe);
}

/** True when times of bars need seconds, and when they need no time of day at all. */
export function precisionOf(timeframe: Timeframe): 'second' | 'minute' | 'day' {
  if (timeframe.endsWith('s')) return 'second';
  return secondsIn(timeframe) === 0 || secondsIn(timeframe) >= 86_400 ? 'day' : 'minute';
}
