import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { localDay } from '../local-day.ts';
import { redactDate } from '../redact-date.ts';
import type { Residence } from '../residence.ts';
import { computeDeadlines, type Deadlines, extensionOf, platformDueOf } from './deadline.ts';
import type { Jurisdiction } from './jurisdictions.ts';
import type { Pause } from './pause.ts';
import type { Right } from './right.ts';

interface Case {
  id: string;
  regime: string;
  calendar: string;
  request_type: string;
  input: Record<string, string>;
  expected: Record<string, string>;
  weekday: Record<string, string>;
}
const { cases } = JSON.parse(readFileSync(resolve(import.meta.dirname, 'deadline-cases.json'), 'utf8')) as {
  cases: Case[];
};

/** What the cases call things, in the words of the table; a name that is not here fails its case. */
const LAWS: Record<string, Jurisdiction> = {
  GDPR: 'eu',
  'Shopify + GDPR': 'eu',
  Shopify: 'eu',
  'UK GDPR': 'uk',
  CCPA: 'us-ca',
  VCDPA: 'us-va',
  CPA: 'us-co',
  TDPSA: 'us-tx',
  UCPA: 'us-ut',
  LGPD: 'brazil',
  PIPEDA: 'canada',
  FADP: 'switzerland',
  'Privacy Act APP 12': 'australia',
  'Privacy Act 2020': 'new-zealand',
  PIPA: 'korea',
  DPDP: 'india',
  'Ley 21.719': 'chile',
  'PDPL / Decree 356/2025': 'vietnam',
  PDPA: 'taiwan',
};
const CONTROLLERS: Record<string, Residence | null> = {
  'EU (no holiday hit)': null,
  '-': null,
  'E&W': { country: 'GB', region: 'ENG' },
  Scotland: { country: 'GB', region: 'SCT' },
  ...Object.fromEntries(
    ['DE', 'FR', 'BR', 'CA', 'CH', 'AU', 'NZ', 'KR', 'IN', 'CL', 'VN', 'TW'].map((country) => [
      country,
      { country, region: null },
    ]),
  ),
  ...Object.fromEntries(
    ['CA', 'VA', 'CO', 'TX', 'UT'].map((region) => [`US-${region}`, { country: 'US', region }]),
  ),
};
const RIGHTS: Record<string, Right> = {
  access: 'access',
  'access / delete': 'access',
  'access + extension': 'access',
  'access+extension': 'access',
  'access, ID really needed': 'access',
  'access, ID then clarification': 'access',
  'access, complete declaration': 'access',
  'access, identity doubt': 'access',
  'know (specific pieces)': 'access',
  'know, extension notice day 46': 'access',
  'know, verification completed day 40': 'access',
  'customers/data_request or customers/redact received': 'access',
  'request reaches processor-hosted form': 'access',
  'ERASURE with clarification question': 'erasure',
  'erasure, no order in 6 months': 'erasure',
  'erasure+extension': 'erasure',
  delete: 'erasure',
  erasure: 'erasure',
  rectification: 'rectification',
  'limit sensitive PI': 'limit',
  'GPC signal': 'opt-out-signal',
  'withdraw consent': 'withdrawal',
  appeal: 'appeal',
  grievance: 'complaint',
};

const RECEIPT = ['received', 'webhook_received', 'customer_request', 'form_submitted', 'appeal_received'];
const PAUSES = ['id_requested', 'id_received', 'clarification_asked', 'clarification_received', 'verified'];
/** That the merchant looked later changes nothing; when Shopify was asked counts for its own clock alone. */
const OTHERS = ['extension_notice_sent', 'merchant_opened_app', 'merchant_requests_erasure'];

function known<Value>(table: Record<string, Value>, name: string): Value {
  if (!Object.hasOwn(table, name)) throw new Error(`the mapping does not know ${name}`);
  return table[name] as Value;
}

