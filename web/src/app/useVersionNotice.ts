import { useEffect, useState } from 'react';

/** True once a script of this page could not be loaded: a server of another version has others. */
export function useVersionNotice(): boolean {
  const [isOld, setOld] = useState(false);
  useEffect(() => {
    const onError = (): void => setOld(true);
    window.addEventListener('vite:preloadError', onError);
    return () => window.removeEventListener('vite:preloadError', onError);
  }, []);
  return isOld;
}
