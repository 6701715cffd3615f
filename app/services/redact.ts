import type { Unit } from '../adapters/db/unit.ts';
import type { Actor, AuditData } from '../core/audit.ts';
import { recordKey as keyOf, type RedactionReason } from '../core/disclosure.ts';
import { isBlank, valuesAt } from '../core/field-path.ts';
import { isRedactable } from '../core/record-view.ts';
import type { CollectionDescription, JsonObject } from '../core/store.ts';
import type { Deps } from './deps.ts';
import { findCollection, recordsFrom } from './open-collection.ts';
import { requireMay } from './require-may.ts';

type RedactDeps = Pick<Deps, 'unit' | 'vault' | 'now' | 'stores'>;
type Staff = Actor & { kind: 'staff' };

/** Bounds what a page lists and what a rendering holds; who needs more leaves a field out of every record. */
export const MOST_REDACTIONS = 2_000;

/** Which part of which records: a field of one, one whole, or a field of all. */
export const REDACTION_SCOPES = ['field', 'record', 'all'] as const;
export type RedactionScope = (typeof REDACTION_SCOPES)[number];

export interface RedactionInput {
  shopId: string;
  number: number;
  collection: string;
  scope: RedactionScope;
  /** Where the record lies in which staff saw what is to be left out, and the key it had there. */
  position: number;
  recordKey: string;
  /** The field; of a whole record, empty. */
  path: string;
  reason: RedactionReason;
  actor: Staff;
}

export type RedactionOutcome =
  | 'made'
  /** It was left out already; its reason is now the given one. */
  | 'changed'
  /** The data or the field is not (any more) what staff saw. */
  | 'not-there'
  /** What a record is known by must stay. */
  | 'must-stay'
  | 'too-many'
  | 'not-ready';

/** Whether the record at the place is the one that staff saw, and has what they want left out. */
function refusal(
  input: RedactionInput,
  description: CollectionDescription,
  record: JsonObject | null,
): RedactionOutcome | null {
  const { scope, path, recordKey } = input;
  if (record === null || recordKey === '' || keyOf(description, record) !== recordKey) return 'not-there';
  if (scope === 'record') return null;
  if (path === '' || valuesAt(record, path).every(isBlank)) return 'not-there';
  return isRedactable(description, path) ? null : 'must-stay';
}

const whatOf = ({ collection, scope, path, recordKey }: RedactionInput) => ({
  collection,
  recordKey: scope === 'all' ? '' : recordKey,
  path: scope === 'record' ? '' : path,
});

/** Locks the shop, so that a release and a redaction never cross. */
async function isReady(unit: Unit, requestId: string): Promise<boolean> {
  await unit.lockShop();
  const { shopId } = unit;
  return (await unit.read.request.count({ where: { shopId, id: requestId, state: 'ready' } })) > 0;
}

/**
 * Leaves something out of an answer while it is being reviewed. What was gathered stays as it is, so it can be undone.
 * @returns null if the shop has no such request, or the request no such collection
 */
export async function redact(
  deps: RedactDeps,
  input: RedactionInput,
): Promise<{ outcome: RedactionOutcome } | null> {
  const { shopId, position, reason, actor, collection, scope } = input;
  const found = await deps.unit(shopId, async (unit) => {
    await requireMay(unit, actor, 'requests.handle');
    return findCollection(deps, unit, input);
  });
  if (!found) return null;
  const { value: first } = await recordsFrom(deps, found.place, position).next();
  const refused = refusal(input, found.description, first?.position === position ? first.record : null);
  if (refused) return { outcome: refused };
  const requestId = found.request.id;
  const what = whatOf(input);
  return deps.unit(shopId, async (unit) => {
    if (!(await isReady(unit, requestId))) return { outcome: 'not-ready' };
    const others = await unit.read.redaction.count({ where: { shopId, requestId } });
    const standing = await unit.read.redaction.findFirst({ where: { shopId, requestId, ...what } });
    if (standing?.reason === reason) return { outcome: 'made' };
    if (!standing && others >= MOST_REDACTIONS) return { outcome: 'too-many' };
    const data: AuditData = { collection, scope, reason, total: standing ? others : others + 1 };
    const by = { reason, createdBy: actor.id, createdAt: deps.now() };
    const id = { shopId, requestId, ...what };
    await unit.write({ type: 'redaction.made', actor, requestId, data }, (rows) =>
      rows.redaction.upsert({
        where: { shopId_requestId_collection_recordKey_path: id },
        create: { ...id, ...by },
        update: by,
      }),
    );
    return { outcome: standing ? 'changed' : 'made' };
  });
}

/** Puts something back that was left out. Undone already is undone. */
export async function undoRedaction(
  deps: RedactDeps,
  input: {
    shopId: string;
    number: number;
    collection: string;
    recordKey: string;
    path: string;
    actor: Staff;
  },
): Promise<{ outcome: 'undone' | 'not-ready' } | null> {
  const { shopId, number, collection, recordKey, path, actor } = input;
  return deps.unit(shopId, async (unit) => {
    await requireMay(unit, actor, 'requests.handle');
    const request = await unit.read.request.findFirst({ where: { shopId, number } });
    if (!request) return null;
    const requestId = request.id;
    if (!(await isReady(unit, requestId))) return { outcome: 'not-ready' };
    const where = { shopId, requestId, collection, recordKey, path };
    if ((await unit.read.redaction.count({ where })) === 0) return { outcome: 'undone' };
    const total = (await unit.read.redaction.count({ where: { shopId, requestId } })) - 1;
    const scope: RedactionScope = recordKey === '' ? 'all' : path === '' ? 'record' : 'field';
    const data: AuditData = { collection, scope, total };
    await unit.write({ type: 'redaction.undone', actor, requestId, data }, (rows) =>
      rows.redaction.deleteMany({ where }),
    );
    return { outcome: 'undone' };
  });
}
