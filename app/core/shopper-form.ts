import { MOST_COMMENT } from './comment.ts';
import { type CheckContext, type Checked, checkField } from './person-field.ts';
import { REGIONS } from './region.ts';
import type { RequestKind } from './request.ts';
import type { Residence } from './residence.ts';
import { type Saying, say } from './saying.ts';

/** What a shopper may ask for, in plain words. */
export const SHOPPER_KINDS = {
  access: { label: 'Get a copy of my data' },
  erasure: { label: 'Have my data erased' },
  rectification: { label: 'Correct my data' },
  restriction: { label: 'Keep my data, but stop using it' },
  objection: { label: 'Object to the use of my data, such as for marketing' },
  'opt-out': { label: 'Do not sell or share my data' },
} as const satisfies Partial<Record<RequestKind, { label: string }>>;
export type ShopperKind = keyof typeof SHOPPER_KINDS;
export const SHOPPER_KIND_NAMES = Object.keys(SHOPPER_KINDS) as ShopperKind[];
export const isShopperKind = (kind: string): kind is ShopperKind => Object.hasOwn(SHOPPER_KINDS, kind);

/** Nobody sees this field; what fills it is a program. */
export const HONEYPOT = 'company_website';
/** The fields as they are typed. */
export interface TypedForm {
  kind: string;
  email: string;
  /** ISO 3166; empty = another one, or not told. */
  country: string;
  /** `US-CA`; empty = none. */
  region: string;
  message: string;
  honeypot: string;
}
export type FormField = keyof TypedForm;
export type FormProblems = Partial<Record<FormField, Saying>>;

export interface Submission {
  kind: ShopperKind;
  email: string;
  residence: Residence | null;
  message: string | null;
}

const NOWHERE: CheckContext = { country: null };
const problemOf = (checked: Checked): Saying | null => ('problem' in checked ? checked.problem : null);

function residenceOf(country: string, region: string): Residence | null {
  const [, code = null] = region.split('-');
  return country === '' ? null : { country, region: code };
}

function regionProblem({ country, region }: TypedForm): Saying | null {
  if (region === '') return null;
  const [of = '', code = ''] = region.split('-');
  const known: readonly string[] = Object.hasOwn(REGIONS, of) ? REGIONS[of as keyof typeof REGIONS] : [];
  if (!known.includes(code)) return say('Choose a state or province from the list, or leave it open.');
  return of === country ? null : say('This state or province is in another country than the one above.');
}

function messageProblem(message: string): Saying | null {
  if (message.length > MOST_COMMENT)
    return say('Your message is too long: {most, number} characters fit.', { most: MOST_COMMENT });
  return problemOf(checkField('text', message, NOWHERE));
}

/** What is wrong with each field; null where nothing is. */
const CHECKS: Record<FormField, (typed: TypedForm) => Saying | null> = {
  kind: ({ kind }) => (isShopperKind(kind) ? null : say('Choose what you want.')),
  email: ({ email }) => problemOf(checkField('email', email, NOWHERE, say('Enter your e-mail address.'))),
  country: ({ country }) => problemOf(checkField('country', country, NOWHERE)),
  region: regionProblem,
  message: ({ message }) => messageProblem(message),
  honeypot: ({ honeypot }) => (honeypot === '' ? null : say('Leave this field empty.')),
};

/** What a form asks for, or what is wrong with each of its fields. */
export function readSubmission(sent: TypedForm): { problems: FormProblems } | { submission: Submission } {
  const typed = {
    ...sent,
    email: sent.email.normalize('NFKC').trim(),
    message: sent.message.replace(/\r\n?/g, '\n').trim(),
  };
  const found = Object.entries(CHECKS).flatMap(([field, check]) => {
    const problem = check(typed);
    return problem === null ? [] : [[field, problem] as const];
  });
  const { kind, email, country, region, message } = typed;
  if (found.length > 0 || !isShopperKind(kind)) return { problems: Object.fromEntries(found) };
  return {
    submission: {
      ...{ kind, email },
      residence: residenceOf(country, region),
      message: message === '' ? null : message,
    },
  };
}
