/**
 * The sandbox's own API, POST /_control/{call} with JSON: what demo, tests and the shell's tools move the
 * world with. Only for this machine: the server listens on the loopback alone.
 */
import { z } from 'zod';
import { type Handler, hostOf, readBody, sendJson } from './admin-api/http.ts';
import type { Compliance } from './compliance.ts';
import type { MailCatcher } from './mail.ts';
import { mintSessionToken } from './session-token.ts';
import { addShop, install } from './shops.ts';
import { customerIdOf, guests, type PersonName, people } from './store/people.ts';
import {
  dataRequestPayload,
  findPerson,
  redactPayload,
  scopesUpdatePayload,
  shopRedactPayload,
  uninstalledPayload,
} from './webhooks/payloads.ts';
import type { WebhookSender } from './webhooks/sender.ts';
import { PROTECTED_FIELDS, type Shop, type World } from './world.ts';

const BODY_MAX_BYTES = 4 * 1024 * 1024;

interface Controlled {
  sender: WebhookSender;
  compliance: Compliance;
  mail: MailCatcher;
}
type Context = Controlled & { world: World };

const bend = z.object({
  secret: z.string().optional(),
  /** null leaves a header out: JSON has no undefined. */
  headers: z.record(z.string(), z.string().nullable()).optional(),
  body: z.string().optional(),
  copies: z.number().int().min(0).optional(),
  delayMs: z.number().min(0).optional(),
});
const shop = z.string();
const fault = z.object({
  kind: z.enum(['throttled', 'status', 'slow', 'cut', 'internal']),
  status: z.number().optional(),
  retryAfter: z.string().optional(),
  delayMs: z.number().optional(),
  times: z.number().int().positive().default(1),
  matching: z.string().optional(),
});

function requireShop(world: World, domain: string): Shop {
  const found = world.shops.get(domain);
  if (!found) throw new Error(`There is no shop ${domain}.`);
  return found;
}

let dataRequests = 9_000;
/** Topics that are sent about a person or a shop when no payload is given. */
const PAYLOADS: Record<string, (shop: Shop, person: string) => object> = {
  'customers/data_request': (at, person) => {
    dataRequests += 1;
    return dataRequestPayload(at, findPerson(at, person), dataRequests);
  },
  'customers/redact': (at, person) => redactPayload(at, findPerson(at, person)),
  'shop/redact': (at) => shopRedactPayload(at),
  'app/uninstalled': (at) => uninstalledPayload(at),
};

/** One row of the API: what it takes and what it does. */
const call = <Input extends z.ZodType>(
  input: Input,
  run: (context: Context, input: z.output<Input>) => unknown,
) => ({
  input,
  run: (context: Context, body: unknown) => run(context, input.parse(body)),
});

