import { Link as RemixLink, useNavigate, useNavigation } from '@remix-run/react';
import { NavMenu } from '@shopify/app-bridge-react';
import { AppProvider } from '@shopify/polaris';
import type { LinkLikeComponentProps } from '@shopify/polaris/build/ts/src/utilities/link';
import { type PropsWithChildren, useEffect } from 'react';
import { usePolarisWords, useT } from './words.tsx';

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

/** Shopify's own bar at the top of the window runs while a page is on its way. */
function useLoadingBar(): void {
  const isBusy = useNavigation().state !== 'idle';
  useEffect(() => {
    window.shopify?.loading(isBusy);
  }, [isBusy]);
}

/** What every page of the app stands in, the page of an error too. */
export function Frame({ children }: PropsWithChildren) {
  const navigate = useNavigate();
  const t = useT();
  const polaris = usePolarisWords();
  useLoadingBar();
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
    <AppProvider i18n={polaris} linkComponent={Link}>
      <NavMenu>
        <RemixLink to="/app" rel="home">
          Privacy Desk
        </RemixLink>
        <RemixLink to="/app/requests">{t('Requests')}</RemixLink>
        <RemixLink to="/app/customers">{t('Customers')}</RemixLink>
        <RemixLink to="/app/activity">{t('Activity')}</RemixLink>
        <RemixLink to="/app/settings">{t('Settings')}</RemixLink>
      </NavMenu>
      {children}
    </AppProvider>
  );
}
