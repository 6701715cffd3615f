import { identifiersOf } from '../../../core/identifier.ts';
import type { DataKey } from '../../../core/keys.ts';
import type { Subject } from '../../../core/request.ts';
import type { Unit } from '../../db/unit.ts';
import type { Vault } from '../../vault/vault.ts';

/** A household shares a phone: what only that joins may be another person's. */
const ONE_PERSONS = ['customer', 'email', 'order'];

/** Shopify may name 100,000 orders of a person. */
const IDENTIFIERS_AT_ONCE = 2_000;

/**
 * Ids of the shop's requests about this person. Somebody known by a phone alone has those that are known by that
 * phone alone.
 */
export async function findRequests(
  vault: Vault,
  unit: Unit,
  indexKey: DataKey,
  subject: Subject,
): Promise<string[]> {
  const { shopId } = unit;
  const { countryCode } = await unit.read.shop.findUniqueOrThrow({ where: { shopId } });
  const known = identifiersOf(subject);
  const ownKinds = known.some(({ kind }) => ONE_PERSONS.includes(kind)) ? ONE_PERSONS : ['phone'];
  const own = known.filter(({ kind }) => ownKinds.includes(kind));
  const found = new Set<string>();
  for (let from = 0; from < own.length; from += IDENTIFIERS_AT_ONCE) {
    const some = own.slice(from, from + IDENTIFIERS_AT_ONCE);
    const indexes = some.flatMap((each) => vault.blindIndex(indexKey, each, countryCode) ?? []);
    const rows = await unit.read.identifier.groupBy({
      by: ['requestId'],
      where: {
        ...{ shopId, index: { in: indexes }, kind: { in: ownKinds } },
        ...(ownKinds === ONE_PERSONS
          ? {}
          : { request: { identifiers: { none: { kind: { in: ONE_PERSONS } } } } }),
      },
    });
    for (const { requestId } of rows) found.add(requestId);
  }
  return [...found];
}
