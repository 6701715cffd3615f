/** What the demo plays, and what it says of it. Everything goes through the app's own doors. */
import { createHash } from 'node:crypto';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type pg from 'pg';
import { type ControlClient, controlClient } from '#sandbox/control-client.ts';
import { DEMO_SHOP, type Sandbox } from '#sandbox/server.ts';
import type { Delivery } from '#sandbox/webhooks/sender.ts';
import { ERASURE_SCENES } from './erasure-story.ts';
import { countOf, until } from './look.ts';
import type { Merchant } from './merchant.ts';

export interface Stage {
  sandbox: Sandbox;
  merchant: Merchant;
  appAddress: string;
  /** The demo's own look into the database, to see what the pages will show. */
  database: pg.Client;
  outputDir: string;
  /** Filled as the story goes. */
  summary: Record<string, number | string>;
  /** The request that the story is about, once it exists. */
  request: { id: string; number: number } | null;
  /** The story's own data request, to repeat it. */
  payload: object | null;
}

export interface Scene {
  title: string;
  /** @param say one line of progress */
  play(stage: Stage, say: (line: string) => void): Promise<string>;
}

type WireBend = NonNullable<Parameters<ControlClient['webhook']>[0]['bend']>;

const ACCESS = 'customers/data_request';
const statusOf = (sandbox: Sandbox, { webhookId }: Pick<Delivery, 'webhookId'>): Promise<number | null> =>
  until('An answer to the webhook', async () => {
    const [attempt] =
      sandbox.sender.deliveries().find((each) => each.webhookId === webhookId)?.attempts ?? [];
    return attempt ? attempt.status : null;
  });

async function openApp({ merchant, summary }: Stage): Promise<string> {
  const startedAt = performance.now();
  await merchant.open('/app/requests');
  summary.firstPageMs = Math.round(performance.now() - startedAt);
  return `The merchant opened Privacy Desk (${summary.firstPageMs} ms, token exchange included)`;
}

/** What an answer is the fuller for: drafts, returns, gift cards, blog comments ... */
async function grantAccess({ sandbox, summary }: Stage): Promise<string> {
  const shop = sandbox.world.shops.get(DEMO_SHOP);
  if (!shop) throw new Error('The sandbox lacks the demo shop.');
  const { optionalScopes } = sandbox.world.app;
  await sandbox.merchant.changeScopes(shop, { grant: [...optionalScopes] });
  summary.optionalScopes = optionalScopes.length;
  return `The merchant granted ${optionalScopes.length} optional accesses`;
}

/** The customer with a thousand orders asks for their data. */
async function dataRequest(stage: Stage): Promise<string> {
  const { sandbox, database, summary } = stage;
  const control = controlClient(`http://127.0.0.1:${sandbox.port}`);
  const { customers } = await control.people();
  const person = customers.find(({ name }) => name === 'thousandOrders');
  if (!person) throw new Error('The seeded shop lacks its customer with a thousand orders.');
  const before = await countOf(database, 'FROM request');
  const startedAt = performance.now();
  const id = Date.now();
  stage.payload = {
    shop_id: 954889,
    shop_domain: DEMO_SHOP,
    orders_requested: [],
    customer: { id: Number(person.id.split('/').at(-1)), email: person.email, phone: null },
    data_request: { id },
  };
  const sent = await control.webhook({ shop: DEMO_SHOP, topic: ACCESS, payload: stage.payload });
  summary.dataRequestStatus = (await statusOf(sandbox, sent)) ?? 0;
  stage.request = await until('The request', async () => {
    const sql = 'SELECT id, number FROM request WHERE business_key = $1';
    return (await database.query(sql, [`data_request:${id}`])).rows[0] ?? null;
  });
  summary.requestExistsAfterMs = Math.round(performance.now() - startedAt);
  summary.requestsBefore = before;
  return `A signed data request became request #${stage.request?.number} in ${summary.requestExistsAfterMs} ms`;
}

