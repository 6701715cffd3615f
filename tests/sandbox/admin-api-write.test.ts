import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pendingErasure, requestErasure } from '#sandbox/admin-api/erasure.ts';
import { gid, startApi, type TestApi, TOKEN } from './admin-api-world.ts';

let api: TestApi;
let told: { topic: string; payload?: object }[];
beforeEach(async () => {
  told = [];
  api = await startApi({
    webhook: ({ topic, payload }) => told.push({ topic, payload }),
    erasureRequested: ({ customerId }) => told.push({ topic: `erase ${customerId}` }),
    erasureCanceled: ({ customerId }) => told.push({ topic: `keep ${customerId}` }),
  });
  const writes = ['customers', 'orders', 'draft_orders', 'gift_cards', 'content', 'customer_merge'];
  for (const what of [...writes, 'privacy_settings', 'customer_data_erasure']) {
    api.installation.grantedScopes.add(`write_${what}`);
  }
});
afterEach(() => api[Symbol.asyncDispose]());

const ADA = gid('Customer', 1);
const EVE = gid('Customer', 5);

async function mutate(
  name: string,
  selection: string,
  input: Record<string, [type: string, value: unknown]>,
) {
  const declared = Object.entries(input).map(([key, [type]]) => `$${key}: ${type}`);
  const passed = Object.keys(input).map((key) => `${key}: $${key}`);
  const withArguments = (list: string[]) => (list.length > 0 ? `(${list.join(', ')})` : '');
  const { body } = await api.ask(
    `mutation ${withArguments(declared)} { ${name}${withArguments(passed)} { ${selection} } }`,
    Object.fromEntries(Object.entries(input).map(([key, [, value]]) => [key, value])),
  );
  expect(body.errors).toBeUndefined();
  return Object(body.data)[name];
}

const updateCustomer = (input: object) =>
  mutate(
    'customerUpdate',
    'customer { firstName displayName note tags defaultEmailAddress { emailAddress marketingState } defaultPhoneNumber { phoneNumber } } userErrors { field message }',
    { input: ['CustomerInput!', input] },
  );

