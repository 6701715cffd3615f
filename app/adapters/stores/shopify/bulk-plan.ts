/**
 * Makes a bulk query out of the document that reads orders page by page, and says what it cannot hold. Shopify's
 * rules (shopify.dev, "Bulk operations: operation restrictions"): five connections, two deep, none within a plain
 * list, and all nodes must be Nodes. What does not fit is asked for afterwards by `nodes(ids:)`.
 */
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import {
  type ArgumentNode,
  type DocumentNode,
  type FieldNode,
  getOperationAST,
  Kind,
  parse,
  print,
  type SelectionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import type { JsonObject } from '../../../core/store.ts';
import { fieldsIn, inlined, withItems } from './bulk-document.ts';
import { missingPlaces, placesIn, without } from './prune.ts';

/** Connections beside the outermost one. */
const MOST_NESTED = 4;
/** Fields of an order and of its parts that are plain lists of objects; a test compares them with the schema. */
export const PLAIN_LISTS = new Set(['refunds', 'fulfillments', 'transactions', 'duties', 'disputes']);
/** Connections whose nodes are no Nodes; a test compares them with the schema. */
export const NOT_OF_NODES = new Set([
  'agreements',
  'discountApplications',
  'events',
  'localizedFields',
  'moments',
  'shippingLines',
]);

/** A connection within the bulk query. */
export interface BulkConnection {
  /** Response key in an order. */
  key: string;
  /** Key that each of its nodes' lines has, for a line names its parent and not the connection. */
  marker: string;
}

export type OwnersDocument = TypedDocumentNode<{ nodes: (JsonObject | null)[] }, { ids: string[] }>;

/** What is asked for by the ids of its owners. */
export interface Rest {
  /** From an order to the owners: [] for the order itself, ['refunds'], ['returns', 'nodes']. */
  owners: string[];
  /** Asks owners of a type, such as `Refund`, by their ids. The same document at every call. */
  document: (typeName: string) => OwnersDocument;
}

export interface BulkPlan {
  query: string;
  /** Paths from an order to what may not be read and was left out. */
  nulls: string[];
  connections: BulkConnection[];
  rests: Rest[];
}

/**
 * Items of a nested list that are asked for by the owners' ids: enough for nearly all. Fewer, as a page has them to
 * hold more orders, would have to be read on, one request an order.
 */
const ITEMS_AT_ONCE = 3;

type Selections = readonly SelectionNode[];

const keyOf = ({ alias, name }: FieldNode): string => (alias ?? name).value;

const isConnection = (field: FieldNode): boolean =>
  fieldsIn(field.selectionSet).some((each) => keyOf(each) === 'nodes');

const field = (name: string, alias: string | null, selections: Selections | null): FieldNode => ({
  kind: Kind.FIELD,
  name: { kind: Kind.NAME, value: name },
  ...(alias === null ? {} : { alias: { kind: Kind.NAME, value: alias } }),
  ...(selections === null ? {} : { selectionSet: { kind: Kind.SELECTION_SET, selections } }),
});

const argument = (name: string, value: ValueNode): ArgumentNode => ({
  kind: Kind.ARGUMENT,
  name: { kind: Kind.NAME, value: name },
  value,
});
/** Bulk queries read whole connections: how many, and after which, has no meaning there. */
const PAGING = new Set(['first', 'last', 'after', 'before']);
/** In ascending order of ids, so that the last one tells which were read. */
const ORDER = new Set(['sortKey', 'reverse']);
const withoutPaging = (args: readonly ArgumentNode[] = []): ArgumentNode[] =>
  args.filter(({ name }) => !PAGING.has(name.value));

const documents = new Map<string, OwnersDocument>();

/** Kept by its text, for the admin client remembers by document what was refused. */
function ownersDocument(typeName: string, selections: string): OwnersDocument {
  const text = `query OrderParts($ids: [ID!]!) { nodes(ids: $ids) { ... on ${typeName} ${selections} } }`;
  const document: OwnersDocument = documents.get(text) ?? parse(text);
  documents.set(text, document);
  return document;
}

interface Split {
  kept: SelectionNode[];
  /** What must be asked for by the owner's id: its connections, within the objects around them. */
  apart: SelectionNode[];
}

/** Walks the fields of an owner: an object with an id from which connections hang. */
class Splitter {
  readonly connections: BulkConnection[] = [];
  readonly rests: Rest[] = [];

  /**
   * @param path of objects since the owner
   * @param reach whether connections here fit into the bulk query
   */
  split(set: SelectionSetNode, owners: string[], path: string[], reach: boolean): Split {
    const kept: SelectionNode[] = [];
    const apart: SelectionNode[] = [];
    for (const each of set.selections) {
      if (each.kind === Kind.FRAGMENT_SPREAD) throw new Error('A fragment is not in its place.');
      const inner =
        each.kind === Kind.FIELD
          ? this.#field(each, owners, path, reach)
          : this.#within(each, owners, path, reach);
      kept.push(...inner.kept);
      apart.push(...inner.apart);
    }
    return { kept, apart };
  }

  #field(each: FieldNode, owners: string[], path: string[], reach: boolean): Split {
    if (!each.selectionSet) return { kept: [each], apart: [] };
    if (isConnection(each)) return this.#connection(each, owners, path, reach);
    if (PLAIN_LISTS.has(each.name.value)) {
      const selectionSet = this.owned(each.selectionSet, [...owners, ...path, keyOf(each)]);
      return { kept: [{ ...each, selectionSet }], apart: [] };
    }
    return this.#within(each, owners, [...path, keyOf(each)], reach);
  }

  /** An object or an inline fragment: what is taken out keeps it around itself. */
  #within<Wrapper extends Exclude<SelectionNode, { kind: Kind.FRAGMENT_SPREAD }>>(
    each: Wrapper,
    owners: string[],
    path: string[],
    reach: boolean,
  ): Split {
    if (!each.selectionSet) return { kept: [each], apart: [] };
    const inner = this.split(each.selectionSet, owners, path, reach);
    const wrapped = (selections: SelectionNode[]): SelectionNode[] =>
      selections.length === 0 ? [] : [{ ...each, selectionSet: { kind: Kind.SELECTION_SET, selections } }];
    return { kept: wrapped(inner.kept), apart: wrapped(inner.apart) };
  }

  #connection(each: FieldNode, owners: string[], path: string[], reach: boolean): Split {
    // Whose id a line within an object would name as its parent, the order's or the object's, is not documented.
    const isDirect = path.length === 0 && !NOT_OF_NODES.has(each.name.value);
    const fits = reach && isDirect && this.connections.length < MOST_NESTED;
    const nodes = fieldsIn(each.selectionSet).find((inner) => keyOf(inner) === 'nodes');
    if (!fits || !nodes?.selectionSet) return { kept: [], apart: [each] };
    const marker = `in_${this.connections.length}`;
    const key = keyOf(each);
    this.connections.push({ marker, key });
    const { selections } = this.owned(nodes.selectionSet, [...owners, key, 'nodes']);
    const marked = field('nodes', null, [field('__typename', marker, null), ...selections]);
    const args = withoutPaging(each.arguments);
    return { kept: [{ ...field(each.name.value, key, [marked]), arguments: args }], apart: [] };
  }

  /** The fields of an owner that is not the order itself: no connection of its own fits into the bulk query. */
  owned(set: SelectionSetNode, owners: string[]): SelectionSetNode {
    const { kept, apart } = this.split(set, owners, [], false);
    this.askLater(owners, apart);
    return { kind: Kind.SELECTION_SET, selections: kept };
  }

  askLater(owners: string[], apart: SelectionNode[]): void {
    if (apart.length === 0) return;
    const set: SelectionSetNode = {
      kind: Kind.SELECTION_SET,
      selections: [field('id', null, null), ...apart],
    };
    const text = print(withItems(set, ITEMS_AT_ONCE));
    this.rests.push({ owners, document: (typeName) => ownersDocument(typeName, text) });
  }
}

