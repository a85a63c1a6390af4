import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { keys } from '../../api/keys';
import { highestLevel } from '../../lib/alerts';
import type { AlertEvent } from '../../lib/alertWire';
import { t } from '../../lib/text';
import { useConnection, useStream } from '../../stream/context';
import { Burst } from './burst';
import { notify } from './notifications';
import { currentPreferences } from './preferences';
import { canSound, inOneTab, playLevel } from './sound';

/** Long enough for what comes together, short enough to be at once. */
const soundMillis = 100;
/** A reader is not interrupted by its own next sentence. */
const speechMillis = 500;
const listMillis = 1_000;

/** Sounds and desktop notifications for what is raised. The answer is what a screen reader says: each critical alert once. */
export function useSignals(): string {
  const { alerts } = useStream();
  const client = useQueryClient();
  const [spoken, setSpoken] = useState('');
  const { state } = useConnection();
  useEffect(() => {
    const signals = new Burst<AlertEvent>(soundMillis, signal);
    const speech = new Burst<AlertEvent>(speechMillis, (events) => setSpoken((before) => said(sentenceOf(events), before)));
    // How often the rules fired, and what the lists hold besides the stream.
    const lists = new Burst<AlertEvent>(listMillis, () => void client.invalidateQueries({ queryKey: keys.alerts.all }));
    const unwatch = alerts.onRaised((events) => {
      signals.add(events);
      lists.add(events);
      const critical = events.filter((event) => event.level === 'critical');
      if (critical.length > 0) speech.add(critical);
    });
    return () => {
      unwatch();
      signals.stop();
      speech.stop();
      lists.stop();
    };
  }, [alerts, client]);
  useEffect(() => {
    // Older alerts may have changed while nothing was heard.
    if (state === 'open') void client.invalidateQueries({ queryKey: keys.alerts.all });
  }, [state, client]);
  return spoken;
}

function signal(events: readonly AlertEvent[]): void {
  notify(events);
  const { isMuted, volume } = currentPreferences();
  if (isMuted || !canSound()) return;
  void inOneTab(`argonaut-alert-${events[0]?.id ?? 0}`, () => playLevel(highestLevel(events), volume));
}

function sentenceOf(events: readonly AlertEvent[]): string {
  const [first] = events;
  if (first === undefined) return '';
  return events.length === 1 ? t.alerts.toasts.spoken(first.ruleName, first.text) : t.alerts.toasts.spokenMany(events.length);
}

/** The same words again are another text, else nothing would be said. */
function said(sentence: string, before: string): string {
  return sentence === before ? `${sentence}\u00a0` : sentence;
}
