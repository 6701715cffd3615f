import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { shopIdOf } from '#app/core/id.ts';
import { CHANNEL_NAMES, type Channel } from '#app/core/restriction.ts';
import { english } from '#app/core/words.ts';
import { chooseChannels } from '#app/services/choose-channels.ts';
import { suppressionsOf } from '#app/services/find-suppressions.ts';
import { followMerge } from '#app/services/follow-merge.ts';
import { liftRestriction } from '#app/services/lift-restriction.ts';
import { proposeAgain } from '#app/services/propose-again.ts';
import { searchCustomers } from '#app/services/search-customers.ts';
import { pluck, recordsIn } from '#sandbox/admin-api/record.ts';
import { type PersonName, people } from '#sandbox/store/people.ts';
import { type Corrections, corrections, subjectOf } from '../support/corrections.ts';
import { type ConnectedApp, createConnectedApp } from '../support/shopify.ts';
import { STAFF } from '../support/steps.ts';

let connected: ConnectedApp;
let at: Corrections;
let shopId: string;

beforeAll(async () => {
  connected = await createConnectedApp();
  connected.shop.restoreRate = 20_000;
  await connected.connect();
  shopId = shopIdOf(connected.shop.domain);
  at = corrections(connected, shopId);
});
afterAll(() => connected.close());

/** What Shopify holds of a person's consents. */
const consentsOf = (name: PersonName) => {
  const one = (...path: string[]) => pluck(at.customer(name), path)[0];
  return {
    email: one('defaultEmailAddress', 'marketingState'),
    sms: one('defaultPhoneNumber', 'smsMarketingConsent', 'state'),
    whatsapp: one('defaultPhoneNumber', 'whatsAppMarketingConsent', 'state'),
  };
};
const subscribe = (name: PersonName) => {
  const customer = at.customer(name);
  const [email] = recordsIn(customer, 'defaultEmailAddress');
  if (email)
    connected.shop.store.update(customer.id, {
      defaultEmailAddress: { ...email, marketingState: 'SUBSCRIBED' },
    });
};
/** What segments and Flow can look at. */
const definitions = () => connected.shop.store.all('MetafieldDefinition');
const processingOf = (name: PersonName) =>
  recordsIn(at.customer(name), 'metafields')
    .filter(({ namespace, key }) => namespace === 'privacy_desk' && key === 'processing')
    .map(({ value }) => value);
const today = () => at.deps.now().toISOString().slice(0, 10);
const suppressed = (requestId: string) => at.deps.unit(shopId, (unit) => suppressionsOf(unit, requestId));
const DAY_MS = 86_400_000;

