import { Session } from '@shopify/shopify-api';
import { db } from './db.server.js';

const toRow = ({ id, shop, state, isOnline, scope, expires, accessToken, onlineAccessInfo }) => ({
  ...{ id, shop, state, isOnline, scope, expires, accessToken: accessToken ?? '' },
  userId: onlineAccessInfo?.associated_user.id ?? null,
});

const fromRow = (row) =>
  Session.fromPropertyArray(
    Object.entries({ ...row, expires: row.expires?.getTime(), userId: row.userId?.toString() }).filter(
      ([, value]) => value !== null && value !== undefined,
    ),
    true,
  );

/** What @shopify/shopify-app-session-storage-prisma does, which does not run on Prisma 7 yet. */
export const sessionStorage = {
  async storeSession(session) {
    const data = toRow(session);
    await db.session.upsert({ where: { id: session.id }, update: data, create: data });
    return true;
  },
  async loadSession(id) {
    const row = await db.session.findUnique({ where: { id } });
    return row ? fromRow(row) : undefined;
  },
  async deleteSession(id) {
    await db.session.deleteMany({ where: { id } });
    return true;
  },
  async deleteSessions(ids) {
    await db.session.deleteMany({ where: { id: { in: ids } } });
    return true;
  },
  async findSessionsByShop(shop) {
    return (await db.session.findMany({ where: { shop } })).map(fromRow);
  },
};
