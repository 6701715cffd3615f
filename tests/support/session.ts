import { Session } from '@shopify/shopify-api';

/**
 * Exchanges a session token for an offline pair, as an opened page does. Shopify's host is reached as the process's
 * own fetch leads there.
 */
export async function exchangeToken(
  shopDomain: string,
  sessionToken: string,
  app: { apiKey: string; secret: string },
): Promise<Session> {
  const answer = await fetch(`https://${shopDomain}/admin/oauth/access_token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      client_id: app.apiKey,
      client_secret: app.secret,
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: sessionToken,
      subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
      requested_token_type: 'urn:shopify:params:oauth:token-type:offline-access-token',
      expiring: '1',
    }),
  });
  const tokens = await answer.json();
  return new Session({
    id: `offline_${shopDomain}`,
    shop: shopDomain,
    state: '',
    isOnline: false,
    scope: tokens.scope,
    accessToken: tokens.access_token,
    expires: new Date(Date.now() + tokens.expires_in * 1000),
    refreshToken: tokens.refresh_token,
    refreshTokenExpires: new Date(Date.now() + tokens.refresh_token_expires_in * 1000),
  });
}