describe('customers', () => {
  it('an update changes what it names and nothing else', async () => {
    const done = await updateCustomer({
      id: ADA,
      firstName: 'Augusta',
      note: 'x',
      tags: [' b', 'B', 'a'],
      email: 'NEW@example.com',
    });
    expect(done).toEqual({
      customer: {
        firstName: 'Augusta',
        displayName: 'Augusta Example',
        note: 'x',
        tags: ['b', 'a'],
        defaultEmailAddress: { emailAddress: 'new@example.com', marketingState: 'SUBSCRIBED' },
        defaultPhoneNumber: { phoneNumber: '+49302312501' },
      },
      userErrors: [],
    });
    expect(told).toMatchObject([{ topic: 'customers/update', payload: { id: 1, first_name: 'Augusta' } }]);
  });

  it('empty values take e-mail, telephone and note away', async () => {
    const done = await updateCustomer({ id: ADA, email: '', phone: null, note: '' });
    expect(done.customer).toMatchObject({ defaultEmailAddress: null, defaultPhoneNumber: null, note: null });
  });

  it.each([
    [{ id: gid('Customer', 99) }, ['id'], 'Customer does not exist'],
    [{ id: ADA, email: 'nonsense' }, ['email'], 'Email is invalid'],
    [{ id: ADA, email: 'bob@example.com' }, ['email'], 'Email has already been taken'],
    [{ id: ADA, phone: 'x' }, ['phone'], 'Phone is invalid'],
    [{ id: ADA, phone: '+49 30 231 2502' }, ['phone'], 'Phone has already been taken'],
    [{ id: ADA, note: 'n'.repeat(5_001) }, ['note'], 'Note is too long (maximum is 5000 characters)'],
    [
      { id: ADA, emailMarketingConsent: { marketingState: 'UNSUBSCRIBED' } },
      ['emailMarketingConsent'],
      'To update emailMarketingConsent, please use the customerEmailMarketingConsentUpdate Mutation instead',
    ],
    [
      { id: ADA, firstName: '', lastName: '', email: '', phone: '' },
      null,
      'A name, phone number, or email address must be present',
    ],
  ])('%j is refused', async (input, field, message) => {
    expect(await updateCustomer(input)).toEqual({ customer: null, userErrors: [{ field, message }] });
    expect(told).toEqual([]);
  });

  it("an address is changed and removed by its id, with or without the id's query", async () => {
    const id = { customerId: ['ID!', ADA], addressId: ['ID!', gid('MailingAddress', 1)] } as const;
    const changed = await mutate(
      'customerAddressUpdate',
      'address { address1 city country formatted name } userErrors { message }',
      {
        customerId: ['ID!', ADA],
        addressId: ['ID!', gid('MailingAddress', 1)],
        address: ['MailingAddressInput!', { address1: '', city: 'Wien', countryCode: 'AT', zip: '1010' }],
      },
    );
    expect(changed).toEqual({
      address: {
        address1: '',
        city: 'Wien',
        country: 'Austria',
        formatted: ['1010 Wien', 'Austria'],
        name: 'Ada Example',
      },
      userErrors: [],
    });
    const removed = await mutate('customerAddressDelete', 'deletedAddressId userErrors { field message }', {
      customerId: [...id.customerId],
      addressId: [...id.addressId],
    });
    expect(removed).toEqual({
      deletedAddressId: `${gid('MailingAddress', 1)}?model_name=CustomerAddress`,
      userErrors: [],
    });
    const again = await mutate('customerAddressDelete', 'deletedAddressId userErrors { field message }', {
      customerId: [...id.customerId],
      addressId: [...id.addressId],
    });
    expect(again.userErrors).toEqual([{ field: ['addressId'], message: 'Address does not exist' }]);
    const { body } = await api.ask(
      `{ customer(id: "${ADA}") { defaultAddress { id } addressesV2(first: 1) { nodes { id } } } }`,
    );
    expect(body.data).toEqual({ customer: { defaultAddress: null, addressesV2: { nodes: [] } } });
  });

  it('a customer with orders cannot be deleted, one without can', async () => {
    const selection = 'deletedCustomerId shop { name } userErrors { field message }';
    const kept = await mutate('customerDelete', selection, { input: ['CustomerDeleteInput!', { id: ADA }] });
    expect(kept.userErrors).toEqual([
      { field: ['id'], message: 'Customer can’t be deleted because they have associated orders' },
    ]);
    const gone = await mutate('customerDelete', selection, { input: ['CustomerDeleteInput!', { id: EVE }] });
    expect(gone).toEqual({ deletedCustomerId: EVE, shop: { name: 'Demo' }, userErrors: [] });
    expect(api.store.find(EVE)).toBeUndefined();
    expect(told).toMatchObject([
      { topic: 'customers/delete', payload: { id: 5, admin_graphql_api_id: EVE } },
    ]);
  });

  it('a merge keeps one customer with what both had', async () => {
    const merged = await mutate('customerMerge', 'job { done } resultingCustomerId userErrors { code }', {
      customerOneId: ['ID!', ADA],
      customerTwoId: ['ID!', EVE],
    });
    expect(merged).toEqual({ job: { done: true }, resultingCustomerId: EVE, userErrors: [] });
    const { body } = await api.ask(
      `{ customer(id: "${EVE}") { orders(first: 9) { nodes { id } } } gone: customer(id: "${ADA}") { id } }`,
    );
    expect(Object(body.data).customer.orders.nodes).toHaveLength(6);
    expect(Object(body.data).gone).toBeNull();
    expect(told.map(({ topic }) => topic)).toEqual(['customers/merge']);
  });
});

