import { alertLevels, type AlertEvent, type AlertLevel, type AlertState } from './alertWire';
import { millisOf } from './time';

/** Null: any. */
export interface AlertFilter {
  readonly level: AlertLevel | null;
  readonly state: AlertState | null;
}

export function newestAlertFirst(a: AlertEvent, b: AlertEvent): number {
  const [x, y] = [a.at ?? 0n, b.at ?? 0n];
  return x === y ? b.id - a.id : x < y ? 1 : -1;
}

/** What needs a person most comes first. */
export function gravestFirst(a: AlertEvent, b: AlertEvent): number {
  return alertLevels.indexOf(b.level) - alertLevels.indexOf(a.level) || newestAlertFirst(a, b);
}

/** Nobody acknowledged it. */
export function isRaised(event: AlertEvent): boolean {
  return event.state === 'raised';
}

export function isSnoozed(event: AlertEvent, nowMillis: number): boolean {
  return event.snoozedUntil !== null && millisOf(event.snoozedUntil) > nowMillis;
}

export function isMet(event: AlertEvent, { level, state }: AlertFilter): boolean {
  return (level === null || event.level === level) && (state === null || event.state === state);
}

/**
 * What was loaded, as the stream tells it now, and what the stream told since. `isAll`: nothing older is left to load; else what is older than the
 * last that was loaded comes with its page.
 */
export function mergeAlerts(loaded: readonly AlertEvent[], live: readonly AlertEvent[], filter: AlertFilter, isAll: boolean): readonly AlertEvent[] {
  const merged = new Map(loaded.map((event) => [event.id, event]));
  const oldest = loaded.length === 0 ? undefined : [...loaded].sort(newestAlertFirst)[loaded.length - 1];
  for (const event of live) {
    const isInReach = isAll || oldest === undefined || newestAlertFirst(event, oldest) <= 0;
    if (merged.has(event.id) || isInReach) merged.set(event.id, event);
  }
  return [...merged.values()].filter((event) => isMet(event, filter)).sort(newestAlertFirst);
}

/** The gravest of them. */
export function highestLevel(events: readonly AlertEvent[]): AlertLevel {
  return alertLevels[Math.max(0, ...events.map((event) => alertLevels.indexOf(event.level)))] ?? 'info';
}

export function countLevels(events: readonly AlertEvent[]): Readonly<Record<AlertLevel, number>> {
  const count = (level: AlertLevel): number => events.filter((event) => event.level === level).reduce((sum, event) => sum + event.count, 0);
  return { info: count('info'), warning: count('warning'), critical: count('critical') };
}
