import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { requireRequestKey } from '#app/services/require-key.ts';
import { retainedPlace } from '#app/services/retain-invoices.ts';
import { pendingErasure } from '#sandbox/admin-api/erasure.ts';
import { controlClient } from '#sandbox/control-client.ts';
import { createMerchant } from '#sandbox/demo/merchant.ts';
import { customerIdOf, type PersonName } from '#sandbox/store/people.ts';
import { type DoomedWorkers, doomedWorkers } from '../support/doomed-workers.ts';
import {
  DAY_MS,
  ERASE,
  keptUntil,
  REDACT,
  RETAIN,
  startErasure,
  subjectOf,
} from '../support/planned-erasure.ts';
import { until } from '../support/until.ts';

/**
 * Workers die one after the other, each at another boundary of asking Shopify to erase somebody; then one lives and
 * everybody's erasure comes to the same end.
 */
let desk: DoomedWorkers;
beforeAll(async () => {
  desk = await doomedWorkers('erasure');
});
afterAll(() => desk[Symbol.asyncDispose]());

const LOOK = 'ErasureStanding';
const ASK = 'RequestErasure';
interface Boundary {
  boundary: string;
  person: PersonName;
  env: Record<string, string>;
  /** How often it may have been sent, for all that the app can know. */
  sent: number;
  /** How often it was sent before the process died. */
  was: 0 | 1;
}
const BOUNDARIES: Boundary[] = [
  {
    ...{ boundary: 'before the intent is written', person: 'dormant', sent: 1, was: 0 },
    env: { KILL_CALL: LOOK, KILL_WHEN: 'after' },
  },
  {
    ...{ boundary: 'before the intent is committed', person: 'recent', sent: 1, was: 0 },
    env: { KILL_CALL: LOOK, KILL_WHEN: 'after', KILL_STATEMENT: '^COMMIT' },
  },
  {
    ...{ boundary: 'once the intent is committed', person: 'greek', sent: 2, was: 0 },
    env: { KILL_CALL: LOOK, KILL_WHEN: 'after', KILL_STATEMENT: '^COMMIT', KILL_THEN: 'after' },
  },
  {
    ...{ boundary: 'before it is sent', person: 'korean', sent: 2, was: 0 },
    env: { KILL_CALL: ASK, KILL_WHEN: 'before' },
  },
  {
    ...{ boundary: 'once it was sent', person: 'arabic', sent: 1, was: 1 },
    env: { KILL_CALL: ASK, KILL_WHEN: 'after' },
  },
  {
    ...{ boundary: 'before its outcome is committed', person: 'hebrew', sent: 1, was: 1 },
    env: { KILL_CALL: ASK, KILL_WHEN: 'after', KILL_STATEMENT: '^COMMIT' },
  },
  {
    ...{ boundary: 'once its outcome is committed', person: 'chinese', sent: 1, was: 1 },
    env: { KILL_CALL: ASK, KILL_WHEN: 'after', KILL_STATEMENT: '^COMMIT', KILL_THEN: 'after' },
  },
];

