import { isRaised, isSnoozed, newestAlertFirst } from '../../lib/alerts';
import type { AlertEvent } from '../../lib/alertWire';

export interface Toast {
  readonly event: AlertEvent;
  /** Milliseconds; null: stays until it is acknowledged. */
  readonly goesAt: number | null;
}

/** How long one stays that is not critical. */
export const shownMillis = 8_000;
/** More than this many are one notice. */
export const mostSingle = 3;

/** What is shown when these were raised, newest first; each only once. */
export function withRaised(toasts: readonly Toast[], raised: readonly AlertEvent[], now: number): readonly Toast[] {
  const known = new Set(toasts.map((toast) => toast.event.id));
  const fresh = raised.filter((event) => !known.has(event.id)).map((event) => ({ event, goesAt: event.level === 'critical' ? null : now + shownMillis }));
  return [...fresh, ...toasts].sort((a, b) => newestAlertFirst(a.event, b.event));
}

/** What is left by now: as the alerts are by now, without those that went, were acknowledged or snoozed. `isHeld`: nothing goes by itself. */
export function leftOf(toasts: readonly Toast[], live: readonly AlertEvent[], now: number, isHeld: boolean): readonly Toast[] {
  const current = new Map(live.map((event) => [event.id, event]));
  return toasts.map((toast) => ({ ...toast, event: current.get(toast.event.id) ?? toast.event }))
    .filter(({ event, goesAt }) => isRaised(event) && !isSnoozed(event, now) && (isHeld || goesAt === null || goesAt > now));
}

/** Milliseconds until the next one goes; null when none does by itself. */
export function nextGoing(toasts: readonly Toast[], now: number): number | null {
  const times = toasts.flatMap((toast) => (toast.goesAt === null ? [] : [toast.goesAt]));
  return times.length === 0 ? null : Math.max(0, Math.min(...times) - now);
}
