import { useRevalidator } from '@remix-run/react';
import { useEffect } from 'react';

/** How often a page that shows running work asks for news. */
const ASK_EVERY_MS = 1_500;

/** Keeps the page's data fresh while `isRunning`, and only while somebody can see it and there is a network. */
export function useLiveData(isRunning: boolean): void {
  const { state, revalidate } = useRevalidator();
  useEffect(() => {
    if (!isRunning || state !== 'idle') return;
    const ask = () => {
      if (document.visibilityState === 'visible' && navigator.onLine) revalidate();
    };
    const timer = setInterval(ask, ASK_EVERY_MS);
    document.addEventListener('visibilitychange', ask);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', ask);
    };
  }, [isRunning, state, revalidate]);
}
