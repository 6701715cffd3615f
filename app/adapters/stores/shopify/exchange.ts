import { GraphQLClient } from 'graphql-request';
import type { Toll } from './bucket.ts';
import { reply, throttledMs } from './reply.ts';

export const API_VERSION = '2026-10';
const TIMEOUT_MS = 30_000;
/** With status 429 and no word of how long. */
const PAUSE_MS = 2_000;

/** One HTTP exchange; status 0 when there was no answer at all. */
export async function exchange(call: { shop: string; token: string; text: string; variables: object }) {
  const { shop, token, text, variables } = call;
  let status = 0;
  let retryAfter: string | null = null;
  const client = new GraphQLClient(`https://${shop}/admin/api/${API_VERSION}/graphql.json`, {
    errorPolicy: 'all',
    headers: { 'X-Shopify-Access-Token': token },
    fetch: async (url: RequestInfo | URL, init?: RequestInit) => {
      // Followed, a redirect would take the shop's token along to wherever it leads.
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const response = await fetch(url, { ...init, signal, redirect: 'manual' });
      status = response.status;
      retryAfter = response.headers.get('retry-after');
      return response;
    },
  });
  try {
    const answer = reply.parse(await client.rawRequest<unknown, object>(text, variables));
    return { status, retryAfter, answer, cause: undefined };
  } catch (cause) {
    return { status, retryAfter, answer: null, cause };
  }
}
export type Exchange = Awaited<ReturnType<typeof exchange>>;

/** What the bucket learns: a reply without a price, as of a query that is invalid, says nothing. */
export function tollOf({ answer }: Exchange): Toll | null {
  const cost = answer?.extensions?.cost;
  if (!cost) return null;
  const isTurnedAway = throttledMs(answer) !== null;
  return {
    charged: isTurnedAway ? 0 : (cost.actualQueryCost ?? cost.requestedQueryCost),
    status: cost.throttleStatus,
  };
}

/** No pause is longer: a wait that no timer and no date can hold would be none. */
const LONGEST_PAUSE_MS = 86_400_000;

/** Seconds, possibly with a fraction, as Shopify sends them. */
export function retryAfterMs({ retryAfter }: Exchange): number | undefined {
  const seconds = Number.parseFloat(retryAfter ?? '');
  return Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds * 1000, LONGEST_PAUSE_MS) : undefined;
}

/** How long Shopify asks to be left alone before it answers this call; null when it does not ask for that. */
export function pauseMs(exchanged: Exchange): number | null {
  const { status, answer } = exchanged;
  if (answer) return throttledMs(answer);
  if (status !== 429 && status !== 430) return null;
  return retryAfterMs(exchanged) ?? (status === 429 ? PAUSE_MS : null);
}
