import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { type DocumentNode, getOperationAST } from 'graphql';
import { Failure } from '../../../core/failure.ts';
import type { AccessTokens } from './access-token.ts';
import { createBuckets } from './bucket.ts';
import { pageSize, requestedCost } from './cost.ts';
import { exchange, pauseMs, retryAfterMs, tollOf } from './exchange.ts';
import { isNullInPlace } from './prune.ts';
import {
  completed,
  type Denial,
  denialsOf,
  type Query,
  queryOf,
  queryWithout,
  Refusals,
  refusedFields,
} from './refusal.ts';
import {
  failureOfRefusal,
  failureOfStatus,
  meaningOf,
  type Reply,
  type ReplyError,
  THROTTLED_MS,
} from './reply.ts';

export type { Denial } from './refusal.ts';

/** Shopify's own bulk of waiting is a second or two; past this the slice ends and is tried again later. */
const MOST_WAIT_MS = 20_000;
/** Waits before what failed within an answer is asked for again. */
const TRY_AGAIN_MS = [500, 1_500];

/**
 * A field that may not be read is null, whatever the schema says; a root field has to be reckoned with always,
 * others where `denials` name them.
 */
export type Answered<Data> = { [Field in keyof Data]: Data[Field] | null };

export interface AdminClient {
  /**
   * Runs a document as the app itself, as soon as the shop's bucket holds what it asks for. What may not be read
   * comes back null and is named in `denials`; the rest is whole.
   * @param options.urgent somebody waits for the answer: it comes before all background work
   * @throws Failure; `retry` where waiting may help, `cursor-expired` when `after` no longer names a place
   */
  run<Data, Variables extends object>(
    shopDomain: string,
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
    options?: { urgent?: boolean },
  ): Promise<{ data: Answered<Data>; denials: Denial[] }>;
  /** The greatest value of the document's variable `$first` with which it keeps under Shopify's cap; 1 to 250. */
  pageSize<Data, Variables extends object>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Omit<Variables, 'first'>,
  ): number;
  /** What was refused lately is asked for again: a scope may have been granted since. */
  forgetRefusals(shopDomain: string): void;
}

/** One call of `run`, from its document to its answer. */
interface Asking {
  shop: string;
  document: DocumentNode;
  variables: object;
  urgent: boolean;
  token: string;
  renewed: boolean;
  /** Until when Shopify may be waited for, once it has asked for that. */
  until: number | null;
  query: Query;
  /** How often an answer has failed in part. */
  failures: number;
}

interface Taken {
  data: object;
  denials: Denial[];
}

/** Whose refusals they are: another token may open more. */
const readerOf = ({ shop, token }: Pick<Asking, 'shop' | 'token'>): string => `${shop}|${token}`;

const isMutation = (document: DocumentNode): boolean => getOperationAST(document)?.operation === 'mutation';

