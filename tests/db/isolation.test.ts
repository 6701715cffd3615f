import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { shopIdOf } from '#app/core/id.ts';
import { createTestApp, type TestApp } from '../support/composition.ts';
import { dataRequest, openDoor } from '../support/deliveries.ts';

const TABLES = [
  'shop',
  'session',
  'data_key',
  'delivery',
  'request',
  'identifier',
  'step',
  'chunk',
  'audit_event',
  'redaction',
  'release',
  'download',
  'staff',
  'plan',
  'vendor_write',
  'comment',
  'retained',
  'suppression',
  'setting',
  'saved_view',
  'mail',
  'register_link',
  'portal_link',
  'tally',
];
/** Staff go by Shopify's user ids. */
const IDS_ALONE = ['TABLE(shop_id uuid, id uuid)', 'TABLE(shop_id uuid, id text)'];
const MINE = 'mine.myshopify.com';
const THEIRS = 'theirs.myshopify.com';

let app: TestApp;
let client: pg.Client;

/** Runs one statement as the app does, within a shop's unit, and gives back its rows. */
async function inShop(shop: string, sql: string, values: unknown[] = []): Promise<pg.QueryResult> {
  await client.query('BEGIN');
  try {
    await client.query(`SELECT set_config('privacy_desk.shop_id', $1, true)`, [shop && shopIdOf(shop)]);
    return await client.query(sql, values);
  } finally {
    await client.query('ROLLBACK');
  }
}

beforeAll(async () => {
  app = await createTestApp();
  const door = await openDoor(app);
  for (const shop of [MINE, THEIRS])
    await door.send({ shop, body: { ...dataRequest(1), shop_domain: shop } });
  await door.close();
  await app.drainInbox();
  client = new pg.Client({ connectionString: app.database.appUrl, options: '-c role=privacy_desk_app' });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await app.close();
});

describe('one shop’s rows', () => {
  const filled = ['shop', 'data_key', 'delivery', 'request', 'identifier', 'step', 'audit_event'];

  test('every table of the app is under forced row-level security', async () => {
    const { rows } = await client.query(
      `SELECT relname, relrowsecurity AND relforcerowsecurity AS secured FROM pg_class
       WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> '_prisma_migrations'`,
    );
    expect(rows.map(({ relname }) => relname).sort()).toEqual([...TABLES].sort());
    expect(rows.filter(({ secured }) => !secured)).toEqual([]);
  });

  test.each(filled)('are all that is seen of %s, and there are some', async (table) => {
    const { rows } = await inShop(MINE, `SELECT DISTINCT shop_id FROM ${table}`);
    expect(rows).toEqual([{ shop_id: shopIdOf(MINE) }]);
  });

  test.each(TABLES)('of %s are hidden from a connection that named no shop', async (table) => {
    expect((await client.query(`SELECT count(*)::int AS rows FROM ${table}`)).rows).toEqual([{ rows: 0 }]);
  });

  test.each(filled)('of %s cannot be asked for by another shop’s id', async (table) => {
    const { rows } = await inShop(MINE, `SELECT * FROM ${table} WHERE shop_id = $1`, [shopIdOf(THEIRS)]);
    expect(rows).toEqual([]);
  });

  test.each(filled.filter((table) => table !== 'audit_event'))(
    'of %s cannot be changed or removed by another shop',
    async (table) => {
      const updated = await inShop(MINE, `UPDATE ${table} SET shop_id = shop_id WHERE shop_id = $1`, [
        shopIdOf(THEIRS),
      ]);
      expect(updated.rowCount).toBe(0);
      const removed = await inShop(MINE, `DELETE FROM ${table} WHERE shop_id = $1`, [shopIdOf(THEIRS)]);
      expect(removed.rowCount).toBe(0);
    },
  );

  test('cannot be written under another shop’s id, nor moved there', async () => {
    const values = [shopIdOf(THEIRS), MINE];
    const insert = 'INSERT INTO shop (shop_id, domain, created_at) VALUES ($1, $2, now())';
    await expect(inShop(MINE, insert, values)).rejects.toThrow('row-level security');
    const move = 'UPDATE identifier SET shop_id = $1';
    await expect(inShop(MINE, move, [shopIdOf(THEIRS)])).rejects.toThrow('row-level security');
  });
});

