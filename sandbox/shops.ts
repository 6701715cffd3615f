/** Shops of the sandbox: who works there, and what lies in their stores. */
import { createStore } from './store/memory-store.ts';
import { seedStore } from './store/seed.ts';
import { type Installation, PROTECTED_FIELDS, type Shop, type Staff, type World } from './world.ts';

export interface ShopOptions {
  domain: string;
  name?: string;
  countryCode?: string;
  ianaTimezone?: string;
  /** Points per second: 100 Standard, 1,000 Plus. */
  restoreRate?: number;
  seed?: number;
  customers?: number;
  orders?: number;
  /** Orders of the one customer with most; see SeedOptions. */
  heaviest?: number;
  /** Whether the merchant has installed the app already. */
  installed?: boolean;
}

const STAFF: Staff[] = [
  {
    id: 902541635,
    firstName: 'Olivia',
    lastName: 'Owner',
    email: 'olivia@shop.example',
    accountOwner: true,
    locale: 'en',
  },
  {
    id: 902541636,
    firstName: 'Henry',
    lastName: 'Handler',
    email: 'henry@shop.example',
    accountOwner: false,
    locale: 'en',
  },
  {
    id: 902541637,
    firstName: 'Greta',
    lastName: 'Gast',
    email: 'greta@shop.example',
    accountOwner: false,
    locale: 'de',
  },
];

/** As Shopify's own dialogue makes it: the required scopes are granted, optional ones later if at all. */
export const createInstallation = ({ app }: World): Installation => ({
  grantedScopes: new Set(app.scopes),
  accessTokens: new Map(),
  refreshTokens: new Map(),
});

export function addShop(world: World, options: ShopOptions): Shop {
  const { domain, seed = 1, customers = 500, orders = 5_000 } = options;
  if (world.shops.has(domain)) throw new Error(`There is a shop ${domain} already.`);
  const store = createStore(() => world.clock.now());
  seedStore(store, { seed, customers, orders, heaviest: options.heaviest, now: world.clock.now(), domain });
  const shop: Shop = {
    id: 954_889 + world.shops.size,
    domain,
    name: options.name ?? domain.replace('.myshopify.com', ''),
    email: `hello@${domain.replace('.myshopify.com', '')}.example`,
    currency: 'EUR',
    countryCode: options.countryCode ?? 'DE',
    ianaTimezone: options.ianaTimezone ?? 'Europe/Berlin',
    restoreRate: options.restoreRate ?? 100,
    staff: STAFF,
    store,
    installation: options.installed ? createInstallation(world) : null,
    protectedData: { approved: true, fields: new Set(PROTECTED_FIELDS) },
    themeBlocks: new Set(),
    faults: [],
  };
  world.shops.set(domain, shop);
  return shop;
}
