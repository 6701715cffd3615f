import { setTimeout as sleep } from 'node:timers/promises';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';
import { GraphQLClient } from 'graphql-request';
import { z } from 'zod';
import { Failure } from '../../../core/failure.ts';
import type { AccessTokens } from './access-token.ts';
import { pageSize } from './cost.ts';

export const API_VERSION = '2026-10';
/** Shopify's own bulk of waiting is a second or two; past this the slice ends and is tried again later. */
const MOST_WAIT_MS = 20_000;
const TIMEOUT_MS = 30_000;

/** A field that Shopify withheld, and why. Each field is named once, however many records lack it. */
export interface Denial {
  /** From the root inward by response keys, such as `orders.nodes.phone`; no list indexes. */
  path: string;
  /**
   * `scope`: the merchant has not granted it. `protected-data`: Shopify has not approved it. `unknown-field`: the
   * API has it no longer. `store-error`: Shopify failed to read it, several times.
   */
  reason: 'scope' | 'protected-data' | 'unknown-field' | 'store-error';
  /** In Shopify's words; names fields and scopes, never data. */
  message: string;
  /** Of `scope`: the access scopes that would do, any of them, as far as Shopify names them. */
  scopes?: string[];
}

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
}

const cost = z.object({
  requestedQueryCost: z.number(),
  throttleStatus: z.object({ currentlyAvailable: z.number(), restoreRate: z.number().positive() }),
});
const reply = z.object({
  data: z.unknown().optional(),
  errors: z
    .array(
      z.object({
        message: z.string(),
        path: z.array(z.union([z.string(), z.number()])).nullish(),
        extensions: z.object({ code: z.string().optional() }).nullish(),
      }),
    )
    .optional(),
  extensions: z.object({ cost: cost.optional() }).optional(),
});
type Reply = z.output<typeof reply>;

/** HTTP statuses of the Admin API (shopify.dev, "Response status codes"), as the merchant and the queue take them. */
const STATUS: Record<number, { code: string; retry: boolean; message: string }> = {
  402: { code: 'shop-frozen', retry: true, message: 'The shop is frozen until its Shopify bill is paid.' },
  403: {
    code: 'forbidden',
    retry: false,
    message:
      'Shopify does not let the app read this shop. Check under Apps in the Shopify admin that Privacy Desk may still work there.',
  },
  404: {
    code: 'shop-gone',
    retry: false,
    message:
      'Shopify knows no shop under this address. If the shop was closed, there is nothing left to gather from it.',
  },
  423: { code: 'shop-locked', retry: true, message: 'Shopify has locked the shop for the moment.' },
  429: { code: 'throttled', retry: true, message: 'Shopify asks to go slower.' },
};
const AWAY = { code: 'shopify-away', retry: true, message: 'Shopify did not answer properly.' };

/** Seconds, possibly with a fraction, as Shopify sends them. */
const retryAfterMs = (value: string | null): number | null => {
  const seconds = Number.parseFloat(value ?? '');
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null;
};

/** How long until the bucket holds what the query asks for. */
function throttleWaitMs({ errors, extensions }: Reply): number | null {
  if (!errors?.some((error) => error.extensions?.code === 'THROTTLED')) return null;
  if (!extensions?.cost) return 1000;
  const { requestedQueryCost, throttleStatus } = extensions.cost;
  const missing = requestedQueryCost - throttleStatus.currentlyAvailable;
  return Math.max(1000, Math.ceil((missing / throttleStatus.restoreRate) * 1000));
}

function denialsOf(errors: NonNullable<Reply['errors']>): Denial[] {
  return errors.map(({ message, path, extensions }) => {
    if (extensions?.code !== 'ACCESS_DENIED')
      throw new Failure('shopify-error', 'Shopify answered with an error of its own.', { retry: true });
    const reason = message.includes('not approved') ? 'protected-data' : 'scope';
    return { path: (path ?? []).join('.'), reason, message };
  });
}

export function createAdminClient(deps: { tokens: AccessTokens; now: () => Date }): AdminClient {
  const { tokens, now } = deps;

  /** One HTTP exchange. */
  async function exchange(shop: string, token: string, query: string, variables: object) {
    let status = 0;
    let waitMs: number | null = null;
    const client = new GraphQLClient(`https://${shop}/admin/api/${API_VERSION}/graphql.json`, {
      errorPolicy: 'all',
      headers: { 'X-Shopify-Access-Token': token },
      fetch: async (url: RequestInfo | URL, init?: RequestInit) => {
        const response = await fetch(url, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) });
        status = response.status;
        waitMs = retryAfterMs(response.headers.get('retry-after'));
        return response;
      },
    });
    try {
      return {
        status,
        waitMs,
        reply: reply.parse(await client.rawRequest<unknown, object>(query, variables)),
      };
    } catch (cause) {
      if (status === 0 || status === 200) throw new Failure(AWAY.code, AWAY.message, { retry: true, cause });
      return { status, waitMs, reply: null };
    }
  }

  return {
    pageSize: (document, variables) => pageSize(document, variables),
    async run(shop, document, variables) {
      const query = print(document);
      const until = now().getTime() + MOST_WAIT_MS;
      let token = await tokens.of(shop);
      let renewed = false;
      for (;;) {
        const answer = await exchange(shop, token, query, variables);
        if (answer.status === 401 && !renewed) {
          renewed = true;
          token = await tokens.renew(shop, token);
          continue;
        }
        const waitMs = answer.reply
          ? throttleWaitMs(answer.reply)
          : answer.status === 429
            ? answer.waitMs
            : null;
        if (waitMs !== null && now().getTime() + waitMs < until) {
          await sleep(waitMs);
          continue;
        }
        if (waitMs !== null || answer.reply === null) throw failureOf(waitMs === null ? answer.status : 429);
        const denials = denialsOf(answer.reply.errors ?? []);
        if (answer.reply.data == null)
          throw new Failure('forbidden', denials[0]?.message ?? 'Shopify gave no data.');
        return { data: answer.reply.data as never, denials };
      }
    },
  };
}

function failureOf(status: number): Failure {
  if (status === 401)
    return new Failure(
      'not-connected',
      'Shopify no longer accepts the app’s access. Open the app in the Shopify admin to connect it again; nothing is lost.',
    );
  const { code, retry, message } = STATUS[status] ?? AWAY;
  return new Failure(code, message, { retry });
}
