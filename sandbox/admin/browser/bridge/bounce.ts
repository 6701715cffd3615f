/** The page that fetches a session token: it loads what it stands for, with the token, and becomes it. */

const RELOAD_PARAM = 'shopify-reload';

const reloadAddress = () => new URLSearchParams(location.search).get(RELOAD_PARAM);

export const isBounce = (): boolean => reloadAddress() !== null;

/** @throws Error when the address is not the app's, or what lies there is no page */
export async function bounce(): Promise<void> {
  const target = new URL(reloadAddress() ?? '/', location.href);
  if (target.origin !== location.origin)
    throw new Error(`${RELOAD_PARAM} leads to another origin; not followed.`);
  target.searchParams.delete(RELOAD_PARAM);
  history.replaceState(null, '', target);
  const response = await fetch(target, { headers: { Accept: 'text/html', 'X-Shopify-Bounce': '1' } });
  if (!response.headers.get('Content-Type')?.startsWith('text/html')) {
    throw new Error(
      `${target.pathname} answered with something other than HTML (status ${response.status}).`,
    );
  }
  const page = await response.text();
  document.open();
  document.write(page);
  document.close();
}
