import type { ReactNode } from 'react';
import type { AlertRule } from '../../lib/alertWire';
import { t } from '../../lib/text';
import { Icon, type IconName } from '../../ui/Icon';
import { changed, compareName, nameOf, toggled, without, withChangedCompare, withoutCompare, type ChartCompare, type ChartSetup } from './chartSetup';
import { drawingName } from './DrawBar';
import type { ChartDrawings } from './useDrawings';

/** Everything on a chart: shown, hidden, locked, found, changed and removed in one place, without a pointer too. */
export function ObjectsPanel({ drawings, setup, alerts, canAct, pointed, onSetup, onFocus, onFocusPrice, onPoint, onIndicators, onCompare, onRemoveAlert, onClose }: {
  readonly drawings: ChartDrawings;
  readonly setup: ChartSetup;
  readonly alerts: readonly AlertRule[];
  readonly canAct: boolean;
  /** The indicator or compared instrument whose lines are wide; null: none. */
  readonly pointed: string | null;
  readonly onSetup: (change: Partial<ChartSetup>) => void;
  /** Shows a time, in seconds. */
  readonly onFocus: (time: number) => void;
  readonly onFocusPrice: (price: string) => void;
  readonly onPoint: (id: string | null) => void;
  readonly onIndicators: () => void;
  readonly onCompare: () => void;
  readonly onRemoveAlert: (rule: AlertRule) => void;
  readonly onClose: () => void;
}): ReactNode {
  const isEmpty = drawings.view.drawings.length + setup.indicators.length + setup.compares.length + alerts.length === 0;
  const point = (id: string, shown: ChartSetup | null): void => {
    if (shown !== null) onSetup(shown);
    onPoint(id === pointed ? null : id);
  };
  return (
    <aside className="objects-panel" aria-label={t.objects.title} data-testid="objects-panel">
      <header className="panel-head">
        <h2>{t.objects.title}</h2>
        <div className="panel-actions">
          <button type="button" className="icon-button" title={t.objects.close} aria-label={t.objects.close} onClick={onClose}><Icon name="close" /></button>
        </div>
      </header>
      <div className="objects-body">
        {isEmpty && <p className="muted">{t.objects.none}</p>}
        <Group title={t.objects.groups.drawing} count={drawings.view.drawings.length}>
          {drawings.view.drawings.map((drawing) => {
            const name = drawingName(drawing);
            return (
              <Row key={drawing.id} kind="drawing" name={name} mark={drawing.color} icon={drawing.tool} isSelected={drawing.id === drawings.selected?.id} onSelect={() => drawings.select(drawing.id)}>
                <Act icon={drawing.isHidden ? 'hidden' : 'eye'} label={t.objects.hide(name)} isOn={drawing.isHidden} testId="object-hide" onClick={() => drawings.put({ ...drawing, isHidden: !drawing.isHidden })} />
                <Act icon={drawing.isLocked ? 'lock' : 'unlocked'} label={t.objects.lock(name)} isOn={drawing.isLocked} testId="object-lock" onClick={() => drawings.put({ ...drawing, isLocked: !drawing.isLocked })} />
                <Act icon="target" label={t.objects.focus(name)} testId="object-focus" onClick={() => onFocus(drawing.points[0]?.time ?? 0)} />
                <Act icon="edit" label={t.objects.edit(name)} testId="object-edit" isDisabled={drawing.isLocked} onClick={() => drawings.edit(drawing)} />
                <Act icon="remove" label={t.objects.remove(name)} testId="object-remove" isDisabled={drawing.isLocked} onClick={() => drawings.remove(drawing.id)} />
              </Row>
            );
          })}
        </Group>
        <Group title={t.objects.groups.indicator} count={setup.indicators.length}>
          {setup.indicators.map((indicator) => {
            const name = nameOf(indicator);
            return (
              <Row key={indicator.id} kind="indicator" name={name} mark={indicator.color} icon="indicator" isSelected={indicator.id === pointed}>
                <Act icon={indicator.isHidden ? 'hidden' : 'eye'} label={t.objects.hide(name)} isOn={indicator.isHidden} testId="object-hide" onClick={() => onSetup(changed(setup, indicator.id, { isHidden: !indicator.isHidden }))} />
                <Act icon={indicator.isLocked ? 'lock' : 'unlocked'} label={t.objects.lock(name)} isOn={indicator.isLocked} testId="object-lock" onClick={() => onSetup(changed(setup, indicator.id, { isLocked: !indicator.isLocked }))} />
                <Act icon="target" label={t.objects.focus(name)} isOn={indicator.id === pointed} testId="object-focus" onClick={() => point(indicator.id, indicator.isHidden ? changed(setup, indicator.id, { isHidden: false }) : null)} />
                <Act icon="edit" label={t.objects.edit(name)} testId="object-edit" isDisabled={indicator.isLocked} onClick={onIndicators} />
                <Act icon="remove" label={t.objects.remove(name)} testId="object-remove" isDisabled={indicator.isLocked} onClick={() => onSetup(without(setup, indicator.id))} />
              </Row>
            );
          })}
        </Group>
        <Group title={t.objects.groups.compare} count={setup.compares.length}>
          {setup.compares.map((one) => {
            const name = compareName(one);
            const change = (part: Partial<ChartCompare>): ChartSetup => withChangedCompare(setup, one.id, part);
            return (
              <Row key={one.id} kind="compare" name={name} mark={one.color} icon="compare" isSelected={one.id === pointed}>
                <Act icon={one.isHidden ? 'hidden' : 'eye'} label={t.objects.hide(name)} isOn={one.isHidden} testId="object-hide" onClick={() => onSetup(change({ isHidden: !one.isHidden }))} />
                <Act icon={one.isLocked ? 'lock' : 'unlocked'} label={t.objects.lock(name)} isOn={one.isLocked} testId="object-lock" onClick={() => onSetup(change({ isLocked: !one.isLocked }))} />
                <Act icon="target" label={t.objects.focus(name)} isOn={one.id === pointed} testId="object-focus" onClick={() => point(one.id, one.isHidden ? change({ isHidden: false }) : null)} />
                <Act icon="edit" label={t.objects.edit(name)} testId="object-edit" isDisabled={one.isLocked} onClick={onCompare} />
                <Act icon="remove" label={t.objects.remove(name)} testId="object-remove" isDisabled={one.isLocked} onClick={() => onSetup(withoutCompare(setup, one.id))} />
              </Row>
            );
          })}
        </Group>
        <Group title={t.objects.groups.alert} count={alerts.length}>
          {alerts.map((rule) => {
            const isHidden = setup.hiddenAlerts.includes(rule.id);
            const isLocked = setup.lockedAlerts.includes(rule.id);
            return (
              <Row key={rule.id} kind="alert" name={rule.name} mark={null} icon="bell">
                <Act icon={isHidden ? 'hidden' : 'eye'} label={t.objects.hide(rule.name)} isOn={isHidden} testId="object-hide" onClick={() => onSetup({ hiddenAlerts: toggled(setup.hiddenAlerts, rule.id) })} />
                <Act icon={isLocked ? 'lock' : 'unlocked'} label={t.objects.lock(rule.name)} isOn={isLocked} testId="object-lock" onClick={() => onSetup({ lockedAlerts: toggled(setup.lockedAlerts, rule.id) })} />
                <Act
                  icon="target" label={t.objects.focus(rule.name)} testId="object-focus"
                  onClick={() => {
                    if (isHidden) onSetup({ hiddenAlerts: toggled(setup.hiddenAlerts, rule.id) });
                    onFocusPrice(rule.threshold ?? '');
                  }}
                />
                <Act icon="remove" label={t.objects.remove(rule.name)} testId="object-remove" isDisabled={!canAct || isLocked} onClick={() => onRemoveAlert(rule)} />
              </Row>
            );
          })}
        </Group>
      </div>
    </aside>
  );
}

