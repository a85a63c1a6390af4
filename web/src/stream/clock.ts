import { pastAt } from '../lib/pastTime';
import { nanosFromMillis, parseNanos, millisOf, type Nanos } from '../lib/time';

/** The browser's wall clock with sub-millisecond digits; where the past is shown it stands at its moment. */
export function browserMillis(): number {
  return pastAt === null ? performance.timeOrigin + performance.now() : millisOf(pastAt);
}

/**
 * How far the server's clock is ahead of the browser's, from pings: the answer with the shortest way of the last eight tells best,
 * because half of its round trip bounds the error.
 */
export class ClockOffset {
  private readonly samples: { readonly roundTrip: number; readonly offset: number }[] = [];

  /** All in milliseconds; the server stamps its answer somewhere between `sent` and `received`. */
  add(sent: number, received: number, server: number): void {
    if (received < sent) return;
    this.samples.push({ roundTrip: received - sent, offset: server - (sent + received) / 2 });
    if (this.samples.length > 8) this.samples.shift();
  }

  /** Either clock may have been set or have stood still. */
  forget(): void {
    this.samples.length = 0;
  }

  get millis(): number | null {
    return this.best()?.offset ?? null;
  }

  get roundTripMillis(): number | null {
    return this.best()?.roundTrip ?? null;
  }

  private best(): { readonly roundTrip: number; readonly offset: number } | null {
    return this.samples.reduce<{ roundTrip: number; offset: number } | null>(
      (a, b) => (a === null || b.roundTrip < a.roundTrip ? b : a), null);
  }
}

export function pingStamp(millis: number): string {
  return nanosFromMillis(millis).toString();
}

export function millisOfStamp(stamp: string): number | null {
  const at: Nanos | null = parseNanos(stamp);
  return at === null ? null : millisOf(at);
}
