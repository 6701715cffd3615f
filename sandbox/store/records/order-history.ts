/** How the buyer came to the order, and what was noted about it since. */
import type { Fields } from '../lazy-record.ts';
import { DAY_MS, dateTime, gid, type Scene } from '../scene.ts';
import type { NodeRecord, StoreRecord } from '../store.ts';
import { basicEvent, commentEvent, type Happening } from './events.ts';
import { metafield } from './metafields.ts';
import { type OrderFacts, type OrderOrigin, partNumber } from './order-facts.ts';

type FactsOf = (origin: OrderOrigin) => OrderFacts;

const SOURCES = [
  {
    source: 'google',
    sourceType: 'SEO',
    referrerUrl: 'https://search.example/?q=wool+blanket',
    medium: 'organic',
  },
  {
    source: 'instagram',
    sourceType: 'POST',
    referrerUrl: 'https://social.example/p/summer',
    medium: 'social',
  },
  { source: 'newsletter', sourceType: 'NEWSLETTER', referrerUrl: null, medium: 'email' },
  { source: 'direct', sourceType: null, referrerUrl: null, medium: null },
] as const;

function visit(scene: Scene, origin: OrderOrigin, place: number, at: number): NodeRecord {
  return scene.draw(`visit ${origin.number} ${place}`, ({ helpers }) => {
    const { source, sourceType, referrerUrl, medium } = helpers.arrayElement(SOURCES);
    const landingPage = `https://${scene.domain}/products/${helpers.arrayElement(scene.variants).product.handle}`;
    const utm: StoreRecord = {
      __typename: 'UTMParameters',
      source,
      medium,
      campaign: 'summer',
      content: null,
      term: null,
    };
    return {
      __typename: 'CustomerVisit',
      id: gid('CustomerVisit', partNumber(origin, place)),
      landingPage: medium === null ? landingPage : `${landingPage}?utm_source=${source}&utm_medium=${medium}`,
      landingPageHtml: `<a href="${landingPage}">${landingPage}</a>`,
      referrerUrl,
      referralCode: source === 'newsletter' ? `nl-${origin.person.n}` : null,
      referralInfoHtml: `Came from ${source}`,
      source,
      sourceDescription: null,
      sourceType,
      utmParameters: medium === null ? null : utm,
      occurredAt: dateTime(at),
    };
  });
}

function journey(scene: Scene, origin: OrderOrigin): StoreRecord {
  const days = 1 + (origin.index % 9);
  const first = visit(scene, origin, 0, origin.placedAt - days * DAY_MS);
  const last = visit(scene, origin, 1, origin.placedAt - 600_000);
  return {
    __typename: 'CustomerJourneySummary',
    ready: true,
    customerOrderIndex: origin.nth,
    daysToConversion: days,
    firstVisit: first,
    lastVisit: last,
    moments: [first, last],
    momentsCount: { __typename: 'Count', count: 2, precision: 'EXACT' },
  };
}

function risk(origin: OrderOrigin): StoreRecord {
  const isOdd = origin.index % 40 === 7;
  const { country, place } = origin.person;
  const facts = isOdd
    ? [
        {
          description: `Location of IP address is 812 km from ${place.city}, ${country}`,
          sentiment: 'NEGATIVE',
        },
      ]
    : [
        {
          description: `Billing street address matches the card of a buyer in ${place.city}`,
          sentiment: 'POSITIVE',
        },
      ];
  return {
    __typename: 'OrderRiskSummary',
    recommendation: isOdd ? 'INVESTIGATE' : 'ACCEPT',
    assessments: [
      {
        __typename: 'OrderRiskAssessment',
        riskLevel: isOdd ? 'MEDIUM' : 'LOW',
        facts: facts.map((fact) => ({ __typename: 'RiskFact', ...fact })),
      },
    ],
  };
}

/** Numbers that customs or tax offices of the buyer's country ask for; made up, with wrong check digits. */
const CREDENTIALS: Record<string, { key: string; purpose: string; title: string; value: string }> = {
  IT: { key: 'TAX_CREDENTIAL_IT', purpose: 'TAX', title: 'Codice fiscale', value: 'XXXXXX00X00X000X' },
  BR: { key: 'TAX_CREDENTIAL_BR', purpose: 'TAX', title: 'CPF', value: '000.000.000-01' },
  KR: {
    key: 'SHIPPING_CREDENTIAL_KR',
    purpose: 'SHIPPING',
    title: '개인통관고유부호',
    value: 'P000000000001',
  },
  CN: { key: 'SHIPPING_CREDENTIAL_CN', purpose: 'SHIPPING', title: '身份证', value: '000000000000000001' },
};

function localizedFields({ person }: OrderOrigin): StoreRecord[] {
  const credential = CREDENTIALS[person.country];
  return credential ? [{ __typename: 'LocalizedField', countryCode: person.country, ...credential }] : [];
}

function events(scene: Scene, origin: OrderOrigin, facts: OrderFacts, order: NodeRecord): NodeRecord[] {
  const { person, placedAt } = origin;
  const placed = `${order.name} was placed on Online Store by ${person.email ?? person.phone}.`;
  const happenings: Happening[] = [
    { action: 'placed', message: placed, at: placedAt },
    {
      action: 'mail_sent',
      message: `Order confirmation was sent to ${person.email}.`,
      at: placedAt + 60_000,
    },
  ];
  if (facts.course === 'cancelled') {
    happenings.push({
      action: 'cancelled',
      message: `${order.name} was cancelled.`,
      at: placedAt + DAY_MS / 2,
    });
  }
  const told = happenings
    .filter(({ action }) => action !== 'mail_sent' || person.email !== null)
    .map((happening, place) => basicEvent(partNumber(origin, place), happening, order, 'ORDER'));
  if (!person.everything) return told;
  const text = 'Rang about the delivery; sister will open the door.';
  return [...told, commentEvent(scene, partNumber(origin, 15), text, placedAt + DAY_MS, order)];
}

export function historyFields(scene: Scene, factsOf: FactsOf): Fields<OrderOrigin> {
  return {
    customerJourneySummary: (origin) => journey(scene, origin),
    risk,
    localizedFields,
    hasTimelineComment: ({ person }) => person.everything === true,
    events: (origin, record) => events(scene, origin, factsOf(origin), record),
  };
}

/** Apps change metafields one by one. */
export const metafieldsOf = (scene: Scene): Fields<OrderOrigin> => ({
  metafields: (origin, record) => {
    if (!origin.person.everything && origin.index % 5 > 0) return [];
    const owner = { record, type: 'ORDER', at: origin.placedAt };
    const content = { namespace: 'gift', key: 'message', type: 'multi_line_text_field' };
    const value = origin.person.attribute ?? 'All the best from all of us';
    return [metafield(scene, partNumber(origin, 0), { ...content, value }, owner)];
  },
});