describe('a restriction', () => {
  test('turns marketing off in every channel, marks the record, and enters the list, once it is approved', async () => {
    subscribe('everything');
    expect(Object.values(consentsOf('everything'))).toEqual(CHANNEL_NAMES.map(() => 'SUBSCRIBED'));
    const { requestId } = await at.start('restriction', subjectOf('everything'));
    expect(await at.requestOf(requestId)).toMatchObject({ state: 'planned' });
    expect(consentsOf('everything').email).toBe('SUBSCRIBED');
    expect(await suppressed(requestId)).toEqual([]);
    await at.approve(requestId);
    expect(Object.values(consentsOf('everything'))).toEqual(CHANNEL_NAMES.map(() => 'UNSUBSCRIBED'));
    expect(at.customer('everything').tags).toContain('privacy-desk:restricted');
    expect(at.customer('everything').tags).toContain('VIP');
    expect(processingOf('everything')).toEqual(['restricted']);
    expect(definitions()).toMatchObject([{ key: 'processing', ownerType: 'CUSTOMER' }]);
    expect(await suppressed(requestId)).toEqual([{ reason: 'restriction', since: today() }]);
    expect(await at.requestOf(requestId)).toMatchObject({ state: 'closed' });
  });

  test('is seen in the search and on the person’s next request', async () => {
    const search = { shopId, shopDomain: at.shopDomain, words: 'Lindqvist', actor: STAFF };
    const found = await searchCustomers(at.deps, search);
    if (found.outcome !== 'found') throw new Error(found.message);
    const theo = found.customers.find(({ email }) => email === people.everything.email);
    expect(theo?.suppressed.map(({ reason }) => reason)).toEqual(['restriction']);
    const byEmail = { ...subjectOf('everything'), customerId: null };
    const { requestId } = await at.start('access', byEmail);
    expect((await suppressed(requestId)).map(({ reason }) => reason)).toEqual(['restriction']);
  });

  test('is lifted once the person was told, and no consent is switched on again', async () => {
    const { requestId } = await at.start('restriction', subjectOf('thousandOrders'));
    await at.approve(requestId);
    at.pass(3 * DAY_MS);
    const lift = (toldOn: string) => liftRestriction(at.deps, { shopId, requestId, toldOn, actor: STAFF });
    const dayOf = (ms: number) => new Date(at.deps.now().getTime() + ms).toISOString().slice(0, 10);
    expect(await lift(dayOf(2 * DAY_MS))).toEqual({ outcome: 'day-unusable' });
    expect(await lift(dayOf(-10 * DAY_MS))).toEqual({ outcome: 'day-unusable' });
    expect(await lift(dayOf(-DAY_MS))).toEqual({ outcome: 'proposed' });
    expect(await lift(dayOf(-DAY_MS))).toEqual({ outcome: 'not-there' });
    // What it takes back is known from the first plan, and not from Shopify.
    expect(await proposeAgain(at.deps, { shopId, requestId, actor: STAFF })).toEqual({
      outcome: 'not-there',
    });
    const told = (await at.events(requestId)).find(({ type }) => type === 'restriction.lifting-asked');
    expect(told?.entry).toContain(dayOf(-DAY_MS));
    await at.approve(requestId);
    expect(at.customer('thousandOrders').tags).not.toContain('privacy-desk:restricted');
    expect(processingOf('thousandOrders')).toEqual([]);
    expect(Object.values(consentsOf('thousandOrders'))).not.toContain('SUBSCRIBED');
    expect(await suppressed(requestId)).toEqual([]);
    expect(await at.requestOf(requestId)).toMatchObject({ state: 'closed' });
  });

  test('that was asked for twice is lifted from either request', async () => {
    const first = await at.start('restriction', subjectOf('cyrillic'));
    await at.approve(first.requestId);
    const { requestId } = await at.start('restriction', subjectOf('cyrillic'));
    expect((await at.planOf(requestId))?.body.writes).toEqual([]);
    await at.approve(requestId);
    const toldOn = today();
    expect(await liftRestriction(at.deps, { shopId, requestId, toldOn, actor: STAFF })).toEqual({
      outcome: 'proposed',
    });
    await at.approve(requestId);
    expect(await suppressed(first.requestId)).toEqual([]);
    expect(at.customer('cyrillic').tags).not.toContain('privacy-desk:restricted');
  });

  test('of a guest enters the list, for there is nothing to turn off', async () => {
    const guest = { customerId: null, email: 'petra.sommer@example.com', phone: null, orderIds: [] };
    const { requestId } = await at.start('restriction', guest);
    const plan = await at.planOf(requestId);
    expect(plan?.body.writes).toEqual([]);
    await at.approve(requestId);
    expect((await suppressed(requestId)).map(({ reason }) => reason)).toEqual(['restriction']);
    expect(await at.requestOf(requestId)).toMatchObject({ state: 'closed' });
  });

  test('stands for the record into which theirs is merged', async () => {
    const gone = subjectOf('chinese');
    const kept = { ...subjectOf('japanese'), email: null };
    const { requestId } = await at.start('restriction', gone);
    await at.approve(requestId);
    const merge = { deletedId: gone.customerId ?? '', keptId: kept.customerId ?? '' };
    await at.deps.unit(shopId, (unit) =>
      followMerge(at.deps, unit, merge, [requestId], (id) => ({
        ...{ type: 'request.linked', actor: { kind: 'platform' }, requestId: id, data: { change: 'merged' } },
      })),
    );
    const other = await at.start('access', kept);
    expect((await suppressed(other.requestId)).map(({ reason }) => reason)).toEqual(['restriction']);
  });

  test('does not make a household of the people who share a phone', async () => {
    const { requestId } = await at.start('restriction', subjectOf('householdA'));
    await at.approve(requestId);
    const other = await at.start('access', subjectOf('householdB'));
    expect(await suppressed(other.requestId)).toEqual([]);
  });
});

