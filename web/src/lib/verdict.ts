import type { Stage, SystemStatus } from './statusWire';

export interface Verdict {
  /** Null: the server has not said. */
  readonly canRecord: boolean | null;
  readonly reasons: readonly string[];
}

/** The server decides; only where it does not say is the answer read from its stages. */
export function verdictOf(status: SystemStatus): Verdict {
  const reasons = status.reasons.map((reason) => reason.detail).filter((detail) => detail !== '');
  if (status.canRecord !== null) return { canRecord: status.canRecord, reasons };
  if (status.stages.length === 0) return { canRecord: null, reasons };
  const broken = status.stages.filter((stage) => stage.state === 'down');
  return { canRecord: broken.length === 0, reasons: reasons.length > 0 ? reasons : broken.map(sentenceOf) };
}

function sentenceOf(stage: Stage): string {
  return stage.lastError ?? stage.detail ?? stage.name;
}

/** Received minus everything it must add up to; null while a figure is missing. */
export function imbalanceOf({ counters: c }: SystemStatus): number | null {
  if (c.received === null || c.acknowledged === null || c.rejected === null) return null;
  if (c.duplicate === null || c.conflated === null || c.inFlight === null) return null;
  return c.received - (c.acknowledged + c.rejected + c.duplicate + c.conflated + c.inFlight);
}
