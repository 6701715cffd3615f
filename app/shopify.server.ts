import '@shopify/shopify-app-remix/adapters/node';
import { ApiVersion, AppDistribution, LogSeverity, shopifyApp } from '@shopify/shopify-app-remix/server';
import { ShopDetailsDocument } from './adapters/stores/shopify/generated/documents.ts';
import type { Actor } from './core/audit.ts';
import { Failure } from './core/failure.ts';
import { shopIdOf } from './core/id.ts';
import { composition } from './deps.server.ts';
import { installShop } from './services/install-shop.ts';
import { knowStaff } from './services/know-staff.ts';
import { learnShop, type ShopDetails } from './services/learn-shop.ts';

/** Shopify's messages can hold tokens and addresses: only that there was one, and how grave, is kept. */
const SEVERITY = {
  [LogSeverity.Error]: 'error',
  [LogSeverity.Warning]: 'warn',
  [LogSeverity.Info]: 'debug',
  [LogSeverity.Debug]: 'debug',
} as const;

/** Name, country and time zone of the shop; null when Shopify does not answer, for the page must open all the same. */
async function readDetails(shop: string): Promise<ShopDetails | null> {
  const { admin, deps } = composition();
  try {
    const { data } = await admin.run(shop, ShopDetailsDocument, {}, { urgent: true });
    if (data.shop === null) return null;
    return {
      name: data.shop.name,
      contactEmail: data.shop.contactEmail,
      countryCode: data.shop.billingAddress.countryCodeV2 ?? null,
      timeZone: data.shop.ianaTimezone,
    };
  } catch (error) {
    deps.log.warn({ code: error instanceof Failure ? error.code : 'internal' }, 'shop details not read');
    return null;
  }
}

function createShopify() {
  const { env, deps, sessionStorage } = composition();
  return shopifyApp({
    apiKey: env.SHOPIFY_API_KEY,
    apiSecretKey: env.SHOPIFY_API_SECRET,
    apiVersion: ApiVersion.October26,
    scopes: env.SCOPES,
    appUrl: env.SHOPIFY_APP_URL,
    authPathPrefix: '/auth',
    sessionStorage,
    distribution: AppDistribution.AppStore,
    future: { unstable_newEmbeddedAuthStrategy: true, expiringOfflineAccessTokens: true },
    logger: {
      level: LogSeverity.Warning,
      log: async (severity) => deps.log[SEVERITY[severity]]('message from the Shopify library'),
    },
    hooks: {
      async afterAuth({ session }) {
        const scopes = session.scope?.split(',') ?? [];
        await installShop(deps, { domain: session.shop, scopes, details: await readDetails(session.shop) });
      },
    },
  });
}

let created: ReturnType<typeof createShopify> | undefined;

/** Shopify's library, made at first use: a wrong environment must be told by the server's start. */
export function shopify() {
  created ??= createShopify();
  return created;
}

/** A member of staff in the Shopify admin, and the shop they work in. */
export interface StaffContext {
  shopId: string;
  shopDomain: string;
  actor: Actor & { kind: 'staff' };
}

/** The session token as it came: with a fetch in the header, with a page in its address. */
const tokenOf = (request: Request): string =>
  request.headers.get('authorization')?.replace(/^Bearer /, '') ??
  new URL(request.url).searchParams.get('id_token') ??
  '';

type AdminContext = Awaited<ReturnType<ReturnType<typeof createShopify>['authenticate']['admin']>>;

/** Every page and action under /app begins with this. @throws Response that sends an unknown visitor to log in */
export async function requireStaff(request: Request): Promise<StaffContext & Pick<AdminContext, 'redirect'>> {
  const { session, sessionToken, redirect } = await shopify().authenticate.admin(request);
  const shopDomain = session.shop;
  const shopId = shopIdOf(shopDomain);
  const id = sessionToken?.sub ?? 'unknown';
  await knowStaff(composition().deps, { shopId, shopDomain, id, sessionToken: tokenOf(request) });
  return { shopId, shopDomain, actor: { kind: 'staff', id }, redirect };
}

/** What is not known of the shop since the app was installed is asked: before a page that shows it. */
export const completeShop = ({ shopId, shopDomain }: Pick<StaffContext, 'shopId' | 'shopDomain'>) =>
  learnShop(composition().deps, { shopId, ask: () => readDetails(shopDomain) });
