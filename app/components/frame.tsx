import { Link as RemixLink, useNavigate } from '@remix-run/react';
import { AppProvider } from '@shopify/polaris';
import type { LinkLikeComponentProps } from '@shopify/polaris/build/ts/src/utilities/link';
import en from '@shopify/polaris/locales/en.json';
import { type PropsWithChildren, useEffect } from 'react';

/** Polaris draws its links with this, so that they navigate within the app. */
function Link({ url = '', external, children, ...rest }: LinkLikeComponentProps) {
  const isOutside = external || /^[a-z][a-z0-9+.-]*:|^\/\//i.test(url);
  if (isOutside)
    return (
      <a {...rest} href={url} target="_blank" rel="noopener noreferrer">
        {children}
      </a>
    );
  return (
    <RemixLink {...rest} to={url}>
      {children}
    </RemixLink>
  );
}

/** What every page of the app stands in. */
export function Frame({ children }: PropsWithChildren) {
  const navigate = useNavigate();
  // App Bridge announces clicks in Shopify's own navigation with this event.
  useEffect(() => {
    const follow = (event: Event) => {
      const href = (event.target as Element | null)?.getAttribute('href');
      if (href) navigate(href);
    };
    document.addEventListener('shopify:navigate', follow);
    return () => document.removeEventListener('shopify:navigate', follow);
  }, [navigate]);
  return (
    <AppProvider i18n={en} linkComponent={Link}>
      {children}
    </AppProvider>
  );
}
