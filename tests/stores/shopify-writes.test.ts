import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SHOPIFY_WRITES } from '#app/adapters/stores/shopify/writes/writes.ts';
import { Failure } from '#app/core/failure.ts';
import { shopIdOf } from '#app/core/id.ts';
import type { PlannedWrite } from '#app/core/plan.ts';
import type { JsonObject, StoreShop, StoreWrites } from '#app/core/store.ts';
import { bucketOf } from '#sandbox/admin-api/bucket.ts';
import { recordsIn } from '#sandbox/admin-api/record.ts';
import { customerIdOf, people } from '#sandbox/store/people.ts';
import type { NodeRecord } from '#sandbox/store/store.ts';
import { storeWritesContract } from '../contracts/store-writes.ts';
import { type ConnectedApp, createConnectedApp } from '../support/shopify.ts';

let connected: ConnectedApp;
let writes: StoreWrites;
let at: StoreShop;
const CUSTOMER = customerIdOf('everything');

beforeAll(async () => {
  connected = await createConnectedApp();
  connected.shop.restoreRate = 20_000;
  const { shopify } = connected.app.deps.stores;
  if (!shopify?.writes) throw new Error('the store at Shopify cannot be written to');
  writes = shopify.writes;
  at = { shopId: shopIdOf(connected.shop.domain), shopDomain: connected.shop.domain };
  await connected.connect();
  grantAll();
});
afterAll(() => connected.close());
function grantAll(): void {
  const { scopes, optionalScopes } = connected.sandbox.world.app;
  for (const scope of [...scopes, ...optionalScopes]) connected.shop.installation?.grantedScopes.add(scope);
}
beforeEach(() => {
  grantAll();
  connected.shop.protectedData = { approved: true, fields: new Set(['name', 'email', 'phone', 'address']) };
});

const recordOf = (id: string): NodeRecord => {
  const record = connected.shop.store.find(id);
  if (!record) throw new Error('the sandbox lacks the record');
  return record;
};
const written = (
  operation: string,
  record: string,
  before: JsonObject,
  after: JsonObject = {},
): PlannedWrite => ({ store: 'shopify', operation, collection: 'any', record, before, after });

/** Has the fields of a write as they stand in its `before`. */
async function asItStands(write: PlannedWrite): Promise<PlannedWrite> {
  const [before] = await writes.read(at, [write]);
  if (!before) throw new Error(`nothing stands for ${write.operation}`);
  return { ...write, before };
}

const ordersOf = (customerId: string): NodeRecord[] =>
  connected.shop.store.all('Order').filter((order) => recordsIn(order, 'customer')[0]?.id === customerId);
const draftsOf = (): readonly NodeRecord[] => connected.shop.store.all('DraftOrder');

const TAX_KEY = 'TAX_CREDENTIAL_IT';
let kinds: string[] = [];

/** A change of each kind. */
async function planned(): Promise<PlannedWrite[]> {
  const customer = recordOf(CUSTOMER);
  const [address, other] = recordsIn(customer, 'addressesV2');
  const [metafield] = recordsIn(customer, 'metafields');
  const [first, second] = ordersOf(CUSTOMER);
  const [draft] = draftsOf();
  if (!address || !other || !metafield || !first || !second || !draft)
    throw new Error('the sandbox’s person lacks something to change');
  const third = customerIdOf('guestAndCustomer');
  const named = { namespace: 'privacy', key: 'restricted' };
  const theirs = { namespace: String(metafield.namespace), key: String(metafield.key) };
  const value = { type: 'single_line_text_field', value: 'yes' };
  await writes.write(at, written('customer.metafield-set', second.id, named, { ...named, ...value }));
  const nothing = { note: null, phone: null, firstName: null };
  const address1 = { firstName: null, lastName: null, address1: '1 New Street', city: 'Malmö', zip: '21144' };
  const wanted: PlannedWrite[] = [
    written('customer.update', customerIdOf('householdA'), nothing, {
      ...{ note: 'Corrected', phone: '+447700900913', firstName: 'Klara', tags: ['b', 'a'] },
      metafields: [{ ...named, ...value }],
    }),
    written('customer.address-delete', String(address.id), {
      customerId: CUSTOMER,
      address1: null,
      zip: null,
    }),
    written('customer.address-update', String(other.id), { customerId: CUSTOMER, ...address1 }, address1),
    written('customer.metafield-delete', CUSTOMER, theirs),
    written('customer.metafield-set', third, named, {
      ...{ ...named, type: 'single_line_text_field', value: 'since today' },
    }),
    written('customer.email-consent', third, { state: null }, { state: 'UNSUBSCRIBED' }),
    written('customer.sms-consent', third, { state: null }, { state: 'UNSUBSCRIBED' }),
    written('customer.whatsapp-consent', third, { state: null }, { state: 'UNSUBSCRIBED' }),
    written('customer.tags-add', third, { tags: [] }, { tags: ['no-marketing'] }),
    written('customer.tags-remove', CUSTOMER, { tags: ['vip'] }, { tags: [] }),
    written(
      'customer.data-sale-opt-out',
      third,
      { email: people.guestAndCustomer.email, dataSaleOptOut: false },
      { dataSaleOptOut: true },
    ),
    written(
      'order.update',
      first.id,
      { note: null },
      {
        ...{ note: null, tags: [], email: null, phone: null, customAttributes: [] },
      },
    ),
    written('order.metafield-delete', second.id, named),
    written('order.localized-field', second.id, { key: TAX_KEY, value: null }, { key: TAX_KEY, value: '1' }),
    written('draft-order.delete', draft.id, { name: null, email: null }),
  ];
  kinds = wanted.map(({ operation }) => operation);
  return Promise.all(wanted.map(asItStands));
}

