import type { LinksFunction, LoaderFunctionArgs } from '@remix-run/node';
import { Links, Meta, Outlet, Scripts, ScrollRestoration, useLoaderData } from '@remix-run/react';
import { LanguageProvider } from './components/words.tsx';
import { composition } from './deps.server.ts';
import { answerLanguage } from './language.server.ts';

export const links: LinksFunction = () => [{ rel: 'icon', href: '/favicon.svg', type: 'image/svg+xml' }];

export async function loader({ request }: LoaderFunctionArgs) {
  const { env } = composition();
  const language = await answerLanguage(request);
  return { language, apiKey: env.SHOPIFY_API_KEY, appBridgeUrl: env.APP_BRIDGE_URL };
}

/** Nobody changes their language while they look at a page. */
export const shouldRevalidate = () => false;

export default function Document() {
  const { language, apiKey, appBridgeUrl } = useLoaderData<typeof loader>();
  return (
    <html lang={language}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="shopify-api-key" content={apiKey} />
        {/* App Bridge must be the first script of the page, and not deferred. */}
        <script src={appBridgeUrl} data-api-key={apiKey} />
        <Meta />
        <Links />
      </head>
      <body>
        <LanguageProvider tag={language}>
          <Outlet />
        </LanguageProvider>
        <ScrollRestoration />
        <Scripts />
      </body>
    </html>
  );
}

/** Outside the app's own pages, which tell their errors themselves. */
export function ErrorBoundary() {
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Privacy Desk</title>
      </head>
      <body>
        <main>
          <h1>There is nothing to see here</h1>
          <p>
            The page does not exist or could not be shown. Nothing was changed. Open Privacy Desk in Shopify.
          </p>
        </main>
      </body>
    </html>
  );
}
