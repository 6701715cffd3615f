import type { Unit } from '../adapters/db/unit.ts';
import type { AuditData, AuditEvent } from '../core/audit.ts';
import type { Deps } from './deps.ts';
import { IN_USE } from './erase-shop.ts';
import { followMerge } from './follow-merge.ts';
import { forgetStaff } from './forget-staff.ts';
import { haltGathering } from './halt-gathering.ts';
import { offerRegister } from './offer-register.ts';
import type { Demand } from './open-requests.ts';
import { requireShopKey } from './require-key.ts';
import { resumeSteps } from './retry-step.ts';
import { tellRedact } from './tell-redact.ts';
import type { WebhookPayload, WebhookTopic } from './webhook-topics.ts';

/** What an opener knows beside the payload. */
export interface DeliveryContext {
  deps: Pick<Deps, 'vault' | 'now' | 'random' | 'mailer' | 'appUrl'>;
  unit: Unit;
  receivedAt: Date;
  triggeredAt: Date | null;
  /** Ids and the commitment of the delivery, for the audit event. */
  origin: AuditData;
}

/** Opens one delivery: gives back the demand that it makes, or records the notice that it brings. */
type Opener<T extends WebhookTopic> = (
  payload: WebhookPayload<T>,
  context: DeliveryContext,
) => Promise<Demand | null>;

const PLATFORM = { kind: 'platform' } as const;

async function dataRequest(
  payload: WebhookPayload<'customers/data_request'>,
  { receivedAt, origin }: DeliveryContext,
): Promise<Demand> {
  const businessKey = `data_request:${payload.dataRequestId}`;
  const { subject } = payload;
  return {
    kind: 'access',
    source: 'platform',
    actor: PLATFORM,
    receivedAt,
    businessKey,
    subject,
    joinsOpen: false,
    origin,
  };
}

/** A demand that follows from what the app itself has asked of Shopify is part of that. */
async function redact(
  { subject }: WebhookPayload<'customers/redact'>,
  { deps, unit, receivedAt, origin }: DeliveryContext,
): Promise<Demand | null> {
  if (await tellRedact(deps, unit, { subject, receivedAt, origin })) return null;
  return {
    kind: 'erasure',
    source: 'platform',
    actor: PLATFORM,
    receivedAt,
    businessKey: null,
    subject,
    joinsOpen: true,
    origin,
  };
}

/** A demand that waits for an answer, because the app was in use again, is looked at anew. */
async function shopRedact(
  _payload: WebhookPayload<'shop/redact'>,
  { deps, unit, receivedAt, origin }: DeliveryContext,
): Promise<Demand> {
  await resumeSteps(deps, unit, { reasonCode: IN_USE }, PLATFORM);
  return {
    kind: 'shop-erasure',
    source: 'platform',
    actor: PLATFORM,
    receivedAt,
    businessKey: null,
    subject: null,
    joinsOpen: true,
    origin,
  };
}

/** Tokens and the names of staff go at once. A notice that was overtaken by a new installation changes nothing. */
async function uninstalled(_payload: unknown, context: DeliveryContext): Promise<null> {
  const { deps, unit, origin, triggeredAt, receivedAt } = context;
  const { shopId } = unit;
  const shop = await unit.read.shop.findUniqueOrThrow({ where: { shopId } });
  const happenedAt = triggeredAt ?? receivedAt;
  if (shop.installedAt !== null && shop.installedAt > happenedAt) {
    await unit.record({ type: 'delivery.noted', actor: PLATFORM, data: { ...origin, overtaken: true } });
    return null;
  }
  await forgetStaff(deps, unit, { type: 'shop.uninstalled', actor: PLATFORM, data: origin });
  await unit.write([], async (rows) => {
    await rows.session.deleteMany({ where: { shopId } });
    await rows.shop.update({
      where: { shopId },
      data: { uninstalledAt: deps.now(), installedAt: null, scopes: [] },
    });
  });
  await haltGathering(deps, unit);
  await offerRegister(deps, unit);
  return null;
}

async function scopesUpdate(
  { scopes }: WebhookPayload<'app/scopes_update'>,
  { deps, unit, origin }: DeliveryContext,
): Promise<null> {
  const { shopId } = unit;
  await unit.write(
    { type: 'shop.scopes-changed', actor: PLATFORM, data: { ...origin, scopes: scopes.join(',') } },
    (rows) => rows.shop.update({ where: { shopId }, data: { scopes } }),
  );
  // What waited for an access may have it now; else it says again what it lacks.
  await resumeSteps(deps, unit, { reasonCode: 'access-missing' }, { kind: 'system' });
  return null;
}

/** Ids of the shop's requests about a customer record. */
async function requestsOf({ deps, unit }: DeliveryContext, customerId: string) {
  const indexKey = await requireShopKey(deps, unit, 'index');
  const index = deps.vault.blindIndex(indexKey, { kind: 'customer', value: customerId }, null);
  if (index === null) return { indexKey, requestIds: [] };
  const rows = await unit.read.identifier.findMany({ where: { shopId: unit.shopId, index } });
  return { indexKey, requestIds: rows.map(({ requestId }) => requestId) };
}

/** The requests of the record that is gone are found by the record that stays, too, and are about it. */
async function merged(payload: WebhookPayload<'customers/merge'>, context: DeliveryContext): Promise<null> {
  const { deps, unit, origin } = context;
  const { shopId } = unit;
  const { indexKey, requestIds } = await requestsOf(context, payload.deletedId);
  const index = deps.vault.blindIndex(indexKey, { kind: 'customer', value: payload.keptId }, null);
  const data = { ...origin, change: 'merged' };
  if (index === null || requestIds.length === 0) {
    await unit.record({ type: 'delivery.noted', actor: PLATFORM, data });
    return null;
  }
  await unit.write([], (rows) =>
    rows.identifier.createMany({
      data: requestIds.map((requestId) => ({ shopId, index, requestId, kind: 'customer' })),
      skipDuplicates: true,
    }),
  );
  await followMerge(deps, unit, payload, requestIds, (requestId, more) => ({
    ...{ type: 'request.linked', actor: PLATFORM, requestId },
    data: { ...data, ...more },
  }));
  return null;
}

async function deleted(payload: WebhookPayload<'customers/delete'>, context: DeliveryContext): Promise<null> {
  const { requestIds } = await requestsOf(context, payload.customerId);
  const data = { ...context.origin, change: 'deleted' };
  const noted = { type: 'delivery.noted', actor: PLATFORM, data } as const;
  await context.unit.record(requestIds.length > 0 ? linked(requestIds, data) : noted);
  return null;
}

/** An entry on each request concerned. */
const linked = (requestIds: string[], data: AuditData): AuditEvent[] =>
  requestIds.map((requestId) => ({ type: 'request.linked', actor: PLATFORM, requestId, data }));

const OPENERS: { [T in WebhookTopic]: Opener<T> } = {
  'customers/data_request': dataRequest,
  'customers/redact': redact,
  'shop/redact': shopRedact,
  'app/uninstalled': uninstalled,
  'app/scopes_update': scopesUpdate,
  'customers/merge': merged,
  'customers/delete': deleted,
};

export const openDelivery = <T extends WebhookTopic>(
  topic: T,
  payload: WebhookPayload<T>,
  context: DeliveryContext,
): Promise<Demand | null> => OPENERS[topic](payload, context);
