import { isOptionalScope, OPTIONAL_SCOPES } from '../../../../core/access-scope.ts';
import { Failure } from '../../../../core/failure.ts';
import type { Denial } from '../admin-client.ts';

/** What Shopify answers where it does not carry out a mutation. */
export interface UserError {
  field: readonly string[] | null;
  message: string;
  code?: string | null;
}

/** Shopify's sentences may quote what was sent, so they are told in our own words. */
const WORDS: [pattern: RegExp, code: string, words: string][] = [
  [/does not exist|not found|can't be found|could not be found/i, 'record-gone', 'there is no such record'],
  [/taken|already exists/i, 'write-refused', 'it belongs to another customer already'],
  [/too long|exceed/i, 'write-refused', 'it is too long'],
  [/blank|must be present|required/i, 'write-refused', 'something has to stay filled in'],
  [/invalid|cannot specify|not valid/i, 'write-refused', 'Shopify does not accept the value'],
];
const INTERNAL = ['INTERNAL_ERROR', 'FAILED'];

/** Names of our own input, such as `phone`; numbers are places in lists. */
const fieldText = (field: readonly string[] | null): string => {
  const name = field?.filter((each) => /^[a-z][A-Za-z0-9]*$/.test(each) && each !== 'input').at(-1);
  return name === undefined ? '' : ` (field ${name})`;
};

/** @returns null where everything was carried out */
export function failureOfUserErrors(errors: readonly UserError[]): Failure | null {
  const [first] = errors;
  if (!first) return null;
  if (INTERNAL.includes(first.code ?? ''))
    return new Failure('shopify-error', 'Shopify could not carry the change out just now.', { retry: true });
  const [, code, words] = WORDS.find(([pattern]) => pattern.test(first.message)) ?? [
    null,
    'write-refused',
    'Shopify does not say why in a way that Privacy Desk knows',
  ];
  return new Failure(
    code,
    `Shopify refused a change${fieldText(first.field)}: ${words}. Nothing was changed by it. Look at the record in Shopify, then try again or skip this step.`,
  );
}

const wantedScope = ({ scopes = [] }: Denial): string | undefined =>
  scopes.find(isOptionalScope) ?? scopes.find((each) => each.startsWith('write_')) ?? scopes[0];

/** What was withheld of what is needed. Everything else goes on. */
export function failureOfDenial(denial: Denial): Failure {
  const scope = denial.reason === 'scope' ? wantedScope(denial) : undefined;
  if (scope !== undefined) {
    const label = isOptionalScope(scope) ? ` (${OPTIONAL_SCOPES[scope].label})` : '';
    return new Failure(
      'access-missing',
      `Privacy Desk lacks the access ${scope}${label}: what needs it was not changed. Give it this access, and it goes on by itself.`,
    );
  }
  const field = denial.path.split('.').at(-1) ?? denial.path;
  if (denial.reason === 'store-error')
    return new Failure('shopify-error', `Shopify failed to read the field ${field}.`, { retry: true });
  const REMEDY = {
    scope: 'Check the access of Privacy Desk in Shopify, then try again.',
    'protected-data': 'Request approval for this protected customer data from Shopify, then try again.',
    'unknown-field': 'Update Privacy Desk, then try again.',
  };
  return new Failure(
    'access-missing',
    `Shopify withholds the field ${field}, so it cannot be compared with what was approved. Nothing was changed. ${REMEDY[denial.reason]}`,
  );
}
