import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isUniqueViolation } from '#app/adapters/db/database.ts';
import type { CollectionDescription, DataStore, JsonObject } from '#app/core/store.ts';
import { chooseDisclosure } from '#app/services/choose-disclosure.ts';
import { knowShop } from '#app/services/know-shop.ts';
import { openArchive } from '#app/services/open-archive.ts';
import { readPreview } from '#app/services/read-preview.ts';
import { readReview } from '#app/services/read-review.ts';
import { type RedactionInput, redact, undoRedaction } from '#app/services/redact.ts';
import { requestRelease } from '#app/services/request-release.ts';
import { runStep } from '#app/services/run-step.ts';
import { searchPreview } from '#app/services/search-preview.ts';
import { startRequest } from '#app/services/start-request.ts';
import { filesOf } from '../archive/read-archive.ts';
import { STAFF, SHOP_ID as shopId } from '../support/answer.ts';
import { createTestApp, type TestApp } from '../support/composition.ts';
import { SHOP } from '../support/deliveries.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

const describeAs = (name: string, more: Partial<CollectionDescription> = {}): CollectionDescription => ({
  ...{ name, title: name, what: `What is kept as ${name}.`, source: 'Here', key: ['id'], origin: 'given' },
  ...more,
});
const COLLECTIONS = [
  describeAs('customer'),
  describeAs('addresses', { others: { name: 'whoever lives there' } }),
  describeAs('orders', { refersTo: { customerId: 'addresses' }, origins: { risk: 'derived' } }),
  describeAs('segments', { origin: 'derived' }),
];

/** A store that gives its records in pages of so many, whatever the collection. */
const storeOf = (held: Record<string, JsonObject[]>, pageSize: number): DataStore => ({
  name: 'shopify',
  collections: COLLECTIONS,
  async *gather({ cursor }) {
    const all = Object.entries(held).flatMap(([collection, records]) =>
      records.map((record) => ({ collection, record })),
    );
    for (let at = Number(cursor ?? 0); ; at += pageSize) {
      const batches = [...Map.groupBy(all.slice(at, at + pageSize), ({ collection }) => collection)];
      const isLast = at + pageSize >= all.length;
      yield {
        batches: batches.map(([collection, those]) => ({
          collection,
          records: those.map(({ record }) => record),
        })),
        cursor: isLast ? null : at + pageSize,
        progress: { added: 0, expected: null },
        gaps: [],
      };
      if (isLast) return;
    }
  },
});

let forms = 0;
async function reviewed(held: Record<string, JsonObject[]>, pageSize = 7) {
  forms += 1;
  const store = storeOf(held, pageSize);
  const deps = { ...app.deps, stores: { [store.name]: store } };
  await knowShop({ ...app.deps, isUniqueViolation }, SHOP);
  const subject = { customerId: '1', email: 'who@example.com', phone: null, orderIds: [] };
  const started = { shopId, kind: 'access', subject, actor: STAFF, formId: `review-${forms}` } as const;
  const { requestId, number } = await startRequest(deps, started);
  const all = { ...deps, stores: { ...app.deps.stores, ...deps.stores } };
  const steps = await app.deps.unit(shopId, ({ read }) => read.step.findMany({ where: { requestId } }));
  const none = storeOf({}, 1);
  for (const { id, store: name } of steps)
    await runStep({ ...all, stores: { [name]: name === store.name ? store : none } }, { shopId, id });
  const at = (collection: string, from = 0) => ({ shopId, number, collection, from, actor: STAFF });
  const events = async (type: string) => {
    const rows = await app.deps.unit(shopId, ({ read }) =>
      read.auditEvent.findMany({ where: { requestId, type }, orderBy: { id: 'asc' } }),
    );
    return rows.map(({ entry }) => JSON.parse(entry) as { actor: object; data: Record<string, unknown> });
  };
  const archive = async (collection: string, more = {}) => {
    const dossier = await openArchive(deps, { shopId, requestId, ...more });
    const found = dossier.collections.find(({ name }) => name === collection);
    return { dossier, records: found ? await Array.fromAsync(found.records()) : null };
  };
  const preview = async (collection: string, from = 0) => {
    const page = await readPreview(deps, at(collection, from));
    if (!page) throw new Error('no such page');
    return page;
  };
  return { deps, requestId, number, at, events, archive, preview };
}
type Reviewed = Awaited<ReturnType<typeof reviewed>>;

