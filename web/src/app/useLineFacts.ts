import { useEffect } from 'react';
import { useSubscriptions } from '../api/queries';
import { useStream } from '../stream/context';
import { lineFactsOf } from './lineFacts';

/** Hands what the server says of its lines to whoever shows their prices. */
export function useLineFacts(): void {
  const { lines } = useStream();
  const told = useSubscriptions().data;
  useEffect(() => {
    if (told !== undefined) lines.set(lineFactsOf(told.items));
  }, [lines, told]);
}
