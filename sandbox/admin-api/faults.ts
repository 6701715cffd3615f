/** Faults on demand: what the Admin API answers while a fault is laid on a shop. */
import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { FieldNode, GraphQLError } from 'graphql';
import type { Fault, Shop, World } from '#sandbox/world.ts';
import { bucketOf } from './bucket.ts';
import { internalError, throttled, undefinedField } from './errors.ts';
import { sendJson } from './http.ts';

/** What Shopify's servers say with each status; the admin GraphQL client only looks at the number. */
const BODIES: Record<number, unknown> = {
  400: { errors: { query: 'Required parameter missing or invalid' } },
  401: { errors: '[API] Invalid API key or access token (unrecognized login or wrong password)' },
  402: { errors: 'Unavailable Shop' },
  403: { errors: '[API] This action requires merchant approval for the app.' },
  404: { errors: 'Not Found' },
  406: { errors: 'Not Acceptable' },
  423: { errors: 'This shop is unavailable' },
  429: { errors: 'Throttled' },
  430: { errors: 'Shopify Security Rejection' },
  500: { errors: 'Internal Server Error' },
  502: { errors: 'Bad Gateway' },
  503: { errors: 'Service Unavailable' },
  504: { errors: 'Gateway Timeout' },
};

export const bodyOf = (status: number): unknown => BODIES[status] ?? { errors: `HTTP ${status}` };

/** Takes the next fault that is meant, and counts the call against it. Those whose time is over are dropped. */
export function takeFault(shop: Shop, now: number, isMeant: (fault: Fault) => boolean): Fault | null {
  const isOver = ({ times, until = Number.POSITIVE_INFINITY }: Fault) => times <= 0 || until <= now;
  if (shop.faults.some(isOver)) shop.faults = shop.faults.filter((fault) => !isOver(fault));
  const fault = shop.faults.find(isMeant);
  if (!fault) return null;
  fault.times -= 1;
  if (fault.times <= 0) shop.faults.splice(shop.faults.indexOf(fault), 1);
  return fault;
}

const isPlayed = (kind: Fault['kind']): kind is keyof typeof PLAYS => Object.hasOwn(PLAYS, kind);

/** The next fault that is an answer to this query text. */
export const nextFault = (shop: Shop, query: string, now: number): Fault | null =>
  takeFault(
    shop,
    now,
    ({ kind, matching }) => (kind === 'slow' || isPlayed(kind)) && (!matching || query.includes(matching)),
  );

/** Fields that this document selects and that the schema has no longer, as Shopify's validation says it. */
export function removedFields(
  shop: Shop,
  fields: ReadonlyMap<string, readonly FieldNode[]>,
  now: number,
): GraphQLError[] {
  const errors: GraphQLError[] = [];
  for (const coordinate of new Set(shop.faults.map((fault) => fault.coordinate ?? ''))) {
    const nodes = fields.get(coordinate);
    const isMeant = (fault: Fault) => fault.kind === 'field' && fault.coordinate === coordinate;
    if (!nodes || !takeFault(shop, now, isMeant)) continue;
    const [typeName = '', fieldName = ''] = coordinate.split('.');
    for (const node of nodes) errors.push(undefinedField(typeName, fieldName, node));
  }
  return errors;
}

type Play = (fault: Fault, response: ServerResponse, world: World, shop: Shop) => void;

const PLAYS: Record<'cut' | 'internal' | 'status' | 'throttled', Play> = {
  cut: (_fault, response) => {
    response.socket?.destroy();
  },
  internal: (_fault, response) => sendJson(response, 200, { errors: [internalError(randomUUID())] }),
  status: ({ status = 500, retryAfter }, response) => {
    if (retryAfter !== undefined) response.setHeader('Retry-After', retryAfter);
    sendJson(response, status, bodyOf(status));
  },
  throttled: (_fault, response, world, shop) => {
    const now = world.clock.now();
    const throttleStatus = { ...bucketOf(shop, now).status(now), currentlyAvailable: 0 };
    const cost = { requestedQueryCost: 1, actualQueryCost: null, throttleStatus };
    sendJson(response, 200, { errors: [throttled()], extensions: { cost } });
  },
};

/** @returns whether the fault was the answer; a slow call is answered as usual after its delay */
export async function playFault(
  fault: Fault,
  response: ServerResponse,
  world: World,
  shop: Shop,
): Promise<boolean> {
  if (fault.delayMs) await wait(fault.delayMs);
  if (!isPlayed(fault.kind)) return false;
  PLAYS[fault.kind](fault, response, world, shop);
  return true;
}