export function createAdminClient(deps: {
  tokens: AccessTokens;
  now: () => Date;
  sleep: (ms: number) => Promise<void>;
}): AdminClient {
  const { tokens, sleep } = deps;
  const now = () => deps.now().getTime();
  const bucketOf = createBuckets({ now, sleep });
  const refusals = new Refusals(now);
  /** How many times dearer than reckoned Shopify holds a document, as the dearest call has shown. */
  const priced = new WeakMap<DocumentNode, { requested: number; times: number }>();
  const priceOf = (document: DocumentNode) => priced.get(document)?.times ?? 1;
  const pageSizeOf = (document: DocumentNode, variables: object) =>
    pageSize(document, variables, priceOf(document));

  const reckoned = ({ query, variables }: Asking): number =>
    query.document ? requestedCost(query.document, variables) : 0;

  function learnPrice(asking: Asking, requested: number): void {
    const times = requested / Math.max(1, reckoned(asking));
    const dearest = priced.get(asking.document)?.requested ?? 0;
    if (requested >= dearest) priced.set(asking.document, { requested, times: Math.max(1, times) });
  }

  /** Asks until there is an answer of GraphQL's own. */
  async function ask(asking: Asking): Promise<Reply> {
    const bucket = bucketOf(asking.shop);
    for (let returning = false; ; returning = true) {
      const points = Math.ceil(reckoned(asking) * priceOf(asking.document));
      const passage = await bucket.enter({ points, urgent: asking.urgent, returning });
      const exchanged = await exchange({ ...asking, text: asking.query.text });
      const { status, answer } = exchanged;
      passage.settle(tollOf(exchanged));
      if (answer?.extensions?.cost) learnPrice(asking, answer.extensions.cost.requestedQueryCost);
      if (status === 401 && !asking.renewed) {
        asking.renewed = true;
        asking.token = await tokens.renew(asking.shop, asking.token);
        continue;
      }
      const waitMs = pauseMs(exchanged);
      if (waitMs === null) {
        if (answer) return answer;
        throw failureOfStatus(status, { cause: exchanged.cause, retryAfterMs: retryAfterMs(exchanged) });
      }
      asking.until ??= now() + MOST_WAIT_MS;
      if (now() + waitMs >= asking.until) throw failureOfStatus(429, { retryAfterMs: waitMs });
      // What the bucket lacks, it knows by itself; smaller calls need not wait for that.
      bucket.close(answer ? THROTTLED_MS : waitMs);
    }
  }

  /** A page that Shopify finds too dear is asked for again, smaller. */
  function shrink(asking: Asking, cost: number): void {
    learnPrice(asking, cost);
    const first = 'first' in asking.variables ? asking.variables.first : null;
    const smaller = pageSizeOf(asking.document, asking.variables);
    if (typeof first !== 'number' || smaller >= first)
      throw new Failure(
        'query-too-dear',
        'Shopify finds what Privacy Desk asks at once too much. An update of Privacy Desk is needed.',
      );
    asking.variables = { ...asking.variables, first: smaller };
  }

  /** What failed within an answer: tried again a little, then a field's trouble is its own. @returns whether to ask again */
  async function mayPass(asking: Asking, passing: readonly ReplyError[]): Promise<boolean> {
    if (passing.length === 0) return false;
    const mayRepeat = !isMutation(asking.document);
    const pause = TRY_AGAIN_MS[asking.failures];
    if (mayRepeat && pause !== undefined) {
      asking.failures += 1;
      await sleep(pause);
      return true;
    }
    if (mayRepeat && passing.every(({ path }) => path)) return false;
    throw new Failure('shopify-error', 'Shopify answered with an error of its own.', { retry: true });
  }

  /**
   * Takes out of the query what has cost more than itself. Only what was refused for a reason that lasts is
   * remembered, so that the next page is not read twice.
   */
  function prune(asking: Asking, { lasting, passing }: Record<'lasting' | 'passing', ReplyError[]>): boolean {
    const { document, query } = asking;
    const refused = refusedFields(query, lasting);
    if (refused.size > 0)
      refusals.remember(readerOf(asking), document, queryWithout(document, query, refused));
    const all = new Map([...refusedFields(query, passing), ...refused]);
    asking.query = queryWithout(document, query, all);
    return all.size > 0;
  }

  /** @returns the answer, or null when the query, now another or a smaller one, is to be asked again */
  async function take(asking: Asking, reply: Reply): Promise<Taken | null> {
    const { data } = reply;
    const errors = Map.groupBy(reply.errors ?? [], meaningOf);
    const [tooDear] = errors.get('too-dear') ?? [];
    if (tooDear) {
      shrink(asking, tooDear.extensions?.cost ?? 0);
      return null;
    }
    const [refusal] = errors.get('refused') ?? [];
    if (refusal) throw failureOfRefusal(refusal);
    const { field = [], passing = [], truncated = [] } = Object.fromEntries(errors);
    if (await mayPass(asking, passing)) return null;
    const denials = denialsOf(asking.query, [...field, ...passing]);
    // A mutation has been carried out: it is not asked again for the sake of what it answers.
    const isDone = data !== undefined && isMutation(asking.document);
    const harms = (error: ReplyError) => truncated.length > 0 || !isNullInPlace(data, error.path ?? ['']);
    const isWhole = data != null && truncated.length === 0 && !reply.errors?.some(harms);
    if (isWhole || (isDone && data !== null)) return { data: completed(Object(data), asking.query), denials };
    const isPruned = prune(asking, { lasting: field.filter(harms), passing: passing.filter(harms) });
    if (isPruned) return isDone ? { data: completed({}, asking.query), denials } : null;
    throw new Failure('forbidden', field[0]?.message ?? 'Shopify gave no data.');
  }

  return {
    pageSize: pageSizeOf,
    forgetRefusals: (shop) => refusals.forget(shop),
    async run(shop, document, variables, { urgent = false } = {}) {
      const token = await tokens.of(shop);
      const query = refusals.find(readerOf({ shop, token }), document) ?? queryOf(document);
      const asking: Asking = {
        ...{ shop, document, variables, urgent, token, query },
        ...{ renewed: false, until: null, failures: 0 },
      };
      while (asking.query.document !== null) {
        const taken = await take(asking, await ask(asking));
        if (taken) return { data: taken.data as never, denials: taken.denials };
      }
      return { data: completed({}, asking.query) as never, denials: denialsOf(asking.query, []) };
    },
  };
}
