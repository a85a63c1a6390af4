import { useState, type ReactNode } from 'react';
import { paneHeights, type ChartIndicator, type PaneHeight } from '../../chart/IndicatorLayer';
import { indicators } from '../../lib/indicators/catalog';
import { priceSources } from '../../lib/indicators/columns';
import type { IndicatorDefinition } from '../../lib/indicators/definition';
import { t } from '../../lib/text';
import { Dialog } from '../../ui/Dialog';
import { Icon } from '../../ui/Icon';
import { Segmented } from '../../ui/Segmented';
import { changed, maxIndicators, moved, nameOf, withIndicator, without, type ChartSetup } from './chartSetup';

/** Adds, changes, hides and removes what is computed from the bars; every change shows at once behind the dialog. */
export function IndicatorDialog({ setup, hasVolume, onChange, onClose }: {
  readonly setup: ChartSetup;
  readonly hasVolume: boolean;
  readonly onChange: (setup: ChartSetup) => void;
  readonly onClose: () => void;
}): ReactNode {
  const [open, setOpen] = useState<string | null>(null);
  const isFull = setup.indicators.length >= maxIndicators;
  const add = (definition: IndicatorDefinition): void => {
    const id = crypto.randomUUID();
    onChange(withIndicator(setup, definition, id));
    setOpen(definition.parameters.length > 0 ? id : null);
  };
  return (
    <Dialog label={t.indicators.title} testId="indicator-dialog" className="indicator-dialog" onClose={onClose}>
      <h2>{t.indicators.title}</h2>
      <section aria-label={t.indicators.shown}>
        <h3>{t.indicators.shown}</h3>
        {setup.indicators.length === 0 && <p className="muted">{t.indicators.none}</p>}
        <ul className="indicator-list">
          {setup.indicators.map((indicator) => (
            <IndicatorRow
              key={indicator.id}
              indicator={indicator}
              isOpen={open === indicator.id}
              onOpen={() => setOpen(open === indicator.id ? null : indicator.id)}
              onChange={(change) => onChange(changed(setup, indicator.id, change))}
              onRemove={() => onChange(without(setup, indicator.id))}
              place={{ isFirst: indicator === setup.indicators[0], isLast: indicator === setup.indicators.at(-1), move: (by) => onChange(moved(setup, indicator.id, by)) }}
            />
          ))}
        </ul>
      </section>
      <section aria-label={t.indicators.offered}>
        <h3>{t.indicators.offered}</h3>
        <ul className="indicator-list indicator-offer">
          {indicators.filter((definition) => hasVolume || !definition.needsVolume).map((definition) => (
            <li key={definition.kind}>
              <button type="button" className="indicator-add" data-testid={`add-${definition.kind}`} disabled={isFull} onClick={() => add(definition)}>
                <Icon name="plus" />
                <span><strong>{definition.text}</strong><span className="muted">{definition.formula}</span></span>
              </button>
            </li>
          ))}
        </ul>
        {isFull && <p className="muted">{t.indicators.full(maxIndicators)}</p>}
      </section>
      <p className="form-foot"><button type="button" className="button button-primary" data-testid="indicators-done" onClick={onClose}>{t.close}</button></p>
    </Dialog>
  );
}

/** Where an indicator stands among those of the chart. */
interface RowPlace {
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly move: (by: 1 | -1) => void;
}

