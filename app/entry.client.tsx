import { RemixBrowser } from '@remix-run/react';
import { StrictMode, startTransition } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { ComeAlive, holdEvents } from './components/come-alive.tsx';
import { loadLanguage } from './languages.ts';

holdEvents();
// The page was answered in this language, and is taken over in it.
await loadLanguage(document.documentElement.lang);
startTransition(() => {
  hydrateRoot(
    document,
    <StrictMode>
      <ComeAlive>
        <RemixBrowser />
      </ComeAlive>
    </StrictMode>,
  );
});
