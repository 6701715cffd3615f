import { isOptionalScope, OPTIONAL_SCOPES } from '../../../../core/access-scope.ts';
import { Failure } from '../../../../core/failure.ts';
import { type Saying, say, sentences } from '../../../../core/saying.ts';
import type { Denial } from '../admin-client.ts';

/** What Shopify answers where it does not carry out a mutation. */
export interface UserError {
  field: readonly string[] | null;
  message: string;
  code?: string | null;
}

const REFUSED = 'write-refused';
/** Shopify's sentences may quote what was sent, so they are told in our own words. */
const REFUSALS: { pattern: RegExp; code: string; text: string }[] = [
  {
    pattern: /does not exist|not found|can't be found|could not be found/i,
    code: 'record-gone',
    text: 'Shopify refused a change{field, select, none {} other { (field {field})}}: there is no such record.',
  },
  {
    pattern: /taken|already exists/i,
    code: REFUSED,
    text: 'Shopify refused a change{field, select, none {} other { (field {field})}}: it belongs to another customer already.',
  },
  {
    pattern: /too long|exceed/i,
    code: REFUSED,
    text: 'Shopify refused a change{field, select, none {} other { (field {field})}}: it is too long.',
  },
  {
    pattern: /blank|must be present|required/i,
    code: REFUSED,
    text: 'Shopify refused a change{field, select, none {} other { (field {field})}}: something has to stay filled in.',
  },
  {
    pattern: /invalid|cannot specify|not valid/i,
    code: REFUSED,
    text: 'Shopify refused a change{field, select, none {} other { (field {field})}}: Shopify does not accept the value.',
  },
];
const UNEXPLAINED = {
  code: REFUSED,
  text: 'Shopify refused a change{field, select, none {} other { (field {field})}}: Shopify does not say why in a way that Privacy Desk knows.',
};
const WHAT_HELPS =
  'Nothing was changed by it. Look at the record in Shopify, then try again or skip this step.';
const INTERNAL = ['INTERNAL_ERROR', 'FAILED'];

/** Names of our own input, such as `phone`; numbers are places in lists. */
const fieldName = (field: readonly string[] | null): string =>
  field?.filter((each) => /^[a-z][A-Za-z0-9]*$/.test(each) && each !== 'input').at(-1) ?? 'none';

/** @returns null where everything was carried out */
export function failureOfUserErrors(errors: readonly UserError[]): Failure | null {
  const [first] = errors;
  if (!first) return null;
  if (INTERNAL.includes(first.code ?? ''))
    return new Failure('shopify-error', 'Shopify could not carry the change out just now.', { retry: true });
  const { code, text } = REFUSALS.find(({ pattern }) => pattern.test(first.message)) ?? UNEXPLAINED;
  return new Failure(code, sentences(say(text, { field: fieldName(first.field) }), WHAT_HELPS));
}

const wantedScope = ({ scopes = [] }: Denial): string | undefined =>
  scopes.find(isOptionalScope) ?? scopes.find((each) => each.startsWith('write_')) ?? scopes[0];

const lacking = (scope: string): Saying =>
  isOptionalScope(scope)
    ? say(
        'Privacy Desk lacks the access {scope} ({label}): what needs it was not changed. Give it this access, and it goes on by itself.',
        { scope, label: say(OPTIONAL_SCOPES[scope].label) },
      )
    : say(
        'Privacy Desk lacks the access {scope}: what needs it was not changed. Give it this access, and it goes on by itself.',
        { scope },
      );

const REMEDIES: Record<Exclude<Denial['reason'], 'store-error'>, { remedy: string }> = {
  scope: { remedy: 'Check the access of Privacy Desk in Shopify, then try again.' },
  'protected-data': {
    remedy: 'Request approval for this protected customer data from Shopify, then try again.',
  },
  'unknown-field': { remedy: 'Update Privacy Desk, then try again.' },
};

/** What was withheld of what is needed. Everything else goes on. */
export function failureOfDenial(denial: Denial): Failure {
  const scope = denial.reason === 'scope' ? wantedScope(denial) : undefined;
  if (scope !== undefined) return new Failure('access-missing', lacking(scope));
  const field = denial.path.split('.').at(-1) ?? denial.path;
  if (denial.reason === 'store-error')
    return new Failure('shopify-error', say('Shopify failed to read the field {field}.', { field }), {
      retry: true,
    });
  const withheld = say(
    'Shopify withholds the field {field}, so it cannot be compared with what was approved. Nothing was changed.',
    { field },
  );
  return new Failure('access-missing', sentences(withheld, REMEDIES[denial.reason].remedy));
}
