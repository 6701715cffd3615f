/** The part of the demo in which data is changed and erased: plans, their approval, Shopify's own erasure, a shop that leaves. */
import { mkdir, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { shopIdOf } from '#app/core/id.ts';
import { recordsIn } from '#sandbox/admin-api/record.ts';
import { controlClient } from '#sandbox/control-client.ts';
import { DEMO_SHOP } from '#sandbox/server.ts';
import { customerIdOf, type PersonName, people } from '#sandbox/store/people.ts';
import { countOf, until } from './look.ts';
import { createMerchant } from './merchant.ts';
import type { Scene, Stage } from './story.ts';

const DAY_MS = 86_400_000;
const PASSWORD = 'a password for the demo';

const control = ({ sandbox }: Stage) => controlClient(`http://127.0.0.1:${sandbox.port}`);

interface Found {
  id: string;
  number: number;
  page: string;
}

/** A request that staff start for a customer of the shop. */
async function start(stage: Stage, kind: string, name: PersonName): Promise<Found> {
  const { merchant, database } = stage;
  const formId = `demo-${Date.now()}`;
  const customerId = customerIdOf(name).split('/').at(-1) ?? '';
  const form = { intent: 'start-customer', formId, kind, customerId, email: people[name].email ?? '' };
  await merchant.submit('/app/customers', form);
  return until(`The request for ${kind}`, async () => {
    const sql = 'SELECT id, number FROM request WHERE business_key = $1';
    const row = (await database.query(sql, [`form:${formId}-${kind}`])).rows[0];
    return row ? { ...row, page: `/app/requests/${row.number}` } : null;
  });
}

/** What the page would show as the plan's fingerprint; the approval binds to it. */
const proposed = ({ database }: Stage, { id }: Found): Promise<string> =>
  until('The plan', async () => {
    const sql = `SELECT encode(hash, 'hex') AS hash FROM plan WHERE request_id = $1 AND state = 'proposed'`;
    return (await database.query(sql, [id])).rows[0]?.hash ?? null;
  });

async function send({ merchant }: Stage, page: string, form: Record<string, string>, wanted: string) {
  const { outcome } = ((await merchant.submit(page, form)) ?? {}) as { outcome?: string };
  if (outcome !== wanted) throw new Error(`"${form.intent}" came to ${outcome} in place of ${wanted}.`);
}

const approve = async (stage: Stage, { id, page }: Found) =>
  send(
    stage,
    page,
    {
      ...{ intent: 'approve-plan', requestId: id, identityChecked: 'on' },
      hash: await proposed(stage, { id, page, number: 0 }),
    },
    'approved',
  );

/** Looking again some days later is all that may be left. */
const carriedOut = ({ database }: Stage, { id, number }: Found) =>
  until(`The end of request #${number}`, async () => {
    const sql = `SELECT state, reason FROM step WHERE request_id = $1 AND operation <> 'probe' AND state <> 'done'`;
    const { rows: left } = await database.query(sql, [id]);
    const blocked = left.find(({ state }) => state === 'blocked');
    if (blocked) throw new Error(`Request #${number} is blocked: ${blocked.reason}`);
    return left.length === 0 ? true : null;
  });

const written = ({ database }: Stage, { id }: Found) =>
  countOf(
    database,
    `FROM vendor_write w JOIN plan p ON p.shop_id = w.shop_id AND p.id = w.plan_id WHERE p.request_id = $1 AND w.state = 'done'`,
    [id],
  );

/** A name is misspelt: entered, approved, undone, approved again, changed in Shopify. */
async function rectify(stage: Stage): Promise<string> {
  const { merchant, summary } = stage;
  const request = await start(stage, 'rectification', 'householdA');
  const { firstName } = people.householdA;
  await merchant.submit(`${request.page}/rectify`, {
    'customer/firstName': 'Klara',
    'seen:customer/firstName': firstName ?? '',
  });
  await approve(stage, request);
  await send(stage, request.page, { intent: 'undo-plan', requestId: request.id }, 'undone');
  await merchant.submit('/app/settings', { undoHours: '0' });
  await approve(stage, request);
  await carriedOut(stage, request);
  const customer = stage.sandbox.world.shops.get(DEMO_SHOP)?.store.find(customerIdOf('householdA'));
  if (customer?.firstName !== 'Klara') throw new Error('Shopify still has the old name.');
  summary.rectified = await written(stage, request);
  return `Approved, undone, approved again: #${request.number} changed ${summary.rectified} record in Shopify`;
}

interface Drift {
  stepId: string;
  shown: string;
}

/** An access is missing, and meanwhile a colleague changes an order: both are shown, and mended. */
async function mend(stage: Stage): Promise<string> {
  const { merchant, sandbox, database, summary } = stage;
  const shop = sandbox.world.shops.get(DEMO_SHOP);
  if (!shop) throw new Error('The sandbox lacks the demo shop.');
  const scope = 'write_orders';
  await sandbox.merchant.changeScopes(shop, { revoke: [scope] });
  const request = await start(stage, 'erasure', 'everything');
  await approve(stage, request);
  const writing = (what: string, state: string) =>
    until(what, async () => {
      const sql = `SELECT 1 FROM step WHERE request_id = $1 AND operation = 'write' AND ${state}`;
      return (await database.query(sql, [request.id])).rows[0] ?? null;
    });
  await writing('The step without its access', `state = 'blocked' AND reason_code = 'access-missing'`);

  const customer = shop.store.find(customerIdOf('everything'));
  const noted = customer && recordsIn(customer, 'orders').find(({ note }) => note);
  if (!noted) throw new Error('The customer has no order with a note.');
  shop.store.update(String(noted.id), { note: 'Ring twice.' });
  await sandbox.merchant.changeScopes(shop, { grant: [scope] });
  const drift = await until('The difference', async () => {
    const page = await merchant.load(request.page, 'routes/app.requests.$number');
    return (page as { drift: Drift | null } | undefined)?.drift ?? null;
  });
  const { stepId, shown } = drift;
  await send(stage, request.page, { intent: 'answer-drift', stepId, shown, answer: 'write' }, 'answered');
  await writing('The end of the changes', `state = 'done'`);
  if (shop.store.find(String(noted.id))?.note) throw new Error('The note of the order is still there.');
  summary.mendedRequest = request.number;
  return `#${request.number}: a step stood still for want of an access and went on when it was given; an order that had changed since was asked about first`;
}

/** The invoices are sealed, Shopify's part is taken away, and Shopify asked to erase the rest. */
async function erase(stage: Stage, say: (line: string) => void): Promise<string> {
  const { database, summary } = stage;
  const request = await start(stage, 'erasure', 'dormant');
  await proposed(stage, request);
  const way = { intent: 'choose-way', requestId: request.id, way: 'seal-then-redact' };
  await send(stage, request.page, way, 'proposed');
  await approve(stage, request);
  await until('Shopify’s date', async () => {
    const sql = `SELECT reason FROM step WHERE request_id = $1 AND operation = 'redact' AND reason_code = 'shopify-erases-later'`;
    const row = (await database.query(sql, [request.id])).rows[0];
    if (row && process.stdout.isTTY) say(row.reason);
    return row ? true : null;
  });
  await control(stage).clock({ advanceMs: 11 * DAY_MS });
  await carriedOut(stage, request);
  summary.erasedWrites = await written(stage, request);
  summary.sealedInvoices = await countOf(database, 'FROM retained WHERE request_id = $1', [request.id]);
  if (summary.sealedInvoices === 0) throw new Error('No invoice data was sealed.');
  await stage.merchant.submit('/app/settings', { undoHours: '24' });
  return `#${request.number}: invoices sealed, ${summary.erasedWrites} changes in Shopify, then Shopify’s own erasure, confirmed; looked at again in a week`;
}

/** Looks at the database as another shop. */
async function asShop<T>({ database }: Stage, shopId: string, look: () => Promise<T>): Promise<T> {
  const turnTo = (id: string) => database.query(`SELECT set_config('privacy_desk.shop_id', $1, false)`, [id]);
  await turnTo(shopId);
  try {
    return await look();
  } finally {
    await turnTo(shopIdOf(DEMO_SHOP));
  }
}

/** How many rows of all tables are the shop's. */
const rowsOf = (stage: Stage, shopId: string): Promise<number> =>
  asShop(stage, shopId, async () => {
    const { rows: tables } = await stage.database.query<{ name: string }>(
      `SELECT quote_ident(table_name) AS name FROM information_schema.columns
       WHERE column_name = 'shop_id' AND table_schema = 'public'`,
    );
    let sum = 0;
    for (const { name } of tables) sum += await countOf(stage.database, `FROM ${name}`);
    return sum;
  });

/** A shop leaves: its register is mailed, and 48 hours later nothing of it is left. */
async function leave(stage: Stage): Promise<string> {
  const { sandbox, appAddress, outputDir, summary } = stage;
  const shop = `leaving-${Date.now()}.myshopify.com`;
  const shopId = shopIdOf(shop);
  const calls = control(stage);
  await calls.shop({ domain: shop, customers: 5, orders: 5, installed: true });
  await createMerchant(sandbox, appAddress, shop).open('/app/requests');
  const payload = {
    ...{ shop_id: 954890, shop_domain: shop, orders_requested: [], data_request: { id: Date.now() } },
    customer: { id: 1, email: 'who@example.com', phone: null },
  };
  await calls.webhook({ shop, topic: 'customers/data_request', payload });
  await until('The shop’s request', async () => {
    const requests = await asShop(stage, shopId, () => countOf(stage.database, 'FROM request'));
    return requests > 0 ? true : null;
  });
  await calls.uninstall({ shop });
  const link = await until('The mail with the register', async () => {
    const text = sandbox.mail.mails().find((mail) => mail.text.includes(`/register/${shopId}`))?.text ?? '';
    return /\/register\/\S+/.exec(text)?.[0] ?? null;
  });
  const answer = await fetch(`${appAddress}${link}`, {
    method: 'POST',
    body: new URLSearchParams({ password: PASSWORD }),
  });
  if (!answer.ok || !answer.body) throw new Error(`The register answered ${answer.status}.`);
  await mkdir(outputDir, { recursive: true });
  await writeFile(resolve(outputDir, 'register.zip'), answer.body);
  // Two days pass, for the app by its own clock, and for Shopify by the sandbox's.
  const passed = `UPDATE shop SET uninstalled_at = uninstalled_at - interval '48 hours' WHERE shop_id = $1`;
  await asShop(stage, shopId, () => stage.database.query(passed, [shopId]));
  await calls.clock({ advanceMs: 2 * DAY_MS + 3_600_000 });
  await until('The end of the shop', async () => ((await rowsOf(stage, shopId)) === 0 ? true : null));
  summary.rowsOfErasedShop = 0;
  return 'Uninstalled: its register was mailed; 48 hours later no table holds a row of it';
}

export const ERASURE_SCENES: Scene[] = [
  { title: 'A customer’s name is wrong', play: rectify },
  { title: 'A shop leaves', play: leave },
  { title: 'A step is blocked, and an order changes meanwhile', play: mend },
  { title: 'A customer is to be erased', play: erase },
];
