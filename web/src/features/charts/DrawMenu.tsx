import { useId, useMemo, type ReactNode } from 'react';
import { chartTypes, scaleModes, type ChartType, type ScaleMode } from '../../chart/chartTypes';
import { t } from '../../lib/text';
import { Icon } from '../../ui/Icon';
import { setLook, useLook } from '../../ui/preferences';
import { Segmented } from '../../ui/Segmented';
import { chartDays, extendedChoices, priceTypes, type ChartSetup, type PriceType } from './chartSetup';
import { TemplateList } from './TemplateList';
import type { ZoneChoice } from './useChartPlace';

const priceZoom = 1.25;

/** How bars and price axis are drawn. */
export function DrawMenu({ setup, canBeLog, ownPriceType, zones, zone, onChange, onZone, onZoomPrices }: {
  readonly setup: ChartSetup;
  /** False when a loaded price is zero or below. */
  readonly canBeLog: boolean;
  /** Of the bars that are recorded of the instrument. */
  readonly ownPriceType: string;
  readonly zones: readonly { readonly value: ZoneChoice; readonly text: string }[];
  readonly zone: ZoneChoice;
  readonly onChange: (change: Partial<ChartSetup>) => void;
  readonly onZone: (zone: ZoneChoice) => void;
  readonly onZoomPrices: (factor: number) => void;
}): ReactNode {
  const id = useId();
  const { holdsAllBars } = useLook();
  const others = useMemo(() => Intl.supportedValuesOf('timeZone'), []);
  const isOther = !zones.some((one) => one.value === zone);
  const isLogRefused = setup.scale === 'log' && !canBeLog;
  return (
    <span className="draw-menu">
      <button type="button" className="button" data-testid="draw-menu" popoverTarget={id} title={t.draw.title}>
        <Icon name="sliders" /> <span className="tool-text">{t.draw.types[setup.type]}</span>
      </button>
      <div id={id} popover="auto" className="popover draw-popover" data-testid="draw-popover">
        <label className="field">
          <span>{t.draw.type}</span>
          <select value={setup.type} data-testid="chart-type" onChange={(event) => choose<ChartType>(chartTypes, event.target.value, (type) => onChange({ type }))}>
            {chartTypes.map((type) => <option key={type} value={type}>{t.draw.types[type]}</option>)}
          </select>
        </label>
        <label className="field" title={t.prices.note}>
          <span>{t.prices.label}</span>
          <select
            value={setup.priceType ?? ownPriceType} data-testid="price-type"
            onChange={(event) => choose<PriceType>(priceTypes, event.target.value, (priceType) => onChange({ priceType: priceType === ownPriceType ? null : priceType }))}
          >
            {priceTypes.map((type) => <option key={type} value={type}>{t.prices.types[type]}</option>)}
          </select>
        </label>
        <div className="field">
          <span>{t.chartDays.label}</span>
          <Segmented
            label={t.chartDays.label}
            value={setup.days}
            options={chartDays.map((value) => ({ value, text: t.chartDays.choices[value], title: t.chartDays.note }))}
            testId="chart-days"
            onChange={(days) => onChange({ days })}
          />
        </div>
        <label className="field">
          <span>{t.draw.scale}</span>
          <select value={setup.scale} data-testid="scale-mode" onChange={(event) => choose<ScaleMode>(scaleModes, event.target.value, (scale) => onChange({ scale }))}>
            {scaleModes.map((mode) => <option key={mode} value={mode} disabled={mode === 'log' && !canBeLog}>{t.draw.scales[mode]}</option>)}
          </select>
        </label>
        {(isLogRefused || !canBeLog) && <p className="muted" data-testid="log-refused">{t.draw.noLog}</p>}
        <label className="field">
          <span>{t.chart.zone}</span>
          <select
            value={zone}
            data-testid="zone-select"
            onChange={(event) => {
              onZone(event.target.value);
            }}
          >
            {zones.map((one) => <option key={one.value} value={one.value}>{one.text}</option>)}
            <optgroup label={t.axis.otherZone}>
              {isOther && !others.includes(zone) && <option value={zone}>{zone}</option>}
              {others.map((one) => <option key={one} value={one}>{one}</option>)}
            </optgroup>
          </select>
        </label>
        <label className="check">
          <input type="checkbox" checked={setup.isInverted} data-testid="scale-inverted" onChange={(event) => onChange({ isInverted: event.target.checked })} />
          {t.draw.inverted}
        </label>
        <label className="check">
          <input type="checkbox" checked={setup.isAuto} data-testid="scale-auto" onChange={(event) => onChange({ isAuto: event.target.checked })} />
          {t.axis.auto}
        </label>
        <div className="field">
          <span>{t.axis.range}</span>
          <span className="axis-range">
            <button type="button" className="button" data-testid="scale-narrow" onClick={() => onZoomPrices(1 / priceZoom)}>{t.axis.narrower}</button>
            <button type="button" className="button" data-testid="scale-wide" onClick={() => onZoomPrices(priceZoom)}>{t.axis.wider}</button>
          </span>
        </div>
        <div className="field">
          <span>{t.extendedHours.label}</span>
          <Segmented
            label={t.extendedHours.label}
            value={setup.extended}
            options={extendedChoices.map((choice) => ({ value: choice, text: t.extendedHours.choices[choice] }))}
            testId="extended-hours"
            onChange={(extended) => onChange({ extended })}
          />
        </div>
        <label className="check" title={t.filling.note}>
          <input type="checkbox" checked={setup.isFilled} data-testid="fill-quiet" onChange={(event) => onChange({ isFilled: event.target.checked })} />
          {t.filling.label}
        </label>
        <div className="field">
          <span>{t.heldBars.label}</span>
          <Segmented<'normal' | 'all'>
            label={t.heldBars.label}
            value={holdsAllBars ? 'all' : 'normal'}
            options={(['normal', 'all'] as const).map((value) => ({ value, text: t.heldBars.choices[value], title: t.heldBars.note }))}
            testId="held-bars"
            onChange={(value) => setLook({ holdsAllBars: value === 'all' })}
          />
        </div>
        <TemplateList setup={setup} onChange={onChange} />
      </div>
    </span>
  );
}

function choose<T extends string>(choices: readonly T[], value: string, act: (choice: T) => void): void {
  const choice = choices.find((one) => one === value);
  if (choice !== undefined) act(choice);
}
