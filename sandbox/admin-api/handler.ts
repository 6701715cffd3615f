/**
 * The Admin GraphQL API of the sandbox's shops: POST https://{shop}/admin/api/2026-10/graphql.json, and the
 * host that bulk operations leave their results on.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { API_VERSION } from '#sandbox/schema/admin.ts';
import type { Shop, World } from '#sandbox/world.ts';
import { BulkFiles } from './bulk/files.ts';
import { BulkOperations } from './bulk/operations.ts';
import type { Caller } from './call.ts';
import { bodyOf, nextFault, playFault } from './faults.ts';
import { type Hooks, NO_HOOKS } from './hooks.ts';
import { type Handler, hostOf, readBody, sendJson } from './http.ts';
import { executeRequest, type GraphQLRequest, isDeprecated } from './operation.ts';

const DEPRECATION_URL = 'https://shopify.dev/api/usage/versioning#deprecation-practices';
const BODY_MAX_BYTES = 10 * 1_024 * 1_024;

/** Versions before the oldest supported one are answered by it ("fall forward"); later ones do not exist yet. */
const isServed = (version: string) => /^\d{4}-(01|04|07|10)$/.test(version) && version <= API_VERSION;

type Services = Pick<Caller, 'hooks' | 'bulkEngine'>;

/** @returns who calls, or null when the token is unknown, expired or of an uninstalled app */
function authenticate(request: IncomingMessage, world: World, shop: Shop, services: Services): Caller | null {
  const { installation } = shop;
  const token = installation?.accessTokens.get(String(request.headers['x-shopify-access-token'] ?? ''));
  if (!installation || !token) return null;
  if (token.expiresAt !== null && token.expiresAt <= world.clock.now()) return null;
  return { world, shop, installation, staffId: token.staffId, online: token.online, ...services };
}

function parseRequest(request: IncomingMessage, body: string): GraphQLRequest | null {
  const costDebug = request.headers['shopify-graphql-cost-debug'] === '1';
  if (String(request.headers['content-type']).startsWith('application/graphql')) {
    return { query: body, variables: {}, operationName: null, costDebug };
  }
  try {
    const { query, variables, operationName }: Record<string, unknown> = JSON.parse(body);
    if (typeof query !== 'string') return null;
    return {
      query,
      variables: typeof variables === 'object' && variables !== null ? { ...variables } : {},
      operationName: typeof operationName === 'string' && operationName ? operationName : null,
      costDebug,
    };
  } catch {
    return null;
  }
}

async function serve(request: IncomingMessage, response: ServerResponse, caller: Caller): Promise<void> {
  const { world, shop } = caller;
  const body = await readBody(request, BODY_MAX_BYTES);
  if (body === null) return sendJson(response, 413, { errors: 'Request Entity Too Large' });
  const parsed = parseRequest(request, body);
  const fault = nextFault(shop, parsed?.query ?? '', world.clock.now());
  if (fault && (await playFault(fault, response, world, shop))) return;
  if (!parsed) return sendJson(response, 400, bodyOf(400));
  if (isDeprecated(parsed)) response.setHeader('X-Shopify-API-Deprecated-Reason', DEPRECATION_URL);
  sendJson(response, 200, executeRequest(caller, parsed));
}

function makeGraphqlHandler(services: Services): Handler {
  return async (request, response, world) => {
    const host = hostOf(request);
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    if (!host.endsWith('.myshopify.com') || !path.startsWith('/admin/api/')) return false;
    response.setHeader('X-Request-Id', randomUUID());
    const shop = world.shops.get(host);
    const version = /^\/admin\/api\/([\w-]+)\/graphql\.json$/.exec(path)?.[1] ?? '';
    if (!shop || !isServed(version) || request.method !== 'POST') {
      sendJson(response, 404, bodyOf(404));
      return true;
    }
    response.setHeader('X-Shopify-API-Version', API_VERSION);
    const caller = authenticate(request, world, shop, services);
    if (caller) await serve(request, response, caller);
    else sendJson(response, 401, bodyOf(401));
    return true;
  };
}

export interface AdminApi {
  graphql: Handler;
  /** Results of bulk operations, on host storage.googleapis.com. */
  bulkFiles: Handler;
}

/** @param hooks who is told of webhooks to send and of erasures to carry out */
export function createAdminApi(hooks: Partial<Hooks> = {}): AdminApi {
  const files = new BulkFiles();
  const services = { hooks: { ...NO_HOOKS, ...hooks }, bulkEngine: new BulkOperations(files) };
  return { graphql: makeGraphqlHandler(services), bulkFiles: files.handler };
}
