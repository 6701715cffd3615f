import { Session } from '@shopify/shopify-api';
import type { SessionStorage } from '@shopify/shopify-app-session-storage';
import { z } from 'zod';
import { Failure } from '../../../core/failure.ts';
import type { WithLock } from '../../db/lock.ts';

/** A token that ends within this time is renewed before it is used. */
const RENEW_BEFORE_MS = 5 * 60_000;

const reply = z.object({
  access_token: z.string().min(1),
  scope: z.string(),
  expires_in: z.number(),
  refresh_token: z.string().min(1),
  refresh_token_expires_in: z.number(),
});

/** Gives the shop's offline access token, renewed when it is about to end. */
export interface AccessTokens {
  /** @throws Failure `not-connected` when the app must be opened in the shop's admin again */
  of(shopDomain: string): Promise<string>;
  /** Renews although the token seems good: Shopify has refused it. */
  renew(shopDomain: string, refused: string): Promise<string>;
}

const notConnected = (cause?: unknown) =>
  new Failure(
    'not-connected',
    'Privacy Desk has no access to the shop. Open the app in the Shopify admin to connect it again; nothing is lost.',
    { cause },
  );

/**
 * One renewal at a time per shop, over all processes: the refresh token is used up by it, so the others wait
 * and take what the first one got.
 */
export function createAccessTokens(deps: {
  storage: SessionStorage;
  withLock: WithLock;
  now: () => Date;
  apiKey: string;
  apiSecret: string;
}): AccessTokens {
  const { storage, withLock, now, apiKey, apiSecret } = deps;

  async function load(shop: string): Promise<Session> {
    const session = await storage.loadSession(`offline_${shop}`);
    if (!session?.accessToken) throw notConnected();
    return session;
  }

  /** The merchant's next visit finds no session and exchanges new tokens. */
  async function forget(session: Session): Promise<Failure> {
    await storage.deleteSession(session.id);
    return notConnected();
  }

  const isFresh = (session: Session, refused: string | null): boolean =>
    session.accessToken !== refused &&
    (session.expires === undefined || session.expires.getTime() - now().getTime() > RENEW_BEFORE_MS);

  async function requestRenewal(session: Session): Promise<Session> {
    const response = await fetch(`https://${session.shop}/admin/oauth/access_token`, {
      method: 'POST',
      // It would take the app's secret along.
      redirect: 'error',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({
        client_id: apiKey,
        client_secret: apiSecret,
        grant_type: 'refresh_token',
        refresh_token: session.refreshToken,
      }),
      signal: AbortSignal.timeout(10_000),
    });
    if (response.status >= 500 || response.status === 429)
      throw new Failure('shopify-away', 'Shopify did not renew the access token just now', { retry: true });
    if (!response.ok) throw await forget(session);
    const tokens = reply.parse(await response.json());
    const inSeconds = (seconds: number) => new Date(now().getTime() + seconds * 1000);
    return new Session({
      ...session.toObject(),
      accessToken: tokens.access_token,
      scope: tokens.scope,
      expires: inSeconds(tokens.expires_in),
      refreshToken: tokens.refresh_token,
      refreshTokenExpires: inSeconds(tokens.refresh_token_expires_in),
    });
  }

  async function renewed(shop: string, refused: string | null): Promise<string> {
    return withLock(`access-token:${shop}`, async () => {
      const session = await load(shop);
      if (isFresh(session, refused)) return session.accessToken ?? '';
      if (!session.refreshToken) throw await forget(session);
      const next = await requestRenewal(session).catch((cause) => {
        if (cause instanceof Failure) throw cause;
        throw new Failure('shopify-away', 'Shopify could not be reached to renew the access token', {
          retry: true,
          cause,
        });
      });
      await storage.storeSession(next);
      return next.accessToken ?? '';
    });
  }

  return {
    async of(shop) {
      const session = await load(shop);
      return isFresh(session, null) ? (session.accessToken ?? '') : renewed(shop, null);
    },
    renew: (shop, refused) => renewed(shop, refused),
  };
}