const CALLS = {
  state: call(z.object({}), ({ world, compliance }) => ({
    now: new Date(world.clock.now()).toISOString(),
    pending: compliance.pending(),
    shops: [...world.shops.values()].map((each) => ({
      domain: each.domain,
      name: each.name,
      installed: each.installation !== null,
      scopes: [...(each.installation?.grantedScopes ?? [])],
      protectedData: { approved: each.protectedData.approved, fields: [...each.protectedData.fields] },
      staff: each.staff,
      faults: each.faults,
    })),
  })),
  webhook: call(
    z.object({
      shop,
      topic: z.string(),
      /** Customer id or e-mail address, where the payload is about a person. */
      person: z.string().default(''),
      payload: z.record(z.string(), z.unknown()).optional(),
      bend: bend.optional(),
    }),
    ({ world, sender }, { shop: domain, topic, person, payload, bend: bent }) => {
      const at = requireShop(world, domain);
      const made = payload ?? PAYLOADS[topic]?.(at, person);
      if (!made) throw new Error(`Give a payload for ${topic}.`);
      const headers = Object.fromEntries(
        Object.entries(bent?.headers ?? {}).map(([name, value]) => [name, value ?? undefined]),
      );
      const sent = sender.send({ shop: at, topic, payload: made, bend: { ...bent, headers } });
      if (!sent) throw new Error(`The app has not subscribed to ${topic}.`);
      return sent;
    },
  ),
  deliveries: call(z.object({}), ({ sender }) => sender.deliveries()),
  clock: call(z.object({ advanceMs: z.number().min(0) }), ({ world }, { advanceMs }) => {
    world.clock.advance(advanceMs);
    return { now: new Date(world.clock.now()).toISOString() };
  }),
  faults: call(z.object({ shop, faults: z.array(fault) }), ({ world }, { shop: domain, faults }) => {
    requireShop(world, domain).faults = faults;
    return { faults };
  }),
  scopes: call(
    z.object({ shop, grant: z.array(z.string()).default([]), revoke: z.array(z.string()).default([]) }),
    ({ world, sender }, { shop: domain, grant, revoke }) => {
      const at = requireShop(world, domain);
      if (!at.installation) throw new Error('The app is not installed there.');
      const { grantedScopes } = at.installation;
      const previous = [...grantedScopes];
      for (const scope of grant) grantedScopes.add(scope);
      for (const scope of revoke) grantedScopes.delete(scope);
      sender.send({
        shop: at,
        topic: 'app/scopes_update',
        payload: scopesUpdatePayload(at, previous, world.clock.now()),
      });
      return { scopes: [...grantedScopes] };
    },
  ),
  'protected-data': call(
    z.object({ shop, approved: z.boolean(), fields: z.array(z.enum(PROTECTED_FIELDS)) }),
    ({ world }, { shop: domain, approved, fields }) => {
      requireShop(world, domain).protectedData = { approved, fields: new Set(fields) };
      return { approved, fields };
    },
  ),
  shop: call(
    z.object({
      domain: z.string().regex(/^[a-z0-9-]+\.myshopify\.com$/),
      name: z.string().optional(),
      seed: z.number().int().optional(),
      customers: z.number().int().default(20),
      orders: z.number().int().default(50),
      restoreRate: z.number().optional(),
      installed: z.boolean().default(true),
    }),
    ({ world }, options) => ({ domain: addShop(world, options).domain }),
  ),
  uninstall: call(z.object({ shop }), ({ world, sender, compliance }, { shop: domain }) => {
    const at = requireShop(world, domain);
    at.installation = null;
    compliance.appUninstalled(at);
    sender.send({ shop: at, topic: 'app/uninstalled', payload: uninstalledPayload(at) });
    return { installed: false };
  }),
  install: call(z.object({ shop }), ({ world, compliance }, { shop: domain }) => {
    const at = requireShop(world, domain);
    install(world, at);
    compliance.appInstalled(at);
    return { installed: true };
  }),
  token: call(z.object({ shop, staffId: z.number().optional() }), ({ world }, { shop: domain, staffId }) => {
    const at = requireShop(world, domain);
    const staff = at.staff.find(({ id }) => staffId === undefined || id === staffId);
    if (!staff) throw new Error('There is no such member of staff.');
    return { token: mintSessionToken(world, at, staff) };
  }),
  secret: call(z.object({ secret: z.string().min(1) }), ({ world }, { secret }) => {
    world.app.secret = secret;
    return {};
  }),
  mails: call(z.object({}), ({ mail }) => ({ smtpUrl: mail.url, mails: mail.mails() })),
  people: call(z.object({}), () => ({
    customers: (Object.keys(people) as PersonName[]).map((name) => ({
      name,
      id: customerIdOf(name),
      email: people[name].email,
    })),
    guests: Object.entries(guests).map(([name, { email }]) => ({ name, email })),
  })),
};
export type ControlCalls = typeof CALLS;
const rows: Record<string, { run: (context: Context, body: unknown) => unknown } | undefined> = CALLS;

const LOCAL = /^(localhost|127\.0\.0\.1|\[::1\]|admin\.localhost)$/;

export function createControl(controlled: Controlled): Handler {
  return async (request, response, world) => {
    const name = /^\/_control\/([a-z-]+)$/.exec(request.url?.split('?')[0] ?? '')?.[1];
    if (name === undefined || !LOCAL.test(hostOf(request))) return false;
    const { origin } = request.headers;
    // A page of another origin, the framed app among them, must not move the sandbox.
    if (origin !== undefined && origin !== `http://${request.headers.host}`) {
      sendJson(response, 403, { error: 'The control API answers its own pages only.' });
      return true;
    }
    const row = Object.hasOwn(rows, name) ? rows[name] : undefined;
    if (!row || request.method !== 'POST') {
      sendJson(response, 404, { error: `POST one of: ${Object.keys(rows).join(', ')}.` });
      return true;
    }
    try {
      const body = await readBody(request, BODY_MAX_BYTES);
      sendJson(response, 200, row.run({ ...controlled, world }, body ? JSON.parse(body) : {}));
    } catch (error) {
      sendJson(response, 422, { error: (error as Error).message });
    }
    return true;
  };
}