describe('consents', () => {
  const email = (marketingState: string) =>
    mutate(
      'customerEmailMarketingConsentUpdate',
      'customer { defaultEmailAddress { marketingState marketingOptInLevel } } userErrors { field message code }',
      {
        input: [
          'CustomerEmailMarketingConsentUpdateInput!',
          {
            customerId: ADA,
            emailMarketingConsent: { marketingState, marketingOptInLevel: 'SINGLE_OPT_IN' },
          },
        ],
      },
    );

  it('marketing by e-mail is switched off, and announced', async () => {
    expect(await email('UNSUBSCRIBED')).toEqual({
      customer: {
        defaultEmailAddress: { marketingState: 'UNSUBSCRIBED', marketingOptInLevel: 'SINGLE_OPT_IN' },
      },
      userErrors: [],
    });
    expect(told).toMatchObject([
      {
        topic: 'customers_email_marketing_consent/update',
        payload: { customer_id: 1, email_marketing_consent: { state: 'unsubscribed' } },
      },
    ]);
  });

  it.each(['NOT_SUBSCRIBED', 'REDACTED', 'INVALID'])('the state %s is refused', async (state) => {
    expect(await email(state)).toMatchObject({
      userErrors: [{ field: ['input', 'emailMarketingConsent', 'marketingState'], code: 'INVALID' }],
    });
  });

  it('SMS answers with the customer, WhatsApp with the telephone number', async () => {
    const sms = await mutate(
      'customerSmsMarketingConsentUpdate',
      'customer { defaultPhoneNumber { smsMarketingConsent { state } } } userErrors { code }',
      {
        input: [
          'CustomerSmsMarketingConsentUpdateInput!',
          { customerId: ADA, smsMarketingConsent: { marketingState: 'UNSUBSCRIBED' } },
        ],
      },
    );
    expect(sms.customer.defaultPhoneNumber.smsMarketingConsent).toEqual({ state: 'UNSUBSCRIBED' });
    const whatsApp = await mutate(
      'customerWhatsAppMarketingConsentUpdate',
      'customerPhoneNumber { whatsAppMarketingConsent { state } smsMarketingConsent { state } } userErrors { code }',
      {
        input: [
          'CustomerWhatsAppMarketingConsentUpdateInput!',
          { customerId: ADA, whatsAppMarketingConsent: { state: 'UNSUBSCRIBED' } },
        ],
      },
    );
    expect(whatsApp).toEqual({
      customerPhoneNumber: {
        whatsAppMarketingConsent: { state: 'UNSUBSCRIBED' },
        smsMarketingConsent: { state: 'UNSUBSCRIBED' },
      },
      userErrors: [],
    });
  });

  it('the sale of data is opted out of by e-mail address', async () => {
    const selection = 'customerId userErrors { code }';
    expect(await mutate('dataSaleOptOut', selection, { email: ['String!', 'ADA@example.com'] })).toEqual({
      customerId: ADA,
      userErrors: [],
    });
    expect(api.store.find(ADA)?.dataSaleOptOut).toBe(true);
    expect(await mutate('dataSaleOptOut', selection, { email: ['String!', 'no@example.com'] })).toEqual({
      customerId: null,
      userErrors: [{ code: 'FAILED' }],
    });
  });
});

describe('erasure', () => {
  const erasure = (name: string, customerId = ADA) =>
    mutate(name, 'customerId userErrors { field message code }', { customerId: ['ID!', customerId] });

  it('is requested once, is pending, and can be cancelled by the app that asked', async () => {
    expect(await erasure('customerRequestDataErasure')).toEqual({ customerId: ADA, userErrors: [] });
    expect(await erasure('customerRequestDataErasure')).toEqual({ customerId: ADA, userErrors: [] });
    const { body } = await api.ask(`{ customer(id: "${ADA}") { mergeable { isMergeable errorFields } } }`);
    expect(body.data).toEqual({
      customer: { mergeable: { isMergeable: false, errorFields: ['PENDING_DATA_REQUEST'] } },
    });
    expect(await erasure('customerCancelDataErasure')).toEqual({ customerId: ADA, userErrors: [] });
    expect(await erasure('customerCancelDataErasure')).toMatchObject({
      userErrors: [{ code: 'NOT_BEING_ERASED' }],
    });
    expect(told.map(({ topic }) => topic)).toEqual([`erase ${ADA}`, `keep ${ADA}`]);
  });

  it('what the merchant asked for, the app cannot cancel', async () => {
    requestErasure(api.store, ADA, { requestedBy: 'admin', requestedAt: '2026-01-01T00:00:00Z' });
    expect(await erasure('customerCancelDataErasure')).toEqual({
      customerId: null,
      userErrors: [
        {
          field: ['customerId'],
          message: 'Only the original requester can cancel',
          code: 'UNAUTHORIZED_CANCELLATION',
        },
      ],
    });
    const customer = api.store.find(ADA);
    expect(customer && pendingErasure(customer)).toMatchObject({ requestedBy: 'admin' });
  });

  it('of nobody does not exist, and it takes a scope of its own', async () => {
    expect(await erasure('customerRequestDataErasure', gid('Customer', 99))).toMatchObject({
      userErrors: [{ code: 'DOES_NOT_EXIST' }],
    });
    api.installation.grantedScopes.delete('write_customer_data_erasure');
    const { body } = await api.ask(
      `mutation { customerRequestDataErasure(customerId: "${ADA}") { customerId } }`,
    );
    expect(body).toMatchObject({
      data: { customerRequestDataErasure: null },
      errors: [
        {
          message: expect.stringContaining('`write_customer_data_erasure`'),
          extensions: { code: 'ACCESS_DENIED' },
        },
      ],
    });
  });
});