function Group({ title, count, children }: { readonly title: string; readonly count: number; readonly children: ReactNode }): ReactNode {
  if (count === 0) return null;
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <ul>{children}</ul>
    </section>
  );
}

function Row({ kind, name, mark, icon, isSelected = false, onSelect, children }: {
  readonly kind: string;
  readonly name: string;
  /** Index in the palette. */
  readonly mark: number | null;
  readonly icon: IconName;
  readonly isSelected?: boolean;
  readonly onSelect?: () => void;
  readonly children: ReactNode;
}): ReactNode {
  const label = (
    <>
      <span className={mark === null ? 'object-icon' : `object-icon series-text-${(mark % 6) + 1}`}><Icon name={icon} /></span>
      <span className="object-name">{name}</span>
    </>
  );
  return (
    <li className="object-row" data-testid="object-row" data-kind={kind} data-value={name} data-selected={isSelected}>
      {onSelect === undefined ? <span className="object-label">{label}</span>
        : <button type="button" className="object-label" aria-pressed={isSelected} title={name} onClick={onSelect}>{label}</button>}
      <span className="object-acts">{children}</span>
    </li>
  );
}

function Act({ icon, label, testId, isOn, isDisabled = false, onClick }: {
  readonly icon: IconName;
  readonly label: string;
  readonly testId: string;
  readonly isOn?: boolean;
  readonly isDisabled?: boolean;
  readonly onClick: () => void;
}): ReactNode {
  return (
    <button type="button" className="icon-button" title={label} aria-label={label} aria-pressed={isOn} data-testid={testId} disabled={isDisabled} onClick={onClick}>
      <Icon name={icon} />
    </button>
  );
}
