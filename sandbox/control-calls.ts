/** What the control API can do: a row for each call, with what it takes and what it gives back. */
import { z } from 'zod';
import { bucketOf } from './admin-api/bucket.ts';
import type { Compliance } from './compliance.ts';
import { fault, faultOf } from './control-faults.ts';
import type { MailCatcher } from './mail.ts';
import type { Merchant } from './merchant.ts';
import type { Schedule } from './schedule.ts';
import { mintCustomerToken, mintSessionToken } from './session-token.ts';
import { addShop } from './shops.ts';
import { customerIdOf, guests, type PersonName, people } from './store/people.ts';
import { expireTokens, keepTokensAlive, revokeTokens } from './tokens.ts';
import { defaultPayload } from './webhooks/default-payload.ts';
import type { Bend, Delivery, DeliveryWithBody, WebhookSender } from './webhooks/sender.ts';
import { PROTECTED_FIELDS, type Shop, type World } from './world.ts';

export interface Controlled {
  schedule: Schedule;
  sender: WebhookSender;
  compliance: Compliance;
  merchant: Merchant;
  mail: MailCatcher;
}
export type Context = Controlled & { world: World };

const isObject = (value: unknown) => typeof value === 'object' && value !== null;
const shop = z.string();
/** Customer id (global or numeric) or e-mail address. */
const person = z.string();
const scopes = z.array(z.string()).default([]);
const bend = z.object({
  secret: z.string().optional(),
  /** null leaves a header out: JSON has no undefined. */
  headers: z.record(z.string(), z.string().nullable()).optional(),
  body: z.string().optional(),
  copies: z.number().int().positive().optional(),
  delayMs: z.number().min(0).optional(),
});
function requireShop({ world }: Context, domain: string): Shop {
  const found = world.shops.get(domain);
  if (!found) throw new Error(`There is no shop ${domain}.`);
  return found;
}

function bendOf({ headers, ...rest }: z.output<typeof bend>): Bend {
  if (!headers) return rest;
  const entries = Object.entries(headers).map(([name, value]) => [name, value ?? undefined]);
  return { ...rest, headers: Object.fromEntries(entries) };
}

function firstOf(sent: DeliveryWithBody[], topic: string): DeliveryWithBody {
  const [first] = sent;
  if (!first) throw new Error(`${topic} is not sent: the app has not subscribed to it, or is not installed.`);
  return first;
}

const withoutBody = ({ body: _body, ...delivery }: DeliveryWithBody): Delivery => delivery;

/** One row. `run` may throw an Error whose message says what was wrong with the call. */
const call = <Input extends z.ZodType, Output>(
  input: Input,
  run: (context: Context, input: z.output<Input>) => Output | Promise<Output>,
) => ({
  input,
  run: async (context: Context, body: unknown): Promise<Output> => run(context, input.parse(body)),
});

