/** The shop as the REST API prints it: the body of app/uninstalled. */
import type { Shop } from '#sandbox/world.ts';

const countries = new Intl.DisplayNames(['en'], { type: 'region' });

/** "(GMT+01:00) Europe/Berlin": the offset without daylight saving, as Shopify writes it. */
function timezoneOf({ ianaTimezone }: Shop): string {
  const winter = new Intl.DateTimeFormat('en', { timeZone: ianaTimezone, timeZoneName: 'longOffset' })
    .formatToParts(new Date('2026-01-15'))
    .find(({ type }) => type === 'timeZoneName')?.value;
  return `(${winter === 'GMT' ? 'GMT+00:00' : winter}) ${ianaTimezone}`;
}

function moneyFormats({ currency }: Shop) {
  const amount = `{{amount}} ${currency}`;
  return {
    money_format: '{{amount}}',
    money_with_currency_format: amount,
    money_in_emails_format: '{{amount}}',
    money_with_currency_in_emails_format: amount,
    enabled_presentment_currencies: [currency],
  };
}

function addressOf({ countryCode }: Shop) {
  return {
    address1: '1 Market Square',
    address2: null,
    zip: '10115',
    city: 'Sample Town',
    province: null,
    province_code: null,
    country: countryCode,
    country_code: countryCode,
    country_name: countries.of(countryCode) ?? countryCode,
    latitude: null,
    longitude: null,
    phone: null,
  };
}

const FEATURES = {
  weight_unit: 'kg',
  taxes_included: true,
  auto_configure_tax_inclusivity: null,
  tax_shipping: null,
  county_taxes: true,
  has_discounts: false,
  has_gift_cards: true,
  google_apps_domain: null,
  google_apps_login_enabled: null,
  eligible_for_payments: true,
  requires_extra_payments_agreement: false,
  password_enabled: false,
  has_storefront: true,
  finances: true,
  checkout_api_supported: true,
  multi_location_enabled: true,
  setup_required: false,
  pre_launch_enabled: false,
  marketing_sms_consent_enabled_at_checkout: false,
  transactional_sms_disabled: false,
};

const PLANS: Record<number, { plan_name: string; plan_display_name: string }> = {
  100: { plan_name: 'professional', plan_display_name: 'Shopify' },
  200: { plan_name: 'unlimited', plan_display_name: 'Advanced Shopify' },
  1000: { plan_name: 'shopify_plus', plan_display_name: 'Shopify Plus' },
};

/** @param at milliseconds since the epoch */
export function uninstalledPayload(shop: Shop, at: number): object {
  const owner = shop.staff.find(({ accountOwner }) => accountOwner);
  const now = new Date(at).toISOString();
  return {
    id: shop.id,
    name: shop.name,
    email: shop.email,
    domain: shop.domain,
    myshopify_domain: shop.domain,
    customer_email: shop.email,
    source: null,
    primary_locale: 'en',
    primary_location_id: 655_441_491,
    created_at: now,
    updated_at: now,
    currency: shop.currency,
    timezone: timezoneOf(shop),
    iana_timezone: shop.ianaTimezone,
    shop_owner: owner ? `${owner.firstName} ${owner.lastName}` : shop.name,
    ...addressOf(shop),
    ...moneyFormats(shop),
    ...(PLANS[shop.restoreRate] ?? PLANS[1_000]),
    ...FEATURES,
  };
}
