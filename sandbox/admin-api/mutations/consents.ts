/** Mutations of what a customer consented to: marketing by e-mail, SMS and WhatsApp, and the sale of data. */
import type { NodeRecord, StoreRecord, Value } from '#sandbox/store/store.ts';
import type { Call } from '../call.ts';
import type { Arguments } from '../connection.ts';
import { numericId, pluck, recordsIn } from '../record.ts';
import { announce } from './announce.ts';
import { findRecord, type Input, inputOf, isoTime, payload, userError } from './payload.ts';

/** The only states that an app may set; the others are Shopify's own. */
const SETTABLE: readonly Value[] = ['SUBSCRIBED', 'UNSUBSCRIBED', 'PENDING'];

interface Channel {
  /** Names of the input, and of its state and time. */
  input: string;
  state: string;
  time: string;
  level: string;
  /** The customer's field that holds the consent. */
  contact: string;
  missing: string;
  topic: string;
}

const EMAIL: Channel = {
  input: 'emailMarketingConsent',
  state: 'marketingState',
  time: 'consentUpdatedAt',
  level: 'marketingOptInLevel',
  contact: 'defaultEmailAddress',
  missing: 'An email address is required to set the marketing consent state.',
  topic: 'customers_email_marketing_consent/update',
};
const SMS: Channel = {
  ...EMAIL,
  input: 'smsMarketingConsent',
  contact: 'defaultPhoneNumber',
  missing: 'A phone number is required to set the SMS consent state.',
  topic: 'customers_marketing_consent/update',
};
const WHATSAPP: Channel = {
  ...SMS,
  input: 'whatsAppMarketingConsent',
  state: 'state',
  time: 'updatedAt',
  level: 'optInLevel',
  missing: 'A phone number is required to set the WhatsApp consent state.',
  topic: 'customers_whats_app_marketing_consent/update',
};

interface Consent {
  state: Value;
  level: Value;
  at: string;
}

function consentErrors(call: Call, channel: Channel, customer: NodeRecord, input: Input): StoreRecord[] {
  const state = input[channel.state];
  const path = ['input', channel.input, channel.state];
  if (!SETTABLE.includes(state)) {
    return [userError(path, `Cannot specify ${state} as a marketing state input`, 'INVALID')];
  }
  if (recordsIn(customer, channel.contact).length === 0) {
    return [userError(['input', channel.input], channel.missing, 'INVALID')];
  }
  const time = input[channel.time];
  return time && Date.parse(String(time)) > call.world.clock.now()
    ? [
        userError(
          ['input', channel.input, channel.time],
          'Consent updated at must not be in the future',
          'INVALID',
        ),
      ]
    : [];
}

/** Checks, and lets `write` put the consent where the channel keeps it. */
function updateConsent(
  call: Call,
  args: Arguments,
  channel: Channel,
  write: (contact: StoreRecord, consent: Consent) => StoreRecord,
) {
  const outer = inputOf(args.input);
  const input = inputOf(outer[channel.input]);
  const customer = findRecord(call, outer.customerId, 'Customer');
  if (!customer) return { errors: [userError(['input', 'customerId'], 'Customer not found', 'INVALID')] };
  const errors = consentErrors(call, channel, customer, input);
  const [contact] = recordsIn(customer, channel.contact);
  if (errors.length > 0 || !contact) return { errors };
  const consent = {
    state: input[channel.state],
    level: input[channel.level] ?? 'SINGLE_OPT_IN',
    at: String(input[channel.time] ?? isoTime(call.world.clock.now())),
  };
  const updated = call.shop.store.update(customer.id, { [channel.contact]: write(contact, consent) });
  const address = String(contact.emailAddress ?? contact.phoneNumber);
  announce(call, channel.topic, {
    customer_id: numericId(customer.id),
    [channel.contact === 'defaultEmailAddress' ? 'email_address' : 'phone']: address,
    [channel.input.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)]: {
      state: String(consent.state).toLowerCase(),
      opt_in_level: String(consent.level).toLowerCase(),
      consent_updated_at: consent.at,
    },
  });
  return { customer: updated, errors };
}

export function customerEmailMarketingConsentUpdate(call: Call, args: Arguments): Value {
  const { customer = null, errors } = updateConsent(call, args, EMAIL, (contact, { state, level, at }) => ({
    ...contact,
    marketingState: state,
    marketingOptInLevel: level,
    marketingUpdatedAt: at,
  }));
  return payload({ customer }, errors);
}

const phoneConsent =
  (field: string, typeName: string) =>
  (contact: StoreRecord, { state, level, at }: Consent): StoreRecord => ({
    ...contact,
    [field]: {
      ...inputOf(contact[field]),
      __typename: typeName,
      state,
      optInLevel: level,
      updatedAt: at,
      collectedFrom: 'OTHER',
    },
  });

export function customerSmsMarketingConsentUpdate(call: Call, args: Arguments): Value {
  const write = phoneConsent('smsMarketingConsent', 'CustomerSmsMarketingConsent');
  const { customer = null, errors } = updateConsent(call, args, SMS, write);
  return payload({ customer }, errors);
}

export function customerWhatsAppMarketingConsentUpdate(call: Call, args: Arguments): Value {
  const write = phoneConsent('whatsAppMarketingConsent', 'CustomerWhatsAppMarketingConsent');
  const { customer, errors } = updateConsent(call, args, WHATSAPP, write);
  return payload(
    { customerPhoneNumber: customer ? (recordsIn(customer, 'defaultPhoneNumber')[0] ?? null) : null },
    errors,
  );
}

/** By e-mail address, not by id, and one way: nothing opts a customer in again. */
export function dataSaleOptOut(call: Call, { email }: Arguments): Value {
  const wanted = String(email).trim().toLowerCase();
  const customer = call.shop.store
    .all('Customer')
    .find((each) =>
      pluck(each, ['defaultEmailAddress', 'emailAddress']).some(
        (item) => String(item).toLowerCase() === wanted,
      ),
    );
  if (!customer)
    return payload({ customerId: null }, [userError(null, 'Data sale opt out failed.', 'FAILED')]);
  call.shop.store.update(customer.id, { dataSaleOptOut: true });
  return payload({ customerId: customer.id });
}
