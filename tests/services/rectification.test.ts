import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { shopIdOf } from '#app/core/id.ts';
import { fieldText } from '#app/core/person-field.ts';
import { fieldName, type PersonPart, seenName } from '#app/core/rectification.ts';
import { closeRequest } from '#app/services/close-request.ts';
import { counterChange } from '#app/services/counter-change.ts';
import { proposeRectification } from '#app/services/propose-rectification.ts';
import { readPersonFields } from '#app/services/read-person-fields.ts';
import { searchRequests } from '#app/services/search-requests.ts';
import { pluck, recordsIn } from '#sandbox/admin-api/record.ts';
import { withClient } from '#sandbox/database.ts';
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

const startFor = (name: PersonName) => at.start('rectification', subjectOf(name));
async function formOf(number: number) {
  const form = await readPersonFields(at.deps, { shopId, shopDomain: at.shopDomain, number });
  if (form?.outcome !== 'read') throw new Error(`no form: ${form?.outcome}`);
  return form;
}
const fieldOf = (parts: PersonPart[], label: string, title?: string) => {
  for (const part of parts)
    for (const field of part.fields)
      if (field.label === label && (title === undefined || part.title === title))
        return { name: fieldName(part, field), value: field.value };
  throw new Error(`the form lacks ${label}`);
};
/** Sends the form as the page does: what was typed, and beside it what was seen. */
async function propose(number: number, typed: Record<string, string>) {
  const { parts } = await formOf(number);
  const sent = Object.entries(typed).flatMap(([label, value]) => {
    const field = fieldOf(parts, label);
    return [
      [field.name, value],
      [seenName(field.name), fieldText(field.value)],
    ];
  });
  const input = { shopId, shopDomain: at.shopDomain, number, actor: STAFF };
  return proposeRectification(at.deps, { ...input, sent: Object.fromEntries(sent) });
}
const contact = (name: PersonName) => ({
  email: pluck(at.customer(name), ['defaultEmailAddress', 'emailAddress'])[0],
  phone: pluck(at.customer(name), ['defaultPhoneNumber', 'phoneNumber'])[0],
});

describe('a rectification', () => {
  test('shows what Shopify has, changes it once it is approved, and says what was before', async () => {
    const { requestId, number } = await startFor('householdA');
    expect(await at.requestOf(requestId)).toMatchObject({ state: 'received' });
    const { parts } = await formOf(number);
    expect(fieldOf(parts, 'E-mail').value).toBe(people.householdA.email);
    expect(fieldOf(parts, 'Address').value).toBe('4 Privet Lane');
    const typed = { 'First name': 'Klara', 'E-mail': 'klara.winter@example.org', City: 'Little Whinging' };
    expect(await propose(number, typed)).toEqual({ outcome: 'proposed' });
    expect(await at.requestOf(requestId)).toMatchObject({ state: 'planned' });
    expect(at.customer('householdA').firstName).toBe('Clara');
    await at.approve(requestId);
    expect(at.customer('householdA').firstName).toBe('Klara');
    expect(contact('householdA').email).toBe('klara.winter@example.org');
    expect(recordsIn(at.customer('householdA'), 'addressesV2')[0]?.city).toBe('Little Whinging');
    expect(await at.requestOf(requestId)).toMatchObject({ state: 'closed' });
    const plan = await at.planOf(requestId);
    expect(plan?.body.writes[0]?.before).toEqual({ firstName: 'Clara', email: people.householdA.email });
    // Whoever asks by the corrected address is found, and by the former one, too.
    for (const words of ['klara.winter@example.org', people.householdA.email ?? '']) {
      const { lines } = await searchRequests(at.deps, { shopId, shopDomain: at.shopDomain, words });
      expect(lines.map((line) => line.number)).toEqual([number]);
    }
  });

  test('changes a metafield and the tax id of an order', async () => {
    const { requestId, number } = await startFor('bigId');
    const without = await formOf(number);
    expect(without.ordersClosed).toBe(true);
    const { domain } = connected.shop;
    connected.shop.installation?.grantedScopes.add('write_orders');
    await withClient(connected.app.database.ownerUrl, (client) =>
      client.query(`UPDATE shop SET scopes = array_append(scopes, 'write_orders') WHERE domain = $1`, [
        domain,
      ]),
    );
    expect(await propose(number, { 'Codice fiscale': 'GRNTTL80A41H501X' })).toEqual({ outcome: 'proposed' });
    await at.approve(requestId);
    const fields = connected.shop.store
      .all('Order')
      .filter((order) => recordsIn(order, 'customer')[0]?.id === at.customer('bigId').id)
      .flatMap((order) => recordsIn(order, 'localizedFields').map(({ value }) => value));
    expect(fields).toContain('GRNTTL80A41H501X');
    expect(await at.requestOf(requestId)).toMatchObject({ state: 'closed' });

    const theo = await startFor('everything');
    expect(await propose(theo.number, { 'custom.birthday': '1984-02-30' })).toMatchObject({
      outcome: 'refused',
    });
    expect(await propose(theo.number, { 'custom.birthday': '1985-03-01' })).toEqual({ outcome: 'proposed' });
    await at.approve(theo.requestId);
    const values = recordsIn(at.customer('everything'), 'metafields').map(({ value }) => value);
    expect(values).toContain('1985-03-01');
  });

  test('that cannot be written is said beside its field before there is a plan', async () => {
    const { requestId, number } = await startFor('dormant');
    const taken = await propose(number, { 'E-mail': people.recent.email, Country: 'XX' });
    expect(taken).toMatchObject({
      outcome: 'refused',
      problems: {
        'customer/email': expect.stringMatching(/^Another customer record/),
        [fieldOf((await formOf(number)).parts, 'Country').name]: expect.stringMatching(/^Choose a country/),
      },
    });
    expect(await propose(number, { 'First name': 'Ruth' })).toEqual({ outcome: 'unchanged' });
    const nameless = await propose(number, { 'First name': '', 'Last name': '', 'E-mail': '' });
    expect(nameless).toMatchObject({ outcome: 'refused' });
    expect(await at.planOf(requestId)).toBeNull();
    expect(await closeRequest(at.deps, { shopId, requestId, actor: STAFF, reason: 'mistake' })).toEqual({
      outcome: 'moved',
    });
    expect(await readPersonFields(at.deps, { shopId, shopDomain: at.shopDomain, number })).toBeNull();
  });

  test('goes on from what is proposed when its form is opened again, and replaces it', async () => {
    const { requestId, number } = await startFor('noOrders');
    await propose(number, { 'First name': 'Johannes' });
    const form = await formOf(number);
    expect(form.proposed).toEqual({ 'customer/firstName': 'Johannes' });
    await propose(number, { 'Last name': 'Bergmann' });
    const plan = await at.planOf(requestId);
    expect(plan?.state).toBe('proposed');
    expect(plan?.body.writes.map(({ after }) => after)).toEqual([{ lastName: 'Bergmann' }]);
  });

  test('of somebody without a customer record says so', async () => {
    const guest = { customerId: null, email: 'petra.sommer@example.com', phone: null, orderIds: [] };
    const { number } = await at.start('rectification', guest);
    const form = await readPersonFields(at.deps, { shopId, shopDomain: at.shopDomain, number });
    expect(form).toEqual({ number, outcome: 'no-record' });
  });

  test('offers no field that Shopify withholds', async () => {
    const { number } = await startFor('arabic');
    connected.shop.protectedData = { approved: true, fields: new Set(['name', 'email', 'phone']) };
    const { parts, withheld } = await formOf(number).finally(() => {
      connected.shop.protectedData = {
        approved: true,
        fields: new Set(['name', 'email', 'phone', 'address']),
      };
      connected.app.admin.forgetRefusals(at.shopDomain);
    });
    expect(withheld).toBe(true);
    const labels = parts.flatMap(({ fields }) => fields.map(({ label }) => label));
    expect(labels).toContain('City');
    expect(labels).not.toContain('Address');
  });

  test('leaves nothing that was entered in the log or in the clear', async () => {
    const { requestId, number } = await startFor('householdB');
    await propose(number, { Note: 'Canary in the note' });
    await at.approve(requestId);
    const { rows } = await withClient(connected.app.database.ownerUrl, (client) =>
      client.query(`SELECT string_agg(entry, '') AS log,
        (SELECT string_agg(encode(sealed, 'escape'), '') FROM plan) AS plans FROM audit_event`),
    );
    expect(JSON.stringify(rows)).not.toContain('Canary');
  });
});

