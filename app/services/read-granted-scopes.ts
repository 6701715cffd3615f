import type { Deps } from './deps.ts';

/** The access scopes that the merchant has granted, as Shopify told last: at the exchange of a token, or by webhook. */
export const readGrantedScopes = ({ unit }: Pick<Deps, 'unit'>, shopId: string): Promise<string[]> =>
  unit(shopId, async ({ read }) => (await read.shop.findUniqueOrThrow({ where: { shopId } })).scopes);
