import { useSyncExternalStore } from 'react';
import type { AlertEvent } from '../../lib/alertWire';
import { t } from '../../lib/text';
import { navigate } from '../../ui/router';

export type Permission = 'granted' | 'denied' | 'default' | 'unsupported';

const watchers = new Set<() => void>();
let isWatched = false;

export function permission(): Permission {
  return 'Notification' in window && window.isSecureContext ? Notification.permission : 'unsupported';
}

function changed(): void {
  for (const watcher of [...watchers]) watcher();
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  if (!isWatched && permission() !== 'unsupported') {
    isWatched = true;
    // Told when the person changes it in the browser's own settings; where it is not, a reload shows it.
    navigator.permissions.query({ name: 'notifications' }).then((status) => status.addEventListener('change', changed), () => undefined);
  }
  return () => watchers.delete(watcher);
}

export function usePermission(): Permission {
  return useSyncExternalStore(watch, permission);
}

/** Only from a click. */
export async function askPermission(): Promise<void> {
  await Notification.requestPermission();
  changed();
}

/** On the desktop, while the page is in the background. The same alert in several tabs is one notification. */
export function notify(events: readonly AlertEvent[]): void {
  const [first] = events;
  if (first === undefined || permission() !== 'granted' || !document.hidden) return;
  const isOne = events.length === 1;
  const notification = new Notification(isOne ? `${t.alerts.level(first.level)}: ${first.ruleName}` : t.alerts.toasts.group(events.length), {
    body: isOne ? first.text : events.slice(0, 3).map((event) => event.ruleName).join('\n'), tag: `argonaut-alert-${first.id}`, icon: '/favicon.svg',
  });
  notification.onclick = () => {
    window.focus();
    navigate('/alerts');
    notification.close();
  };
}
