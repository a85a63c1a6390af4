/** The legs of a tick's way that this page can measure; the database's is measured by the server. */
export type Leg = 'exchange' | 'gateway' | 'browser' | 'pixel';

export interface LegTimes {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

const minute = 60_000;
/** At least so many of a minute are kept; twice as many are thinned out, the oldest first, so that one more costs next to nothing. */
const keptSamples = 6_000;

/** What each leg took in the last minute, in milliseconds. */
export class Latency {
  private readonly samples = new Map<Leg, { readonly at: number; readonly millis: number }[]>();

  /** A clock that is a little off makes a leg negative: that is none. */
  add(leg: Leg, millis: number, at: number): void {
    const kept = this.samples.get(leg) ?? [];
    kept.push({ at, millis: Math.max(0, millis) });
    if (kept.length >= 2 * keptSamples) kept.splice(0, keptSamples);
    this.samples.set(leg, kept);
  }

  /** Null: nothing came in the last minute. */
  of(leg: Leg, now: number): LegTimes | null {
    const sorted = (this.samples.get(leg) ?? []).filter((sample) => now - sample.at <= minute).map((sample) => sample.millis).sort((a, b) => a - b);
    const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0;
    return sorted.length === 0 ? null : { p50: at(0.5), p99: at(0.99), max: at(1) };
  }
}