const orders = (count: number): JsonObject[] =>
  Array.from({ length: count }, (_, at) => ({ id: `o${at}`, name: `#${at}`, note: `for Bo ${at}` }));
const keysOf = ({ records }: { records: { key: string }[] }) => records.map(({ key }) => key);

/** Leaves the note of an order out, as the page would ask for it. */
async function leaveOut({ deps, at, preview }: Reviewed, more: Partial<RedactionInput> = {}) {
  const [record] = (await preview('orders')).records;
  const { shopId, number, actor } = at('orders');
  return redact(deps, {
    ...{ shopId, number, actor, collection: 'orders', scope: 'field', path: 'note', reason: 'other-person' },
    ...{ position: record?.position ?? 0, recordKey: record?.key ?? '' },
    ...more,
  });
}

describe('a preview', () => {
  test('shows every record once, in order, page by page in both directions, however the data lies in chunks', async () => {
    const request = await reviewed({ addresses: [{ id: 'a' }], orders: orders(60), segments: [{ id: 's' }] });
    const first = await request.preview('orders');
    const second = await request.preview('orders', first.next ?? -1);
    const third = await request.preview('orders', second.next ?? -1);
    expect([first, second, third].flatMap(keysOf)).toEqual(orders(60).map(({ id }) => id));
    expect([first, second, third].map(({ before, total }) => [before, total])).toEqual([
      [0, 60],
      [25, 60],
      [50, 60],
    ]);
    expect(third.next).toBeNull();
    expect(first.previous).toBeNull();
    expect(keysOf(await request.preview('orders', third.previous ?? -1))).toEqual(keysOf(second));
    expect(keysOf(await request.preview('orders', second.previous ?? -1))).toEqual(keysOf(first));
  });

  test('of very large records is shorter, and loses none', async () => {
    const large = Array.from({ length: 5 }, (_, at) => ({ id: `o${at}`, note: 'x'.repeat(400_000) }));
    const request = await reviewed({ orders: large });
    const seen: string[] = [];
    for (let from: number | null = 0; from !== null; ) {
      const page = await request.preview('orders', from);
      expect(page.records.length).toBeLessThan(3);
      seen.push(...keysOf(page));
      from = page.next;
    }
    expect(seen).toEqual(large.map(({ id }) => id));
  });

  test('marks what may be about somebody else, but not the person’s own name', async () => {
    const request = await reviewed({
      customer: [{ id: 'c', firstName: 'Mila', lastName: 'Novak' }],
      addresses: [
        { id: 'a', name: 'Mila Novak' },
        { id: 'b', name: 'Bo Berg' },
      ],
    });
    const { records } = await request.preview('addresses');
    expect(records.map(({ hasOthers }) => hasOthers)).toEqual([false, true]);
  });

  test('is for this shop’s own requests and collections', async () => {
    const request = await reviewed({ orders: orders(1) });
    expect(await readPreview(request.deps, request.at('nothing'))).toBeNull();
    expect(await readPreview(request.deps, { ...request.at('orders'), number: 4711 })).toBeNull();
    const elsewhere = await knowShop({ ...app.deps, isUniqueViolation }, 'other.myshopify.com');
    expect(await readPreview(request.deps, { ...request.at('orders'), shopId: elsewhere })).toBeNull();
    expect(await readReview(request.deps, { shopId: elsewhere, number: request.number })).toBeNull();
  });

  test('is on record with who looked at which part, once for the same look, and never with what was sought', async () => {
    const request = await reviewed({ orders: orders(60) });
    const { next } = await request.preview('orders');
    await request.preview('orders');
    await request.preview('orders', next ?? -1);
    for (const words of ['secret@example.com', 'Bo'])
      await searchPreview(request.deps, { ...request.at('orders'), words });
    const later = { ...request.deps, now: () => new Date(Date.now() + 10 * 60_000) };
    await readPreview(later, { ...request.at('orders'), actor: { kind: 'staff', id: '8' } });
    expect(await request.events('dossier.viewed')).toMatchObject([
      { actor: STAFF, data: { collection: 'orders', from: 0 } },
      { actor: STAFF, data: { collection: 'orders', from: 25 } },
      { actor: STAFF, data: { collection: 'orders', search: true } },
      { actor: { id: '8' }, data: { collection: 'orders', from: 0 } },
    ]);
    expect(JSON.stringify(await request.events('dossier.viewed'))).not.toContain('secret');
  });
});

