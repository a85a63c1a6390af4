import { useSyncExternalStore } from 'react';
import { fieldsOf, itemsOf, text, WireError } from '../../lib/decode';
import { keepDocument, watchDocument } from '../../ui/settings';
import { decodeSetup, storedSetup, type ChartSetup } from './chartSetup';

/** Chart type, price axis and indicators under a name, for any chart. */
export interface Template {
  readonly name: string;
  readonly setup: ChartSetup;
}

export const mostTemplates = 50;
const key = 'chartTemplates';
const watchers = new Set<() => void>();
let templates: readonly Template[] = [];

watchDocument(key, (kept) => {
  templates = kept === undefined ? [] : read(kept);
  for (const watcher of [...watchers]) watcher();
});

function read(kept: unknown): readonly Template[] {
  try {
    return itemsOf(kept, 'templates', (item) => {
      const f = fieldsOf(item, 'a template');
      return { name: text(f, 'name'), setup: decodeSetup(f['setup']) };
    }).slice(0, mostTemplates);
  } catch (error) {
    // What cannot be read is as if nothing had been kept.
    if (error instanceof WireError) return [];
    throw error;
  }
}

/** A template of the same name is replaced. */
export function saveTemplate(name: string, setup: ChartSetup): void {
  const others = templates.filter((one) => one.name !== name);
  if (others.length < mostTemplates) keep([...others, { name, setup: { ...setup, compares: [], hiddenAlerts: [], lockedAlerts: [] } }].sort((a, b) => a.name.localeCompare(b.name)));
}

export function removeTemplate(name: string): void {
  keep(templates.filter((one) => one.name !== name));
}

/** A chart drawn as the template says; what it compares with stays. */
export function applied(template: Template, setup: ChartSetup, newId: () => string): ChartSetup {
  const { compares, hiddenAlerts, lockedAlerts } = setup;
  return { ...template.setup, compares, hiddenAlerts, lockedAlerts, indicators: template.setup.indicators.map((one) => ({ ...one, id: newId() })) };
}

export function useTemplates(): readonly Template[] {
  return useSyncExternalStore(watch, () => templates);
}

function keep(next: readonly Template[]): void {
  templates = next;
  keepDocument(key, next.map(({ name, setup }) => ({ name, setup: storedSetup(setup) })));
  for (const watcher of [...watchers]) watcher();
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}
