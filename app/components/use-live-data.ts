import { useRevalidator } from '@remix-run/react';
import { useEffect } from 'react';

/** How often a page asks for news: of work that runs, and of what may come in. */
export const RUNNING_MS = 1_500;
export const WAITING_MS = 5_000;

/** Keeps the page's data fresh, while somebody can see it and there is a network; null: it stays as it is. */
export function useLiveData(everyMs: number | null): void {
  const { state, revalidate } = useRevalidator();
  useEffect(() => {
    if (everyMs === null || state !== 'idle') return;
    const ask = () => {
      if (document.visibilityState === 'visible' && navigator.onLine) revalidate();
    };
    const timer = setInterval(ask, everyMs);
    document.addEventListener('visibilitychange', ask);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', ask);
    };
  }, [everyMs, state, revalidate]);
}
