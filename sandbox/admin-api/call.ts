/** What one GraphQL call knows while it is executed. */
import type { NodeRecord } from '#sandbox/store/store.ts';
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

/** The nodes of the outermost connection that this call reads; the call says how many there are. */
export interface BulkWindow {
  from: number;
  to: number;
  total: number;
}

export interface BulkEngine {
  /** @returns the operation in state CREATED, or why the query is refused */
  submit(caller: Caller, query: string, groupObjects: boolean): NodeRecord | string;
}

/** Who calls, and where. */
export type Caller = Pick<
  Call,
  'world' | 'shop' | 'installation' | 'staffId' | 'online' | 'hooks' | 'bulkEngine'
>;

export interface Call {
  world: World;
  shop: Shop;
  installation: Installation;
  /** Staff member behind an online token, null for an offline token. */
  staffId: number | null;
  /** The token is an online one. */
  online: boolean;
  hooks: Hooks;
  bulkEngine: BulkEngine;
  denials: Denials;
  /** Points spent so far: 1 an object, 2 a connection. */
  spent: number;
  searches: SearchReport[];
  /** A bulk operation reads whole connections, whatever their arguments, the outermost one piece by piece. */
  bulk: BulkWindow | null;
}
