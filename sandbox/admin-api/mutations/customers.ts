/** Mutations of the customer itself and of its addresses. */
import type { NodeRecord, StoreRecord, Value } from '#sandbox/store/store.ts';
import type { Call } from '../call.ts';
import type { Arguments } from '../connection.ts';
import { pluck, recordsIn } from '../record.ts';
import { shopRecord } from '../singletons.ts';
import { announce, announceCustomer } from './announce.ts';
import { addressFields, emailErrors, normalPhone, normalTags, phoneErrors, takenErrors } from './contact.ts';
import { setMetafields } from './metafields.ts';
import { findRecord, freshId, type Input, inputOf, payload, sameId, userError } from './payload.ts';

const NOTE_MAX = 5_000;
const NOT_FOUND = 'Customer does not exist';
const CONSENTS: Record<string, string> = {
  emailMarketingConsent: 'customerEmailMarketingConsentUpdate',
  smsMarketingConsent: 'customerSmsMarketingConsentUpdate',
  whatsAppMarketingConsent: 'customerWhatsAppMarketingConsentUpdate',
};

function customerErrors(call: Call, customer: NodeRecord, input: Input): StoreRecord[] {
  const phone = input.phone ? normalPhone(String(input.phone)) : input.phone;
  const consents = Object.entries(CONSENTS)
    .filter(([field]) => input[field])
    .map(([field, mutation]) =>
      userError([field], `To update ${field}, please use the ${mutation} Mutation instead`),
    );
  const present = (field: string, path: string[]) =>
    field in input ? Boolean(input[field]) : pluck(customer, path).some(Boolean);
  const reachable =
    present('firstName', ['firstName']) ||
    present('lastName', ['lastName']) ||
    present('email', ['defaultEmailAddress', 'emailAddress']) ||
    present('phone', ['defaultPhoneNumber', 'phoneNumber']);
  return [
    ...emailErrors(input.email),
    ...takenErrors(call, customer.id, 'email', input.email),
    ...phoneErrors(phone),
    ...takenErrors(call, customer.id, 'phone', phone),
    ...(String(input.note ?? '').length > NOTE_MAX
      ? [userError(['note'], `Note is too long (maximum is ${NOTE_MAX} characters)`)]
      : []),
    ...(reachable ? [] : [userError(null, 'A name, phone number, or email address must be present')]),
    ...consents,
  ];
}

/** A changed e-mail address or telephone number keeps its consent; a new one starts without. */
function contactField(
  customer: NodeRecord,
  field: string,
  typeName: string,
  part: string,
  value: Value,
): Value {
  if (!value) return null;
  const [current] = recordsIn(customer, field);
  const fresh =
    typeName === 'CustomerEmailAddress'
      ? { marketingState: 'NOT_SUBSCRIBED', openTrackingLevel: 'UNKNOWN', validFormat: true }
      : {
          smsMarketingConsent: { __typename: 'CustomerSmsMarketingConsent', state: 'NEVER_SUBSCRIBED' },
          whatsAppMarketingConsent: {
            __typename: 'CustomerWhatsAppMarketingConsent',
            state: 'NEVER_SUBSCRIBED',
          },
        };
  return { ...fresh, ...current, __typename: typeName, [part]: value };
}

const PLAIN_FIELDS = ['locale', 'multipassIdentifier', 'taxExempt', 'taxExemptions'];

function customerFields(call: Call, customer: NodeRecord, input: Input): Record<string, Value> {
  const fields: Record<string, Value> = {};
  for (const field of PLAIN_FIELDS) if (field in input) fields[field] = input[field];
  for (const field of ['firstName', 'lastName', 'note'])
    if (field in input) fields[field] = input[field] || null;
  if ('tags' in input) fields.tags = normalTags(input.tags);
  if ('email' in input) {
    fields.defaultEmailAddress = contactField(
      customer,
      'defaultEmailAddress',
      'CustomerEmailAddress',
      'emailAddress',
      input.email && String(input.email).toLowerCase(),
    );
  }
  if ('phone' in input) {
    const phone = input.phone && normalPhone(String(input.phone));
    fields.defaultPhoneNumber = contactField(
      customer,
      'defaultPhoneNumber',
      'CustomerPhoneNumber',
      'phoneNumber',
      phone,
    );
  }
  if (Array.isArray(input.addresses)) {
    const addresses = input.addresses.map((address) => addAddress(call, inputOf(address)));
    Object.assign(fields, { addressesV2: addresses, defaultAddress: addresses[0] ?? null });
  }
  return fields;
}

