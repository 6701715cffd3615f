/** E-mail address and telephone number of a customer, each with what they consented to. */
import type { Person } from '../person.ts';
import { DAY_MS, dateTime, type Scene } from '../scene.ts';
import type { StoreRecord } from '../store.ts';

const EMAIL_STATES = [
  { value: 'SUBSCRIBED', weight: 4 },
  { value: 'NOT_SUBSCRIBED', weight: 4 },
  { value: 'UNSUBSCRIBED', weight: 2 },
  { value: 'PENDING', weight: 0.3 },
];
const CHANNEL_STATES = [
  { value: 'NEVER_SUBSCRIBED', weight: 5 },
  { value: 'SUBSCRIBED', weight: 2 },
  { value: 'UNSUBSCRIBED', weight: 1 },
  { value: 'PENDING', weight: 0.3 },
];

/** When consent was given or taken back; null where nobody was ever asked. */
function asked(state: string, createdAt: number): { optInLevel: string | null; updatedAt: string | null } {
  if (state.startsWith('N')) return { optInLevel: null, updatedAt: null };
  const optInLevel = state === 'PENDING' ? 'CONFIRMED_OPT_IN' : 'SINGLE_OPT_IN';
  return { optInLevel, updatedAt: dateTime(createdAt + DAY_MS / 24) };
}

export function emailAddress(scene: Scene, person: Person, createdAt: number): StoreRecord | null {
  if (person.email === null) return null;
  const state = scene.draw(`person ${person.n} e-mail consent`, ({ helpers }) =>
    person.bare ? 'SUBSCRIBED' : helpers.weightedArrayElement(EMAIL_STATES),
  );
  const { optInLevel, updatedAt } = asked(state, createdAt);
  const token = scene.draw(`person ${person.n} links`, ({ string }) => string.alphanumeric(24));
  return {
    __typename: 'CustomerEmailAddress',
    emailAddress: person.email,
    marketingState: state,
    marketingOptInLevel: optInLevel,
    marketingUpdatedAt: updatedAt,
    sourceLocation: null,
    openTrackingLevel: state === 'SUBSCRIBED' ? 'OPTED_IN' : 'UNKNOWN',
    validFormat: true,
    marketingUnsubscribeUrl: `https://${scene.domain}/account/unsubscribe/${token}`,
    openTrackingUrl: `https://${scene.domain}/account/open-tracking/${token}`,
  };
}

function channel(scene: Scene, person: Person, createdAt: number, typename: string): StoreRecord {
  const state = scene.draw(`person ${person.n} ${typename}`, ({ helpers }) =>
    person.everything ? 'SUBSCRIBED' : helpers.weightedArrayElement(CHANNEL_STATES),
  );
  return {
    __typename: typename,
    state,
    ...asked(state, createdAt),
    collectedFrom: state.startsWith('N') ? null : 'SHOPIFY',
    sourceLocation: null,
  };
}

export function phoneNumber(scene: Scene, person: Person, phone: string, createdAt: number): StoreRecord {
  return {
    __typename: 'CustomerPhoneNumber',
    phoneNumber: phone,
    smsMarketingConsent: channel(scene, person, createdAt, 'CustomerSmsMarketingConsent'),
    whatsAppMarketingConsent: channel(scene, person, createdAt, 'CustomerWhatsAppMarketingConsent'),
  };
}