interface Progress {
  activity: string;
  records: number;
  counted: number;
  expected: number | null;
  estimated_end_at: Date | null;
}
function progressOf({ activity, records, counted, expected, estimated_end_at: end }: Progress): string {
  const of = expected === null ? '' : `, ${counted} of ${expected} orders`;
  const leftSeconds = end === null ? 0 : Math.ceil((end.getTime() - Date.now()) / 1_000);
  return `Reading ${activity}: ${records} records${of}${leftSeconds > 0 ? `, about ${leftSeconds} s left` : ''}`;
}

async function gather({ database, request, summary }: Stage, say: (line: string) => void): Promise<string> {
  const startedAt = performance.now();
  const sql =
    'SELECT state, reason, activity, records, counted, expected, estimated_end_at, gaps FROM step WHERE request_id = $1';
  let told = '';
  const steps = await until('The end of the gathering', async () => {
    const { rows } = await database.query(sql, [request?.id]);
    const blocked = rows.find(({ state }) => state === 'blocked');
    if (blocked) throw new Error(`The gathering is blocked: ${blocked.reason}`);
    const busy = rows.find(({ state, activity }) => state === 'running' && activity);
    const line = busy ? progressOf(busy) : told;
    if (line !== told) say(line);
    told = line;
    const ready = await countOf(database, `FROM request WHERE id = '${request?.id}' AND state = 'ready'`);
    return ready > 0 ? rows : null;
  });
  const sum = (field: 'records' | 'counted') => steps.reduce((all, step) => all + step[field], 0);
  const gaps = steps.flatMap((step) => step.gaps).length;
  const seconds = (performance.now() - startedAt) / 1_000;
  Object.assign(summary, { orders: sum('counted'), records: sum('records'), gaps });
  summary.gatherSeconds = Number(seconds.toFixed(1));
  return `Gathered ${summary.records} records (${summary.orders} orders) in ${summary.gatherSeconds} s, ${gaps} gaps`;
}

/** The merchant lets the answer go: its archive is made once, and its bytes are pinned. */
async function release({ merchant, database, request, summary }: Stage, say: (line: string) => void) {
  const startedAt = performance.now();
  const form = { intent: 'release', requestId: request?.id ?? '', content: 'access', identityChecked: 'on' };
  const { outcome } = (await merchant.submit(`/app/requests/${request?.number}`, form)) as {
    outcome?: string;
  };
  if (outcome !== 'requested') throw new Error(`The release came to ${outcome}.`);
  const sql =
    'SELECT state, bytes, sha256, problem FROM release WHERE request_id = $1 ORDER BY id DESC LIMIT 1';
  const made = await until('The release', async () => {
    const row = (await database.query(sql, [request?.id])).rows[0];
    if (row?.state === 'failed') throw new Error(`The answer was not released: ${row.problem}`);
    if (row?.bytes && process.stdout.isTTY) say(`${row.bytes} bytes`);
    return row?.state === 'released' ? row : null;
  });
  summary.sha256 = made.sha256.toString('hex');
  summary.releaseMs = Math.round(performance.now() - startedAt);
  return `Released: ${made.bytes} bytes, SHA-256 ${String(summary.sha256).slice(0, 12)}…, in ${summary.releaseMs} ms`;
}

async function download({ merchant, appAddress, request, outputDir, summary }: Stage): Promise<string> {
  const form = { intent: 'download', requestId: request?.id ?? '' };
  const issued = (await merchant.submit(`/app/requests/${request?.number}`, form)) as { token?: string };
  if (!issued.token) throw new Error(`No download link was issued: ${JSON.stringify(issued)}`);
  const startedAt = performance.now();
  const link = `${appAddress}/download/${issued.token}`;
  const looked = await fetch(link);
  if (!looked.ok) throw new Error(`The download's page answered ${looked.status}.`);
  const answer = await fetch(link, { method: 'POST', body: new URLSearchParams() });
  if (!answer.ok || !answer.body) throw new Error(`The download answered ${answer.status}.`);
  await mkdir(outputDir, { recursive: true });
  const file = resolve(outputDir, `privacy-desk-request-${request?.number}.zip`);
  await writeFile(file, answer.body);
  const sha256 = createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
  if (sha256 !== summary.sha256) throw new Error('The archive is not the one that was released.');
  summary.archiveBytes = (await stat(file)).size;
  summary.archiveMs = Math.round(performance.now() - startedAt);
  return `Downloaded the archive: ${summary.archiveBytes} bytes in ${summary.archiveMs} ms`;
}

