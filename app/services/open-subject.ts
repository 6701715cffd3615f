import type { Unit } from '../adapters/db/unit.ts';
import { Failure } from '../core/failure.ts';
import { identifiersOf } from '../core/identifier.ts';
import type { Subject } from '../core/request.ts';
import type { Deps } from './deps.ts';
import { requireRequestKey, requireShopKey } from './require-key.ts';

const placeOf = (id: string) => ({ table: 'request', column: 'subject', row: id });

/** Who a request is about, for a step that works for them. @throws Failure once that is erased */
export async function openSubject(
  deps: Pick<Deps, 'vault'>,
  unit: Unit,
  request: { id: string; subject: Uint8Array | null },
): Promise<Subject> {
  const key = await requireRequestKey(deps, unit, 'dossier', request.id);
  if (request.subject === null) throw new Failure('subject-gone', 'Who this request is about was erased.');
  return JSON.parse(deps.vault.open(key, placeOf(request.id), request.subject).toString('utf8')) as Subject;
}

/** What a store has told of the person beside what the request began with: they are found by it from here on. */
export async function addToSubject(
  deps: Pick<Deps, 'vault'>,
  unit: Unit,
  requestId: string,
  more: Partial<Pick<Subject, 'customerId' | 'email'>>,
): Promise<void> {
  const { shopId } = unit;
  const where = { shopId_id: { shopId, id: requestId } };
  const request = await unit.read.request.findUniqueOrThrow({ where });
  const known = await openSubject(deps, unit, request);
  const subject = {
    ...known,
    customerId: more.customerId ?? known.customerId,
    email: known.email ?? more.email ?? null,
  };
  if (subject.customerId === known.customerId && subject.email === known.email) return;
  const key = await requireRequestKey(deps, unit, 'dossier', requestId);
  const sealed = deps.vault.seal(key, placeOf(requestId), Buffer.from(JSON.stringify(subject)));
  await unit.write([], (rows) => rows.request.update({ where, data: { subject: sealed } }));
  const indexKey = await requireShopKey(deps, unit, 'index');
  const shop = await unit.read.shop.findUniqueOrThrow({ where: { shopId } });
  await unit.addIdentifiers(
    identifiersOf({ ...subject, phone: null, orderIds: [] }).flatMap((identifier) => {
      const index = deps.vault.blindIndex(indexKey, identifier, shop.countryCode);
      return index === null ? [] : [{ requestId, kind: identifier.kind, index }];
    }),
  );
}