function IndicatorRow({ indicator, isOpen, onOpen, onChange, onRemove, place }: {
  readonly indicator: ChartIndicator;
  readonly isOpen: boolean;
  readonly onOpen: () => void;
  readonly onChange: (change: Partial<ChartIndicator>) => void;
  readonly onRemove: () => void;
  readonly place: RowPlace;
}): ReactNode {
  const name = nameOf(indicator);
  const { definition, choice, isHidden } = indicator;
  const hasPane = definition.pane === 'own';
  const isAdjustable = definition.parameters.length > 0 || definition.hasSource || hasPane;
  return (
    <li className="indicator-row" data-testid="indicator-row" data-value={definition.kind}>
      <span className="indicator-head">
        <span className={`series-mark series-mark-${indicator.color + 1}`} aria-hidden="true" />
        <span className="indicator-name">{name}</span>
        <button type="button" className="icon-button" title={t.panes.up(name)} aria-label={t.panes.up(name)} data-testid="indicator-up" disabled={place.isFirst} onClick={() => place.move(-1)}><Icon name="chevronUp" /></button>
        <button type="button" className="icon-button" title={t.panes.down(name)} aria-label={t.panes.down(name)} data-testid="indicator-down" disabled={place.isLast} onClick={() => place.move(1)}><Icon name="chevronDown" /></button>
        {isAdjustable && (
          <button type="button" className="button" aria-expanded={isOpen} aria-label={t.indicators.edit(name)} data-testid="indicator-edit" disabled={indicator.isLocked} onClick={onOpen}>{t.indicators.editShort}</button>
        )}
        <button type="button" className="button" aria-pressed={isHidden} aria-label={t.indicators.hide(name)} data-testid="indicator-hide" onClick={() => onChange({ isHidden: !isHidden })}>
          {isHidden ? t.indicators.hidden : t.indicators.hideShort}
        </button>
        <button type="button" className="icon-button" title={t.indicators.remove(name)} aria-label={t.indicators.remove(name)} data-testid="indicator-remove" disabled={indicator.isLocked} onClick={onRemove}><Icon name="close" /></button>
      </span>
      {isOpen && !indicator.isLocked && (
        <span className="field-row">
          {definition.parameters.map((parameter) => (
            <NumberField
              key={parameter.name}
              parameter={parameter}
              value={choice.numbers[parameter.name] ?? parameter.initial}
              onChange={(value) => onChange({ choice: { ...choice, numbers: { ...choice.numbers, [parameter.name]: value } } })}
            />
          ))}
          {definition.hasSource && (
            <label className="field">
              <span>{t.indicators.source}</span>
              <select
                value={choice.source}
                data-testid="indicator-source"
                onChange={(event) => {
                  const source = priceSources.find((one) => one === event.target.value);
                  if (source !== undefined) onChange({ choice: { ...choice, source } });
                }}
              >
                {priceSources.map((source) => <option key={source} value={source}>{t.indicators.sources[source]}</option>)}
              </select>
            </label>
          )}
          {hasPane && (
            <div className="field">
              <span>{t.panes.height}</span>
              <Segmented<PaneHeight>
                label={t.panes.height}
                value={indicator.height}
                options={paneHeights.map((height) => ({ value: height, text: t.panes.heights[height] }))}
                testId="pane-height"
                onChange={(height) => onChange({ height })}
              />
            </div>
          )}
        </span>
      )}
    </li>
  );
}

function NumberField({ parameter, value, onChange }: {
  readonly parameter: IndicatorDefinition['parameters'][number];
  readonly value: number;
  readonly onChange: (value: number) => void;
}): ReactNode {
  const [typed, setTyped] = useState(String(value));
  const number = Number(typed);
  const isWhole = parameter.step !== 1 || Number.isInteger(number);
  const isGood = typed.trim() !== '' && Number.isFinite(number) && number >= parameter.min && number <= parameter.max && isWhole;
  return (
    <label className="field">
      <span>{parameter.text}</span>
      <input
        inputMode="decimal"
        maxLength={9}
        autoComplete="off"
        data-testid={`parameter-${parameter.name}`}
        value={typed}
        aria-invalid={!isGood}
        title={t.indicators.range(parameter.min, parameter.max, parameter.step === 1)}
        onChange={(event) => {
          setTyped(event.target.value);
          const next = Number(event.target.value);
          const fits = event.target.value.trim() !== '' && next >= parameter.min && next <= parameter.max && (parameter.step !== 1 || Number.isInteger(next));
          if (fits) onChange(next);
        }}
      />
      {!isGood && <span className="field-error">{t.indicators.range(parameter.min, parameter.max, parameter.step === 1)}</span>}
    </label>
  );
}