/** The same demand again: under the same webhook id, and under new ones. */
async function repeat({ sandbox, database, payload, summary, request }: Stage): Promise<string> {
  const control = controlClient(`http://127.0.0.1:${sandbox.port}`);
  const again = { shop: DEMO_SHOP, topic: ACCESS, payload: payload ?? {} };
  const sent = [await control.webhook({ ...again, bend: { copies: 3 } }), await control.webhook(again)];
  const statuses = await Promise.all(sent.map((each) => statusOf(sandbox, each)));
  await until('An empty inbox', async () =>
    (await countOf(database, `FROM delivery WHERE state = 'received'`)) === 0 ? true : null,
  );
  const requests = await countOf(database, `FROM request WHERE id = '${request?.id}'`);
  const total = await countOf(database, 'FROM request');
  if (statuses.some((status) => status !== 200))
    throw new Error(`Repeated webhooks were answered ${statuses}.`);
  if (requests !== 1 || total !== Number(summary.requestsBefore) + 1)
    throw new Error(`Repeated webhooks opened further requests: ${total}.`);
  summary.repeatedDeliveries = 4;
  return 'Four repetitions were accepted and opened nothing new';
}

/** Wrong signature, none, a signed body for another shop, and one that is not JSON. */
async function forge({ sandbox, database, payload, summary }: Stage): Promise<string> {
  const control = controlClient(`http://127.0.0.1:${sandbox.port}`);
  const before = await countOf(database, 'FROM request');
  const forged: { bend: WireBend; expected: number }[] = [
    { bend: { secret: 'guessed' }, expected: 401 },
    { bend: { headers: { 'X-Shopify-Hmac-Sha256': null } }, expected: 401 },
    { bend: { headers: { 'X-Shopify-Shop-Domain': 'victim.myshopify.com' } }, expected: 400 },
    { bend: { body: 'not what was promised' }, expected: 400 },
  ];
  for (const { bend, expected } of forged) {
    const sent = await control.webhook({ shop: DEMO_SHOP, topic: ACCESS, payload: payload ?? {}, bend });
    const status = await statusOf(sandbox, sent);
    if (status !== expected)
      throw new Error(`A forged webhook was answered ${status} in place of ${expected}.`);
  }
  if ((await countOf(database, 'FROM request')) !== before)
    throw new Error('A forged webhook opened a request.');
  summary.forgedDeliveries = forged.length;
  return 'Four forged webhooks were refused: 401, 401, 400, 400';
}

async function keepLog({ merchant, outputDir, summary }: Stage): Promise<string> {
  const log = await (await merchant.open('/app/activity/export')).text();
  await writeFile(resolve(outputDir, 'audit.jsonl'), log);
  // The last line tells the names of the staff.
  summary.auditEvents = log.trimEnd().split('\n').length - 1;
  return `The audit log has ${summary.auditEvents} events`;
}

export const SCENES: Scene[] = [
  { title: 'The merchant opens the app', play: openApp },
  { title: 'The merchant lets it look everywhere', play: grantAccess },
  { title: 'A customer asks for their data', play: dataRequest },
  { title: 'The data is gathered from Shopify', play: gather },
  { title: 'The merchant releases the answer', play: release },
  { title: 'The merchant downloads the archive', play: download },
  { title: 'Shopify repeats itself', play: repeat },
  { title: 'Somebody forges webhooks', play: forge },
  ...ERASURE_SCENES,
  { title: 'The log tells it all', play: keepLog },
];
