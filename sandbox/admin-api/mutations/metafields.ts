/** Mutations of metafields: all of a call is done, or nothing. */
import { createHash } from 'node:crypto';
import { satisfies } from '#sandbox/schema/admin.ts';
import type { NodeRecord, StoreRecord, Value } from '#sandbox/store/store.ts';
import type { Call } from '../call.ts';
import type { Arguments } from '../connection.ts';
import { accessDenied } from '../errors.ts';
import { recordsIn } from '../record.ts';
import { fullNamespace } from '../singletons.ts';
import { freshId, type Input, inputOf, isoTime, payload, userError } from './payload.ts';

/** Most metafields that one call may set. */
const SET_MAX = 25;

/** The scope that writing to an owner takes, by its type. */
const WRITE_SCOPES: Record<string, string> = {
  Article: 'write_content',
  Company: 'write_companies',
  Customer: 'write_customers',
  DraftOrder: 'write_draft_orders',
  Metaobject: 'write_metaobjects',
  Order: 'write_orders',
  Product: 'write_products',
};

export function requireWrite(call: Call, owner: StoreRecord, fieldName: string): void {
  const scope = WRITE_SCOPES[owner.__typename];
  const text = `\`${scope}\` access scope.`;
  if (scope && !satisfies(call.installation.grantedScopes, { text, groups: [[scope]] })) {
    throw accessDenied(fieldName, text);
  }
}

const digest = (value: string) => createHash('sha256').update(value).digest('hex');
const isSame = (metafield: StoreRecord, { namespace, key }: Input) =>
  metafield.namespace === namespace && metafield.key === key;

function jsonValue(type: string, value: string): Value {
  if (type === 'number_integer') return Number(value);
  if (type === 'boolean') return value === 'true';
  return type === 'json' || type.startsWith('list.') ? JSON.parse(value) : value;
}

function isValid(type: string, value: string): boolean {
  try {
    return type !== 'number_integer' || Number.isInteger(jsonValue(type, value))
      ? jsonValue(type, value) !== undefined
      : false;
  } catch {
    return false;
  }
}

interface Entry {
  owner: NodeRecord;
  current: StoreRecord | null;
  input: Input;
}

function entryError(index: number, field: string, message: string, code: string): StoreRecord {
  return { ...userError(['metafields', String(index), field], message, code), elementIndex: index };
}

function check({ current, input }: Entry, index: number): StoreRecord[] {
  const { value, compareDigest } = input;
  const type = input.type ?? current?.type;
  if (!type) return [entryError(index, 'type', "Type can't be blank", 'BLANK')];
  if (value === '') return [entryError(index, 'value', "Value can't be blank", 'BLANK')];
  if (!isValid(String(type), String(value))) {
    return [entryError(index, 'value', `Value is invalid for type '${type}'.`, 'INVALID_VALUE')];
  }
  if (compareDigest === undefined || compareDigest === (current?.compareDigest ?? null)) return [];
  const message =
    'The resource has been updated since it was loaded. Try again with an updated `compareDigest` value.';
  return [entryError(index, 'compareDigest', message, 'STALE_OBJECT')];
}

function write(call: Call, { owner, current, input }: Entry): StoreRecord {
  const now = isoTime(call.world.clock.now());
  const value = String(input.value);
  const type = String(input.type ?? current?.type);
  const id = String(current?.id ?? freshId(call, 'Metafield'));
  const metafield: NodeRecord = {
    createdAt: now,
    ownerType: owner.__typename.toUpperCase(),
    ...current,
    __typename: 'Metafield',
    id,
    legacyResourceId: id.split('/').at(-1),
    namespace: input.namespace,
    key: input.key,
    type,
    value,
    jsonValue: jsonValue(type, value),
    compareDigest: digest(value),
    sizeInBytes: Buffer.byteLength(value),
    owner: () => call.shop.store.find(owner.id),
    updatedAt: now,
  };
  const others = recordsIn(owner, 'metafields').filter((other) => other !== current);
  const list = current
    ? recordsIn(owner, 'metafields').map((other) => (other === current ? metafield : other))
    : [...others, metafield];
  call.shop.store.remove(id);
  call.shop.store.insert(metafield);
  call.shop.store.update(owner.id, { metafields: list });
  return metafield;
}

/** Sets metafields of any owners. @returns them, or why none was set */
export function setMetafields(
  call: Call,
  inputs: Input[],
): { metafields: StoreRecord[] } | { errors: StoreRecord[] } {
  if (inputs.length > SET_MAX) {
    const message = `Exceeded the maximum metafields input limit of ${SET_MAX}.`;
    return { errors: [userError(['metafields'], message, 'LESS_THAN_OR_EQUAL_TO')] };
  }
  const errors: StoreRecord[] = [];
  const entries = inputs.flatMap((given, index): Entry[] => {
    const owner = call.shop.store.find(String(given.ownerId));
    if (!owner) {
      errors.push(entryError(index, 'ownerId', 'Owner does not exist.', 'INVALID'));
      return [];
    }
    requireWrite(call, owner, 'metafieldsSet');
    const input = { ...given, namespace: fullNamespace(call, given.namespace) };
    const current = recordsIn(owner, 'metafields').find((metafield) => isSame(metafield, input)) ?? null;
    return [{ owner, current, input }];
  });
  errors.push(...entries.flatMap(check));
  return errors.length > 0 ? { errors } : { metafields: entries.map((entry) => write(call, entry)) };
}

export function metafieldsSet(call: Call, args: Arguments): Value {
  const inputs = Array.isArray(args.metafields) ? args.metafields.map(inputOf) : [];
  const result = setMetafields(call, inputs);
  return 'errors' in result ? payload({ metafields: null }, result.errors) : payload(result);
}

/** A metafield that is not there leaves null in its place and is no error. */
export function metafieldsDelete(call: Call, args: Arguments): Value {
  const inputs = Array.isArray(args.metafields) ? args.metafields.map(inputOf) : [];
  const deletedMetafields = inputs.map((given): Value => {
    const input: Input = { ...given, namespace: fullNamespace(call, given.namespace) };
    const owner = call.shop.store.find(String(input.ownerId));
    if (!owner) return null;
    requireWrite(call, owner, 'metafieldsDelete');
    const all = recordsIn(owner, 'metafields');
    const current = all.find((metafield) => isSame(metafield, input));
    if (!current) return null;
    call.shop.store.remove(String(current.id));
    call.shop.store.update(owner.id, { metafields: all.filter((other) => other !== current) });
    return { ...input, __typename: 'MetafieldIdentifier' };
  });
  return payload({ deletedMetafields });
}
