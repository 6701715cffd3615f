/**
 * One resolver for every field of the schema: may the app see it, what does the record hold, and how does
 * the schema want it (a page, a list, an object, a value).
 */
import {
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLTypeResolver,
  isNonNullType,
} from 'graphql';
import { adminSchema } from '#sandbox/schema/admin.ts';
import type { StoreRecord, Value } from '#sandbox/store/store.ts';
import type { Call } from './call.ts';
import {
  type Arguments,
  byId,
  connection,
  ordered,
  PAGE_MAX,
  type SortBy,
  unknownCursor,
  wholeConnection,
} from './connection.ts';
import { MUTATION_COST } from './cost.ts';
import { badRequest, inputTooLarge } from './errors.ts';
import { takeFault } from './faults.ts';
import { found } from './find.ts';
import { keptList, listKey } from './kept-lists.ts';
import { mutate } from './mutations/index.ts';
import { neutralValue } from './neutral.ts';
import { type Plan, planOf } from './plan.ts';
import { isRecord, open } from './record.ts';
import { readRoot } from './roots.ts';
import { fullNamespace } from './singletons.ts';
import { sortBy } from './sort.ts';

/** Most elements of an array in an argument. */
const INPUT_MAX = 250;

function pathOf({ path }: GraphQLResolveInfo): (string | number)[] {
  const keys: (string | number)[] = [];
  for (let step: GraphQLResolveInfo['path'] | undefined = path; step; step = step.prev)
    keys.unshift(step.key);
  return keys;
}

const isVisible = (call: Call, record: StoreRecord) =>
  record.__typename !== 'Order' || call.denials.showsOrder(record);

/** `metafield(namespace, key)` and `metafields(namespace, keys)` pick from the record's one list. */
function pickMetafields(plan: Plan, source: StoreRecord, args: Arguments, call: Call): Value {
  const all = open(source.metafields);
  const list = Array.isArray(all) ? all.map(open).filter(isRecord) : [];
  const wantedSpace = args.namespace ? fullNamespace(call, args.namespace) : null;
  const namespaced = wantedSpace ? list.filter(({ namespace }) => namespace === wantedSpace) : list;
  const hasKey = ({ namespace, key }: StoreRecord, wanted: unknown) =>
    wanted === key || wanted === `${namespace}.${key}`;
  if (plan.fieldName === 'metafield') {
    return open(source.metafield) ?? namespaced.find((metafield) => hasKey(metafield, args.key)) ?? null;
  }
  const { keys } = args;
  return Array.isArray(keys)
    ? namespaced.filter((metafield) => keys.some((key) => hasKey(metafield, key)))
    : namespaced;
}

function readValue(
  plan: Plan,
  source: unknown,
  args: Arguments,
  call: Call,
  info: GraphQLResolveInfo,
): Value {
  if (plan.parentName === 'QueryRoot') return readRoot(plan, args, call, () => pathOf(info));
  if (plan.parentName === 'Mutation') return mutate(plan.fieldName, args, call);
  if (!isRecord(source)) return null;
  const picks = plan.fieldName === 'metafield' || plan.fieldName === 'metafields';
  return picks && plan.argumentNames.has('namespace')
    ? pickMetafields(plan, source, args, call)
    : open(source[plan.fieldName]);
}

/** All nodes of a connection that the app may see and has searched for, in the order asked for. */
function listOf(
  plan: Plan,
  source: unknown,
  args: Arguments,
  call: Call,
  info: GraphQLResolveInfo,
  order: SortBy | null,
): readonly StoreRecord[] {
  const value = readValue(plan, source, args, call, info);
  const list = Array.isArray(value) ? value.map(open).filter(isRecord) : [];
  const visible =
    plan.concrete.includes('Order') && call.denials.hidesOrders
      ? list.filter((node) => isVisible(call, node))
      : list;
  const nodes = found(call, plan.coordinate, plan.type.name, visible, args.query, () => pathOf(info));
  const sorted = ordered(nodes, order);
  return args.reverse === true ? sorted.toReversed() : sorted;
}

