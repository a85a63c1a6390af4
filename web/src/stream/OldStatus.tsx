import type { ReactNode } from 'react';
import { formatAge } from '../lib/format';
import { t } from '../lib/text';
import { browserMillis } from './clock';
import { useHealth, useStream } from './context';
import { useSecond } from './useSecond';

/** The server tells of itself each second. */
const oldMillis = 5_000;

/** In a panel about the server itself: how long it has told nothing of itself, once that is longer than it should be. */
export function OldStatus(): ReactNode {
  const { health } = useStream();
  useHealth((status) => status);
  useSecond();
  const age = health.receivedAt === null ? 0 : browserMillis() - health.receivedAt;
  if (age <= oldMillis) return null;
  return <p className="stale-note" data-testid="old-status">{t.states.old(t.states.silent(formatAge(age)))}</p>;
}
