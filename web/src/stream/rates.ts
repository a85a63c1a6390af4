/** Messages a second at most; null: as fast as they come. */
export type Rate = number | null;

/** What is looked at closely, a chart or a book: smooth to the eye, and above it nobody reads more. */
export const closeRate = 20;

/** One of several charts that are looked at together: drawing them is what a page is busiest with. */
export const sharedRate = 10;

/** What is one of many, in a list: a figure that changes faster cannot be read. */
export const listRate = 5;

/** What moves slowly by itself: the day's volume and range. */
export const slowRate = 2;

/** The one that is enough for all of them. */
export function fastest(rates: Iterable<Rate>): Rate {
  let highest: Rate = null;
  for (const rate of rates) {
    if (rate === null) return null;
    highest = Math.max(highest ?? 0, rate);
  }
  return highest;
}
