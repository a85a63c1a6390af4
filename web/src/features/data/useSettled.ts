import { useEffect, useState } from 'react';

const pause = 250;

/** A value once it has not changed for a moment: what is typed asks the server when the typing stops. */
export function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  const text = JSON.stringify(value);
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(value), pause);
    return () => window.clearTimeout(timer);
    // The text stands for the value, which is a new object at every rendering.
  }, [text]);
  return settled;
}
