import type { ReactNode } from 'react';
import { formatClock, formatDate, zoneLabel } from '../../lib/format';
import { t } from '../../lib/text';
import { Icon } from '../../ui/Icon';
import { endReplay, replaySpeeds, setReplay } from '../../ui/replay';
import type { ReplayClock } from './useReplayClock';

/** Where a replay stands and what moves it. */
export function ReplayBar({ clock, zone, onJump }: { readonly clock: ReplayClock; readonly zone: string; readonly onJump: () => void }): ReactNode {
  const { replay, step } = clock;
  const { until, isPicking, isPlaying, speed } = replay;
  if (until === null && !isPicking) return null;
  const millis = (until ?? 0) * 1000;
  return (
    <div className="replay-bar" role="toolbar" aria-label={t.replay.label} data-testid="replay-bar" data-value={until ?? ''}>
      {until === null ? <span className="replay-hint" role="status">{t.replay.pick}</span> : (
        <>
          <button type="button" className="icon-button" title={t.replay.back} aria-label={t.replay.back} data-testid="replay-back" onClick={() => void step(-1)}><Icon name="back" /></button>
          <button
            type="button" className="icon-button" title={isPlaying ? t.replay.pause : t.replay.play} aria-label={isPlaying ? t.replay.pause : t.replay.play}
            data-testid="replay-play" data-playing={isPlaying} onClick={() => setReplay({ isPlaying: !isPlaying })}
          >
            <Icon name={isPlaying ? 'pause' : 'play'} />
          </button>
          <button type="button" className="icon-button" title={t.replay.forward} aria-label={t.replay.forward} data-testid="replay-forward" onClick={() => void step(1)}><Icon name="forward" /></button>
          <select
            aria-label={t.replay.speed} title={t.replay.speed} value={speed} data-testid="replay-speed"
            onChange={(event) => {
              const chosen = replaySpeeds.find((one) => String(one) === event.target.value);
              if (chosen !== undefined) setReplay({ speed: chosen });
            }}
          >
            {replaySpeeds.map((one) => <option key={one} value={one}>{t.replay.perSecond(one)}</option>)}
          </select>
          <span className="replay-time num">{t.replay.at(`${formatDate(millis, zone)} ${formatClock(millis, zone)} ${zoneLabel(zone, millis)}`)}</span>
        </>
      )}
      <button type="button" className="icon-button" title={t.replay.jump} aria-label={t.replay.jump} data-testid="replay-jump" onClick={onJump}><Icon name="calendar" /></button>
      <button type="button" className="icon-button" title={t.replay.end} aria-label={t.replay.end} data-testid="replay-end" onClick={endReplay}><Icon name="close" /></button>
    </div>
  );
}
