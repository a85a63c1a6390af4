import type { ReactNode } from 'react';
import { useInfo } from '../api/queries';
import { t } from '../lib/text';
import { useHealth } from '../stream/context';
import { useReplay } from '../ui/replay';
import { PrintNote } from './PrintNote';

/** Says on every page, in words, whether money is real. */
export function ModeBand(): ReactNode {
  const info = useInfo();
  const streamedMode = useHealth((status) => status?.mode ?? null);
  const streamedSimulated = useHealth((status) => status?.simulated ?? null);
  const mode = streamedMode ?? info.data?.mode ?? null;
  const simulated = streamedSimulated ?? info.data?.simulated ?? false;
  const isReplay = useReplay().until !== null;
  return isReplay ? (
    <div className="mode-band" data-testid="mode-band" data-value="replay" data-mode="replay">
      <strong>{t.replay.band}</strong>
      <span className="mode-note">{t.replay.bandNote}</span>
      <PrintNote />
    </div>
  ) : (
    <div className="mode-band" data-testid="mode-band" data-value={mode ?? ''} data-mode={mode ?? 'unknown'}>
      <strong>{mode === null ? t.mode.unknown : t.mode.name(mode, simulated)}</strong>
      <span className="mode-note">{mode === null ? '' : simulated ? t.mode.simulatedNote : t.mode.paperNote}</span>
      <PrintNote />
    </div>
  );
}