describe('orders and belongings', () => {
  it("an order's note, attributes and address are changed, and its customer removed", async () => {
    const updated = await mutate(
      'orderUpdate',
      'order { note email tags customAttributes { key value } shippingAddress { name } } userErrors { message }',
      {
        input: [
          'OrderInput!',
          {
            id: gid('Order', 3),
            note: '',
            email: '',
            tags: ['a'],
            customAttributes: [{ key: 'k', value: 'v' }],
            shippingAddress: { firstName: 'A' },
          },
        ],
      },
    );
    expect(updated).toEqual({
      order: {
        note: null,
        email: null,
        tags: ['a'],
        customAttributes: [{ key: 'k', value: 'v' }],
        shippingAddress: { name: 'A' },
      },
      userErrors: [],
    });
    const removed = await mutate('orderCustomerRemove', 'order { customer { id } } userErrors { message }', {
      orderId: ['ID!', gid('Order', 3)],
    });
    expect(removed).toEqual({ order: { customer: null }, userErrors: [] });
    expect(told.map(({ topic }) => topic)).toEqual(['orders/updated', 'orders/updated']);
  });

  it('an order that is too old for the app cannot be changed by it', async () => {
    api.installation.grantedScopes.delete('read_all_orders');
    const done = await mutate('orderUpdate', 'order { id } userErrors { field message }', {
      input: ['OrderInput!', { id: gid('Order', 1), note: 'x' }],
    });
    expect(done).toEqual({ order: null, userErrors: [{ field: ['id'], message: 'Order does not exist' }] });
  });

  it('draft orders and comments are deleted, a gift card is changed', async () => {
    api.store.insert({ __typename: 'DraftOrder', id: gid('DraftOrder', 1), name: '#D1' });
    api.store.insert({ __typename: 'Comment', id: gid('Comment', 1) });
    api.store.insert({ __typename: 'GiftCard', id: gid('GiftCard', 1), note: 'for Ada' });
    expect(
      await mutate('draftOrderDelete', 'deletedId userErrors { message }', {
        input: ['DraftOrderDeleteInput!', { id: gid('DraftOrder', 1) }],
      }),
    ).toEqual({ deletedId: gid('DraftOrder', 1), userErrors: [] });
    const comment = () =>
      mutate('commentDelete', 'deletedCommentId userErrors { code }', { id: ['ID!', gid('Comment', 1)] });
    expect(await comment()).toEqual({ deletedCommentId: gid('Comment', 1), userErrors: [] });
    expect(await comment()).toEqual({ deletedCommentId: null, userErrors: [{ code: 'NOT_FOUND' }] });
    expect(
      await mutate('giftCardUpdate', 'giftCard { note } userErrors { message }', {
        id: ['ID!', gid('GiftCard', 1)],
        input: ['GiftCardUpdateInput!', { note: null }],
      }),
    ).toEqual({ giftCard: { note: null }, userErrors: [] });
  });

  it('tags are added and removed whatever their case', async () => {
    const tags = (name: string, list: string[]) =>
      mutate(name, 'node { ... on Customer { tags } } userErrors { message }', {
        id: ['ID!', gid('Customer', 2)],
        tags: ['[String!]!', list],
      });
    expect((await tags('tagsAdd', ['new', 'VIP'])).node.tags).toEqual(['vip', 'two words', 'new']);
    expect((await tags('tagsRemove', ['Vip', 'none'])).node.tags).toEqual(['two words', 'new']);
  });
});

