/**
 * The fields of the query root. Most follow from what they return: a connection of T lists all T, an object
 * is found by its id, a Count counts what the field beside it lists. The table holds the others.
 */
import { isObjectType } from 'graphql';
import { adminSchema } from '#sandbox/schema/admin.ts';
import type { NodeRecord, StoreRecord, Value } from '#sandbox/store/store.ts';
import type { Call } from './call.ts';
import type { Arguments } from './connection.ts';
import { invalidId } from './errors.ts';
import { found } from './find.ts';
import { keptList, listKey } from './kept-lists.ts';
import { type Plan, planOf } from './plan.ts';
import { compareIds, isRecord, pluck } from './record.ts';
import { appInstallationRecord, shopRecord } from './singletons.ts';

type Root = (call: Call, args: Arguments) => Value;

function findNode(call: Call, id: unknown): NodeRecord | null {
  const gid = String(id);
  if (gid === `gid://shopify/Shop/${call.shop.id}`) return shopRecord(call);
  return call.shop.store.find(gid) ?? null;
}

const same = (a: Value, b: Value) => String(a).toLowerCase() === String(b).trim().toLowerCase();

const BY_CONTACT: Record<string, string[]> = {
  emailAddress: ['defaultEmailAddress', 'emailAddress'],
  phoneNumber: ['defaultPhoneNumber', 'phoneNumber'],
};

/** `customId` names a metafield whose value is one customer's alone. */
function hasCustomId(customer: NodeRecord, { namespace, key, value }: StoreRecord): boolean {
  return pluck(customer, ['metafields'])
    .filter(isRecord)
    .some(
      (metafield) =>
        metafield.key === key &&
        metafield.value === value &&
        (!namespace || metafield.namespace === namespace),
    );
}

function customerByIdentifier(call: Call, { identifier }: Arguments): Value {
  const [[kind, value] = []] = isRecord(identifier) ? Object.entries(identifier) : [];
  if (kind === 'id') return findTyped(call, value, ['Customer']);
  const customers = call.shop.store.all('Customer');
  const path = BY_CONTACT[kind ?? ''];
  if (path)
    return customers.find((customer) => pluck(customer, path).some((item) => same(item, value))) ?? null;
  return (isRecord(value) && customers.find((customer) => hasCustomId(customer, value))) || null;
}

/** A segment record may hold its members beside its schema fields: `members` lists customers. */
function customerSegmentMembership(call: Call, { customerId, segmentIds }: Arguments): Value {
  const ids = Array.isArray(segmentIds) ? segmentIds.map(String) : [];
  return {
    __typename: 'SegmentMembershipResponse',
    memberships: ids.map((segmentId) => ({
      __typename: 'SegmentMembership',
      segmentId,
      isMember: pluck(call.shop.store.find(segmentId), ['members', 'id']).includes(String(customerId)),
    })),
  };
}

const newest = (call: Call, type: unknown) =>
  call.shop.store.all('BulkOperation').findLast((operation) => operation.type === type) ?? null;

const single =
  (typeName: string): Root =>
  (call) =>
    call.shop.store.all(typeName)[0] ?? null;

const ROOTS: Record<string, Root> = {
  shop: shopRecord,
  currentAppInstallation: appInstallationRecord,
  appInstallation: appInstallationRecord,
  app: (call) => appInstallationRecord(call).app,
  node: (call, { id }) => findNode(call, id),
  nodes: (call, { ids }) => (Array.isArray(ids) ? ids.map((id) => findNode(call, id)) : []),
  customerByIdentifier,
  customerSegmentMembership,
  currentBulkOperation: (call, { type }) => newest(call, type),
  privacySettings: single('PrivacySettings'),
  shopifyPaymentsAccount: single('ShopifyPaymentsAccount'),
  consentPolicy: (call, args) =>
    [...call.shop.store.all('ConsentPolicy')].filter((policy) =>
      Object.entries(args).every(([field, value]) => value === null || policy[field] === value),
    ),
  metaobjects: (call, { type }) => call.shop.store.all('Metaobject').filter((item) => item.type === type),
  metaobjectByHandle: (call, { handle }) =>
    call.shop.store
      .all('Metaobject')
      .find((item) => isRecord(handle) && item.type === handle.type && item.handle === handle.handle) ?? null,
  metaobjectDefinitionByType: (call, { type }) =>
    call.shop.store.all('MetaobjectDefinition').find((item) => item.type === type) ?? null,
  abandonmentByAbandonedCheckoutId: (call, { abandonedCheckoutId }) =>
    call.shop.store
      .all('Abandonment')
      .find((item) =>
        pluck(item, ['abandonedCheckoutPayload', 'id']).includes(String(abandonedCheckoutId)),
      ) ?? null,
  fulfillmentOrders: (call) => pluck([...call.shop.store.all('Order')], ['fulfillmentOrders']),
  customerSegmentMembers: (call, { segmentId }) =>
    pluck(call.shop.store.find(String(segmentId)), ['members']),
};

/** An object of a given type by id: unknown is null, of another type is an error. */
function findTyped(call: Call, id: unknown, typeNames: readonly string[]): Value {
  const typeName = /^gid:\/\/shopify\/(\w+)\//.exec(String(id))?.[1] ?? '';
  if (!typeNames.includes(typeName)) throw invalidId(String(id));
  return call.shop.store.find(String(id)) ?? null;
}

function listAll(call: Call, typeNames: readonly string[]): StoreRecord[] {
  const lists = typeNames.map((typeName) => call.shop.store.all(typeName)).filter((list) => list.length > 0);
  const all: StoreRecord[] = [...(lists[0] ?? [])];
  if (lists.length < 2) return all;
  return lists.flat().sort((a, b) => compareIds(a.id, b.id));
}

/** `customersCount` counts what `customers` lists, up to its limit. */
function count(call: Call, plan: Plan, args: Arguments, path: () => (string | number)[]): Value {
  const root = adminSchema.getQueryType();
  const listed = plan.fieldName.replace(/Count$/, '');
  if (!isObjectType(root) || !root.getFields()[listed]) return null;
  const { type, concrete } = planOf(root, listed);
  const counted = keptList(call, listKey(plan, null, args, call), () => {
    const all = listAll(call, concrete);
    const visible = all.filter((node) => node.__typename !== 'Order' || call.denials.showsOrder(node));
    return found(call, plan.coordinate, type.name, visible, args.query, path);
  });
  const total = counted.length;
  const limit = typeof args.limit === 'number' ? args.limit : Number.POSITIVE_INFINITY;
  return {
    __typename: 'Count',
    count: total > limit ? limit + 1 : total,
    precision: total > limit ? 'AT_LEAST' : 'EXACT',
  };
}

export function readRoot(plan: Plan, args: Arguments, call: Call, path: () => (string | number)[]): Value {
  const root = ROOTS[plan.fieldName];
  if (root) return root(call, args);
  if (plan.shape === 'connection') return listAll(call, plan.concrete);
  if (plan.type.name === 'Count') return count(call, plan, args, path);
  return plan.shape === 'object' && typeof args.id === 'string'
    ? findTyped(call, args.id, plan.concrete)
    : null;
}
