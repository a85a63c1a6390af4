import { useState, type ReactNode } from 'react';
import { t } from '../lib/text';
import { Icon } from './Icon';

/** Copies a text; the answer stands on the button for two seconds. */
export function CopyButton({ text, what, label, testId }: {
  readonly text: string | (() => string);
  /** What is copied, for the button's name. */
  readonly what: string;
  /** With a label the button is a full one. */
  readonly label?: string;
  readonly testId?: string;
}): ReactNode {
  const [outcome, setOutcome] = useState<'idle' | 'copied' | 'refused'>('idle');
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(typeof text === 'string' ? text : text());
      setOutcome('copied');
    } catch {
      setOutcome('refused');
    }
    setTimeout(() => setOutcome('idle'), 2_000);
  };
  const said = outcome === 'copied' ? t.copy.done : outcome === 'refused' ? t.copy.refused : null;
  return (
    <button
      type="button"
      className={label === undefined ? 'icon-button' : 'button'}
      title={said ?? t.copy.what(what)}
      aria-label={label === undefined ? said ?? t.copy.what(what) : undefined}
      data-testid={testId}
      onClick={() => void copy()}
    >
      <Icon name={outcome === 'copied' ? 'check' : 'copy'} />
      {label !== undefined && <span>{said ?? label}</span>}
    </button>
  );
}