function addAddress(call: Call, input: Input): NodeRecord {
  const address: NodeRecord = {
    __typename: 'MailingAddress',
    id: `${freshId(call, 'MailingAddress')}?model_name=CustomerAddress`,
    ...addressFields({}, input),
  };
  call.shop.store.insert(address);
  return address;
}

export function customerUpdate(call: Call, args: Arguments): Value {
  const input = inputOf(args.input);
  const customer = findRecord(call, input.id, 'Customer');
  if (!customer) return payload({ customer: null }, [userError(['id'], NOT_FOUND)]);
  const errors = customerErrors(call, customer, input);
  if (errors.length > 0) return payload({ customer: null }, errors);
  const metafields = Array.isArray(input.metafields) ? input.metafields.map(inputOf) : [];
  const refused = setMetafields(
    call,
    metafields.map((metafield) => ({ ...metafield, ownerId: customer.id })),
  );
  if ('errors' in refused) return payload({ customer: null }, refused.errors);
  const updated = call.shop.store.update(customer.id, customerFields(call, customer, input));
  announceCustomer(call, 'customers/update', updated);
  return payload({ customer: updated });
}

export function customerDelete(call: Call, args: Arguments): Value {
  const { id } = inputOf(args.input);
  const shop = shopRecord(call);
  const customer = findRecord(call, id, 'Customer');
  if (!customer)
    return payload({ deletedCustomerId: null, shop }, [userError(['id'], "Customer can't be found")]);
  if (recordsIn(customer, 'orders').length > 0) {
    const message = 'Customer can’t be deleted because they have associated orders';
    return payload({ deletedCustomerId: null, shop }, [userError(['id'], message)]);
  }
  for (const { id: addressId } of recordsIn(customer, 'addressesV2'))
    call.shop.store.remove(String(addressId));
  call.shop.store.remove(customer.id);
  announce(call, 'customers/delete', {
    id: Number(customer.id.split('/').at(-1)),
    phone: null,
    addresses: [],
    tax_exemptions: [],
    email_marketing_consent: null,
    sms_marketing_consent: null,
    admin_graphql_api_id: customer.id,
  });
  return payload({ deletedCustomerId: customer.id, shop });
}

/** The customer and the address that two ids name, or Shopify's sentence about the one that is not there. */
function findAddress(call: Call, { customerId, addressId }: Arguments) {
  const customer = findRecord(call, customerId, 'Customer');
  if (!customer) return { error: userError(['customerId'], NOT_FOUND) };
  const addresses = recordsIn(customer, 'addressesV2');
  const address = addresses.find(({ id }) => sameId(id, addressId));
  return address
    ? { customer, addresses, address }
    : { error: userError(['addressId'], 'Address does not exist') };
}

export function customerAddressUpdate(call: Call, args: Arguments): Value {
  const found = findAddress(call, args);
  if (found.error) return payload({ address: null }, [found.error]);
  const { customer, address } = found;
  const input = inputOf(args.address);
  const errors = phoneErrors(input.phone);
  if (errors.length > 0) return payload({ address: null }, errors);
  call.shop.store.update(String(address.id), addressFields(address, input));
  const isDefault = args.setAsDefault === true ? { defaultAddress: address } : {};
  announceCustomer(call, 'customers/update', call.shop.store.update(customer.id, isDefault));
  return payload({ address });
}

export function customerAddressDelete(call: Call, args: Arguments): Value {
  const found = findAddress(call, args);
  if (found.error) return payload({ deletedAddressId: null }, [found.error]);
  const { customer, addresses, address } = found;
  const left = addresses.filter((other) => other !== address);
  const [current] = recordsIn(customer, 'defaultAddress');
  const wasDefault = sameId(current?.id, address.id);
  const fields = { addressesV2: left, ...(wasDefault ? { defaultAddress: left[0] ?? null } : {}) };
  const updated = call.shop.store.update(customer.id, fields);
  call.shop.store.remove(String(address.id));
  announceCustomer(call, 'customers/update', updated);
  return payload({ deletedAddressId: address.id });
}
