/** The bodies that shopify.dev documents, key by key. */
import { expect, test } from 'vitest';
import { Clock } from '#sandbox/clock.ts';
import { addShop } from '#sandbox/shops.ts';
import { customerIdOf } from '#sandbox/store/people.ts';
import { defaultPayload } from '#sandbox/webhooks/default-payload.ts';
import { writeJson } from '#sandbox/webhooks/json.ts';
import { customersMergePayload } from '#sandbox/webhooks/payloads.ts';
import type { World } from '#sandbox/world.ts';

const world: World = {
  clock: new Clock(),
  app: {
    apiKey: '0'.repeat(32),
    secret: 'secret',
    url: 'http://app.localhost',
    scopes: ['read_customers'],
    optionalScopes: [],
    subscriptions: [],
    proxy: { url: 'http://app.localhost/proxy', subpath: 'privacy', prefix: 'apps' },
  },
  shops: new Map(),
};
const shop = addShop(world, { domain: 'demo.myshopify.com', customers: 25, orders: 50, installed: true });

/** Every key, and what kind of value stands under it. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf);
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, shapeOf(part)]));
}
const bodyFor = (topic: string, person = '') =>
  JSON.parse(writeJson(defaultPayload(world, shop, topic, person)));

test.each([
  [
    'customers/data_request',
    {
      shop_id: 954889,
      shop_domain: 'demo-store.myshopify.com',
      orders_requested: [299938, 280263, 220458],
      customer: { id: 191167, email: 'john@example.com', phone: '555-625-1199' },
      data_request: { id: 9999 },
    },
  ],
  [
    'customers/redact',
    {
      shop_id: 954889,
      shop_domain: 'demo-store.myshopify.com',
      customer: { id: 191167, email: 'john@example.com', phone: '555-625-1199' },
      orders_to_redact: [299938, 280263, 220458],
    },
  ],
  ['shop/redact', { shop_id: 954889, shop_domain: 'demo-store.myshopify.com' }],
  [
    'app/scopes_update',
    {
      id: 1,
      shop_id: 'gid://shopify/Shop/1',
      previous: ['read_products'],
      current: ['read_products', 'write_products'],
      updated_at: '2026-11-22T00:00:00.000Z',
    },
  ],
  [
    'customers/delete',
    {
      id: 7,
      phone: null,
      addresses: [],
      tax_exemptions: [],
      email_marketing_consent: null,
      sms_marketing_consent: null,
      admin_graphql_api_id: 'gid://shopify/Customer/7',
    },
  ],
])('%s has the shape of the documented example', (topic, example) => {
  expect(shapeOf(bodyFor(topic, customerIdOf('householdA')))).toEqual(shapeOf(example));
});

test('customers/merge has the shape of the documented example', () => {
  const ids = ['gid://shopify/Customer/1', 'gid://shopify/Customer/2'] as const;
  expect(customersMergePayload(...ids, null)).toEqual({
    admin_graphql_api_customer_kept_id: ids[0],
    admin_graphql_api_customer_deleted_id: ids[1],
    admin_graphql_api_job_id: null,
    status: 'completed',
    errors: [],
  });
});

test('app/uninstalled is the shop as the REST API prints it', () => {
  const keys = `address1 address2 auto_configure_tax_inclusivity checkout_api_supported city country country_code
    country_name county_taxes created_at currency customer_email domain eligible_for_payments email
    enabled_presentment_currencies finances google_apps_domain google_apps_login_enabled has_discounts
    has_gift_cards has_storefront iana_timezone id latitude longitude marketing_sms_consent_enabled_at_checkout
    money_format money_in_emails_format money_with_currency_format money_with_currency_in_emails_format
    multi_location_enabled myshopify_domain name password_enabled phone plan_display_name plan_name
    pre_launch_enabled primary_locale primary_location_id province province_code requires_extra_payments_agreement
    setup_required shop_owner source tax_shipping taxes_included timezone transactional_sms_disabled updated_at
    weight_unit zip`;
  const body = bodyFor('app/uninstalled');
  expect(Object.keys(body).sort()).toEqual(keys.split(/\s+/).sort());
  expect(body).toMatchObject({
    id: shop.id,
    email: shop.email,
    myshopify_domain: shop.domain,
    timezone: '(GMT+01:00) Europe/Berlin',
    country_name: 'Germany',
    shop_owner: 'Olivia Owner',
  });
});

test('a person may be named by number, global id or e-mail address in any case', () => {
  const gid = customerIdOf('householdA');
  const names = [gid, gid.split('/').at(-1) ?? '', 'Clara.Winter@EXAMPLE.org'];
  const ids = names.map((name) => bodyFor('customers/redact', name).customer.id);
  expect(new Set(ids).size).toBe(1);
});

test('numbers beyond 2^53 are written bare, strings that look like them stay strings', () => {
  expect(writeJson({ id: 9007199254740993n, note: '#7#', phone: '9007199254740993' })).toBe(
    '{"id":9007199254740993,"note":"#7#","phone":"9007199254740993"}',
  );
});