export const CALLS = {
  state: call(z.object({}), ({ world, compliance }) => ({
    now: new Date(world.clock.now()).toISOString(),
    pending: compliance.pending(),
    shops: [...world.shops.values()].map((each) => ({
      domain: each.domain,
      name: each.name,
      installed: each.installation !== null,
      scopes: [...(each.installation?.grantedScopes ?? [])],
      protectedData: { approved: each.protectedData.approved, fields: [...each.protectedData.fields] },
      themeBlocks: [...each.themeBlocks],
      staff: each.staff,
      faults: each.faults,
    })),
  })),
  people: call(z.object({}), () => ({
    customers: (Object.keys(people) as PersonName[]).map((name) => ({
      name,
      id: customerIdOf(name),
      email: people[name].email,
    })),
    guests: Object.entries(guests).map(([name, { email }]) => ({ name, email })),
  })),

  /** Sends a webhook and waits for its first attempt. Without a payload Shopify's own is made. */
  webhook: call(
    z.object({
      shop,
      topic: z.string(),
      person: person.default(''),
      payload: z.custom<object>(isObject).optional(),
      bend: bend.optional(),
    }),
    async (context, { shop: domain, topic, person: who, payload, bend: bent }) => {
      const at = requireShop(context, domain);
      const made = payload ?? defaultPayload(context.world, at, topic, who);
      const event = { shop: at, topic, payload: made, ...(bent ? { bend: bendOf(bent) } : {}) };
      return firstOf(await context.sender.send(event), topic);
    },
  ),
  repeat: call(z.object({ webhookId: z.string() }), ({ sender }, { webhookId }) => sender.repeat(webhookId)),
  hold: call(z.object({}), ({ sender }) => {
    sender.hold();
    return { held: true };
  }),
  release: call(z.object({ order: z.enum(['sent', 'reversed']).optional() }), ({ sender }, { order }) =>
    sender.release(order),
  ),
  /** The newest first. */
  deliveries: call(
    z.object({ shop: shop.optional(), limit: z.number().int().positive().default(200) }),
    ({ sender }, { shop: domain, limit }) =>
      sender
        .deliveries()
        .filter((each) => domain === undefined || each.shop === domain)
        .slice(0, limit)
        .map(withoutBody),
  ),
  delivery: call(z.object({ webhookId: z.string() }), ({ sender }, { webhookId }) => {
    const found = sender.deliveries().find((each) => each.webhookId === webhookId);
    if (!found) throw new Error(`No delivery ${webhookId} is in the log.`);
    return found;
  }),

  /** Moves the clock and carries out what became due. The app's tokens keep the time they have left. */
  clock: call(z.object({ advanceMs: z.number().min(0) }), async ({ world, schedule }, { advanceMs }) => {
    keepTokensAlive(world, advanceMs);
    world.clock.advance(advanceMs);
    await schedule.settled();
    return { now: new Date(world.clock.now()).toISOString() };
  }),
  faults: call(z.object({ shop, faults: z.array(fault) }), (context, { shop: domain, faults }) => {
    const laid = faults.map((each) => faultOf(each, context.world.clock.now()));
    requireShop(context, domain).faults = laid;
    return { faults: laid };
  }),

  /** Requests and points of the Admin API so far. */
  usage: call(z.object({ shop }), (context, { shop: domain }) => {
    const { usage } = bucketOf(requireShop(context, domain), context.world.clock.now());
    return usage;
  }),

  shop: call(
    z.object({
      domain: z.string().regex(/^[a-z0-9][a-z0-9-]*\.myshopify\.com$/),
      name: z.string().optional(),
      countryCode: z.string().length(2).optional(),
      ianaTimezone: z.string().optional(),
      seed: z.number().int().optional(),
      customers: z.number().int().min(0).default(20),
      orders: z.number().int().min(0).default(50),
      heaviest: z.number().int().min(0).optional(),
      restoreRate: z.number().positive().optional(),
      installed: z.boolean().default(true),
    }),
    ({ world }, options) => ({ domain: addShop(world, options).domain }),
  ),
  install: call(z.object({ shop }), (context, { shop: domain }) => {
    context.merchant.install(requireShop(context, domain));
    return { installed: true };
  }),
  uninstall: call(z.object({ shop }), async (context, { shop: domain }) => {
    await context.merchant.uninstall(requireShop(context, domain));
    return { installed: false };
  }),
  scopes: call(
    z.object({ shop, grant: scopes, revoke: scopes }),
    async (context, { shop: domain, grant, revoke }) => {
      const at = requireShop(context, domain);
      await context.merchant.changeScopes(at, { grant, revoke });
      return { scopes: [...(at.installation?.grantedScopes ?? [])] };
    },
  ),
  'protected-data': call(
    z.object({ shop, approved: z.boolean(), fields: z.array(z.enum(PROTECTED_FIELDS)) }),
    (context, { shop: domain, approved, fields }) => {
      context.merchant.approveProtectedData(requireShop(context, domain), approved, fields);
      return { approved, fields };
    },
  ),

  'theme-blocks': call(
    z.object({ shop, blocks: z.array(z.string()) }),
    (context, { shop: domain, blocks }) => {
      requireShop(context, domain).themeBlocks = new Set(blocks);
      return { blocks };
    },
  ),
  'request-data': call(z.object({ shop, person }), async (context, { shop: domain, person: who }) =>
    firstOf(await context.merchant.requestData(requireShop(context, domain), who), 'customers/data_request'),
  ),
  erase: call(z.object({ shop, person }), (context, { shop: domain, person: who }) => ({
    dueAt: new Date(context.merchant.eraseData(requireShop(context, domain), who)).toISOString(),
  })),
  'cancel-erasure': call(z.object({ shop, person }), (context, { shop: domain, person: who }) => {
    context.merchant.cancelErasure(requireShop(context, domain), who);
    return { canceled: true };
  }),
  'delete-customer': call(z.object({ shop, person }), async (context, { shop: domain, person: who }) => {
    await context.merchant.deleteCustomer(requireShop(context, domain), who);
    return { deleted: true };
  }),

  /** A session token as the admin hands it to the app; of the account owner unless told. */
  token: call(z.object({ shop, staffId: z.number().optional() }), (context, { shop: domain, staffId }) => {
    const at = requireShop(context, domain);
    const staff = at.staff.find(({ id }) => staffId === undefined || id === staffId);
    if (!staff) throw new Error(`${domain} has no such member of staff.`);
    return { token: mintSessionToken(context.world, at, staff) };
  }),
  /** A session token as customer account pages hand it to extensions; without a customer for a visitor. */
  'customer-token': call(
    z.object({ shop, person: person.optional() }),
    (context, { shop: domain, person: who }) => ({
      token: mintCustomerToken(context.world, requireShop(context, domain), who ?? null),
    }),
  ),
  /** The app's access tokens end now, so that it has to refresh them. */
  'expire-tokens': call(z.object({ shop }), (context, { shop: domain }) => ({
    expired: expireTokens(context.world, requireShop(context, domain)),
  })),
  /** The app's tokens are worthless from here on, refresh tokens too, although it stays installed. */
  'revoke-tokens': call(z.object({ shop }), (context, { shop: domain }) => ({
    revoked: revokeTokens(requireShop(context, domain)),
  })),
  secret: call(z.object({ secret: z.string().min(1) }), ({ world }, { secret }) => {
    world.app.secret = secret;
    return { rotated: true };
  }),

  mails: call(z.object({}), ({ mail }) => ({ smtpUrl: mail.url, mails: mail.mails() })),
  'clear-mails': call(z.object({}), ({ mail }) => {
    mail.clear();
    return { mails: [] };
  }),
};
export type ControlCalls = typeof CALLS;
