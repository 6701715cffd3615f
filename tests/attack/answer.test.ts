/** What somebody could do to an answer who reaches the database, but none of its keys. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chooseDisclosure } from '#app/services/choose-disclosure.ts';
import { issueDownload } from '#app/services/download.ts';
import { openArchive } from '#app/services/open-archive.ts';
import { readPreview } from '#app/services/read-preview.ts';
import { renderRelease } from '#app/services/render-release.ts';
import { streamRelease } from '#app/services/stream-release.ts';
import { withdrawRelease } from '#app/services/withdraw-release.ts';
import { withClient } from '#sandbox/database.ts';
import {
  type GatheredRequest,
  gatheredRequest,
  release,
  releasedRequest,
  STAFF,
  SHOP_ID as shopId,
} from '../support/answer.ts';
import { createTestApp, type TestApp } from '../support/composition.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

/** As the owner of the tables, whom no policy and no grant stops. */
const alter = (sql: string, values: unknown[] = []) =>
  withClient(app.database.ownerUrl, async (client) => (await client.query(sql, values)).rows);
const open = ({ deps, requestId }: GatheredRequest) => openArchive(deps, { shopId, requestId });
const many = (count: number, name: string) =>
  Array.from({ length: count }, (_, at) => ({ id: `${name}-${at}`, note: randomBytes(600).toString('hex') }));

/** The records of an answer, whoever's they are. */
async function recordsOf(request: GatheredRequest) {
  const { collections } = await open(request);
  const found = collections.find(({ name }) => name === 'orders');
  return found ? Array.fromAsync(found.records()) : [];
}

describe('what was gathered', () => {
  test('and is no longer whole makes no answer: the release fails and says what to do', async () => {
    const request = await gatheredRequest(app, many(2_500, 'one'));
    const chunks = await alter('SELECT sequence FROM chunk WHERE request_id = $1 ORDER BY sequence', [
      request.requestId,
    ]);
    expect(chunks.length).toBeGreaterThan(1);
    const id = await release(request);
    await alter('DELETE FROM chunk WHERE request_id = $1 AND sequence = $2', [
      request.requestId,
      chunks.at(-1)?.sequence,
    ]);
    await renderRelease(request.deps, { shopId, id });
    const row = await request.find();
    expect(row.state).toBe('ready');
    expect(row.releases[0]).toMatchObject({ state: 'failed', sha256: null });
    expect(row.releases[0]?.problem).toMatch(/Gather it again/);
  });

  test('and has a piece put in, or counted otherwise, makes none', async () => {
    const request = await gatheredRequest(app, [{ id: '1' }]);
    await alter('UPDATE chunk SET records = records + 1 WHERE request_id = $1', [request.requestId]);
    await expect(open(request)).rejects.toMatchObject({ code: 'dossier.incomplete' });
  });

  test('and has two pieces exchanged is not readable', async () => {
    const request = await gatheredRequest(app, many(2_500, 'one'));
    const where = 'WHERE request_id = $1';
    const [a, b] = await alter(`SELECT sequence, body FROM chunk ${where} ORDER BY sequence`, [
      request.requestId,
    ]);
    for (const [to, from] of [
      [a, b],
      [b, a],
    ])
      await alter(`UPDATE chunk SET body = $2 ${where} AND sequence = $3`, [
        ...[request.requestId, from?.body, to?.sequence],
      ]);
    await expect(recordsOf(request)).rejects.toMatchObject({ code: 'unreadable' });
  });

  test('of one person is not readable as another’s, though data and key are laid under their request', async () => {
    const [asks, other] = [await gatheredRequest(app), await gatheredRequest(app, [{ id: 'of another' }])];
    const both = [asks.requestId, other.requestId];
    await alter('DELETE FROM chunk WHERE request_id = $1', [asks.requestId]);
    await alter("DELETE FROM data_key WHERE request_id = $1 AND purpose = 'dossier'", [asks.requestId]);
    await alter("UPDATE data_key SET request_id = $1 WHERE request_id = $2 AND purpose = 'dossier'", both);
    await alter("DELETE FROM step WHERE request_id = $1 AND store = 'shopify'", [asks.requestId]);
    await alter("UPDATE step SET request_id = $1 WHERE request_id = $2 AND store = 'shopify'", both);
    await alter('UPDATE chunk SET request_id = $1 WHERE request_id = $2', both);
    await expect(recordsOf(asks)).rejects.toMatchObject({ code: 'unreadable' });
  });
});

test('a key that was wrapped before keys were bound to their request opens, and is bound when it is wrapped anew', async () => {
  const { requestId } = await gatheredRequest(app);
  const { vault } = app.deps;
  const { key, row } = await vault.newKey(shopId, 'dossier', requestId);
  const { epoch, wrapped } = await vault.keys.wrap(shopId, key.bytes, `data-key|${shopId}|${row.id}|dossier`);
  const former = { ...row, epoch, wrapped: Uint8Array.from(wrapped) };
  expect((await vault.unwrap(former)).bytes.equals(key.bytes)).toBe(true);
  const anew = { ...former, ...(await vault.rewrap(former)) };
  expect((await vault.unwrap(anew)).bytes.equals(key.bytes)).toBe(true);
  const elsewhere = { ...anew, requestId: '00000000-0000-4000-8000-000000000000' };
  await expect(vault.unwrap(elsewhere)).rejects.toMatchObject({ code: 'unreadable' });
});

test('a text that a shopper nested as deep as they could stops neither review nor release', async () => {
  const value = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const request = await gatheredRequest(app, [{ id: '1', customAttributes: [{ key: 'gift', value }] }]);
  const { deps, number } = request;
  const page = await readPreview(deps, { shopId, number, collection: 'orders', from: 0, actor: STAFF });
  expect(page?.records).toHaveLength(1);
  await chooseDisclosure(deps, { shopId, number, disclosure: 'california', actor: STAFF });
  await renderRelease(deps, { shopId, id: await release(request) });
  expect((await request.find()).state).toBe('released');
});

test('a release that is withdrawn while it is downloaded arrives nowhere whole', async () => {
  const request = await releasedRequest(app, many(2_500, 'one'));
  const { deps, requestId } = request;
  const at = { shopId, requestId, actor: STAFF };
  const issued = await issueDownload(deps, at);
  if (issued.outcome !== 'issued') throw new Error(issued.outcome);
  const download = await streamRelease(deps, issued.token);
  if (download.outcome !== 'open') throw new Error(download.outcome);
  const got: Uint8Array[] = [];
  const reading = (async () => {
    for await (const piece of download.stream) {
      if (got.length === 0) await withdrawRelease(deps, at);
      got.push(piece);
    }
  })();
  await expect(reading).rejects.toMatchObject({ code: 'release-withdrawn' });
  expect(Buffer.concat(got).includes(Buffer.from('PK\x05\x06', 'latin1'))).toBe(false);
});
