/** What one GraphQL call knows while it is executed. */
import type { Installation, Shop, World } from '#sandbox/world.ts';
import type { Denials } from './access.ts';
import type { Hooks } from './hooks.ts';

/** Entry of `extensions.search`: a `query` argument that Shopify did not fully understand. */
export interface SearchReport {
  path: (string | number)[];
  query: string;
  parsed: object;
  warnings: { field: string; message: string; code: string }[];
}

export interface Call {
  world: World;
  shop: Shop;
  installation: Installation;
  /** Staff member behind an online token, null for an offline token. */
  staffId: number | null;
  hooks: Hooks;
  denials: Denials;
  /** Points spent so far: 1 an object, 2 a connection. */
  spent: number;
  searches: SearchReport[];
  /** A bulk operation reads whole connections, whatever their arguments. */
  bulk: boolean;
}
