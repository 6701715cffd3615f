import type { Actor } from '../core/audit.ts';
import { Failure } from '../core/failure.ts';
import {
  type Correction,
  fieldName,
  type PersonPart,
  readCorrections,
  rectificationPlan,
} from '../core/rectification.ts';
import type { Deps } from './deps.ts';
import { proposePlan } from './propose-plan.ts';
import { findRectification, partsWithin, type ReadPersonDeps } from './read-person-fields.ts';
import { requireMay } from './require-may.ts';

type ProposeDeps = ReadPersonDeps & Deps;

export type Proposal =
  | { outcome: 'proposed' | 'unchanged' | 'not-there' }
  /** What is wrong, by the name of the form field; nothing was proposed. */
  | { outcome: 'refused'; problems: Record<string, string> }
  | { outcome: 'failed'; message: string };

const EMAIL_TAKEN =
  'Another customer record has this e-mail address already. If both are the same person, merge the two records in Shopify first.';
const PHONE_TAKEN =
  'Another customer record has this number already. If both are the same person, merge the two records in Shopify first.';
const TAKEN = {
  email: EMAIL_TAKEN,
  phone: PHONE_TAKEN,
} as const;
type Contact = keyof typeof TAKEN;

const isContact = (name: string): name is Contact => Object.hasOwn(TAKEN, name);

/** An e-mail address or a number is one customer's alone: better said beside the field than by a stopped step. */
async function takenContacts(
  deps: ProposeDeps,
  shopDomain: string,
  changes: readonly Correction[],
): Promise<Record<string, string>> {
  const problems: Record<string, string> = {};
  for (const { part, field, after } of changes) {
    const { name } = field;
    if (part.part !== 'customer' || typeof after !== 'string' || !isContact(name)) continue;
    const by = name === 'email' ? { email: after } : { phone: after };
    const holder = await deps.personFields.findHolder(shopDomain, by);
    if (holder !== null && holder !== part.record) problems[fieldName(part, field)] = TAKEN[name];
  }
  return problems;
}

/** Shopify wants a customer to be reachable or called somehow. */
const IDENTITY = ['firstName', 'lastName', 'email', 'phone'];
const NOTHING_LEFT =
  'A customer record needs a name, an e-mail address or a phone number. Leave one of them.';

function emptied(parts: readonly PersonPart[], changes: readonly Correction[]): Record<string, string> {
  const [customer] = parts;
  if (customer?.part !== 'customer') return {};
  const identity = customer.fields.filter(({ name }) => IDENTITY.includes(name));
  // A field that is withheld may hold something.
  if (identity.length < IDENTITY.length) return {};
  const after = (name: string, value: unknown) => {
    const change = changes.find(({ part, field }) => part === customer && field.name === name);
    return change ? change.after : value;
  };
  if (identity.some(({ name, value }) => after(name, value) !== null)) return {};
  const changed = changes.find(({ part, field }) => part === customer && IDENTITY.includes(field.name));
  return changed ? { [fieldName(customer, changed.field)]: NOTHING_LEFT } : {};
}

interface Input {
  shopId: string;
  shopDomain: string;
  number: number;
  /** The form's fields by name: what was typed, and beside each what was seen. */
  sent: Record<string, string>;
  actor: Actor & { kind: 'staff' };
}

async function propose(deps: ProposeDeps, input: Input): Promise<Proposal> {
  const { shopId, shopDomain, number, sent, actor } = input;
  const request = await deps.unit(shopId, async (unit) => {
    await requireMay(unit, actor, 'requests.handle');
    return findRectification(deps, unit, { number });
  });
  const record = request && (await deps.personFields.read(shopDomain, request.subject));
  if (!record) return { outcome: 'not-there' };
  const parts = partsWithin(record, request.scopes);
  const { changes, problems } = readCorrections(parts, sent, { country: request.country });
  const all = {
    ...problems,
    ...emptied(parts, changes),
    ...(await takenContacts(deps, shopDomain, changes)),
  };
  if (Object.keys(all).length > 0) return { outcome: 'refused', problems: all };
  if (changes.length === 0) return { outcome: 'unchanged' };
  const body = rectificationPlan(changes);
  return deps.unit(shopId, async (unit): Promise<Proposal> => {
    await unit.lockShop();
    // Somebody else may have approved a plan meanwhile.
    if (!(await findRectification(deps, unit, { id: request.id }))) return { outcome: 'not-there' };
    await proposePlan(deps, unit, { requestId: request.id, body, actor });
    return { outcome: 'proposed' };
  });
}

/**
 * Makes a plan of the corrections that a member of staff has entered. Nothing changes in Shopify before the plan is
 * approved; a plan that waits for approval is replaced.
 */
export async function proposeRectification(deps: ProposeDeps, input: Input): Promise<Proposal> {
  try {
    return await propose(deps, input);
  } catch (error) {
    if (error instanceof Failure && error.code !== 'not-allowed')
      return { outcome: 'failed', message: error.message };
    throw error;
  }
}