describe('a search', () => {
  test('finds a text in any value of any record, and says how far it looked', async () => {
    const held = orders(60).map((order, at) => (at % 30 === 7 ? { ...order, gift: [{ to: 'Zoë' }] } : order));
    const request = await reviewed({ orders: held });
    const found = await searchPreview(request.deps, { ...request.at('orders'), words: 'zOË' });
    expect(found).toMatchObject({ looked: 60, total: 60, next: null });
    expect(found && keysOf(found)).toEqual(['o7', 'o37']);
  });

  test('that finds many goes on where it stopped, until it has shown each once', async () => {
    const request = await reviewed({ orders: orders(60) });
    const seen: string[] = [];
    const looked: number[] = [];
    for (let from: number | null = 0; from !== null; ) {
      const found = await searchPreview(request.deps, { ...request.at('orders', from), words: 'bo' });
      if (!found) throw new Error('nothing there');
      seen.push(...keysOf(found));
      looked.push(found.looked);
      from = found.next;
    }
    expect(seen).toEqual(orders(60).map(({ id }) => id));
    expect(looked).toEqual([25, 50, 60]);
  });

  test('through very much stops in between, whether it found anything or not', async () => {
    const held = Array.from({ length: 30 }, (_, at) => ({ id: `o${at}`, note: 'x'.repeat(1_000_000) }));
    const request = await reviewed({ orders: held });
    const first = await searchPreview(request.deps, { ...request.at('orders'), words: 'nobody' });
    expect(first).toMatchObject({ records: [], total: 30 });
    expect(first?.looked).toBeLessThan(30);
    const rest = await searchPreview(request.deps, {
      ...request.at('orders', first?.next ?? 0),
      words: 'nobody',
    });
    expect(rest).toMatchObject({ records: [], looked: 30, next: null });
  });
});

