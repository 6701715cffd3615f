import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cancelRedact } from '#app/services/cancel-redact.ts';
import { pendingErasure } from '#sandbox/admin-api/erasure.ts';
import { customerIdOf, type PersonName } from '#sandbox/store/people.ts';
import { type DoomedWorkers, doomedWorkers } from '../support/doomed-workers.ts';
import { ERASE, startErasure, subjectOf } from '../support/planned-erasure.ts';
import { STAFF } from '../support/steps.ts';
import { until } from '../support/until.ts';

/** Workers die at every boundary of calling an erasure off, and of ending one. */
let desk: DoomedWorkers;
beforeAll(async () => {
  desk = await doomedWorkers('erasure');
});
afterAll(() => desk[Symbol.asyncDispose]());

const CALL_OFF = 'CancelErasure';
const COMMIT = '^COMMIT';
const CANCELS: { boundary: string; person: PersonName; isOff: boolean; env: Record<string, string> }[] = [
  {
    ...{ boundary: 'before Shopify is told', person: 'dormant', isOff: false },
    env: { KILL_CALL: CALL_OFF, KILL_WHEN: 'before' },
  },
  {
    ...{ boundary: 'once it was told', person: 'greek', isOff: true },
    env: { KILL_CALL: CALL_OFF, KILL_WHEN: 'after' },
  },
  {
    ...{ boundary: 'before its outcome is committed', person: 'korean', isOff: true },
    env: { KILL_CALL: CALL_OFF, KILL_WHEN: 'after', KILL_STATEMENT: COMMIT },
  },
  {
    ...{ boundary: 'once its outcome is committed', person: 'arabic', isOff: true },
    env: { KILL_CALL: CALL_OFF, KILL_WHEN: 'after', KILL_STATEMENT: COMMIT, KILL_THEN: 'after' },
  },
];

test.each(CANCELS)(
  'an erasure is called off, and the worker is killed $boundary: Shopify erases nothing, it is recorded once, and a new plan is proposed',
  async ({ person, isOff, env }) => {
    const { app, shop, events, rows } = desk;
    const erasure = await startErasure({ app, shop }, subjectOf(person));
    const { shopId, requestId } = erasure;
    await erasure.enqueue('redact');
    const first = await desk.worker();
    await until('asked', async () => (await events(requestId, 'redact.asked')).length === 1);
    await first.process.stop();
    const isPending = () => {
      const customer = shop.store.find(customerIdOf(person));
      return customer !== undefined && customer !== null && pendingErasure(customer) !== null;
    };
    expect(isPending()).toBe(true);
    expect(await cancelRedact(app.deps, { shopId, requestId, actor: STAFF })).toEqual({ outcome: 'queued' });
    await desk.die('call', env);
    expect(isPending()).toBe(!isOff);

    const second = await desk.worker();
    await until('a new plan', async () => {
      const [plan] = await rows(`SELECT 1 FROM plan WHERE request_id = $1 AND state = 'proposed'`, [
        requestId,
      ]);
      return plan !== undefined;
    });
    await second.process.stop();
    expect(isPending()).toBe(false);
    expect(shop.store.find(customerIdOf(person))).toMatchObject({ email: subjectOf(person).email });
    expect(await events(requestId, 'redact.cancelled')).toHaveLength(1);
    expect(await events(requestId, 'redact.intended')).toHaveLength(1);
    expect(await erasure.request()).toMatchObject({ state: 'planned' });
  },
  120_000,
);

const KEY = '^DELETE FROM "public"."data_key"';
const IDENTIFIER = '^DELETE FROM "public"."identifier"';
const ENDS: { boundary: string; person: PersonName; at: string; when: string; later?: string }[] = [
  { boundary: 'before the key goes', person: 'hebrew', at: KEY, when: 'before' },
  { boundary: 'while it goes', person: 'chinese', at: KEY, when: 'after' },
  { boundary: 'before who it was about goes', person: 'recent', at: IDENTIFIER, when: 'before' },
  { boundary: 'while that goes', person: 'everything', at: IDENTIFIER, when: 'after' },
  { boundary: 'once it is gone', person: 'householdA', at: IDENTIFIER, when: 'after', later: COMMIT },
];

test.each(ENDS)(
  'the last look at an erased person is killed $boundary: the erasure ends once, on the list before it is closed, and whom it was about is forgotten',
  async ({ person, at, when, later = '' }) => {
    const { app, shop, events, rows } = desk;
    const erasure = await startErasure({ app, shop }, subjectOf(person), { operations: [ERASE] });
    const { requestId } = erasure;
    await erasure.enqueue('erase');
    const first = await desk.worker();
    await until('erased', async () => (await erasure.step('erase')).state === 'done');
    await first.process.stop();
    // A week passes.
    const week = `UPDATE step SET retry_at = NULL, finished_at = finished_at - interval '8 days',
                    not_before = not_before - interval '8 days' WHERE request_id = $1`;
    await rows(week, [requestId]);
    await erasure.enqueue('probe');
    await desk.die('statement', { KILL_AT: at, KILL_WHEN: when, KILL_LATER: later });

    const second = await desk.worker();
    await until('the end', async () => (await erasure.request()).state === 'closed');
    await second.process.stop();
    const request = await erasure.request();
    expect(request.subject).toBeNull();
    expect(request.identifiers.map(({ kind }) => kind).sort()).toEqual(['customer', 'email']);
    for (const type of ['probe.done', 'erasure.forgotten', 'request.closed'])
      expect(await events(requestId, type), type).toHaveLength(1);
    const dossier = `SELECT 1 FROM data_key WHERE request_id = $1 AND purpose = 'dossier'`;
    expect(await rows(dossier, [requestId])).toEqual([]);
    expect(readFileSync(join(app.keysDir, 'erasures.jsonl'), 'utf8')).toContain(requestId);
  },
  120_000,
);
