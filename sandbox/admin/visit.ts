/** One request to the shell, with what answers need. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { MailCatcher } from '#sandbox/mail.ts';
import type { Merchant } from '#sandbox/merchant.ts';
import type { Shop, World } from '#sandbox/world.ts';
import type { Places } from './places.ts';

/** What of the sandbox the shell shows or moves. */
export interface AdminParts {
  /** As the navigation writes it. */
  appName: string;
  mail: Pick<MailCatcher, 'mails'>;
  merchant: Pick<Merchant, 'changeScopes'>;
}

export interface Visit extends AdminParts {
  request: IncomingMessage;
  response: ServerResponse;
  world: World;
  places: Places;
  url: URL;
}

export interface ShopVisit extends Visit {
  shop: Shop;
}

export const findShop = (world: World, name: string): Shop | undefined =>
  world.shops.get(`${name}.myshopify.com`);