describe('what is left out', () => {
  test('of one record is missing in the archive, where the original stays, and is told to the person', async () => {
    const request = await reviewed({ orders: orders(3) });
    expect(await leaveOut(request)).toEqual({ outcome: 'made' });
    const { dossier, records } = await request.archive('orders');
    expect(records).toMatchObject([
      { id: 'o0', note: '[left out: about another person]' },
      { note: 'for Bo 1' },
      { note: 'for Bo 2' },
    ]);
    expect(dossier.leftOut).toMatchObject([{ collection: 'orders', count: 1 }]);
    expect((await request.preview('orders')).records[0]?.fields).toContainEqual(
      expect.objectContaining({ path: 'note', value: 'for Bo 0' }),
    );
  });

  test('may be a whole record, or a field of every record; the number of records stays', async () => {
    const request = await reviewed({ orders: orders(3) });
    await leaveOut(request, { scope: 'record', path: '', reason: 'privilege' });
    await leaveOut(request, { scope: 'all' });
    const { records, dossier } = await request.archive('orders');
    expect(records).toEqual([
      { id: 'o0', leftOut: '[left out: legal advice]' },
      { id: 'o1', name: '#1', note: '[left out: about another person]' },
      { id: 'o2', name: '#2', note: '[left out: about another person]' },
    ]);
    expect(dossier.collections.find(({ name }) => name === 'orders')?.count).toBe(3);
  });

  test('stands in no file of the archive, nor does what belongs to a record that is left out', async () => {
    const request = await reviewed({
      customer: [{ id: 'c1', displayName: 'canary-name', note: 'kept-note' }],
      addresses: [
        { id: 'a0', name: 'canary-neighbour' },
        { id: 'a1', name: 'kept-own' },
      ],
      orders: [
        { id: 'o0', customerId: 'a0', note: 'canary-parcel', gift: [{ to: 'canary-list' }] },
        { id: 'o1', customerId: 'a1', note: 'kept-order', gift: [{ to: 'canary-gift' }] },
      ],
    });
    const out = async (collection: string, position: number, path: string) => {
      const { shopId, number, actor } = request.at(collection);
      const key = (await request.preview(collection)).records[position];
      const what = { scope: path === '' ? 'record' : 'field', reason: 'other-person', path } as const;
      const where = { position: key?.position ?? 0, recordKey: key?.key ?? '' };
      expect(await redact(request.deps, { shopId, number, actor, collection, ...what, ...where })).toEqual({
        outcome: 'made',
      });
    };
    await out('customer', 0, 'displayName');
    await out('addresses', 0, '');
    await out('orders', 1, 'gift.to');
    const { dossier } = await request.archive('orders');
    const texts = [...(await filesOf(dossier)).values()].map((file) => Buffer.from(file).toString());
    expect(texts.filter((text) => text.includes('canary'))).toEqual([]);
    for (const kept of ['kept-note', 'kept-own', 'kept-order']) expect(texts.join('')).toContain(kept);
    const { records } = await request.preview('orders');
    expect(records.map(({ leftOutWith }) => leftOutWith)).toEqual(['other-person', null]);
    const found = await searchPreview(request.deps, { ...request.at('orders'), words: 'canary-parcel' });
    expect(found?.records).toMatchObject([{ key: 'o0', leftOutWith: 'other-person' }]);
  });

  test('is put back, and both are on record with codes and counts alone', async () => {
    const request = await reviewed({ orders: orders(2) });
    await leaveOut(request);
    await leaveOut(request);
    await leaveOut(request, { reason: 'security' });
    const { shopId, number, actor } = request.at('orders');
    const undo = () =>
      undoRedaction(request.deps, {
        shopId,
        number,
        actor,
        collection: 'orders',
        recordKey: 'o0',
        path: 'note',
      });
    expect(await undo()).toEqual({ outcome: 'undone' });
    expect(await undo()).toEqual({ outcome: 'undone' });
    expect((await request.archive('orders')).records).toEqual(orders(2));
    const made = { collection: 'orders', scope: 'field', total: 1 };
    expect((await request.events('redaction.made')).map(({ data }) => data)).toEqual([
      { ...made, reason: 'other-person' },
      { ...made, reason: 'security' },
    ]);
    expect((await request.events('redaction.undone')).map(({ data }) => data)).toEqual([
      { collection: 'orders', scope: 'field', total: 0 },
    ]);
  });

  test.each([
    ['a field that the record does not have', { path: 'nothing' }, 'not-there'],
    ['a field that is empty there', { path: 'empty' }, 'not-there'],
    ['a record that lies elsewhere', { recordKey: 'o1' }, 'not-there'],
    ['a place that holds no record', { position: 4711 }, 'not-there'],
    ['the field by which a record is known', { path: 'id' }, 'must-stay'],
    ['the field that ties it to others', { path: 'customerId' }, 'must-stay'],
  ] as const)('cannot be %s', async (_what, more, outcome) => {
    const request = await reviewed({ orders: [{ ...orders(1)[0], customerId: 'c', empty: null }] });
    expect(await leaveOut(request, more)).toEqual({ outcome });
    expect((await request.preview('orders')).redactions).toEqual([]);
  });

  test('stands while the request is reviewed, and from its release on nothing more changes', async () => {
    const request = await reviewed({ orders: orders(2) });
    await leaveOut(request);
    const { requestId, deps } = request;
    const released = { shopId, requestId, content: 'access', identityChecked: true, actor: STAFF } as const;
    expect(await requestRelease(deps, released)).toMatchObject({ outcome: 'requested' });
    expect(await leaveOut(request, { scope: 'all' })).toEqual({ outcome: 'not-ready' });
    const { number, actor } = request.at('orders');
    const where = { shopId, number, actor, collection: 'orders', recordKey: 'o0', path: 'note' };
    expect(await undoRedaction(deps, where)).toEqual({ outcome: 'not-ready' });
    expect(await chooseDisclosure(deps, { shopId, number, actor, disclosure: 'california' })).toEqual({
      outcome: 'not-ready',
    });
    expect((await request.preview('orders')).redactions).toHaveLength(1);
  });
});