/**
 * @param document one operation with one field, a connection by `nodes`, whose owners all select their `id`
 * @param variables with which a page would be read; those of the outermost paging are of no account
 * @param withheld response paths of what may not be read
 */
export function planBulk(
  document: DocumentNode,
  variables: Record<string, unknown>,
  withheld: readonly string[] = [],
): BulkPlan {
  const whole: DocumentNode = { kind: Kind.DOCUMENT, definitions: [inlined(document, variables)] };
  const refused = placesIn(whole).filter(({ path }) => withheld.includes(path));
  const pruned = without(whole, new Set(refused.map(({ field: each }) => each)));
  const top = fieldsIn(pruned ? getOperationAST(pruned)?.selectionSet : undefined).find(isConnection);
  const nodes = fieldsIn(top?.selectionSet).find((each) => keyOf(each) === 'nodes');
  if (!top || !nodes?.selectionSet) throw new Error('An orders document has no connection.');
  const splitter = new Splitter();
  const { kept, apart } = splitter.split(nodes.selectionSet, [], [], true);
  splitter.askLater([], apart);
  const query = field(top.name.value, null, [field('nodes', null, [field('id', null, null), ...kept])]);
  const asked = top.arguments?.filter(({ name }) => !ORDER.has(name.value));
  const args = [...withoutPaging(asked), argument('sortKey', { kind: Kind.ENUM, value: 'ID' })];
  const prefix = `${keyOf(top)}.nodes.`;
  return {
    query: print({ kind: Kind.SELECTION_SET, selections: [{ ...query, arguments: args }] }),
    nulls: missingPlaces(whole, pruned).flatMap((path) =>
      path.startsWith(prefix) ? path.slice(prefix.length) : [],
    ),
    connections: splitter.connections,
    rests: splitter.rests,
  };
}
