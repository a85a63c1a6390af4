import { useEffect, useRef, useState } from 'react';

/** So long a value has to stay as it is, in milliseconds. */
const rest = 100;
/** What never rests is taken so often, in milliseconds. */
const longest = 500;

/** The value as it was when it rested last; at first as it is. For work that is too much to be done for each step of a movement. */
export function useRested<T>(value: T): T {
  const [rested, setRested] = useState(value);
  const moving = useRef<number | null>(null);
  useEffect(() => {
    if (Object.is(value, rested)) {
      moving.current = null;
      return undefined;
    }
    moving.current ??= performance.now();
    const timer = setTimeout(() => setRested(value), Math.max(0, Math.min(rest, moving.current + longest - performance.now())));
    return () => clearTimeout(timer);
  }, [value, rested]);
  return rested;
}
