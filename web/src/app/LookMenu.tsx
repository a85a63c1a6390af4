import { useId, type ReactNode } from 'react';
import { numberStyles } from '../lib/numberStyle';
import { t } from '../lib/text';
import { Icon } from '../ui/Icon';
import { showOverlay } from '../ui/overlays';
import { setLook, shownTheme, useLook, type Density, type Palette, type ThemeChoice } from '../ui/preferences';
import { Segmented } from '../ui/Segmented';

export function LookMenu(): ReactNode {
  const look = useLook();
  const id = useId();
  const isDark = shownTheme() === 'dark';
  return (
    <div className="top-tools">
      <button
        type="button"
        className="icon-button"
        data-testid="theme-toggle"
        title={isDark ? t.look.toLight : t.look.toDark}
        aria-label={isDark ? t.look.toLight : t.look.toDark}
        onClick={() => setLook({ theme: isDark ? 'light' : 'dark' })}
      >
        <Icon name={isDark ? 'sun' : 'moon'} />
      </button>
      <button type="button" className="icon-button" data-testid="look-menu" popoverTarget={id} title={t.look.menu} aria-label={t.look.menu}>
        <Icon name="sliders" />
      </button>
      <div id={id} popover="auto" className="popover look-popover" data-testid="look-popover">
        <h2>{t.look.menu}</h2>
        <div className="field">
          <span>{t.look.theme}</span>
          <Segmented<ThemeChoice>
            label={t.look.theme}
            value={look.theme}
            onChange={(theme) => setLook({ theme })}
            options={[{ value: 'system', text: t.look.system }, { value: 'dark', text: t.look.dark }, { value: 'light', text: t.look.light }]}
            testId="theme-choice"
          />
        </div>
        <div className="field">
          <span>{t.look.palette}</span>
          <Segmented<Palette>
            label={t.look.palette}
            value={look.palette}
            onChange={(palette) => setLook({ palette })}
            options={[
              { value: 'blue-orange', text: t.look.blueOrange },
              { value: 'green-red', text: t.look.greenRed },
              { value: 'mono', text: t.look.mono },
            ]}
            testId="palette-choice"
          />
        </div>
        <label className="check">
          <input type="checkbox" data-testid="red-up" checked={look.redUp} onChange={(event) => setLook({ redUp: event.target.checked })} />
          {t.look.redUp}
        </label>
        <div className="field">
          <span>{t.look.density}</span>
          <Segmented<Density>
            label={t.look.density}
            value={look.density}
            onChange={(density) => setLook({ density })}
            options={[
              { value: 'compact', text: t.look.compact },
              { value: 'default', text: t.look.normal },
              { value: 'comfortable', text: t.look.comfortable },
            ]}
            testId="density-choice"
          />
        </div>
        <label className="field">
          <span>{t.look.numbers}</span>
          <select data-testid="number-style" value={look.numbers} onChange={(event) => setLook({ numbers: numberStyles.find((style) => style === event.target.value) ?? 'international' })}>
            {numberStyles.map((style) => <option key={style} value={style}>{t.look.numberStyles[style]}</option>)}
          </select>
        </label>
        <label className="check">
          <input type="checkbox" data-testid="fractions" checked={look.showsFractions} onChange={(event) => setLook({ showsFractions: event.target.checked })} />
          {t.look.fractions}
        </label>
        <button type="button" className="button" onClick={() => showOverlay({ kind: 'keys' })}><Icon name="keyboard" /> {t.keys.title}</button>
      </div>
    </div>
  );
}
