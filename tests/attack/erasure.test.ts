import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isUniqueViolation } from '#app/adapters/db/database.ts';
import { closeRequest } from '#app/services/close-request.ts';
import { erasePerson } from '#app/services/erase-person.ts';
import { knowShop } from '#app/services/know-shop.ts';
import { GRACE_MS, rotateKeys } from '#app/services/rotate-keys.ts';
import type { Database } from '#sandbox/database.ts';
import { startPostgres } from '#sandbox/postgres.ts';
import { STAFF } from '../support/answer.ts';
import { createTestApp, type TestApp } from '../support/composition.ts';
import { dataRequest, openDoor, redact, SHOP } from '../support/deliveries.ts';
import { gatherFor, stepOf } from '../support/erasure.ts';
import { prepareInThread } from '../support/prepare-in-thread.ts';

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'privacy-desk-attack-'));
const masterKey = randomBytes(32).toString('base64');
const nonce = randomBytes(6).toString('hex');
/** Of the person who is erased: in a delivery, in who the request is about, and in what was gathered. */
const CANARIES = ['delivered', 'asked', 'gathered'].map((where) => `canary-${where}-${nonce}@example.com`);
const [DELIVERED = '', ASKED = '', GATHERED = ''] = CANARIES;
const SURVIVOR = `survivor-${nonce}@example.com`;

let server: Awaited<ReturnType<typeof startPostgres>>;
let database: Database;
let app: TestApp;
let shopId: string;
let copies = 0;

beforeAll(async () => {
  server = await startPostgres({ dataDir: join(folder, 'data') });
  database = await prepareInThread({ serverUrl: server.url, name: 'attacked', login: 'attacked_login' });
  app = await createTestApp({ DATABASE_URL: database.appUrl, MASTER_KEY: masterKey });
  shopId = await knowShop({ ...app.deps, isUniqueViolation }, SHOP);
});
afterAll(async () => {
  await app.close();
  await server.destroy();
  rmSync(folder, { recursive: true, force: true });
});

/** The database's files and its log, as a thief or a backup takes them. */
async function steal(): Promise<string> {
  const client = new pg.Client({ connectionString: database.ownerUrl });
  await client.connect();
  await client.query('CHECKPOINT');
  const own = 'SELECT oid FROM pg_database WHERE datname = current_database()';
  const { oid } = (await client.query(own)).rows[0];
  await client.end();
  copies += 1;
  const copy = join(folder, `copy-${copies}`);
  for (const part of [`base/${oid}`, 'pg_wal'])
    cpSync(join(folder, 'data/cluster', part), join(copy, part), { recursive: true });
  return copy;
}

/** Which of all texts the recovery program finds. */
async function recover(stolen: string[]): Promise<string[]> {
  const texts = [...CANARIES, SURVIVOR].join(',');
  const program = [join(import.meta.dirname, 'recover.mjs'), texts, app.keysDir, ...stolen];
  const env = { ...process.env, MASTER_KEY: masterKey };
  const { stdout } = await run(process.execPath, program, { env });
  const { found, epochs, candidates } = JSON.parse(stdout);
  expect(Math.min(epochs, candidates)).toBeGreaterThan(0);
  return found;
}

test('with every key of today and the files of before and after, whoever was erased cannot be recovered', async () => {
  const door = await openDoor(app);
  const customer = { id: 41, email: DELIVERED };
  await door.send({ topic: 'customers/data_request', body: { customer, note: 'of no use, so it is kept' } });
  await door.send({ body: dataRequest(1, { id: 41, email: DELIVERED }) });
  await app.drainInbox();
  const subject = { customerId: '41', email: ASKED, phone: null, orderIds: [] };
  const records = [{ id: '1', note: `written by ${GATHERED}` }];
  const asked = await gatherFor(app, subject, records);
  await closeRequest(app.deps, {
    ...{ shopId, requestId: asked.requestId, actor: STAFF, reason: 'answered-otherwise' },
  });
  const other = { customerId: '42', email: `of-${SURVIVOR}`, phone: null, orderIds: [] };
  await gatherFor(app, other, [{ id: '2', note: SURVIVOR }]);

  const before = await steal();
  expect(await recover([before])).toEqual([...CANARIES, SURVIVOR]);

  await door.send({ topic: 'customers/redact', body: redact(customer) });
  await app.drainInbox();
  const request = await app.deps.unit(shopId, ({ read }) =>
    read.request.findFirst({ where: { kind: 'erasure' } }),
  );
  const id = await stepOf(app, shopId, request?.id ?? '');
  const later = (ms: number) => ({ ...app.deps, now: () => new Date(Date.now() + ms) });
  // The data request that came by the door is unanswered, so the erasure goes ahead at the end of the term.
  await erasePerson(later(29 * 86_400_000), { shopId, id });
  const erased = await steal();
  // Rows are gone; a backup, a dead row or the log still opens, until the epoch's key is destroyed.
  expect(await recover([before, erased])).toEqual([...CANARIES, SURVIVOR]);

  const days = 29 * 86_400_000;
  await rotateKeys(later(days), { shopId });
  await rotateKeys(later(days + GRACE_MS), { shopId });
  const after = await steal();
  expect(await recover([before, erased, after])).toEqual([SURVIVOR]);
  await door.close();
});
