import { afterAll, beforeAll, expect, test } from 'vitest';
import { gapsOf } from '#app/adapters/stores/shopify/gaps.ts';
import { Failure } from '#app/core/failure.ts';
import { SAYING_KINDS, say } from '#app/core/saying.ts';
import { openArchive } from '#app/services/open-archive.ts';
import { exportActivity, exportActivityCsv } from '#app/services/read-activity.ts';
import { runStep } from '#app/services/run-step.ts';
import { createTestApp, type TestApp } from '../support/composition.ts';
import { depsWith, newStep, pagesOf, STAFF, storeOf } from '../support/steps.ts';
import { filesOf } from './read-archive.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

/** Also where quotes are escaped: in JSON, CSV or HTML. */
const SAYING = new RegExp(`\\{(?:[\\\\"]+|&quot;|&#34;|&#x22;)(?:${SAYING_KINDS.join('|')})\\b`);

const GAPS = [
  ...gapsOf(
    [
      { path: 'orders.nodes.note', reason: 'scope', message: 'no', scopes: ['read_returns'] },
      { path: 'orders.nodes.phone', reason: 'store-error', message: 'no' },
    ],
    () => 'orders',
  ),
  // As it was stored before texts had languages.
  { collection: 'orders', reason: 'No right to it.', remedy: 'Grant it.' },
];

test('an archive is in English, also what it says is missing: no text in it waits to be put into words', async () => {
  const { shopId, id, requestId } = await newStep(app);
  const deps = depsWith(app, storeOf(pagesOf(2), { more: () => ({ gaps: GAPS }) }));
  await runStep(deps, { shopId, id });
  const dossier = await openArchive(deps, { shopId, requestId });
  expect(dossier.gaps).toEqual([
    {
      collection: 'orders',
      reason: 'Privacy Desk may not read this: it has not been given the access read_returns (field note).',
      remedy: 'Give the app this access in Shopify, then gather again.',
      scope: 'read_returns',
    },
    {
      collection: 'orders',
      reason: 'Shopify failed several times to read the field phone.',
      remedy: 'Gather again later. Everything else was read.',
    },
    GAPS[2],
  ]);
  const files = await filesOf(dossier);
  expect(files.size).toBeGreaterThan(5);
  for (const [path, bytes] of files)
    expect([path, SAYING.exec(Buffer.from(bytes).toString())]).toEqual([path, null]);
});

test('the log holds codes and no texts, and its export as CSV is in English', async () => {
  const { shopId, id, find } = await newStep(app);
  const failing = storeOf(pagesOf(1), {
    before: () => {
      throw new Failure('not-to-be-had', say('The field {field} is not to be had.', { field: 'note' }));
    },
  });
  await runStep(depsWith(app, failing), { shopId, id });
  // The step has the saying, for whoever looks at it.
  expect(await find()).toMatchObject({ state: 'blocked', reason: expect.stringMatching(SAYING) });
  const lines = await Array.fromAsync(exportActivity(app.deps, { shopId, actor: STAFF }));
  expect(lines.join('')).toContain('not-to-be-had');
  expect(lines.join('')).not.toMatch(SAYING);
  const filter = { group: null, request: null, staff: null, from: null, to: null };
  const csv = await Array.fromAsync(exportActivityCsv(app.deps, { shopId, actor: STAFF, filter }));
  expect(csv.join('')).toContain('Gather the data in Shopify');
  expect(csv.join('')).not.toMatch(SAYING);
});