describe('a counter-change', () => {
  test('makes each record what it was, after another approval', async () => {
    const { requestId, number } = await startFor('japanese');
    await propose(number, { 'First name': 'Sakura', Phone: '+81312345678', City: 'Kyoto' });
    const before = structuredClone(recordsIn(at.customer('japanese'), 'addressesV2')[0]?.city);
    await at.approve(requestId);
    expect(contact('japanese').phone).toBe('+81312345678');
    expect(await counterChange(at.deps, { shopId, requestId, actor: STAFF })).toEqual({
      outcome: 'proposed',
    });
    expect(await at.requestOf(requestId)).toMatchObject({ state: 'planned', closedAt: null });
    expect(at.customer('japanese').firstName).toBe('Sakura');
    await at.approve(requestId);
    expect(at.customer('japanese').firstName).toBe(people.japanese.firstName);
    expect(contact('japanese').phone).toBeUndefined();
    expect(recordsIn(at.customer('japanese'), 'addressesV2')[0]?.city).toBe(before);
    expect(await at.requestOf(requestId)).toMatchObject({ state: 'closed' });
  });

  test('is not proposed over what somebody has changed since', async () => {
    const { requestId, number } = await startFor('korean');
    await propose(number, { 'First name': 'Seoyeon' });
    await at.approve(requestId);
    connected.shop.store.update(at.customer('korean').id, { firstName: 'Seo-yeon' });
    expect(await counterChange(at.deps, { shopId, requestId, actor: STAFF })).toEqual({
      ...{ outcome: 'changed-since', records: 1 },
    });
    expect(await at.requestOf(requestId)).toMatchObject({ state: 'closed' });
  });

  test('that is thought better of leaves the correction as it stands, and can be proposed again', async () => {
    const { requestId, number } = await startFor('hebrew');
    await propose(number, { 'First name': 'Noa' });
    await at.approve(requestId);
    const counter = () => counterChange(at.deps, { shopId, requestId, actor: STAFF });
    expect(await counter()).toEqual({ outcome: 'proposed' });
    await closeRequest(at.deps, { shopId, requestId, actor: STAFF, reason: 'mistake' });
    expect(await at.requestOf(requestId)).toMatchObject({ state: 'closed' });
    expect(at.customer('hebrew').firstName).toBe('Noa');
    expect(await counter()).toEqual({ outcome: 'proposed' });
    await at.approve(requestId);
    expect(at.customer('hebrew').firstName).toBe(people.hebrew.firstName);
  });

  test('is not there for a request that has changed nothing', async () => {
    const { requestId } = await startFor('greek');
    expect(await counterChange(at.deps, { shopId, requestId, actor: STAFF })).toEqual({
      outcome: 'not-there',
    });
  });
});
