import { useId, type InputHTMLAttributes, type ReactNode } from 'react';
import { useAlertRoutes } from '../../api/alerts';
import { useInstruments } from '../../api/queries';
import { alertKinds, alertLevels, directions, routeNames, type AlertKind } from '../../lib/alertWire';
import { t } from '../../lib/text';
import { Icon } from '../../ui/Icon';
import { Segmented } from '../../ui/Segmented';
import { machineKinds, marketKinds, shapeOf, suggestedName, type RuleDraft, type RuleFaults } from './ruleForm';

/** The fields of a rule; which ones depends on the kind. */
export function RuleFields({ draft, faults, zone, onChange }: {
  readonly draft: RuleDraft;
  readonly faults: RuleFaults;
  readonly zone: string;
  readonly onChange: (part: Partial<RuleDraft>) => void;
}): ReactNode {
  const words = t.alerts.form;
  const { kind } = draft;
  const shape = shapeOf(kind);
  const directionWords = kind === 'percent_move' ? t.alerts.directions.percent_move : t.alerts.directions.price_cross;
  return (
    <>
      <div className="rule-row">
        <label className="field">
          <span>{words.kind}</span>
          <select autoFocus value={kind} data-testid="rule-kind" onChange={(event) => choose(alertKinds, event.target.value, (next) => onChange({ kind: next, ...(shapeOf(next).threshold === shape.threshold ? {} : { threshold: '' }) }))}>
            <KindGroup label={words.groups.market} kinds={marketKinds} />
            <KindGroup label={words.groups.machine} kinds={machineKinds} />
          </select>
          <Fault text={faults.kind} />
        </label>
        {shape.instrument !== 'none' && <InstrumentField draft={draft} fault={faults.instrument_id} isOne={shape.instrument === 'one'} onChange={onChange} />}
      </div>
      {(shape.threshold !== 'none' || shape.hasDirection || shape.hasWindow) && (
        <div className="rule-row">
          {shape.threshold !== 'none' && (
            <TextField
              label={words.thresholds[kind]}
              testId="rule-threshold"
              fault={faults.threshold}
              value={draft.threshold}
              placeholder={words.defaults[kind] ?? ''}
              inputMode="decimal"
              onText={(threshold) => onChange({ threshold })}
            />
          )}
          {shape.hasWindow && <TextField label={words.window} testId="rule-window" fault={faults.window_s} value={draft.window} placeholder={words.windowHelp} onText={(window) => onChange({ window })} />}
          {shape.hasDirection && (
            <div className="field">
              <span>{words.direction}</span>
              <Segmented
                label={words.direction}
                value={draft.direction}
                testId="rule-direction"
                options={directions.map((direction) => ({ value: direction, text: directionWords[direction] }))}
                onChange={(direction) => onChange({ direction })}
              />
              <Fault text={faults.direction} />
            </div>
          )}
        </div>
      )}
      <TextField label={words.name} testId="rule-name" fault={faults.name} value={draft.name} placeholder={suggestedName(draft)} maxLength={100} onText={(name) => onChange({ name })} />
      <div className="rule-row">
        <div className="field">
          <span>{words.level}</span>
          <Segmented
            label={words.level}
            value={draft.level}
            testId="rule-level"
            options={alertLevels.map((level) => ({ value: level, text: t.alerts.level(level) }))}
            onChange={(level) => onChange({ level })}
          />
          <Fault text={faults.level} />
        </div>
        <TextField label={words.cooldown} title={words.cooldownHelp} testId="rule-cooldown" fault={faults.cooldown_s} value={draft.cooldown} placeholder={words.windowHelp} onText={(cooldown) => onChange({ cooldown })} />
        <TextField label={words.ends(zone)} testId="rule-ends" fault={faults.ends} value={draft.ends} placeholder={words.endsHelp} maxLength={19} onText={(ends) => onChange({ ends })} />
      </div>
      <RouteChoice draft={draft} fault={faults.deliver} onChange={onChange} />
      <label className="check">
        <input type="checkbox" checked={draft.isPaused} data-testid="rule-paused" onChange={(event) => onChange({ isPaused: event.target.checked })} />
        {words.paused}
      </label>
    </>
  );
}

