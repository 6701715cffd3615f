import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { gid, startApi, type TestApi } from './admin-api-world.ts';

let api: TestApi;
let announced: { topic: string; payload: object }[];
beforeEach(async () => {
  announced = [];
  api = await startApi({ webhook: ({ topic, payload }) => announced.push({ topic, payload }) });
});
afterEach(() => api[Symbol.asyncDispose]());

const CUSTOMERS = '{ customers { edges { node { id firstName orders { edges { node { id name } } } } } } }';

async function submit(query: string, groupObjects = false) {
  const { body } = await api.ask(
    `mutation ($query: String!, $groupObjects: Boolean!) {
      bulkOperationRunQuery(query: $query, groupObjects: $groupObjects) {
        bulkOperation { id status url objectCount completedAt }
        userErrors { field message code }
      }
    }`,
    { query, groupObjects },
  );
  return { cost: body.extensions?.cost, ...Object(body.data).bulkOperationRunQuery };
}

async function look(id: string) {
  const { body } = await api.ask(
    'query ($id: ID!) { bulkOperation(id: $id) { status errorCode objectCount rootObjectCount fileSize url partialDataUrl type } }',
    { id },
  );
  return Object(body.data).bulkOperation;
}

async function finish(id: string) {
  api.world.clock.advance(2_000);
  await vi.waitFor(async () => expect((await look(id)).status).toMatch(/COMPLETED|FAILED|CANCELED/));
  return look(id);
}

