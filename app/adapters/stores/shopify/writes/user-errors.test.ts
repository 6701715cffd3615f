import { expect, test } from 'vitest';
import { english } from '../../../../core/words.ts';
import { failureOfDenial, failureOfUserErrors } from './user-errors.ts';

const refusal = (message: string, field: string[] | null) =>
  english.t(failureOfUserErrors([{ field, message }])?.message ?? '');
const WHAT_HELPS =
  'Nothing was changed by it. Look at the record in Shopify, then try again or skip this step.';

test('a refusal says in our own words what was refused, and never what was sent', () => {
  expect(refusal('Phone +49 30 1 has already been taken', ['input', 'phone'])).toBe(
    `Shopify refused a change (field phone): it belongs to another customer already. ${WHAT_HELPS}`,
  );
  expect(refusal('Customer does not exist', null)).toBe(
    `Shopify refused a change: there is no such record. ${WHAT_HELPS}`,
  );
  expect(refusal('“anna@example.com” displeases us', ['input'])).toBe(
    `Shopify refused a change: Shopify does not say why in a way that Privacy Desk knows. ${WHAT_HELPS}`,
  );
});

test('what is withheld is named, with what helps', () => {
  const denial = (reason: 'scope' | 'unknown-field', scopes?: string[]) =>
    english.t(failureOfDenial({ path: 'customer.taxExempt', reason, message: 'no', scopes }).message);
  expect(denial('scope', ['write_customers'])).toBe(
    'Privacy Desk lacks the access write_customers: what needs it was not changed. Give it this access, and it goes on by itself.',
  );
  expect(denial('unknown-field')).toBe(
    'Shopify withholds the field taxExempt, so it cannot be compared with what was approved. Nothing was changed. Update Privacy Desk, then try again.',
  );
});