function shapeConnection(
  plan: Plan,
  source: unknown,
  args: Arguments,
  call: Call,
  info: GraphQLResolveInfo,
): unknown {
  const typeName = String(info.returnType).replace(/!$/, '');
  const isRoot = plan.parentName === 'QueryRoot';
  call.spent += 2;
  const { shop, world } = call;
  if (args.after && takeFault(shop, world.clock.now(), ({ kind }) => kind === 'cursor'))
    throw unknownCursor();
  const order = plan.argumentNames.has('sortKey')
    ? sortBy(String(args.sortKey ?? 'ID'))
    : isRoot
      ? byId
      : null;
  const key = listKey(plan, source, args, call);
  const nodes = keptList(call, key, () => listOf(plan, source, args, call, info, order));
  if (call.bulk) {
    if (info.path.prev) return wholeConnection(typeName, nodes);
    call.bulk.total = nodes.length;
    return wholeConnection(typeName, nodes.slice(call.bulk.from, call.bulk.to));
  }
  return connection(typeName, plan.fieldName, nodes, order, args);
}

/** A record of an abstract type is guarded by its own type; the error stands in its place. */
function admit(plan: Plan, record: StoreRecord, call: Call): StoreRecord | Error | null {
  const denial = plan.abstract ? call.denials.ofType(record.__typename, plan.fieldName) : null;
  if (denial) return denial;
  if (!isVisible(call, record)) return null;
  if (!plan.free) call.spent += 1;
  return record;
}

function shapeList(plan: Plan, value: Value, args: Arguments, call: Call): unknown {
  const items = Array.isArray(value) ? value : [];
  const { first } = args;
  if (typeof first === 'number' && (first < 0 || first > PAGE_MAX)) {
    throw badRequest(`Argument 'first' on Field '${plan.fieldName}' has an invalid value (${first}).`);
  }
  const page = typeof first === 'number' && !call.bulk ? items.slice(0, first) : items;
  if (plan.concrete.length === 0) return page.map(open);
  return page.map(open).flatMap((item): unknown[] => {
    if (!isRecord(item)) return [item];
    const admitted = admit(plan, item, call);
    // `nodes(ids)` keeps an empty place for what is hidden, a plain list simply lacks it.
    return admitted === null && !plan.abstract ? [] : [admitted];
  });
}

function shapeObject(plan: Plan, value: Value, call: Call, returnType: GraphQLOutputType): unknown {
  if (!isRecord(value)) return neutralValue(returnType, adminSchema, call.shop);
  // An old order is still shown where the schema promises one, as the order of a refund.
  return admit(plan, value, call) ?? (isNonNullType(returnType) ? value : null);
}

export const resolveField: GraphQLFieldResolver<unknown, Call, Arguments> = (source, args, call, info) => {
  const plan = planOf(info.parentType, info.fieldName);
  const denial =
    call.denials.ofField(plan.parentName, plan.fieldName) ??
    (plan.guarded ? call.denials.ofType(plan.type.name, plan.fieldName) : null);
  if (denial) throw denial;
  for (const value of Object.values(args)) {
    if (Array.isArray(value) && value.length > INPUT_MAX) throw inputTooLarge(value.length, INPUT_MAX);
  }
  if (plan.shape === 'connection') return shapeConnection(plan, source, args, call, info);
  const value = readValue(plan, source, args, call, info);
  if (plan.parentName === 'Mutation') {
    call.spent += MUTATION_COST;
    return value;
  }
  if (plan.shape === 'list')
    return value == null && !isNonNullType(info.returnType) ? null : shapeList(plan, value, args, call);
  if (plan.shape === 'object') return shapeObject(plan, value, call, info.returnType);
  return value ?? neutralValue(info.returnType, adminSchema, call.shop);
};

export const resolveType: GraphQLTypeResolver<unknown, Call> = (value) =>
  isRecord(value) ? value.__typename : undefined;