function pausesOf(input: Case['input']): Pause[] {
  const pause = (kind: Pause['kind'], from: string | undefined, to: string | undefined): Pause[] =>
    from === undefined && to === undefined ? [] : [{ kind, from: from ?? null, to: to ?? null }];
  return [
    ...pause('identity', input.id_requested, input.id_received ?? input.verified),
    ...pause('clarification', input.clarification_asked, input.clarification_received),
  ];
}

/** Everything that a case may ask for, by the names that it has there. */
function answersTo({
  regime,
  calendar,
  request_type,
  input,
  expected,
}: Case): Record<string, () => string | null> {
  const law = known(LAWS, regime);
  const moment = RECEIPT.map((name) => input[name]).find((value) => value !== undefined) ?? '';
  const receivedOn = moment.includes('T') ? localDay(new Date(moment), 'America/Los_Angeles') : moment;
  const compute = (right: Right, controller: Residence | null): Deadlines =>
    computeDeadlines([law], { right, receivedOn, controller, pauses: pausesOf(input) });
  const controller = known(CONTROLLERS, calendar);
  const dates = compute(known(RIGHTS, request_type), controller);
  const notice = input.extension_notice_sent;
  // Where a case has the extended date beside it, its `due` is the first limit; otherwise the one in force.
  const isExtended =
    notice !== undefined && !('extended' in expected) && extensionOf(dates, notice).outcome === 'extended';
  const webhookOn = () =>
    redactDate({ askedOn: input.merchant_requests_erasure ?? '', lastOrderOn: null }).day;
  return {
    due: () =>
      regime === 'Shopify' ? platformDueOf(receivedOn) : isExtended ? dates.extendedDue : dates.due,
    raw: () => (isExtended ? (dates.regimes[0]?.rawExtendedDue ?? null) : dates.rawDue),
    safe_due: () => dates.safeDue,
    due_safe: () => dates.safeDue,
    notice_deadline: () => dates.noticeDue,
    extended: () => dates.extendedDue,
    ack: () => dates.ackDue,
    ack_safe: () => dates.ackSafeDue,
    due_EW: () => compute('access', { country: 'GB', region: 'ENG' }).due,
    access: () => compute('access', controller).due,
    delete: () => compute('erasure', controller).due,
    gdpr_due: () => dates.due,
    webhook_expected: webhookOn,
    app_due: () => platformDueOf(webhookOn()),
  };
}

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const weekday = (day: string): string => WEEKDAYS[Temporal.PlainDate.from(day).dayOfWeek - 1] ?? '';

describe('the worked cases of the fact base', () => {
  test('are 44, each with a date to check', () => {
    expect(cases).toHaveLength(44);
    expect(cases.every(({ expected }) => Object.keys(expected).length > 0)).toBe(true);
  });

  test.each(cases)('$id $regime: $request_type', (each) => {
    expect(
      Object.keys(each.input).filter((name) => ![...RECEIPT, ...PAUSES, ...OTHERS].includes(name)),
    ).toEqual([]);
    expect(Object.keys(each.weekday).sort()).toEqual(Object.keys(each.expected).sort());
    const answers = answersTo(each);
    const found = Object.keys(each.expected).map((name) => [name, known(answers, name)()]);
    expect(Object.fromEntries(found)).toEqual(each.expected);
    expect(Object.fromEntries(found.map(([name, day]) => [name, weekday(day ?? '')]))).toEqual(each.weekday);
  });

  test('an extension announced after the first period is refused, and moves nothing', () => {
    const late = cases.find(({ id }) => id === 'CA-05');
    const dates = computeDeadlines(['us-ca'], {
      ...{ right: 'access', receivedOn: late?.input.received ?? '', controller: null },
    });
    expect(extensionOf(dates, late?.input.extension_notice_sent ?? '')).toEqual({
      outcome: 'too-late',
      noticeDue: '2026-12-17',
    });
    expect(extensionOf(dates, '2026-12-17').outcome).toBe('extended');
  });
});