describe('metafields', () => {
  const set = (metafields: object[]) =>
    mutate(
      'metafieldsSet',
      'metafields { namespace key value } userErrors { field message code elementIndex }',
      {
        metafields: ['[MetafieldsSetInput!]!', metafields],
      },
    );
  const entry = { ownerId: ADA, namespace: 'custom', key: 'size', type: 'single_line_text_field' };

  it('are set, read and deleted; deleting what is not there leaves null', async () => {
    expect(await set([{ ...entry, value: 'L' }])).toMatchObject({
      metafields: [{ value: 'L' }],
      userErrors: [],
    });
    expect(await set([{ ...entry, namespace: '$app', key: 'own', value: 'o' }])).toMatchObject({
      metafields: [{ namespace: expect.stringMatching(/^app--\d+$/) }],
    });
    const own = await api.ask(
      `{ customer(id: "${ADA}") { metafield(namespace: "$app", key: "own") { value } metafields(first: 5) { nodes { key } } } }`,
    );
    expect(own.body.data).toEqual({
      customer: { metafield: { value: 'o' }, metafields: { nodes: [{ key: 'size' }, { key: 'own' }] } },
    });
    const { ownerId, namespace, key } = entry;
    const deleted = await mutate('metafieldsDelete', 'deletedMetafields { key } userErrors { message }', {
      metafields: [
        '[MetafieldIdentifierInput!]!',
        [
          { ownerId, namespace, key },
          { ownerId, namespace, key: 'none' },
        ],
      ],
    });
    expect(deleted).toEqual({ deletedMetafields: [{ key: 'size' }, null], userErrors: [] });
  });

  it('are set all together or not at all', async () => {
    const result = await set([
      { ...entry, value: 'XL' },
      { ...entry, key: 'age', type: 'number_integer', value: 'old' },
      { ...entry, compareDigest: 'stale', value: 'S' },
    ]);
    expect(result).toMatchObject({
      metafields: null,
      userErrors: [
        { code: 'INVALID_VALUE', elementIndex: 1 },
        { code: 'STALE_OBJECT', elementIndex: 2 },
      ],
    });
    const { body } = await api.ask(
      `{ customer(id: "${ADA}") { metafield(namespace: "custom", key: "size") { value } } }`,
    );
    expect(body.data).toEqual({ customer: { metafield: { value: 'M' } } });
  });

  it("of an owner are written only with the owner's scope", async () => {
    api.installation.grantedScopes.delete('write_customers');
    const { body } = await api.ask(
      'mutation ($m: [MetafieldsSetInput!]!) { metafieldsSet(metafields: $m) { metafields { id } } }',
      { m: [{ ...entry, value: 'L' }] },
    );
    expect(body.errors?.[0]?.extensions).toMatchObject({
      code: 'ACCESS_DENIED',
      requiredAccess: '`write_customers` access scope.',
    });
  });
});

describe('the app itself', () => {
  it('uninstalls itself: every token is worthless at once', async () => {
    expect(await mutate('appUninstall', 'app { apiKey } userErrors { message }', {})).toMatchObject({
      userErrors: [],
    });
    expect((await api.ask('{ shop { name } }', {}, { token: TOKEN })).status).toBe(401);
    expect(told).toMatchObject([
      { topic: 'app/uninstalled', payload: { myshopify_domain: 'demo.myshopify.com' } },
    ]);
  });

  it('subscribes to topics of the enum; the compliance topics are not among them', async () => {
    const selection = 'webhookSubscription { topic uri format } userErrors { field message }';
    const subscribe = (uri: string) =>
      mutate('webhookSubscriptionCreate', selection, {
        topic: ['WebhookSubscriptionTopic!', 'CUSTOMERS_UPDATE'],
        webhookSubscription: ['WebhookSubscriptionInput!', { uri }],
      });
    expect(await subscribe('https://app.example/webhooks')).toEqual({
      webhookSubscription: { topic: 'CUSTOMERS_UPDATE', uri: 'https://app.example/webhooks', format: 'JSON' },
      userErrors: [],
    });
    expect((await subscribe('https://app.example/webhooks')).userErrors).toHaveLength(1);
    const { body } = await api.ask(
      'mutation { webhookSubscriptionCreate(topic: CUSTOMERS_REDACT, webhookSubscription: { uri: "https://app.example" }) { userErrors { message } } }',
    );
    expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'argumentLiteralsIncompatible' });
  });

  it('gives optional scopes back, required ones never', async () => {
    const revoke = (scope: string) =>
      mutate('appRevokeAccessScopes', 'revoked { handle } userErrors { code }', {
        scopes: ['[String!]!', [scope]],
      });
    expect(await revoke('write_gift_cards')).toEqual({
      revoked: [{ handle: 'write_gift_cards' }],
      userErrors: [],
    });
    expect(await revoke('read_customers')).toEqual({
      revoked: null,
      userErrors: [{ code: 'CANNOT_REVOKE_REQUIRED_SCOPES' }],
    });
    expect(told.map(({ topic }) => topic)).toEqual(['app/scopes_update']);
  });

  it('a mutation that the sandbox does not know says so', async () => {
    const { body } = await api.ask(
      'mutation { productDelete(input: { id: "gid://shopify/Product/1" }) { deletedProductId } }',
    );
    expect(body.errors?.[0]?.extensions?.code).toBe('ACCESS_DENIED');
    api.installation.grantedScopes.add('write_products');
    const known = await api.ask(
      'mutation { productDelete(input: { id: "gid://shopify/Product/1" }) { deletedProductId } }',
    );
    expect(known.body.errors?.[0]?.message).toMatch(/does not carry out productDelete/);
  });
});
