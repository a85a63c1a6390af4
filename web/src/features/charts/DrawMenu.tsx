import { useId, type ReactNode } from 'react';
import { chartTypes, scaleModes, type ChartType, type ScaleMode } from '../../chart/chartTypes';
import { t } from '../../lib/text';
import { Icon } from '../../ui/Icon';
import type { ChartSetup } from './chartSetup';
import type { ZoneChoice } from './useChartPlace';

/** How bars and price axis are drawn. */
export function DrawMenu({ setup, canBeLog, zones, zone, onChange, onZone }: {
  readonly setup: ChartSetup;
  /** False when a loaded price is zero or below. */
  readonly canBeLog: boolean;
  readonly zones: readonly { readonly value: ZoneChoice; readonly text: string }[];
  readonly zone: ZoneChoice;
  readonly onChange: (change: Partial<ChartSetup>) => void;
  readonly onZone: (zone: ZoneChoice) => void;
}): ReactNode {
  const id = useId();
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
              const chosen = zones.find((one) => one.value === event.target.value);
              if (chosen !== undefined) onZone(chosen.value);
            }}
          >
            {zones.map((one) => <option key={one.value} value={one.value}>{one.text}</option>)}
          </select>
        </label>
        <label className="check">
          <input type="checkbox" checked={setup.isInverted} data-testid="scale-inverted" onChange={(event) => onChange({ isInverted: event.target.checked })} />
          {t.draw.inverted}
        </label>
      </div>
    </span>
  );
}

function choose<T extends string>(choices: readonly T[], value: string, act: (choice: T) => void): void {
  const choice = choices.find((one) => one === value);
  if (choice !== undefined) act(choice);
}