describe('the roles', () => {
  test('the app can neither bypass row-level security nor own, truncate or alter a table', async () => {
    const { rows } = await client.query(
      `SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb AS mighty FROM pg_roles
       WHERE rolname IN (current_user, session_user)`,
    );
    expect(rows.every(({ mighty }) => mighty === false)).toBe(true);
    for (const sql of [
      'TRUNCATE request',
      'ALTER TABLE request DISABLE ROW LEVEL SECURITY',
      'DROP TABLE request',
    ])
      await expect(client.query(sql)).rejects.toThrow(/permission denied|must be owner/);
    await expect(client.query('CREATE TABLE public.mine (id int)')).rejects.toThrow('permission denied');
  });

  test('the intake can put deliveries in and do nothing else', async () => {
    const intake = new pg.Client({
      connectionString: app.database.appUrl,
      options: '-c role=privacy_desk_intake',
    });
    await intake.connect();
    try {
      for (const table of TABLES)
        await expect(intake.query(`SELECT * FROM ${table}`)).rejects.toThrow('permission denied');
      await expect(intake.query('DELETE FROM delivery')).rejects.toThrow('permission denied');
      const insert = `INSERT INTO delivery (shop_id, id, topic, webhook_id, shop_domain, received_at, key_id,
                      commitment, state) VALUES (gen_random_uuid(), gen_random_uuid(), 't', 'w', 'd', now(),
                      gen_random_uuid(), '', $1)`;
      await expect(intake.query(insert, ['opened'])).rejects.toThrow('row-level security');
    } finally {
      await intake.end();
    }
  });

  test('a sweep across shops tells ids and nothing else', async () => {
    const { rows } = await client.query(
      `SELECT p.proname AS name, pg_get_function_result(p.oid) AS result FROM pg_proc p
       WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef`,
    );
    expect(rows.length).toBeGreaterThan(0);
    const others = rows.filter(({ result }) => !IDS_ALONE.includes(result));
    // The door may ask whether the key that it has sealed under still stands.
    expect(others).toEqual([{ name: 'is_intake_key', result: 'boolean' }]);
  });
});

describe('an audit event', () => {
  test('cannot be changed or removed by the app', async () => {
    for (const sql of [`UPDATE audit_event SET entry = '{}'`, 'DELETE FROM audit_event'])
      await expect(inShop(MINE, sql)).rejects.toThrow('permission denied');
  });

  test('cannot be changed, removed or truncated by the owner or a superuser', async () => {
    const owner = new pg.Client({ connectionString: app.database.ownerUrl });
    await owner.connect();
    try {
      await expect(owner.query('TRUNCATE audit_event')).rejects.toThrow('append-only');
      for (const sql of [`UPDATE audit_event SET entry = '{}'`, 'DELETE FROM audit_event']) {
        // The trigger refuses a superuser; to any other owner row-level security shows no row to begin with.
        const outcome = await owner.query(sql).then(
          ({ rowCount }) => `${rowCount} rows`,
          (error: Error) => error.message,
        );
        expect(['audit events are append-only', '0 rows']).toContain(outcome);
      }
    } finally {
      await owner.end();
    }
  });

  test('is committed with its change, or not at all', async () => {
    const shopId = shopIdOf(MINE);
    const count = () => app.deps.unit(shopId, ({ read }) => read.auditEvent.count());
    const before = await count();
    const failing = app.deps.unit(shopId, async (unit) => {
      await unit.write({ type: 'shop.installed', actor: { kind: 'system' } }, (rows) =>
        rows.shop.update({ where: { shopId }, data: { name: 'Changed' } }),
      );
      throw new Error('after the change');
    });
    await expect(failing).rejects.toThrow('after the change');
    expect(await count()).toBe(before);
    const shop = await app.deps.unit(shopId, ({ read }) =>
      read.shop.findUniqueOrThrow({ where: { shopId } }),
    );
    expect(shop.name).toBeNull();
  });
});

test('what the database holds of a person is sealed: no identifier stands in it in plain', async () => {
  const owner = new pg.Client({ connectionString: app.database.ownerUrl });
  await owner.connect();
  try {
    for (const table of [...TABLES, 'pgboss.job']) {
      const { rows } = await owner.query(`SELECT t::text AS row FROM ${table} t`);
      const all = rows.map(({ row }) => row).join('\n');
      expect(all, table).not.toMatch(/john@example|191167|299938/);
      expect(all, table).not.toContain(Buffer.from('john@example.com').toString('hex'));
    }
  } finally {
    await owner.end();
  }
});
