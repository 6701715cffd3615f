/** Databases with one shop of as many requests as a bench wants, as they would be after four years. */
import type { Client } from 'pg';
import { isUniqueViolation } from '#app/adapters/db/database.ts';
import { localDay } from '#app/core/local-day.ts';
import { type Composition, compose } from '#app/deps.server.ts';
import { readEnv } from '#app/env.server.ts';
import { knowShop } from '#app/services/know-shop.ts';
import { requireShopKey } from '#app/services/require-key.ts';
import { type Database, withClient } from '#sandbox/database.ts';

const SHOP = 'inbox.myshopify.com';
const YEARS = 4;
/** Rows of one statement: what is written at once stays small. */
const ROWS = 100_000;

/** Who looks; and a member of staff who left when the first fifth of the requests were there. */
export const READER = { kind: 'staff', id: '1' } as const;
export const LEFT = '99';
/** What the search looks for; each about requests in the middle of the list. */
export const KNOWN = {
  email: 'somebody@example.com',
  phone: '+49 30 901820',
  customer: '7001002003004',
  order: '5001002003004',
} as const;

export interface InboxShop {
  app: Composition;
  database: Database;
  shopId: string;
  requests: number;
  close(): Promise<void>;
}

/**
 * One request of a hundred is open: those of the last 30 days by half, and a few that were forgotten; and one of three
 * hundred, an erasure, because it waits for the end of a retention. Of the others every twentieth waits for a person,
 * and every twentieth for Shopify. `h` spreads the rest evenly and the same way in every shop.
 */
const REQUESTS = `
  INSERT INTO request (shop_id, id, number, kind, source, state, jurisdiction, rule_version, received_at, received_on,
    due, raw_due, safe_due, subject_key_id, closed_at, owner, waits_for, waits_until)
  SELECT $1, gen_random_uuid(), 1000 + n,
    CASE WHEN h < 550 THEN 'access' WHEN h < 850 THEN 'erasure' WHEN h < 930 THEN 'opt-out' WHEN h < 970 THEN 'objection'
      WHEN h < 995 THEN 'rectification' ELSE 'restriction' END,
    CASE WHEN h % 7 = 0 THEN 'staff' ELSE 'platform' END,
    CASE WHEN NOT open THEN 'closed' WHEN held OR n % 20 = 1 THEN 'carrying-out' ELSE (ARRAY['received', 'gathering', 'ready', 'ready', 'ready', 'planned', 'released',
      'approved', 'carrying-out', 'erasing'])[1 + g % 10] END,
    (ARRAY['unknown', 'gdpr', 'gdpr', 'gdpr', 'gdpr', 'uk-gdpr', 'ccpa', 'ccpa', 'ccpa', 'lgpd'])[1 + l % 10],
    1, received, received::date, (received + interval '1 month')::date, received::date, received::date,
    gen_random_uuid(),
    CASE WHEN NOT open THEN received + interval '12 days' END,
    CASE WHEN g % 5 < 3 THEN NULL WHEN n < $2::int / 5 AND g % 11 = 0 THEN '${LEFT}' ELSE (1 + l / 10 % 12)::text END,
    CASE WHEN NOT open THEN NULL WHEN held THEN 'date' WHEN n % 20 = 0 THEN 'blocked' WHEN n % 20 = 1 THEN 'shopify'
      WHEN g % 10 BETWEEN 2 AND 5 THEN 'you' END,
    CASE WHEN NOT open THEN NULL WHEN held THEN ($3::timestamptz + interval '2 years')::date
      WHEN n % 20 = 1 THEN ($3::timestamptz + interval '60 days')::date END
  FROM (
    SELECT n, h, g, l, received, h BETWEEN 550 AND 849 AND g % 100 = 3 AS held,
      received > $3::timestamptz - interval '30 days' AND g % 2 = 0
        OR received > $3::timestamptz - interval '90 days' AND g % 100 = 1
        OR h BETWEEN 550 AND 849 AND g % 100 = 3 AS open
    FROM (
      SELECT n, abs(hashint4(n)) % 1000 AS h, abs(hashint4(n + 7777777)) % 1000 AS g, abs(hashint4(n + 3333333)) % 1000 AS l,
        $3::timestamptz - ($2::int - n) * (interval '${YEARS} years' / $2::int) AS received
      FROM generate_series($4::int, $5::int) n
    ) spread
  ) row`;

/** Two steps each; of one open request in twenty a step is blocked. Somebody's address and customer record. */
const AROUND = [
  `INSERT INTO step (shop_id, id, request_id, store, operation, state, updated_at)
   SELECT shop_id, gen_random_uuid(), id, store, 'gather',
     CASE WHEN closed_at IS NULL AND number % 20 = 0 AND store = 'shopify' THEN 'blocked' ELSE 'done' END, received_at
   FROM request, unnest(ARRAY['shopify', 'privacy-desk']) store WHERE shop_id = $1 AND number BETWEEN $2 AND $3`,
  `INSERT INTO identifier (shop_id, index, request_id, kind)
   SELECT shop_id, sha256(convert_to(known || number, 'UTF8')), id, known
   FROM request, unnest(ARRAY['email', 'customer']) known WHERE shop_id = $1 AND number BETWEEN $2 AND $3`,
];

async function fill(client: Client, shopId: string, requests: number, now: Date): Promise<void> {
  for (let from = 1; from <= requests; from += ROWS) {
    const to = Math.min(from + ROWS - 1, requests);
    await client.query(REQUESTS, [shopId, requests, now, from, to]);
    for (const statement of AROUND) await client.query(statement, [shopId, 1000 + from, 1000 + to]);
  }
}

/** What the search looks for, under the shop's own index key. */
async function makeKnown({ deps }: Composition, shopId: string, requests: number): Promise<void> {
  await deps.unit(shopId, async (unit) => {
    const key = await requireShopKey(deps, unit, 'index');
    const rows = await unit.read.request.findMany({
      where: { shopId, number: { gte: 1000 + Math.round(requests / 2) } },
      orderBy: { number: 'asc' },
      take: 3,
    });
    const identifiers = Object.entries(KNOWN).flatMap(([kind, value]) => {
      const index = deps.vault.blindIndex(key, { kind: kind as keyof typeof KNOWN, value }, null);
      return index === null ? [] : rows.map(({ id }) => ({ requestId: id, kind, index }));
    });
    await unit.addIdentifiers(identifiers);
  });
}

export async function openInboxShop(
  database: Database,
  environment: Record<string, string>,
  requests: number,
): Promise<InboxShop> {
  const app = compose(readEnv({ ...environment, DATABASE_URL: database.appUrl }));
  const shopId = await knowShop({ ...app.deps, isUniqueViolation }, SHOP);
  await withClient(database.ownerUrl, async (client) => {
    // Nothing here refers to what is not there: that need not be looked up for millions of rows.
    await client.query('SET session_replication_role = replica');
    await fill(client as Client, shopId, requests, app.deps.now());
    // As autovacuum leaves a database after a while.
    await client.query('VACUUM ANALYZE');
  });
  await makeKnown(app, shopId, requests);
  return { app, database, shopId, requests, close: () => app.connections.close() };
}

/** The day on which the bench runs, for its shops. */
export const todayOf = ({ app }: InboxShop): string => localDay(app.deps.now(), 'UTC');
