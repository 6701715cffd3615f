import { identifiersOf } from '../../../core/identifier.ts';
import type { DataKey } from '../../../core/keys.ts';
import type { Subject } from '../../../core/request.ts';
import type { Unit } from '../../db/unit.ts';
import type { Vault } from '../../vault/vault.ts';

/** A household shares a phone: what only that joins may be another person's. */
const ONE_PERSONS = ['customer', 'email', 'order'];

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
  const indexes = known
    .filter(({ kind }) => ownKinds.includes(kind))
    .flatMap((identifier) => vault.blindIndex(indexKey, identifier, countryCode) ?? []);
  const rows = await unit.read.identifier.findMany({
    where: {
      ...{ shopId, index: { in: indexes }, kind: { in: ownKinds } },
      ...(ownKinds === ONE_PERSONS
        ? {}
        : { request: { identifiers: { none: { kind: { in: ONE_PERSONS } } } } }),
    },
    select: { requestId: true },
  });
  return [...new Set(rows.map(({ requestId }) => requestId))];
}