function KindGroup({ label, kinds }: { readonly label: string; readonly kinds: readonly AlertKind[] }): ReactNode {
  return <optgroup label={label}>{kinds.map((kind) => <option key={kind} value={kind}>{t.alerts.kinds[kind]}</option>)}</optgroup>;
}

function InstrumentField({ draft, fault, isOne, onChange }: {
  readonly draft: RuleDraft;
  readonly fault: string | undefined;
  readonly isOne: boolean;
  readonly onChange: (part: Partial<RuleDraft>) => void;
}): ReactNode {
  const instruments = useInstruments();
  const id = useId();
  const ids = (instruments.data ?? []).filter((one) => one.recording || one.id === draft.instrumentId).map((one) => one.id);
  // One that is known no more is not lost from its rule.
  const shown = draft.instrumentId === '' || ids.includes(draft.instrumentId) ? ids : [draft.instrumentId, ...ids];
  return (
    <label className="field">
      <span>{t.columns.instrument}</span>
      <select
        value={draft.instrumentId}
        data-testid="rule-instrument"
        aria-invalid={fault !== undefined}
        aria-describedby={fault === undefined ? undefined : id}
        onChange={(event) => onChange({ instrumentId: event.target.value })}
      >
        <option value="">{isOne ? t.alerts.form.chooseInstrument : t.alerts.form.all}</option>
        {shown.map((one) => <option key={one} value={one}>{one}</option>)}
      </select>
      <Fault id={id} text={fault} />
    </label>
  );
}

function RouteChoice({ draft, fault, onChange }: { readonly draft: RuleDraft; readonly fault: string | undefined; readonly onChange: (part: Partial<RuleDraft>) => void }): ReactNode {
  const routes = useAlertRoutes();
  const words = t.alerts.form;
  return (
    <fieldset className="rule-routes">
      <legend>{words.deliver}</legend>
      {routeNames.map((name) => {
        const route = routes.data?.find((one) => one.route === name);
        return (
          <label key={name} className="check">
            <input
              type="checkbox"
              checked={draft.deliver.includes(name)}
              data-testid={`deliver-${name}`}
              onChange={(event) => onChange({ deliver: event.target.checked ? [...draft.deliver, name] : draft.deliver.filter((one) => one !== name) })}
            />
            {t.alerts.routeNames[name]}
            {route?.isConfigured === false && <span className="muted" title={route.hint ?? undefined}>({words.notConfigured(null)})</span>}
          </label>
        );
      })}
      <span className="muted">{words.deliverNote}</span>
      <Fault text={fault} />
    </fieldset>
  );
}

function TextField({ label, testId, fault, onText, ...input }: {
  readonly label: string;
  readonly testId: string;
  readonly fault: string | undefined;
  readonly onText: (text: string) => void;
} & InputHTMLAttributes<HTMLInputElement>): ReactNode {
  const id = useId();
  return (
    <label className="field">
      <span>{label}</span>
      <input
        {...input}
        type="text"
        spellCheck={false}
        autoComplete="off"
        data-testid={testId}
        aria-invalid={fault !== undefined}
        aria-describedby={fault === undefined ? undefined : id}
        onChange={(event) => onText(event.target.value)}
      />
      <Fault id={id} text={fault} />
    </label>
  );
}

function Fault({ id, text }: { readonly id?: string; readonly text: string | undefined }): ReactNode {
  if (text === undefined) return null;
  return <span className="field-error" id={id} data-testid="field-error"><Icon name="warning" /> {text}</span>;
}

function choose<T extends string>(choices: readonly T[], value: string, act: (choice: T) => void): void {
  const choice = choices.find((one) => one === value);
  if (choice !== undefined) act(choice);
}
