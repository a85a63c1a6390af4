import type { Subscription } from '../api/types';
import type { LineFact } from '../stream/lines';

const refusals: readonly string[] = ['refused', 'not_entitled', 'competing'];

/** One fact for each instrument: the shortest patience of its lines, and the worst that is said of one. */
export function lineFactsOf(lines: readonly Subscription[]): ReadonlyMap<string, LineFact> {
  const facts = new Map<string, LineFact>();
  for (const line of lines) {
    if (line.kind === 'depth') continue;
    const known = facts.get(line.instrumentId);
    const threshold = line.thresholdMs;
    facts.set(line.instrumentId, {
      stallMillis: threshold === null ? known?.stallMillis ?? null : Math.min(threshold, known?.stallMillis ?? threshold),
      quality: line.state === 'delayed' || line.state === 'frozen' ? line.state : known?.quality ?? null,
      refusal: refusals.includes(line.state) ? line.reason : known?.refusal ?? null,
    });
  }
  return facts;
}
