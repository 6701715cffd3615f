import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ErasureFacts, type ErasureWay, erasurePlan, erasureWays } from './erasure-plan.ts';
import type { Survey, SurveyedOrder } from './erasure-survey.ts';
import { joinSurvey } from './erasure-survey.ts';
import { type PlannedWrite, planHash } from './plan.ts';
import { missingScopes } from './plan-scope.ts';
import { retentionOf } from './retention.ts';

const FACTS: ErasureFacts = { country: 'DE', timeZone: 'Europe/Berlin', today: '2026-11-23', ownRequests: 1 };

const order = (id: number, at: string, claim: SurveyedOrder['claim'] = null): SurveyedOrder => ({
  ...{ id: `gid://shopify/Order/${id}`, at, shippedTo: 'DE', claim },
});
const write = (operation: string, record: string): PlannedWrite => ({
  ...{ store: 'shopify', operation, collection: 'orders', record },
  ...{ before: { note: 'x' }, after: { note: null } },
});
const CUSTOMER = 'gid://shopify/Customer/1';
const surveyOf = (orders: SurveyedOrder[], customer: string | null = CUSTOMER): Survey => ({
  ...{ customer, orders, gaps: [] },
  writes: [
    write('customer.update', CUSTOMER),
    ...orders.map(({ id }) => write('order.update', id)),
    { ...write('customer.email-consent', CUSTOMER), after: { state: 'UNSUBSCRIBED' } },
  ],
});

test('invoices that must be kept are the reason to propose a trim, and Shopify is asked the day after the last of them', () => {
  const survey = surveyOf([order(1, '2026-11-20T12:00:00Z'), order(2, '2020-01-01T12:00:00Z')]);
  const [way] = erasureWays(survey, FACTS);
  expect(way).toBe('trim-then-redact');
  const plan = erasurePlan(survey, way, FACTS);
  expect(plan.operations).toContainEqual({ store: 'shopify', operation: 'redact', notBefore: '2035-01-01' });
  expect(retentionOf(plan)).toEqual({ ground: 'invoice-retention', until: '2034-12-31' });
});

test('a sealed set is kept until the very day, and sealed before Shopify is asked', () => {
  const plan = erasurePlan(surveyOf([order(1, '2026-11-20T12:00:00Z')]), 'seal-then-redact', FACTS);
  expect(plan.operations.map(({ operation }) => operation)).toEqual(['write', 'retain', 'redact', 'erase']);
  expect(retentionOf(plan)?.until).toBe('2034-12-31');
  expect(plan.writes.map(({ operation }) => operation)).toEqual(['customer.email-consent']);
});

test('orders whose retention is over are no reason to wait', () => {
  expect(erasureWays(surveyOf([order(1, '2010-06-01T12:00:00Z')]), FACTS)).toEqual(['redact-now']);
});

test('the day of an order is the shop’s own', () => {
  const survey = surveyOf([order(1, '2025-12-31T23:30:00Z')]);
  const kept = (timeZone: string) =>
    retentionOf(erasurePlan(survey, 'trim-then-redact', { ...FACTS, timeZone }))?.until;
  expect(kept('Europe/Berlin')).toBe('2034-12-31');
  expect(kept('America/New_York')).toBe('2033-12-31');
});

test('access that is missing is known before the approval', () => {
  const plan = erasurePlan(surveyOf([order(1, '2026-11-20T12:00:00Z')]), 'trim-then-redact', FACTS);
  expect(missingScopes(plan, ['write_customers'])).toEqual(['write_customer_data_erasure', 'write_orders']);
});

test('what two searches find is planned once', () => {
  const survey = surveyOf([order(1, '2026-11-20T12:00:00Z')]);
  expect(joinSurvey([survey, survey])).toEqual(survey);
});

const anyOrder = fc.record({
  id: fc.integer({ min: 1, max: 1_000 }),
  at: fc.date({ min: new Date('2005-01-01'), max: new Date('2026-11-23'), noInvalidDate: true }),
  claim: fc.constantFrom<SurveyedOrder['claim'][]>(null, 'dispute', 'return'),
});
const anySurvey = fc
  .tuple(fc.uniqueArray(anyOrder, { selector: ({ id }) => id, maxLength: 20 }), fc.boolean())
  .map(([orders, known]) =>
    surveyOf(
      orders.map(({ id, at, claim }) => order(id, at.toISOString(), claim)),
      known ? CUSTOMER : null,
    ),
  );

test('whatever is found: no order that is fought over is touched, marketing stops first, the own store comes last, and each way is another plan', () => {
  fc.assert(
    fc.property(anySurvey, (survey) => {
      const ways = erasureWays(survey, FACTS);
      const plans = ways.map((way: ErasureWay) => erasurePlan(survey, way, FACTS));
      expect(new Set(plans.map((plan) => planHash(plan).toString('hex'))).size).toBe(ways.length);
      for (const { writes, operations } of plans) {
        const touched = new Set(writes.map(({ record }) => record));
        for (const { id, claim } of survey.orders) if (claim !== null) expect(touched.has(id)).toBe(false);
        expect(writes[0]?.operation).toBe('customer.email-consent');
        expect(operations.at(-1)).toMatchObject({ store: 'privacy-desk', operation: 'erase' });
        expect(operations.some(({ operation }) => operation === 'redact')).toBe(survey.customer !== null);
      }
    }),
  );
});
