import { useEffect, useState } from 'react';
import { fetchInfo } from '../api/queries';

/** True once a script of this page did not come from a server that answers: one of another version has others. */
export function useVersionNotice(): boolean {
  const [isOld, setOld] = useState(false);
  useEffect(() => {
    const onError = (): void => {
      // Where nobody answers nothing is known of its version.
      fetchInfo().then(() => setOld(true), () => undefined);
    };
    window.addEventListener('vite:preloadError', onError);
    return () => window.removeEventListener('vite:preloadError', onError);
  }, []);
  return isOld;
}
