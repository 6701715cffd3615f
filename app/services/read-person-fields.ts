import type { Unit } from '../adapters/db/unit.ts';
import type { PersonRecord } from '../adapters/stores/shopify/person-fields.ts';
import { Failure } from '../core/failure.ts';
import type { PlannedWrite } from '../core/plan.ts';
import { type PersonPart, proposedTexts } from '../core/rectification.ts';
import type { Subject } from '../core/request.ts';
import type { Deps } from './deps.ts';
import { openSubject } from './open-subject.ts';
import { readPlan } from './read-plan.ts';
import { OF_KNOWN } from './step-reading.ts';

export type ReadPersonDeps = Pick<Deps, 'unit' | 'vault' | 'personFields'>;

/** While a plan may be undone, it is undone before another takes its place; what has begun is carried through. */
const CHANGEABLE = ['received', 'planned'];
/** Tax ids stand in orders. */
const ORDERS_SCOPE = 'write_orders';

/** A request for rectification that is still to be planned, or whose plan waits for approval; null = none, or no more. */
export async function findRectification(
  deps: Pick<Deps, 'vault'>,
  unit: Unit,
  where: { id: string } | { number: number },
): Promise<{
  id: string;
  number: number;
  subject: Subject;
  country: string | null;
  scopes: string[];
} | null> {
  const { shopId } = unit;
  const open = { shopId, kind: 'rectification', state: { in: CHANGEABLE }, ...OF_KNOWN, ...where };
  const request = await unit.read.request.findFirst({ where: open });
  if (!request || request.subject === null) return null;
  const { countryCode, scopes } = await unit.read.shop.findUniqueOrThrow({ where: { shopId } });
  const subject = await openSubject(deps, unit, request);
  return { id: request.id, number: request.number, subject, country: countryCode, scopes };
}

/** What may be corrected here: orders take an access of their own. */
export const partsWithin = ({ parts }: PersonRecord, scopes: readonly string[]): PersonPart[] =>
  scopes.includes(ORDERS_SCOPE) ? parts : parts.filter(({ part }) => part !== 'order');

/** The writes of a plan that waits for approval: the form goes on from them. */
async function proposedWrites(deps: ReadPersonDeps, unit: Unit, requestId: string): Promise<PlannedWrite[]> {
  const plan = await readPlan(deps, unit, requestId);
  return plan?.state === 'proposed' ? plan.body.writes : [];
}

export type PersonForm = { number: number } & (
  | {
      outcome: 'read';
      parts: PersonPart[];
      /** What is proposed already, by the name of the form field. */
      proposed: Record<string, string>;
      elsewhere: PersonRecord['elsewhere'];
      /** Tax ids are there, and the access to change them is not. */
      ordersClosed: boolean;
      withheld: boolean;
    }
  /** Nobody is in Shopify under what is known of the person. */
  | { outcome: 'no-record' }
  /** Shopify could not be asked; the message says why. */
  | { outcome: 'failed'; message: string }
);

/** A person's data as it stands in Shopify, for the form in which it is corrected; null where there is nothing to correct now. */
export async function readPersonFields(
  deps: ReadPersonDeps,
  input: { shopId: string; shopDomain: string; number: number },
): Promise<PersonForm | null> {
  const { shopId, shopDomain, number } = input;
  const found = await deps.unit(shopId, async (unit) => {
    const request = await findRectification(deps, unit, { number });
    return request && { ...request, writes: await proposedWrites(deps, unit, request.id) };
  });
  if (!found) return null;
  try {
    const record = await deps.personFields.read(shopDomain, found.subject);
    if (!record) return { number, outcome: 'no-record' };
    const parts = partsWithin(record, found.scopes);
    const { elsewhere, withheld } = record;
    return {
      ...{ number, outcome: 'read', parts, elsewhere, withheld },
      proposed: proposedTexts(parts, found.writes),
      ordersClosed: parts.length < record.parts.length,
    };
  } catch (error) {
    if (error instanceof Failure) return { number, outcome: 'failed', message: error.message };
    throw error;
  }
}
