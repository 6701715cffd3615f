import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shopIdOf } from '#app/core/id.ts';
import type { PlannedWrite } from '#app/core/plan.ts';
import type { JsonObject } from '#app/core/store.ts';
import { approvePlan } from '#app/services/approve-plan.ts';
import { recordsIn } from '#sandbox/admin-api/record.ts';
import { customerIdOf, type PersonName, people } from '#sandbox/store/people.ts';
import type { NodeRecord } from '#sandbox/store/store.ts';
import { corrections, subjectOf } from '../support/corrections.ts';
import { approvedPlan } from '../support/plans.ts';
import { startServer } from '../support/server.ts';
import { type ConnectedApp, createConnectedApp } from '../support/shopify.ts';
import { STAFF } from '../support/steps.ts';
import { until } from '../support/until.ts';

/** Workers die at every boundary of writing to Shopify; another one carries the plan through. */
let connected: ConnectedApp;
let looker: pg.Client;
/** Between the app and Shopify: keeps which changes were asked for, and may keep an answer back. */
let door: Server;
const asked: { text: string; variables: string }[] = [];
/** A change is carried out, and its answer never comes. */
let swallows: ((text: string) => void) | null = null;

async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

async function openDoor(port: number): Promise<Server> {
  const server = createServer(async (request, response) => {
    const text = await bodyOf(request);
    const headers = Object.entries(request.headers).flatMap(([name, value]) =>
      typeof value === 'string' && /^(x-|content-type|accept)/.test(name)
        ? [[name, value] as [string, string]]
        : [],
    );
    const answer = await fetch(`http://127.0.0.1:${port}${request.url}`, {
      ...{ method: request.method, headers, body: text },
    });
    const isChange = /"query":"\s*mutation/.test(text);
    if (isChange) asked.push({ text, variables: JSON.stringify(JSON.parse(text).variables) });
    const body = await answer.text();
    if (isChange && swallows) return swallows(text);
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(body);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
}

beforeAll(async () => {
  connected = await createConnectedApp();
  const { shop, sandbox, app } = connected;
  shop.restoreRate = 20_000;
  await connected.connect();
  door = await openDoor(sandbox.port);
  looker = new pg.Client({ connectionString: app.database.ownerUrl });
  await looker.connect();
});
afterAll(async () => {
  door.closeAllConnections();
  door.close();
  await looker.end();
  await connected.close();
});

const preloadOf = (file: string) => new URL(file, import.meta.url).href;
function startWorker(env: Record<string, string> = {}) {
  const { app, sandbox } = connected;
  const { apiKey, secret, scopes } = sandbox.world.app;
  const doomed = 'KILL_AT' in env ? [preloadOf('./kill-at.mjs')] : [];
  return startServer({
    ...{ databaseUrl: app.database.appUrl, keysDir: app.keysDir },
    preload: [preloadOf('../../sandbox/route-shopify.mjs'), ...doomed],
    env: {
      ...{ ROLE: 'worker', KINDS: 'rectification,erasure' },
      MASTER_KEY: Buffer.from(app.env.MASTER_KEY).toString('base64'),
      SHOPIFY_SANDBOX_URL: `http://127.0.0.1:${(door.address() as AddressInfo).port}`,
      ...{ SHOPIFY_APP_URL: sandbox.appUrl, SHOPIFY_API_KEY: apiKey, SHOPIFY_API_SECRET: secret },
      SCOPES: scopes.join(','),
      ...env,
    },
  });
}

/** Customers with an address, one for each boundary. */
const customers = (): NodeRecord[] =>
  connected.shop.store
    .all('Customer')
    .filter((each) => recordsIn(each, 'addressesV2').length > 0 && recordsIn(each, 'defaultEmailAddress')[0]);

const written = (operation: string, record: string, before: JsonObject, after: JsonObject): PlannedWrite => ({
  ...{ store: 'shopify', operation, collection: 'customer', record, before, after },
});

/** A note that goes, a tag that comes, an address that goes. */
async function writesFor({ id, ...customer }: NodeRecord): Promise<PlannedWrite[]> {
  const { store } = connected.shop;
  store.update(id, { note: 'Likes tea' });
  const [address] = recordsIn({ ...customer, id } as NodeRecord, 'addressesV2');
  const place = { customerId: id, address1: null, zip: null };
  const planned = [
    written('customer.update', id, { note: null }, { note: 'Asked to be called Kim' }),
    written('customer.tags-add', id, { tags: [] }, { tags: ['restricted'] }),
    written('customer.address-delete', String(address?.id), place, {}),
  ];
  const { domain } = connected.shop;
  const found = await connected.app.deps.stores.shopify?.writes?.read(
    { shopId: shopIdOf(domain), shopDomain: domain },
    planned,
  );
  return planned.map((write, at) => ({ ...write, before: found?.[at] ?? {} }));
}

const rows = async (sql: string, values: unknown[]) => (await looker.query(sql, values)).rows;

interface Boundary {
  boundary: string;
  at?: string;
  when?: 'before' | 'after';
  later?: string;
  /** How often each of the three may have been sent. */
  sent?: number[];
}
const BEGIN = 'UPDATE "public"."plan"';
const INTENT = 'INSERT INTO "public"."vendor_write"';
const OUTCOME = 'UPDATE "public"."vendor_write"';
/** Counting how the writes ended, in the last commit. */
const END = 'GROUP BY "public"."vendor_write"';
const BOUNDARIES: Boundary[] = [
  { boundary: 'before the plan is begun', at: BEGIN, when: 'before' },
  { boundary: 'once the plan is begun', at: BEGIN, when: 'after', later: '^COMMIT' },
  { boundary: 'before a write is noted', at: INTENT, when: 'before' },
  { boundary: 'while it is noted', at: INTENT, when: 'after' },
  // Nobody can know that it was not sent: it is asked for first, and counted.
  {
    ...{ boundary: 'once it is noted, before it is sent', at: INTENT, when: 'after', later: '^COMMIT' },
    sent: [2, 1, 1],
  },
  { boundary: 'while Shopify carries it out' },
  { boundary: 'once it is carried out, before its outcome is noted', at: OUTCOME, when: 'before' },
  { boundary: 'while its outcome is noted', at: OUTCOME, when: 'after' },
  { boundary: 'once its outcome is noted', at: OUTCOME, when: 'after', later: '^COMMIT' },
  { boundary: 'before the step ends', at: END, when: 'before' },
  { boundary: 'while the request is closed', at: END, when: 'after', later: 'UPDATE "public"."request"' },
  { boundary: 'once the request is closed', at: END, when: 'after', later: '^COMMIT' },
];

/** `kill -9` while Shopify has carried out a change and its answer is on the way. */
async function dieWaiting(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<string>();
  swallows = resolve;
  const doomed = await startWorker();
  await promise;
  await doomed.process.kill();
  swallows = null;
}

async function dieAt({ at = '', when = 'before', later = '' }: Boundary): Promise<void> {
  const env = { KILL_AT: at, KILL_WHEN: when, KILL_LATER: later };
  const doomed = await startWorker(env).catch(() => null);
  if (doomed) expect(await doomed.process.exited).toEqual({ code: null, signal: 'SIGKILL' });
}

test.each(BOUNDARIES.map((boundary, index) => ({ ...boundary, index })))(
  'killed $boundary: every change is made as approved, what may have been sent is asked first, and counted',
  async ({ index, ...boundary }) => {
    const { app, shop } = connected;
    const customer = customers()[index];
    if (!customer) throw new Error('the sandbox lacks a customer');
    const writes = await writesFor(customer);
    const addresses = recordsIn(customer, 'addressesV2').length;
    const plan = await approvedPlan(app.deps, { writes, shop: shop.domain });
    await (boundary.at === undefined ? dieWaiting() : dieAt(boundary));

    // As the missing heartbeat would, some fifteen seconds later.
    await rows(`UPDATE pgboss.job SET state = 'retry', start_after = now() WHERE state = 'active'`, []);
    const second = await startWorker();
    const isClosed = async () => (await plan.request()).state === 'closed';
    await until('the request is closed', isClosed);
    await second.process.stop();

    const held = shop.store.find(customer.id);
    expect(held).toMatchObject({ note: 'Asked to be called Kim' });
    expect(held?.tags).toContain('restricted');
    expect(recordsIn(held as NodeRecord, 'addressesV2')).toHaveLength(addresses - 1);
    const sent = boundary.sent ?? [1, 1, 1];
    expect(await plan.written()).toEqual(
      sent.map((times, position) => ({ position, state: 'done', sent: times })),
    );
    // Shopify was never told anything twice that it had shown to be done.
    expect(asked.filter(({ variables }) => variables.includes(customer.id))).toHaveLength(3);
    const events = (await plan.events()).filter(({ type }) => /^(plan|step)\.|closed$/.test(type));
    // Entries of one commit have the same time: in no order among themselves.
    expect(events.map(({ type }) => type).sort()).toEqual([
      ...['plan.begun', 'plan.done', 'request.closed', 'step.done', 'step.started'],
    ]);
    const sentTwice = sent.filter((times) => times > 1).length;
    const done = events.find(({ type }) => type === 'step.done');
    expect(done?.data).toMatchObject({ writes: 3, gone: 0, left: 0, sentTwice });
  },
  120_000,
);

const PAST_UNDO_MS = 25 * 3_600_000;
/** The page of what came since that has something. */
const JOIN = 'UPDATE "public"."plan" SET "joined" ';
/** The last page. */
const JOINED = 'UPDATE "public"."plan" SET .*"joined_at"';
const JOININGS: (Boundary & { name: PersonName })[] = [
  { boundary: 'before what came since is kept', name: 'guestAndCustomer', at: JOIN, when: 'before' },
  { boundary: 'while it is kept', name: 'householdA', at: JOIN, when: 'after' },
  { boundary: 'once it is kept', name: 'householdB', at: JOIN, when: 'after', later: '^COMMIT' },
  { boundary: 'once nothing more joins', name: 'optedOut', at: JOINED, when: 'after', later: '^COMMIT' },
];

test.each(JOININGS)(
  'killed $boundary: an order that came after the approval joins once, is trimmed once, and is logged once',
  async ({ name, ...boundary }) => {
    const { shop } = connected;
    const shopId = shopIdOf(shop.domain);
    shop.installation?.grantedScopes.add('write_orders');
    const granted = `UPDATE shop SET scopes = array_append(scopes, 'write_orders') WHERE shop_id = $1`;
    await rows(granted, [shopId]);
    const [first] = recordsIn(shop.store.find(customerIdOf(name)) as NodeRecord, 'orders');
    shop.store.update(String(first?.id), { note: 'Third floor' });
    // Proposed and approved a day ago: the time to undo it is over.
    const yesterday = corrections(connected, shopId);
    yesterday.pass(-PAST_UNDO_MS);
    const { requestId } = await yesterday.start('erasure', subjectOf(name));
    const plan = await yesterday.planOf(requestId);
    if (!plan) throw new Error('no plan was proposed');
    const hash = Buffer.from(plan.hash).toString('hex');
    const id = `gid://shopify/Order/${8_900_000_000_000 + JOININGS.findIndex((each) => each.name === name)}`;
    const now = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
    shop.store.insert({
      ...{
        __typename: 'Order',
        id,
        name: '#9001',
        createdAt: now,
        updatedAt: now,
        email: people[name].email,
      },
      customer: () => shop.store.find(customerIdOf(name)),
      ...{ note: 'Ring at the back door', tags: [], customAttributes: [], metafields: [] },
      ...{ returnStatus: 'NO_RETURN', disputes: [] },
    });
    await approvePlan(yesterday.deps, { shopId, requestId, hash, actor: STAFF, identityChecked: true });
    await dieAt(boundary);

    await rows(`UPDATE pgboss.job SET state = 'retry', start_after = now() WHERE state = 'active'`, []);
    const second = await startWorker();
    const writing = async () => {
      const steps = await yesterday.stepsOf(requestId);
      return steps.find(({ operation }) => operation === 'write')?.state;
    };
    await until('what is planned is written', async () => (await writing()) === 'done');
    await second.process.stop();

    expect(shop.store.find(id)).toMatchObject({ note: null });
    expect(asked.filter(({ variables }) => variables.includes(id))).toHaveLength(1);
    const events = await yesterday.events(requestId);
    const joined = events.filter(({ type }) => type === 'plan.records-joined');
    expect(joined.map(({ entry }) => JSON.parse(entry).data)).toMatchObject([
      { records: 1, asked: 0, orders: 1 },
    ]);
  },
  120_000,
);