test('killed at every boundary of asking Shopify to erase: asked once, what may have been sent twice is counted, and all are closed by Shopify’s word', async () => {
  const { app, shop, sandbox, web, rows, events } = desk;
  const begun: { requestId: string; person: PersonName; sent: number }[] = [];
  for (const { boundary, person, env, sent, was } of BOUNDARIES) {
    const erasure = await startErasure({ app, shop }, subjectOf(person));
    const { shopId, requestId } = erasure;
    begun.push({ requestId, person, sent });
    const { id } = await erasure.step('redact');
    await app.deps.unit(shopId, (unit) => unit.enqueue('run-step', 'erasure', [{ shopId, id }]));
    await desk.die('call', env);
    const customer = shop.store.find(customerIdOf(person));
    const isPending = customer !== undefined && customer !== null && pendingErasure(customer) !== null;
    expect({ boundary, isPending }).toEqual({ boundary, isPending: was === 1 });
    // It is another's turn only when this one is through, or it would die in the next one's place.
    const second = await desk.worker();
    await until(`${boundary}: asked`, async () => (await events(requestId, 'redact.asked')).length === 1);
    await second.process.stop();
    expect({ boundary, asked: await events(requestId, 'redact.asked') }).toMatchObject({
      asked: [{ sent, others: false }],
    });
    expect(await events(requestId, 'redact.intended')).toHaveLength(sent);
  }

  const last = await desk.worker();
  await controlClient(`http://127.0.0.1:${sandbox.port}`).clock({ advanceMs: 200 * DAY_MS });
  await createMerchant(sandbox, web.url).open('/app/requests');
  await until('Shopify’s word for all', async () => {
    const [{ n }] = await rows(
      `SELECT count(*)::int AS n FROM step WHERE operation = 'redact' AND state = 'done'`,
    );
    return n === BOUNDARIES.length;
  });
  for (const { requestId } of begun)
    expect(await events(requestId, 'redact.done')).toMatchObject([{ told: true, shows: 'redacted' }]);
  expect(await rows(`SELECT 1 FROM request WHERE source = 'platform'`)).toEqual([]);
  await last.process.stop();
}, 480_000);

const SEAL = '^INSERT INTO "public"."retained"';
const KEY = '^INSERT INTO "public"."data_key"';
const SEALED = '^COMMIT';
const SEALINGS: { boundary: string; person: PersonName; at: string; when: string; later?: string }[] = [
  { boundary: 'before the key of the invoices is written', person: 'everything', at: KEY, when: 'before' },
  { boundary: 'before they are sealed', person: 'guestAndCustomer', at: SEAL, when: 'before' },
  { boundary: 'while they are sealed', person: 'householdA', at: SEAL, when: 'after' },
  { boundary: 'once some are sealed', person: 'thousandOrders', at: SEAL, when: 'after', later: SEALED },
];

test.each(SEALINGS)(
  'killed $boundary: each invoice is sealed once, under one key, before Shopify is asked',
  async ({ person, at, when, later = '' }) => {
    const { app, shop, rows, events } = desk;
    const decisions = [keptUntil('2034-12-31')];
    const operations = [RETAIN, REDACT, ERASE];
    const erasure = await startErasure({ app, shop }, subjectOf(person), { operations, decisions });
    const { shopId, requestId } = erasure;
    const steps = [await erasure.step('retain'), await erasure.step('redact')];
    const jobs = steps.map(({ id }) => ({ shopId, id }));
    await app.deps.unit(shopId, (unit) => unit.enqueue('run-step', 'erasure', jobs));
    await desk.die('statement', { KILL_AT: at, KILL_WHEN: when, KILL_LATER: later });
    expect(await events(requestId, 'redact.intended')).toEqual([]);
    const second = await desk.worker();
    await until('Shopify is asked', async () => (await events(requestId, 'redact.asked')).length === 1);
    await second.process.stop();

    const { retained } = await erasure.request();
    const key = await app.deps.unit(shopId, (unit) =>
      requireRequestKey(app.deps, unit, 'retained', requestId),
    );
    const ids = retained.flatMap(({ id, body }) =>
      JSON.parse(gunzipSync(app.deps.vault.open(key, retainedPlace(id), body)).toString()).map(
        (invoice: { id: string }) => invoice.id,
      ),
    );
    expect(ids.length).toBeGreaterThan(0);
    expect(new Set(ids).size).toBe(ids.length);
    expect(await events(requestId, 'retained.sealed')).toMatchObject([{ records: ids.length }]);
    const keys = `SELECT 1 FROM data_key WHERE request_id = $1 AND purpose = 'retained'`;
    expect(await rows(keys, [requestId])).toHaveLength(1);
  },
  120_000,
);
