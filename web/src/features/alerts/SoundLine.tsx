import { useId, type ReactNode } from 'react';
import { alertLevels } from '../../lib/alertWire';
import { t } from '../../lib/text';
import { Icon } from '../../ui/Icon';
import { StateMark } from '../../ui/StateMark';
import { setPreferences, toggleMute, usePreferences } from './preferences';
import { playLevel, useCanSound } from './sound';

/** Volume, mute and a test of each level's sound. */
export function SoundLine(): ReactNode {
  const { isMuted, volume } = usePreferences();
  const canSound = useCanSound();
  const id = useId();
  const words = t.alerts.routes;
  return (
    <div className="route-line" data-testid="route-sound" data-value={isMuted ? 'muted' : canSound ? 'on' : 'locked'}>
      <Icon name={isMuted ? 'muted' : 'sound'} />
      <strong>{words.sound}</strong>
      <StateMark level={isMuted ? 'warn' : canSound ? 'ok' : 'off'} word={isMuted ? words.soundMuted : canSound ? words.soundOn : words.soundLocked} />
      <button type="button" className="button route-act" aria-pressed={isMuted} onClick={toggleMute}>{words.mute}</button>
      <span className="route-note sound-tools">
        <label htmlFor={id}>{words.volume}</label>
        <input
          id={id}
          type="range"
          min={0}
          max={100}
          step={5}
          value={volume}
          data-testid="volume"
          aria-valuetext={`${volume} %`}
          onChange={(event) => setPreferences({ volume: Number(event.target.value) })}
        />
        <span className="num sound-value">{volume} %</span>
        {alertLevels.map((level) => (
          <button key={level} type="button" className="button" data-testid={`sound-${level}`} aria-label={words.testSound(level)} onClick={() => playLevel(level, volume)}>
            <Icon name="play" /> {t.alerts.level(level)}
          </button>
        ))}
      </span>
      {!canSound && <p className="route-note muted">{words.soundLockedNote}</p>}
    </div>
  );
}
