import type { ReactNode } from 'react';
import type { AlertLevel } from '../../lib/alertWire';
import { t } from '../../lib/text';
import { Icon, type IconName } from '../../ui/Icon';

const icons: Readonly<Record<AlertLevel, IconName>> = { info: 'info', warning: 'warning', critical: 'critical' };
const classes: Readonly<Record<AlertLevel, string>> = { info: 'mark-info', warning: 'mark-warn', critical: 'mark-critical' };

/** How grave an alert is, as word, icon and colour. */
export function LevelMark({ level, isIconOnly = false }: { readonly level: AlertLevel; readonly isIconOnly?: boolean }): ReactNode {
  return (
    <span className={`mark ${classes[level]}`} data-testid="alert-level" data-value={level} title={isIconOnly ? t.alerts.level(level) : undefined}>
      {isIconOnly ? <Icon name={icons[level]} label={t.alerts.level(level)} /> : <Icon name={icons[level]} />}
      {!isIconOnly && t.alerts.level(level)}
    </span>
  );
}
