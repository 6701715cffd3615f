/** What the shop of the pictures has been through: some weeks of requests, and one of each kind that is open. */
import { withClient } from '#sandbox/database.ts';
import { until } from '#sandbox/demo/look.ts';
import { createMerchant, type Merchant } from '#sandbox/demo/merchant.ts';
import { DEMO_SHOP } from '#sandbox/server.ts';
import { customerIdOf, type PersonName, people } from '#sandbox/store/people.ts';
import type { PictureDesk } from './desk.ts';

const LEAVING = 'former.myshopify.com';

/** Where each picture is taken; paths are within the app, links lead past the admin. */
export interface Places {
  access: string;
  erasure: string;
  rectification: string;
  download: string;
  register: string;
}

const rowsOf = async ({ ownerUrl }: PictureDesk, sql: string, values: unknown[] = []) =>
  (await withClient(ownerUrl, (client) => client.query(sql, values))).rows;

/** Requests of the past ten weeks that were answered; nothing is left of who they were about. */
async function remember(desk: PictureDesk): Promise<void> {
  await rowsOf(
    desk,
    `INSERT INTO request (shop_id, id, number, kind, source, state, jurisdiction, rule_version, received_at,
       received_on, due, raw_due, safe_due, subject_key_id, closed_at)
     SELECT shop_id, gen_random_uuid(), 940 + n, (ARRAY['access', 'erasure', 'objection', 'access'])[1 + n % 4],
       'platform', 'closed', 'eu-gdpr', 1, at, at, at + interval '30 days', at + interval '30 days',
       at + interval '30 days', gen_random_uuid(), at + (3 + n % 12) * interval '1 day'
     FROM generate_series(1, 60) n, LATERAL (SELECT now() - (76 - n * 1.1) * interval '1 day' AS at) times, shop
     WHERE at + (3 + n % 12) * interval '1 day' < now()`,
  );
}

/** A request that staff start for a customer. @returns its page, once it has come as far as it comes by itself */
async function start(desk: PictureDesk, merchant: Merchant, kind: string, name: PersonName, state: string) {
  const customerId = customerIdOf(name).split('/').at(-1) ?? '';
  const form = { intent: 'start-customer', formId: `picture-${name}`, kind, customerId };
  await merchant.submit('/app/customers', { ...form, email: people[name].email ?? '' });
  return reached(desk, `form:picture-${name}-${kind}`, state);
}

const reached = (desk: PictureDesk, key: string, state: string) =>
  until(`The request ${key}`, async () => {
    const sql = 'SELECT id, number FROM request WHERE business_key = $1 AND state = $2';
    const [row] = await rowsOf(desk, sql, [key, state]);
    return row ? { id: String(row.id), page: `/app/requests/${row.number}` } : null;
  });

let asked = 0;
/** A customer's wish as Shopify tells it. */
async function ask(desk: PictureDesk, name: PersonName, state: string) {
  asked += 1;
  const payload = {
    ...{ shop_domain: DEMO_SHOP, orders_requested: [], data_request: { id: asked } },
    customer: { id: Number(customerIdOf(name).split('/').at(-1)), email: people[name].email },
  };
  await desk.control.webhook({ shop: DEMO_SHOP, topic: 'customers/data_request', payload });
  return reached(desk, `data_request:${asked}`, state);
}

/** Another shop, whose merchant was mailed the register of its requests. @returns the mailed link */
async function leave({ control, sandbox, address }: PictureDesk): Promise<string> {
  await control.shop({ domain: LEAVING, name: 'Former Shop', customers: 5, orders: 5 });
  await createMerchant(sandbox, address, LEAVING).open('/app');
  const payload = {
    ...{ shop_domain: LEAVING, orders_requested: [], data_request: { id: 1 } },
    customer: { email: 'ada@example.com' },
  };
  await control.webhook({ shop: LEAVING, topic: 'customers/data_request', payload });
  await control.uninstall({ shop: LEAVING });
  return until('The mail with the register', async () => {
    const path = /\/register\/\S+/.exec(sandbox.mail.mails()[0]?.text ?? '')?.[0];
    return path ? `${address}${path}` : null;
  });
}

async function answer(desk: PictureDesk, merchant: Merchant, name: PersonName): Promise<string> {
  const { id, page } = await ask(desk, name, 'ready');
  const release = { intent: 'release', requestId: id, content: 'access', identityChecked: 'on' };
  await merchant.submit(page, release);
  await until('The release', async () => {
    const [row] = await rowsOf(desk, `SELECT 1 FROM request WHERE id = $1 AND state = 'released'`, [id]);
    return row ?? null;
  });
  const issued = (await merchant.submit(page, { intent: 'download', requestId: id })) as { token?: string };
  return `${desk.address}/download/${issued.token}`;
}

export async function playStory(desk: PictureDesk): Promise<Places> {
  const { sandbox, address, shop, control } = desk;
  const merchant = createMerchant(sandbox, address);
  await merchant.open('/app');
  await control.scopes({ shop: DEMO_SHOP, grant: [...sandbox.world.app.optionalScopes], revoke: [] });
  await rowsOf(desk, 'UPDATE shop SET last_request_number = 1000');
  await remember(desk);

  const refused = { kind: 'status', status: 403, times: 1 } as const;
  await control.faults({ shop: DEMO_SHOP, faults: [refused] });
  await ask(desk, 'noOrders', 'gathering');
  await until('The blocked step', async () => {
    const [row] = await rowsOf(desk, `SELECT 1 FROM step WHERE state = 'blocked'`);
    return row ?? null;
  });
  const access = await ask(desk, 'thousandOrders', 'ready');
  await ask(desk, 'householdB', 'ready');
  await ask(desk, 'guestAndCustomer', 'ready');
  const erasure = await start(desk, merchant, 'erasure', 'everything', 'planned');
  const rectification = await start(desk, merchant, 'rectification', 'householdA', 'received');
  await merchant.submit(`${rectification.page}/rectify`, {
    ...{ 'customer/firstName': 'Klara', 'seen:customer/firstName': people.householdA.firstName ?? '' },
    ...{ 'customer/lastName': 'Winter-Sommer', 'seen:customer/lastName': people.householdA.lastName ?? '' },
  });
  await start(desk, merchant, 'restriction', 'dormant', 'planned');
  await start(desk, merchant, 'objection', 'optedOut', 'planned');
  const download = await answer(desk, merchant, 'recent');
  await rowsOf(desk, `UPDATE request SET due = current_date - 2 WHERE number = 1003`);
  await rowsOf(desk, `UPDATE request SET due = current_date + 3 WHERE number = 1004`);
  await rowsOf(desk, `UPDATE staff SET looked_at = now() - interval '2 hours', looked_before = NULL`);
  shop.faults = [];
  return {
    ...{ access: access.page, erasure: erasure.page, rectification: rectification.page },
    ...{ download, register: await leave(desk) },
  };
}
