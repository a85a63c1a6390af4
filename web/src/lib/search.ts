/** Of so many in their order: the index of the first that is not before; their number when all are. `isBefore` holds for those up to one, and for none after. */
export function firstNotBefore(count: number, isBefore: (index: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The index of the first that opens at `time` or after it; the number of all when there is none. Ascending. */
export function firstAtOrAfter(ascending: readonly { readonly time: number }[], time: number): number {
  return firstNotBefore(ascending.length, (i) => (ascending[i]?.time ?? 0) < time);
}
