/** Times and prices against pixels; what lies on a chart is placed with it. */
export interface ChartAxis {
  /** Times between bars lie between them; those before the first and after the last go on at the pace of the bars. */
  xOf(time: number): number | null;
  yOf(price: number): number | null;
  timeAt(x: number): number | null;
  priceAt(y: number): number | null;
}

/**
 * The place of a time among bars, in bars from the first one: whole numbers are bars. `step`: seconds from one bar to the next where there
 * are none; `times`: opens of the bars, ascending, at least one.
 */
export function indexOfTime(time: number, times: readonly number[], step: number): number {
  const first = times[0] ?? 0;
  const last = times[times.length - 1] ?? 0;
  if (time <= first) return (time - first) / step;
  if (time >= last) return times.length - 1 + (time - last) / step;
  let low = 0;
  let high = times.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) <= time) low = middle;
    else high = middle;
  }
  const [from, to] = [times[low] ?? first, times[high] ?? last];
  return low + (time - from) / (to - from);
}

/** The other way; whole seconds. */
export function timeOfIndex(index: number, times: readonly number[], step: number): number {
  const last = times.length - 1;
  if (index <= 0) return Math.round((times[0] ?? 0) + index * step);
  if (index >= last) return Math.round((times[last] ?? 0) + (index - last) * step);
  const low = Math.floor(index);
  const from = times[low] ?? 0;
  return Math.round(from + (index - low) * ((times[low + 1] ?? from) - from));
}
