import type { ReactNode } from 'react';
import { Icon, type IconName } from './Icon';

export type Level = 'ok' | 'warn' | 'critical' | 'off';

const icons: Readonly<Record<Level, IconName>> = { ok: 'check', warn: 'warning', critical: 'cross', off: 'clock' };

/** A state as word, icon and colour: any one of them is enough to read it. */
export function StateMark({ level, word, testId }: { readonly level: Level; readonly word: string; readonly testId?: string }): ReactNode {
  return (
    <span className={`mark mark-${level}`} data-testid={testId} data-value={level}>
      <Icon name={icons[level]} />
      {word}
    </span>
  );
}
