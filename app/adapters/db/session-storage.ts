import { Session } from '@shopify/shopify-api';
import type { SessionStorage } from '@shopify/shopify-app-session-storage';
import { Failure } from '../../core/failure.ts';
import { shopIdOf } from '../../core/id.ts';
import type { DataKey } from '../../core/keys.ts';
import type { Vault } from '../vault/vault.ts';
import type { RunUnit } from './unit.ts';

/** `offline_<shop>`, or `<shop>_<user id>` for a member of staff. */
const SHOP_IN_ID = /^(?:offline_)?([a-z0-9][a-z0-9-]*\.myshopify\.com)(?:_\d+)?$/;

const shopOfId = (id: string): string => {
  const shop = SHOP_IN_ID.exec(id)?.[1];
  if (shop === undefined) throw new Failure('session-id', 'a session id must name its shop');
  return shop;
};

/**
 * Shopify sessions with tokens and staff details sealed under the shop's credential key. An access token and
 * its refresh token are one sealed row, so they are always stored as a pair.
 */
export function createSessionStorage(deps: {
  unit: RunUnit;
  vault: Vault;
  /** The shop's credential key; a shop never seen before becomes known by this. */
  credentialKey: (shopDomain: string) => Promise<DataKey>;
}): SessionStorage {
  const { unit, vault, credentialKey } = deps;
  const place = (id: string) => ({ table: 'session', column: 'sealed', row: id });
  const reopen = (key: DataKey, row: { id: string; sealed: Uint8Array }) =>
    Session.fromPropertyArray(JSON.parse(vault.open(key, place(row.id), row.sealed).toString('utf8')), true);

  const storage: SessionStorage = {
    async storeSession(session) {
      const key = await credentialKey(session.shop);
      const shopId = shopIdOf(session.shop);
      const properties = Buffer.from(JSON.stringify(session.toPropertyArray(true)));
      const data = {
        isOnline: session.isOnline,
        scope: session.scope ?? null,
        expiresAt: session.expires ?? null,
        keyId: key.id,
        sealed: vault.seal(key, place(session.id), properties),
      };
      const { id } = session;
      await unit(shopId, ({ progress }) =>
        progress.session.upsert({
          where: { shopId_id: { shopId, id } },
          create: { shopId, id, ...data },
          update: data,
        }),
      );
      return true;
    },

    async loadSession(id) {
      const shop = shopOfId(id);
      const shopId = shopIdOf(shop);
      const row = await unit(shopId, ({ read }) =>
        read.session.findUnique({ where: { shopId_id: { shopId, id } } }),
      );
      return row ? reopen(await credentialKey(shop), row) : undefined;
    },

    deleteSession: (id) => storage.deleteSessions([id]),

    async deleteSessions(ids) {
      for (const id of ids) {
        const shopId = shopIdOf(shopOfId(id));
        await unit(shopId, ({ progress }) => progress.session.deleteMany({ where: { shopId, id } }));
      }
      return true;
    },

    async findSessionsByShop(shop) {
      const shopId = shopIdOf(shop);
      const rows = await unit(shopId, ({ read }) => read.session.findMany({ where: { shopId } }));
      const key = rows.length > 0 ? await credentialKey(shop) : null;
      return key === null ? [] : rows.map((row) => reopen(key, row));
    },
  };
  return storage;
}