async function lines(url: string) {
  const text = await (await api.download(url)).text();
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('bulk operations', () => {
  it('a submitted query costs 10 points, is CREATED, and completes in the background', async () => {
    const { bulkOperation, userErrors, cost } = await submit(CUSTOMERS);
    expect(userErrors).toEqual([]);
    expect(cost).toMatchObject({ requestedQueryCost: 10, actualQueryCost: 10 });
    expect(bulkOperation).toEqual({
      id: expect.stringMatching(/^gid:\/\/shopify\/BulkOperation\/\d+$/),
      status: 'CREATED',
      url: null,
      objectCount: '0',
      completedAt: null,
    });
    const done = await finish(bulkOperation.id);
    expect(done).toMatchObject({
      status: 'COMPLETED',
      errorCode: null,
      objectCount: '11',
      rootObjectCount: '5',
      url: expect.stringMatching(/^https:\/\/storage\.googleapis\.com\//),
      partialDataUrl: null,
      type: 'QUERY',
    });
    expect(announced).toEqual([
      {
        topic: 'bulk_operations/finish',
        payload: {
          admin_graphql_api_id: bulkOperation.id,
          completed_at: expect.any(String),
          created_at: expect.any(String),
          error_code: null,
          status: 'completed',
          type: 'query',
        },
      },
    ]);
  });

  it('rows are JSON Lines in which a child names its parent and comes after it', async () => {
    const { bulkOperation } = await submit(CUSTOMERS);
    const { url, fileSize } = await finish(bulkOperation.id);
    const download = await api.download(url);
    expect(download.headers.get('content-type')).toBe('application/jsonl');
    expect(download.headers.get('content-length')).toBe(fileSize);
    const rows = await lines(url);
    expect(rows[0]).toEqual({ id: gid('Customer', 1), firstName: 'Ada' });
    expect(rows.find(({ name }) => name === '#1003')).toEqual({
      id: gid('Order', 3),
      name: '#1003',
      __parentId: gid('Customer', 1),
    });
    expect(rows.slice(0, 5).every(({ __parentId }) => __parentId === undefined)).toBe(true);
  });

  it('groupObjects puts children directly below their parent', async () => {
    const { bulkOperation } = await submit(
      '{ customers(first: 1) { nodes { id orders { nodes { id } } } } }',
      true,
    );
    const rows = await lines((await finish(bulkOperation.id)).url);
    expect(rows).toHaveLength(11);
    expect(rows.slice(1, 7).every(({ __parentId }) => __parentId === gid('Customer', 1))).toBe(true);
  });

  it('a query that finds nothing completes without a file', async () => {
    const { bulkOperation } = await submit('{ customers(query: "tag:nobody") { edges { node { id } } } }');
    expect(await finish(bulkOperation.id)).toMatchObject({
      status: 'COMPLETED',
      objectCount: '0',
      url: null,
    });
  });

  it('a query without its scope fails with ACCESS_DENIED', async () => {
    api.installation.grantedScopes.delete('read_orders');
    const { bulkOperation } = await submit('{ orders { edges { node { id } } } }');
    expect(await finish(bulkOperation.id)).toMatchObject({
      status: 'FAILED',
      errorCode: 'ACCESS_DENIED',
      url: null,
    });
    expect(announced[0]?.payload).toMatchObject({ status: 'failed', error_code: 'access_denied' });
  });

  it('an operation whose app is uninstalled meanwhile fails', async () => {
    const { bulkOperation } = await submit(CUSTOMERS);
    api.shop.installation = null;
    api.world.clock.advance(2_000);
    await vi.waitFor(() =>
      expect(api.store.find(bulkOperation.id)).toMatchObject({
        status: 'FAILED',
        errorCode: 'ACCESS_DENIED',
      }),
    );
  });

  it('a sixth operation is refused while five are at work, and one can be cancelled', async () => {
    const first = await submit(CUSTOMERS);
    for (let more = 0; more < 4; more += 1) await submit(CUSTOMERS);
    const sixth = await submit(CUSTOMERS);
    expect(sixth).toMatchObject({ bulkOperation: null, userErrors: [{ code: 'LIMIT_REACHED' }] });
    const cancel =
      'mutation ($id: ID!) { bulkOperationCancel(id: $id) { bulkOperation { status } userErrors { message } } }';
    const canceling = await api.ask(cancel, { id: first.bulkOperation.id });
    expect(canceling.body.data).toEqual({
      bulkOperationCancel: { bulkOperation: { status: 'CANCELING' }, userErrors: [] },
    });
    expect(await finish(first.bulkOperation.id)).toMatchObject({ status: 'CANCELED', url: null });
    const again = await api.ask(cancel, { id: first.bulkOperation.id });
    expect(again.body.data).toMatchObject({
      bulkOperationCancel: {
        userErrors: [{ message: 'A bulk operation cannot be canceled when it is canceled' }],
      },
    });
    const listed = await api.ask('{ bulkOperations(first: 5, query: "status:canceled") { nodes { id } } }');
    expect(listed.body.data).toEqual({ bulkOperations: { nodes: [{ id: first.bulkOperation.id }] } });
  });

  it('an address works for seven days', async () => {
    const { bulkOperation } = await submit(CUSTOMERS);
    const { url } = await finish(bulkOperation.id);
    api.world.clock.advance(8 * 86_400_000);
    expect((await api.download(url)).status).toBe(400);
    expect((await api.download('https://storage.googleapis.com/other')).status).toBe(404);
  });

  it('a part of a file may be asked for, so that a broken download goes on where it broke', async () => {
    const { bulkOperation } = await submit(CUSTOMERS);
    const { url, fileSize } = await finish(bulkOperation.id);
    const size = Number(fileSize);
    const whole = await (await api.download(url)).text();
    const part = async (range: string) => {
      const answer = await api.download(url, { range });
      return { status: answer.status, range: answer.headers.get('content-range'), text: await answer.text() };
    };
    expect(await part('bytes=40-')).toEqual({
      status: 206,
      range: `bytes 40-${size - 1}/${size}`,
      text: whole.slice(40),
    });
    expect(await part('bytes=0-9')).toEqual({
      status: 206,
      range: `bytes 0-9/${size}`,
      text: whole.slice(0, 10),
    });
    expect(await part('bytes=-5')).toMatchObject({ status: 206, text: whole.slice(-5) });
    expect(await part(`bytes=${size}-`)).toMatchObject({ status: 416, range: `bytes */${size}` });
    expect(await part('lines=1-2')).toMatchObject({ status: 200, text: whole });
  });

  it('one on which a fault is laid fails with what it had written', async () => {
    api.shop.faults.push({ kind: 'bulk', errorCode: 'TIMEOUT', times: 1 });
    const { bulkOperation } = await submit(CUSTOMERS);
    const failed = await finish(bulkOperation.id);
    expect(failed).toMatchObject({ status: 'FAILED', errorCode: 'TIMEOUT', url: null });
    expect(await lines(failed.partialDataUrl)).not.toEqual([]);
    const next = await submit(CUSTOMERS);
    expect(await finish(next.bulkOperation.id)).toMatchObject({ status: 'COMPLETED' });
  });

  it('a field that the schema has no longer makes a query invalid', async () => {
    api.shop.faults.push({ kind: 'field', coordinate: 'Customer.firstName', times: 1 });
    expect(await submit(CUSTOMERS)).toMatchObject({
      userErrors: [{ code: 'INVALID', message: expect.stringContaining("'firstName' doesn't exist") }],
    });
  });

  it.each([
    ['{ shop { name } }', /at least one connection/],
    [`{ node(id: "${gid('Customer', 1)}") { id } }`, /top level field `node`/],
    ['{ customers { nodes { id } } orders { nodes { id } } }', /exactly one top level field/],
    [
      '{ customers { nodes { id orders { nodes { id lineItems { nodes { id } } } } } } }',
      /nesting depth greater than 2/,
    ],
    [
      '{ orders { nodes { id refunds { id refundLineItems { nodes { id } } } } } }',
      /connection field within a list field/,
    ],
    [
      '{ customers { nodes { firstName orders { nodes { id } } } } }',
      /must select the 'id' field.*: customers\.$/,
    ],
    [
      '{ customers { nodes { id orders { nodes { id } } a: orders { nodes { id } } b: orders { nodes { id } } c: orders { nodes { id } } d: orders { nodes { id } } } } }',
      /more than 5 connections/,
    ],
    ['{ customers { nodes { shoeSize } } }', /^Invalid bulk query: Field 'shoeSize' doesn't exist/],
  ])('%s is refused as INVALID', async (query, message) => {
    expect(await submit(query)).toMatchObject({
      bulkOperation: null,
      userErrors: [{ field: ['query'], code: 'INVALID', message: expect.stringMatching(message) }],
    });
  });
});