describe('an objection', () => {
  test('has its own mark, is not lifted by staff, and stands beside a restriction', async () => {
    const { requestId } = await at.start('objection', subjectOf('everything'));
    await at.approve(requestId);
    expect(at.customer('everything').tags).toContain('privacy-desk:objection');
    const standing = (await suppressed(requestId)).map(({ reason }) => reason);
    expect(standing.sort()).toEqual(['objection', 'restriction']);
    const lifting = await liftRestriction(at.deps, { shopId, requestId, toldOn: today(), actor: STAFF });
    expect(lifting).toEqual({ outcome: 'not-there' });
  });

  test('that Shopify lets the app see no address for says what is to be turned off by hand', async () => {
    connected.shop.protectedData = { approved: true, fields: new Set(['name', 'phone', 'address']) };
    const { requestId } = await at.start('objection', subjectOf('greek')).finally(() => {
      connected.shop.protectedData = {
        approved: true,
        fields: new Set(['name', 'email', 'phone', 'address']),
      };
      connected.app.admin.forgetRefusals(at.shopDomain);
    });
    const plan = await at.planOf(requestId);
    const titles = plan?.body.decisions.filter(({ ground }) => ground === 'not-reachable');
    expect(titles?.map(({ title }) => english.t(title))).toEqual([
      expect.stringMatching(/^Marketing by E-mail/),
    ]);
  });
});

describe('a withdrawal of consent', () => {
  const choose = (requestId: string, channels: Channel[]) =>
    chooseChannels(at.deps, { shopId, requestId, channels, actor: STAFF });

  test('to one channel leaves the others as they are, and is on the list for that one', async () => {
    subscribe('recent');
    const { requestId } = await at.start('objection', subjectOf('recent'));
    expect(await choose(requestId, [])).toEqual({ outcome: 'nothing-chosen' });
    expect(await choose(requestId, ['sms'])).toEqual({ outcome: 'proposed' });
    expect((await at.planOf(requestId))?.body.writes).toEqual([]);
    expect(await choose(requestId, ['email'])).toEqual({ outcome: 'proposed' });
    await at.approve(requestId);
    expect(consentsOf('recent').email).toBe('UNSUBSCRIBED');
    expect(at.customer('recent').tags).not.toContain('privacy-desk:objection');
    expect((await suppressed(requestId)).map(({ reason }) => reason)).toEqual(['withdrawal-email']);
    expect(await choose(requestId, ['email'])).toEqual({ outcome: 'not-there' });
  });

  test('to all of them is the objection', async () => {
    const { requestId } = await at.start('objection', subjectOf('dormant'));
    const whole = (await at.planOf(requestId))?.body;
    await choose(requestId, ['email']);
    await choose(requestId, [...CHANNEL_NAMES]);
    // Each plan has a salt of its own.
    expect((await at.planOf(requestId))?.body).toEqual({ ...whole, salt: expect.any(String) });
  });
});

describe('an opt-out of sale', () => {
  test('is carried out at once when it is approved, in Shopify and on the list', async () => {
    const { requestId } = await at.start('opt-out', subjectOf('recent'));
    expect(at.customer('recent').dataSaleOptOut).not.toBe(true);
    const plan = await at.planOf(requestId);
    expect(plan?.body.writes.map(({ operation }) => operation)).toEqual(['customer.data-sale-opt-out']);
    await at.approve(requestId);
    const carried = await at.planOf(requestId);
    expect(carried?.startsAt).toEqual(carried?.approvedAt);
    expect(at.customer('recent').dataSaleOptOut).toBe(true);
    expect((await suppressed(requestId)).map(({ reason }) => reason)).toContain('opt-out');
    expect(await at.requestOf(requestId)).toMatchObject({ state: 'closed' });
  });

  test('of somebody who has opted out already writes nothing to Shopify', async () => {
    const { requestId } = await at.start('opt-out', subjectOf('optedOut'));
    expect((await at.planOf(requestId))?.body.writes).toEqual([]);
    await at.approve(requestId);
    expect(await at.requestOf(requestId)).toMatchObject({ state: 'closed' });
  });
});