describe('the rules of disclosure', () => {
  const held = {
    addresses: [{ id: 'a', countryCodeV2: 'US', provinceCode: 'CA' }],
    orders: [{ id: 'o0', note: 'n', attributes: [{ key: 'Passport number', value: 'X123' }] }],
  };

  test('of California are suggested for an address there, and chosen by staff', async () => {
    const request = await reviewed(held);
    const { number, actor } = request.at('orders');
    const choose = () => chooseDisclosure(request.deps, { shopId, number, actor, disclosure: 'california' });
    expect(await readReview(request.deps, { shopId, number })).toMatchObject({ seemsCalifornian: true });
    expect((await request.archive('orders')).records).toEqual(held.orders);
    expect(await choose()).toEqual({ outcome: 'chosen' });
    expect(await choose()).toEqual({ outcome: 'chosen' });
    expect((await request.events('request.disclosure-chosen')).map(({ data }) => data)).toEqual([
      { from: 'full', to: 'california' },
    ]);
    const { records, dossier } = await request.archive('orders');
    expect(records).toMatchObject([
      { attributes: [{ value: '[held, not disclosed: a government identification number]' }] },
    ]);
    expect(dossier.masked).toEqual([{ what: 'a government identification number', collections: ['orders'] }]);
    const other = await reviewed({ addresses: [{ id: 'a', countryCodeV2: 'CA', provinceCode: 'ON' }] });
    expect(await readReview(other.deps, { shopId, number: other.number })).toMatchObject({
      seemsCalifornian: false,
    });
  });
});

test('what a person may take elsewhere is what they gave or what was observed of them', async () => {
  const request = await reviewed({
    orders: [{ id: 'o0', name: '#0', risk: { level: 'high' } }],
    segments: [{ id: 's', name: 'VIP' }],
  });
  const { dossier, records } = await request.archive('orders', { content: 'portability' });
  expect(records).toEqual([{ id: 'o0', name: '#0' }]);
  expect(dossier.collections.map(({ name }) => name)).toEqual(['customer', 'addresses', 'orders']);
  expect(dossier.content).toBe('portability');
});

test('the overview counts each part, and nothing held is a real answer', async () => {
  const request = await reviewed({ addresses: [{ id: 'a' }], orders: orders(3) });
  await leaveOut(request);
  const { number } = request;
  expect(await readReview(request.deps, { shopId, number })).toMatchObject({
    request: { number, state: 'ready' },
    parts: [
      { name: 'customer', records: 0 },
      { name: 'addresses', records: 1, leftOut: 0, hasOthers: true },
      { name: 'orders', records: 3, leftOut: 1, hasOthers: false },
      { name: 'segments', records: 0 },
    ],
    redactions: [{ collection: 'orders', recordKey: 'o0', path: 'note', createdBy: STAFF.id }],
  });
  const empty = await reviewed({});
  const review = await readReview(empty.deps, { shopId, number: empty.number });
  expect(review?.parts.map(({ records }) => records)).toEqual([0, 0, 0, 0]);
  expect(await empty.preview('orders')).toMatchObject({ total: 0, records: [], next: null, previous: null });
});
