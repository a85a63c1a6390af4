import type { ReactNode } from 'react';
import { isSample, samplePlaces } from '../lib/dataset';
import { t } from '../lib/text';
import { useReplay } from '../ui/replay';
import { PrintNote } from './PrintNote';
import { useMode } from './useMode';

/** Says on every page, in words, whether money is real. */
export function ModeBand(): ReactNode {
  const { name: mode, isSimulated: simulated } = useMode();
  const isReplay = useReplay().until !== null;
  return isSample || isReplay ? (
    <div className="mode-band" data-testid="mode-band" data-value="replay" data-mode="replay">
      <strong>{t.replay.band}</strong>
      <span className="mode-note">{isSample ? t.sample.bandNote : t.replay.bandNote}</span>
      {isSample && <a className="mode-leave" href={samplePlaces.leave} data-testid="band-leave">{t.sample.leave}</a>}
      <PrintNote />
    </div>
  ) : (
    <div className="mode-band" data-testid="mode-band" data-value={mode ?? ''} data-mode={mode ?? 'unknown'}>
      <strong>{mode === null ? t.mode.unknown : t.mode.name(mode, simulated)}</strong>
      <span className="mode-note">{mode === null ? '' : simulated ? t.mode.simulatedNote : mode === 'live' ? t.mode.liveNote : t.mode.paperNote}</span>
      <PrintNote />
    </div>
  );
}
