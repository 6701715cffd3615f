import type { Unit } from '../adapters/db/unit.ts';
import { OWN_KINDS } from '../core/erasure.ts';
import { OPEN_STATES } from '../core/request.ts';

type Index = Uint8Array<ArrayBuffer>;
export interface BlindIdentifier {
  kind: string;
  index: Index;
}
type Identifier = BlindIdentifier & { requestId: string };

const hex = (index: Uint8Array): string => Buffer.from(index).toString('hex');
const isOwn = ({ kind }: BlindIdentifier): boolean => OWN_KINDS.some((own) => own === kind);

const findByIndex = (unit: Unit, indexes: Index[], kinds: readonly string[]): Promise<Identifier[]> =>
  unit.read.identifier.findMany({
    where: { shopId: unit.shopId, index: { in: indexes }, kind: { in: [...kinds] } },
  });
const findOfRequests = (unit: Unit, requestIds: string[]): Promise<Identifier[]> =>
  unit.read.identifier.findMany({ where: { shopId: unit.shopId, requestId: { in: requestIds } } });

/** Everything that is linked to these by customer record or e-mail, however many requests lie between. */
async function follow(unit: Unit, from: BlindIdentifier[]): Promise<Map<string, BlindIdentifier>> {
  const known = new Map<string, BlindIdentifier>();
  let fresh = from.filter(isOwn);
  while (fresh.length > 0) {
    for (const each of fresh) known.set(hex(each.index), each);
    const rows = await findByIndex(
      unit,
      fresh.map(({ index }) => index),
      OWN_KINDS,
    );
    const linked = await findOfRequests(unit, [...new Set(rows.map(({ requestId }) => requestId))]);
    fresh = linked.filter((each) => isOwn(each) && !known.has(hex(each.index)));
  }
  return known;
}

/** A phone may be a household's: it joins what no customer record and no e-mail keeps apart. */
async function findByPhone(unit: Unit, own: BlindIdentifier[]): Promise<string[]> {
  const phones = own.filter(({ kind }) => kind === 'phone').map(({ index }) => index);
  const ids = (await findByIndex(unit, phones, ['phone'])).map(({ requestId }) => requestId);
  if (!own.some(isOwn)) return ids;
  const keptApart = (await findOfRequests(unit, ids)).filter(isOwn).map(({ requestId }) => requestId);
  return ids.filter((id) => !keptApart.includes(id));
}

/**
 * The requests of a person that still know who that is, and all by which that person is known. Open erasures are
 * left out: each erases itself.
 * @param own by what the person is known to begin with
 */
export async function findPersonBy(unit: Unit, own: BlindIdentifier[]) {
  const { shopId } = unit;
  const linked = await follow(unit, own);
  const indexes = new Map([...own.map((each) => [hex(each.index), each] as const), ...linked]);
  const orders = own.filter(({ kind }) => kind === 'order').map(({ index }) => index);
  const strong = [...linked.values()].map(({ index }) => index);
  const found = [
    ...(await findByIndex(unit, strong, OWN_KINDS)),
    ...(await findByIndex(unit, orders, ['order'])),
  ];
  const ids = new Set([...found.map((each) => each.requestId), ...(await findByPhone(unit, own))]);
  const requests = await unit.read.request.findMany({
    where: {
      shopId,
      id: { in: [...ids] },
      subject: { not: null },
      NOT: { kind: 'erasure', state: { in: OPEN_STATES } },
    },
    select: { id: true, number: true, kind: true, state: true, receivedAt: true },
    orderBy: { number: 'asc' },
  });
  return { requests, identifiers: [...indexes.values()].map(({ kind, index }) => ({ kind, index })) };
}
export type Person = Awaited<ReturnType<typeof findPersonBy>>;

/** The person whom a request is about, with their other requests. */
export async function findPerson(unit: Unit, requestId: string): Promise<Person> {
  const person = await findPersonBy(unit, await findOfRequests(unit, [requestId]));
  return { ...person, requests: person.requests.filter(({ id }) => id !== requestId) };
}