storeWritesContract('writes to Shopify', async () => ({
  ...{ writes, at, planned: await planned() },
  absent: [
    written('customer.update', 'gid://shopify/Customer/1', { note: 'x' }, { note: null }),
    written('customer.address-delete', 'gid://shopify/MailingAddress/1', { customerId: CUSTOMER, zip: 'x' }),
    written('order.update', 'gid://shopify/Order/1', { note: 'x' }, { note: null }),
    written('order.metafield-delete', 'gid://shopify/Order/1', { namespace: 'a', key: 'b' }),
    written('customer.metafield-delete', CUSTOMER, { namespace: 'not', key: 'there' }),
    written('draft-order.delete', 'gid://shopify/DraftOrder/1', { name: 'x' }),
  ],
}));

describe('the table of writes', () => {
  test('has a change of each kind in this test', async () => {
    expect(Object.keys(SHOPIFY_WRITES).sort()).toEqual(kinds.toSorted());
  });

  test('reads a hundred orders again in one call, within what Shopify allows', async () => {
    const orders = connected.shop.store.all('Order').slice(0, 100);
    const { usage } = bucketOf(connected.shop, connected.sandbox.world.clock.now());
    const before = { ...usage };
    const found = await writes.read(
      at,
      orders.map(({ id }) => written('order.update', id, { note: null }, { note: null })),
    );
    expect(found).toHaveLength(100);
    expect(found).not.toContain(null);
    expect(usage.requests - before.requests).toBeLessThanOrEqual(1);
  });

  test('takes a channel whose address or number is gone for one that is off', async () => {
    const id = customerIdOf('phoneOnly');
    const off = written('customer.sms-consent', id, { state: 'SUBSCRIBED' }, { state: 'UNSUBSCRIBED' });
    const mail = written('customer.email-consent', id, { state: 'SUBSCRIBED' }, { state: 'UNSUBSCRIBED' });
    const [sms, email] = await writes.read(at, [off, mail]);
    expect(sms?.state).not.toBe('UNSUBSCRIBED');
    expect(email).toEqual({ state: 'UNSUBSCRIBED' });
  });

  test('refuses a field that cannot be read again, before anything is sent', async () => {
    const unknown = written('customer.update', CUSTOMER, { shoeSize: 44 }, { shoeSize: null });
    await expect(writes.read(at, [unknown])).rejects.toMatchObject({ code: 'unknown-operation' });
    const other = written('customer.promote', CUSTOMER, {});
    await expect(writes.read(at, [other])).rejects.toMatchObject({ code: 'unknown-operation' });
  });
});

describe('what Shopify refuses', () => {
  const failureOf = async (work: Promise<unknown>): Promise<Failure> => {
    const error = await work.then(
      () => null,
      (reason) => reason,
    );
    if (error instanceof Failure) return error;
    throw new Error('no failure came', { cause: error });
  };

  test('for want of an access names it, and is not tried again by itself', async () => {
    const [order] = ordersOf(CUSTOMER);
    connected.shop.installation?.grantedScopes.delete('write_orders');
    const write = written('order.update', order?.id ?? '', {}, { note: 'x' });
    const failure = await failureOf(writes.write(at, write));
    expect(failure).toMatchObject({ code: 'access-missing', retry: false });
    expect(failure.message).toContain('write_orders');
    expect(recordOf(order?.id ?? '').note).not.toBe('x');
  });

  test('because a field is withheld is no change of that field: it is said which', async () => {
    connected.shop.protectedData = { approved: true, fields: new Set(['name', 'email', 'address']) };
    const phone = written('customer.update', CUSTOMER, { phone: '+1' }, { phone: null });
    const failure = await failureOf(writes.read(at, [phone]));
    expect(failure).toMatchObject({ code: 'access-missing', retry: false });
    // Another field of the same record can be compared.
    const note = written('customer.update', CUSTOMER, { note: null }, { note: null });
    expect(await writes.read(at, [note])).toMatchObject([{ note: expect.anything() }]);
  });

  test('is told in our words, with the field and never with its value', async () => {
    const { email } = people.householdB;
    const failure = await failureOf(
      writes.write(at, written('customer.update', CUSTOMER, {}, { email: email.toUpperCase() })),
    );
    expect(failure).toMatchObject({ code: 'write-refused', retry: false });
    expect(failure.message).toContain('email');
    expect(failure.message.toLowerCase()).not.toContain(email);
    const state = await failureOf(
      writes.write(at, written('customer.email-consent', CUSTOMER, {}, { state: 'NOT_SUBSCRIBED' })),
    );
    expect(state).toMatchObject({ code: 'write-refused', retry: false });
  });

  test('because the record is gone is told apart', async () => {
    const gone = written('customer.update', 'gid://shopify/Customer/1', {}, { note: 'x' });
    expect(await failureOf(writes.write(at, gone))).toMatchObject({ code: 'record-gone', retry: false });
  });

  test('because Shopify is away is tried again', async () => {
    connected.shop.faults = [{ kind: 'status', status: 503, times: 1 } as never];
    const failure = await failureOf(
      writes.write(at, written('customer.update', CUSTOMER, {}, { note: 'y' })),
    ).finally(() => {
      connected.shop.faults = [];
    });
    expect(failure).toMatchObject({ retry: true });
  });
});
