import { useCallback, useEffect, useState } from 'react';
import { isRaised } from '../../lib/alerts';
import type { AlertEvent } from '../../lib/alertWire';
import { useLiveAlerts, useStream } from '../../stream/context';
import { leftOf, nextGoing, withRaised, type Toast } from './toastQueue';

export interface Toasts {
  readonly shown: readonly AlertEvent[];
  /** Nothing goes by itself while somebody points at it. */
  readonly hold: (isHeld: boolean) => void;
  readonly hide: (ids: readonly number[]) => void;
}

/** The alerts that are shown over the page: what is raised while it is open, and what is critical and waits since before. */
export function useToasts(): Toasts {
  const { alerts, client } = useStream();
  const live = useLiveAlerts();
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const [isHeld, setHeld] = useState(false);
  const [, setTick] = useState(0);
  const now = client.serverNow();

  useEffect(() => alerts.onRaised((events) => setToasts((before) => withRaised(before, events, client.serverNow()))), [alerts, client]);
  const isKnown = live !== null;
  useEffect(() => {
    if (!isKnown) return;
    const waiting = (alerts.get() ?? []).filter((event) => event.level === 'critical' && isRaised(event));
    setToasts((before) => withRaised(before, waiting, client.serverNow()));
  }, [isKnown, alerts, client]);

  const left = leftOf(toasts, live ?? [], now, isHeld);
  useEffect(() => {
    // What went or was acknowledged does not come back.
    if (isHeld && left.length === 0) setHeld(false);
    if (left.length < toasts.length) setToasts((before) => leftOf(before, alerts.get() ?? [], client.serverNow(), isHeld));
  });
  const next = isHeld ? null : nextGoing(left, now);
  useEffect(() => {
    if (next === null) return undefined;
    const timer = setTimeout(() => setTick((tick) => tick + 1), next);
    return () => clearTimeout(timer);
  }, [next]);

  const hide = useCallback((ids: readonly number[]) => setToasts((before) => before.filter((toast) => !ids.includes(toast.event.id))), []);
  return { shown: left.map((toast) => toast.event), hold: setHeld, hide };
}
