import { useState, type FormEvent, type ReactNode } from 'react';
import { t } from '../../lib/text';
import { Icon } from '../../ui/Icon';
import type { ChartSetup } from './chartSetup';
import { applied, mostTemplates, removeTemplate, saveTemplate, useTemplates } from './templates';

/** Templates by name: one click draws the chart so. */
export function TemplateList({ setup, onChange }: { readonly setup: ChartSetup; readonly onChange: (change: Partial<ChartSetup>) => void }): ReactNode {
  const templates = useTemplates();
  const [name, setName] = useState('');
  const isFull = templates.length >= mostTemplates && !templates.some((one) => one.name === name.trim());
  const save = (event: FormEvent): void => {
    event.preventDefault();
    if (name.trim() === '' || isFull) return;
    saveTemplate(name.trim(), setup);
    setName('');
  };
  return (
    <section className="saved-layouts" aria-label={t.templates.title}>
      <h3>{t.templates.title}</h3>
      {templates.length === 0 && <p className="muted">{t.templates.none}</p>}
      <ul>
        {templates.map((template) => (
          <li key={template.name}>
            <button
              type="button" className="button" title={t.templates.apply(template.name)} data-testid={`template-${template.name}`}
              onClick={() => onChange(applied(template, setup, () => crypto.randomUUID()))}
            >
              {template.name}
            </button>
            <button type="button" className="icon-button" title={t.templates.remove(template.name)} aria-label={t.templates.remove(template.name)} onClick={() => removeTemplate(template.name)}><Icon name="close" /></button>
          </li>
        ))}
      </ul>
      <form className="save-layout" onSubmit={save}>
        <input value={name} maxLength={60} placeholder={t.templates.name} aria-label={t.templates.name} data-testid="template-name" onChange={(event) => setName(event.target.value)} />
        <button type="submit" className="button" data-testid="template-save" disabled={name.trim() === '' || isFull}>{t.templates.save}</button>
      </form>
      {isFull && <p className="field-error">{t.templates.full(mostTemplates)}</p>}
    </section>
  );
}
